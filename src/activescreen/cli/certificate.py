"""``activescreen certificate``: register a random phase, issue its certificate, verify one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import typer

from activescreen.cli import console
from activescreen.cli.copies import tell_copies_in_urn
from activescreen.cli.draws import LABEL, check_draws_place, read_draws, write_draws
from activescreen.cli.hints import of_review
from activescreen.cli.outputs import check_outputs
from activescreen.cli.reviews import about
from activescreen.errors import InputError
from activescreen.files import write_whole
from activescreen.formats import is_ledger, open_ledger, read_ledger, write_ledger
from activescreen.ledger import Decision, Ledger
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.stopping.certificate import Certificate, Progress, issue, look
from activescreen.stopping.registration import Registration, register
from activescreen.stopping.wording import counted, percent, stage_in_words

EXIT_NOT_YET: Final = 1
_SEED_BITS: Final = 48


@dataclass(frozen=True, slots=True)
class RegisterOptions:
    """What ``certificate register`` was asked for."""

    file: Path | None
    out: Path
    draws: Path
    target: str | None
    alpha: float | None
    seed: int | None
    rule: str
    planned_look: str | None
    phase: int | None
    previous: Path | None
    wave: str
    title: str
    stage: str | None
    label_column: str | None
    votes: int
    workspace: Path | None = None
    review: str | None = None

    @property
    def name(self) -> str:
        """The file's name, or the review's."""
        return self.review or (self.file.name if self.file else "")


@dataclass(frozen=True, slots=True)
class IssueOptions:
    """What ``certificate issue`` was asked for."""

    registration: Path
    ledger: Path | None
    draws: Path | None
    out: Path
    html: Path | None
    ledger_out: Path | None
    label_column: str | None
    workspace: Path | None = None
    review: str | None = None


def run_register(options: RegisterOptions) -> None:
    """Register, write the registered order, and say what to do with the hash."""
    for source in filter(None, (options.file, options.previous)):
        check_outputs(source, {"--out": options.out, "--draws": options.draws})
    _check_new(options)
    if options.file is not None:
        registration, ledger = _register_file(options, options.file)
    else:
        registration, ledger = _register_review(options)
    with about(options.name):
        more = look(registration, ledger).more
    frozen = ledger.freeze(registration.stage)
    tell_copies_in_urn(options.name, frozen)
    order = registration.make_rule().random_draws(frozen, frozen.population)
    try:
        write_draws(options.draws, ledger.records, [place for place, _ in order])
        registration.save(options.out)
    except InputError as error:
        if options.review is None:
            raise
        raise _kept_without_files(options, registration, error) from error
    _say_registered(options, registration, more)


def _kept_without_files(
    options: RegisterOptions, registration: Registration, error: InputError
) -> InputError:
    """The review has the registration already: nobody is to register another one for its files."""
    again = of_review("certificate show", options.workspace, options.name)
    return InputError(
        f"The phase is registered in the review, with hash {registration.hash}, but a file could "
        f"not be written: {error.what}",
        where=error.where,
        remedy=f"Do not register again: '{again} --out REGISTRATION.json --draws DRAWS.csv' writes "
        "them once there is room.",
    )


def _check_new(options: RegisterOptions) -> None:
    """Refuse to write over a registration, or over labels of draws."""
    check_draws_place(options.draws)
    if options.out.exists():
        raise InputError(
            "There is a file of this name already; a registration, whose hash may be published, "
            "is not written over.",
            where=str(options.out),
            remedy="Give another name to --out. For a further phase of the same search wave add "
            f"--phase, and --previous {options.out}.",
        )


def _register_file(options: RegisterOptions, file: Path) -> tuple[Registration, Ledger]:
    previous = None if options.previous is None else Registration.load(options.previous)
    wave = file.name if previous is None else previous.population.wave
    stage, ledger = _at_stage(options, file)
    with about(file.name):
        registration = register(
            ledger,
            title=options.title or file.stem,
            wave=options.wave or wave,
            seed=_seed(options),
            created=_today(),
            stage=stage,
            target_recall="0.95" if options.target is None else options.target,
            alpha=0.05 if options.alpha is None else options.alpha,
            rule=options.rule,
            parameters={"planned_look": _planned_look(options.planned_look)},
            phase=options.phase,
            previous=previous,
        )
    if not (options.title and options.wave) and previous is None:
        console.tell(
            f"{file.name}: the file's name stands on the certificate where --title (the review) "
            "or --wave (the search) is not given."
        )
    return registration, ledger


def _at_stage(options: RegisterOptions, file: Path) -> tuple[str, Ledger]:
    """The stage of which the certificate will speak, and the decisions at it.

    Raises
    ------
    InputError
        If it is not given, and neither the column's name nor the decisions tell it.
    """
    stage = options.stage
    opened = open_ledger(file, options.label_column, stage, options.votes)
    if stage is not None:
        return stage, opened.ledger
    if opened.stage is None:
        raise InputError(
            "The file does not tell at which screening stage its labels were given, or has those "
            "of several; a certificate speaks of one.",
            where=file.name,
            remedy="Give --stage title_abstract, or --stage full_text if relevant means finally "
            "included.",
        )
    if is_ledger(file):
        return opened.stage, opened.ledger
    other = FULL_TEXT if opened.stage == TITLE_ABSTRACT else TITLE_ABSTRACT
    meaning = "screening decisions" if opened.stage == TITLE_ABSTRACT else "final inclusions"
    console.tell(
        f"{file.name}: labels are taken as {meaning} (stage {stage_in_words(opened.stage)}); if "
        f"they are not, give --stage {other}."
    )
    # With its stage, so that the same column is read when the certificate is issued.
    return opened.stage, open_ledger(file, options.label_column, opened.stage, options.votes).ledger


def _register_review(options: RegisterOptions) -> tuple[Registration, Ledger]:
    from activescreen.cli.review_phases import register_in_review
    from activescreen.review.stopping.phases import Phase

    phase = Phase(
        seed=_seed(options),
        stage=options.stage or TITLE_ABSTRACT,
        wave=options.wave,
        title=options.title,
        target=options.target,
        alpha=options.alpha,
        rule=options.rule,
        parameters={"planned_look": _planned_look(options.planned_look)},
        phase=options.phase,
    )
    return register_in_review(options.workspace, options.name, phase)


def _seed(options: RegisterOptions) -> int:
    # Drawn, not chosen: nobody can have tried which order suits best.
    return secrets.randbits(_SEED_BITS) if options.seed is None else options.seed


def _say_registered(options: RegisterOptions, registration: Registration, more: int | None) -> None:
    opening, urn = registration.opening, registration.opening.urn
    console.say(
        f"{options.name}: {counted(registration.population.records, 'record')} at stage "
        f"{stage_in_words(registration.stage)}, {opening.read:,} read with {opening.found:,} "
        f"relevant among them, {urn:,} unread."
    )
    if more is not None:
        console.say(
            f"Price: to claim {percent(registration.target_recall)} recall with an error of "
            f"{percent(registration.phase_alpha)}, {counted(more, 'random draw')} of the "
            f"{urn:,} are read if none of them is relevant, and more if some are."
        )
    if registration.votes_per_record > 1:
        console.say(
            f"Votes: {registration.votes_per_record} a record are registered, but labels of a "
            "column and of the table of draws are entered as settled by the team (consensus), "
            "whatever the votes; the certificate says of how many labels that is so."
        )
    console.say(f"Registration: {options.out}")
    console.say(f"Registration hash: {registration.hash}")
    console.say(
        "Publish this hash before the first draw, in the review's public registration "
        "(PROSPERO, OSF): a file cannot prove its own age, so certificates are verified against "
        f"what was published. Publish no other one for this {_once(registration)}: of several, the "
        "one that stops could be chosen."
    )
    console.say(f"Draws: {options.draws}")
    console.say(
        f"Label them there from the top, in the column '{LABEL}': 1 for relevant, 0 for "
        "irrelevant, maybe for what is still open. From now on read no unread record in any "
        f"other order. Then: {_issuing(options)} --draws {options.draws} --out certificate.json"
    )


def _issuing(options: RegisterOptions) -> str:
    if options.review is None:
        column = f" --label-column {options.label_column}" if options.label_column else ""
        return f"activescreen certificate issue {options.out} --ledger {options.file}{column}"
    return of_review("certificate issue", options.workspace, options.review, options.out)


def _once(registration: Registration) -> str:
    """For what there is one public registration."""
    return "search wave" if registration.phase is None else f"wave's phase {registration.phase}"


def run_issue(options: IssueOptions) -> None:
    """Add the draws, look, and issue the certificate if the rule stops.

    Raises
    ------
    typer.Exit
        With code 1 if the rule does not stop yet.
    """
    outputs = {
        "--out": options.out,
        "--html": options.html,
        "--ledger-out": options.ledger_out,
    }
    for source in filter(None, (options.registration, options.ledger, options.draws)):
        check_outputs(source, outputs)
    registration = Registration.load(options.registration)
    if options.ledger is not None:
        ledger, progress = _look_at_file(options, options.ledger, registration)
    else:
        from activescreen.cli.review_phases import look_in_review

        ledger, progress = look_in_review(
            options.workspace, options.review or "", registration, options.draws
        )
    if options.ledger_out is not None:
        write_ledger(options.ledger_out, ledger)
    if progress.conclusion is None:
        _say_not_yet(options, registration, progress, ledger)
        raise typer.Exit(EXIT_NOT_YET)
    certificate = _issued(options, registration, ledger)
    try:
        _write_certificate(options, certificate)
    except InputError as error:
        if options.review is None:
            raise
        again = of_review("certificate show", options.workspace, options.review)
        raise InputError(
            f"The certificate is issued and kept in the review, but a file could not be written: "
            f"{error.what}",
            where=error.where,
            remedy=f"'{again} --hash {registration.hash[:12]} --certificate CERTIFICATE.json' "
            "writes it once there is room.",
        ) from error
    console.say(f"{progress.reason} Badge: {certificate.badge}.")
    console.say(certificate.statement)
    written = {"Certificate": options.out, "Page": options.html, "Ledger": options.ledger_out}
    for what, path in written.items():
        if path is not None:
            console.say(f"{what}: {path}")


def _write_certificate(options: IssueOptions, certificate: Certificate) -> None:
    certificate.save(options.out)
    if options.html is not None:
        from activescreen.reports.certificate import render_certificate

        write_whole(options.html, render_certificate(certificate))


def _look_at_file(
    options: IssueOptions, file: Path, registration: Registration
) -> tuple[Ledger, Progress]:
    ledger = read_ledger(
        file, options.label_column, registration.stage, registration.votes_per_record
    )
    with about(file.name):
        if options.draws is not None:
            ledger.append(_drawn(options.draws, registration, ledger))
        return ledger, look(registration, ledger)


def _issued(options: IssueOptions, registration: Registration, ledger: Ledger) -> Certificate:
    if options.review is None:
        return issue(registration, ledger, _today())
    from activescreen.cli.review_phases import certify_in_review

    return certify_in_review(options.workspace, options.review, registration)


def _drawn(draws: Path, registration: Registration, ledger: Ledger) -> list[Decision]:
    """The decisions in the table of draws, for a ledger as it was at the registration."""
    frozen = registration.check(ledger).prefix(registration.opening.read)
    rule = registration.make_rule()
    order = [frozen.records.ids[p] for p, _ in rule.random_draws(frozen, frozen.population)]
    return read_draws(draws, registration, order)


def _say_not_yet(
    options: IssueOptions, registration: Registration, progress: Progress, ledger: Ledger
) -> None:
    console.say(f"No certificate yet. {progress.reason}")
    none_drawn = ledger.freeze(registration.stage).n_read == registration.opening.read
    if none_drawn:
        where = f"review '{options.review}'" if options.ledger is None else options.ledger.name
        console.say(
            f"The table {options.draws.name} has no label."
            if options.draws is not None
            else f"No --draws was given, and {where} holds none of the draws."
        )
    if progress.more is None:
        console.say("Settle the open label first: later draws do not count before it.")
    else:
        table = "the table of draws" if none_drawn else "the same table"
        console.say(
            f"If none of them is relevant, {counted(progress.more, 'more draw')} of the "
            f"{registration.opening.urn:,} are needed. Label them in {table}, and give the "
            f"command again{' with --draws' if options.draws is None else ''}."
        )
    if options.ledger_out is not None:
        console.say(f"Ledger, with the decisions so far: {options.ledger_out}")


def _planned_look(text: str | None) -> int | str | None:
    """A number of draws, or the word for the earliest look."""
    if text is None or text == "earliest":
        return text
    try:
        return int(text)
    except ValueError:
        raise InputError(
            f"'{text}' is no planned look.",
            where="--planned-look",
            remedy="Write a number of draws, or 'earliest'.",
        ) from None


def _today() -> date:
    return datetime.now(UTC).date()
