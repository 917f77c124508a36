"""``activescreen certificate``: register a random phase, issue its certificate, verify one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import typer

from activescreen.cli import console
from activescreen.cli.draws import LABEL, read_draws, write_draws
from activescreen.cli.outputs import check_outputs
from activescreen.cli.reviews import about
from activescreen.errors import InputError
from activescreen.files import write_whole
from activescreen.formats import is_ledger, open_ledger, read_ledger, write_ledger
from activescreen.ledger import Decision, Ledger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.stopping.certificate import Certificate, Progress, issue, look
from activescreen.stopping.registration import Registration, register
from activescreen.stopping.verification import Difference, verify
from activescreen.stopping.wording import counted, percent, stage_in_words

EXIT_DIFFERS: Final = 1
EXIT_NOT_YET: Final = 1
_SHOWN: Final = 20
_SEED_BITS: Final = 48


@dataclass(frozen=True, slots=True)
class RegisterOptions:
    """What ``certificate register`` was asked for."""

    file: Path
    out: Path
    draws: Path
    target: str
    alpha: float
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


@dataclass(frozen=True, slots=True)
class IssueOptions:
    """What ``certificate issue`` was asked for."""

    registration: Path
    ledger: Path
    draws: Path | None
    out: Path
    html: Path | None
    ledger_out: Path | None
    label_column: str | None


def run_register(options: RegisterOptions) -> None:
    """Register, write the registered order, and say what to do with the hash."""
    for source in filter(None, (options.file, options.previous)):
        check_outputs(source, {"--out": options.out, "--draws": options.draws})
    previous = None if options.previous is None else Registration.load(options.previous)
    wave = options.file.name if previous is None else previous.population.wave
    ledger = open_ledger(options.file, options.label_column, options.stage, options.votes).ledger
    with about(options.file.name):
        registration = register(
            ledger,
            title=options.title or options.file.stem,
            wave=options.wave or wave,
            # Drawn, not chosen: nobody can have tried which order suits best.
            seed=secrets.randbits(_SEED_BITS) if options.seed is None else options.seed,
            created=_today(),
            stage=options.stage or TITLE_ABSTRACT,
            target_recall=options.target,
            alpha=options.alpha,
            rule=options.rule,
            parameters={"planned_look": _planned_look(options.planned_look)},
            phase=options.phase,
            previous=previous,
        )
        more = look(registration, ledger).more
    if options.stage is None and not is_ledger(options.file):
        console.tell(
            f"{options.file.name}: labels are taken as those of title and abstract; if they are "
            "final inclusions give --stage full_text."
        )
    frozen = ledger.freeze(registration.stage)
    order = registration.make_rule().random_draws(frozen, frozen.population)
    write_draws(options.draws, ledger.records, [place for place, _ in order])
    registration.save(options.out)
    _say_registered(options, registration, more)


def _say_registered(options: RegisterOptions, registration: Registration, more: int | None) -> None:
    opening, urn = registration.opening, registration.opening.urn
    console.say(
        f"{options.file.name}: {counted(registration.population.records, 'record')} at stage "
        f"{stage_in_words(registration.stage)}, {opening.read:,} read with {opening.found:,} "
        f"relevant among them, {urn:,} unread."
    )
    if more is not None:
        console.say(
            f"Price: to claim {percent(registration.target_recall)} recall with an error of "
            f"{percent(registration.phase_alpha)}, {counted(more, 'random draw')} of the "
            f"{urn:,} are read if none of them is relevant, and more if some are."
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
        f"other order. Then: activescreen certificate issue {options.out} --ledger "
        f"{options.file} --draws {options.draws} --out certificate.json"
    )


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
    ledger = read_ledger(
        options.ledger, options.label_column, registration.stage, registration.votes_per_record
    )
    with about(options.ledger.name):
        if options.draws is not None:
            ledger.append(_drawn(options.draws, registration, ledger))
        progress = look(registration, ledger)
    if options.ledger_out is not None:
        write_ledger(options.ledger_out, ledger)
    if progress.conclusion is None:
        _say_not_yet(registration, progress)
        raise typer.Exit(EXIT_NOT_YET)
    certificate = issue(registration, ledger, _today())
    certificate.save(options.out)
    if options.html is not None:
        from activescreen.reports.certificate import render_certificate

        write_whole(options.html, render_certificate(certificate))
    console.say(f"{progress.reason} Badge: {certificate.badge}.")
    console.say(certificate.statement)
    written = {"Certificate": options.out, "Page": options.html, "Ledger": options.ledger_out}
    for what, path in written.items():
        if path is not None:
            console.say(f"{what}: {path}")


def _drawn(draws: Path, registration: Registration, ledger: Ledger) -> list[Decision]:
    """The decisions in the table of draws, for a ledger as it was at the registration."""
    frozen = registration.check(ledger).prefix(registration.opening.read)
    rule = registration.make_rule()
    order = [frozen.records.ids[p] for p, _ in rule.random_draws(frozen, frozen.population)]
    return read_draws(draws, registration, order)


def _say_not_yet(registration: Registration, progress: Progress) -> None:
    console.say(f"No certificate yet. {progress.reason}")
    if progress.more is None:
        console.say("Settle the open label first: later draws do not count before it.")
        return
    console.say(
        f"If none of them is relevant, {counted(progress.more, 'more draw')} of the "
        f"{registration.opening.urn:,} are needed. Label them in the same table and give the "
        "command again."
    )


def run_verify(
    file: Path, ledger: Path | None, registration_hash: str | None, label_column: str | None
) -> None:
    """Say in a paragraph that a certificate holds, or list what differs.

    Raises
    ------
    typer.Exit
        With code 1 if something differs.
    """
    certificate = Certificate.load(file)
    decisions = None
    if ledger is not None:
        registration = certificate.registration
        decisions = read_ledger(
            ledger, label_column, registration.stage, registration.votes_per_record
        )
        if not is_ledger(ledger):
            console.tell(
                f"{ledger.name} is no ledger but a file with decisions; what it does not say of "
                "them will differ."
            )
    differences = verify(certificate, decisions, registration_hash)
    if differences:
        _say_differences(file, differences)
        raise typer.Exit(EXIT_DIFFERS)
    _say_verified(file, certificate, ledger, registration_hash)


def _say_differences(file: Path, differences: list[Difference]) -> None:
    number = counted(len(differences), "thing differs", "things differ")
    console.say(f"{file.name} does not hold; {number}:")
    for difference in differences[:_SHOWN]:
        console.say(f"- {console.printable(difference.sentence)}")
    if len(differences) > _SHOWN:
        console.say(f"- and {len(differences) - _SHOWN:,} more")


def _say_verified(
    file: Path, certificate: Certificate, ledger: Path | None, registration_hash: str | None
) -> None:
    if ledger is None:
        checked = "It agrees with itself; give --ledger to check it against the decisions, too."
    else:
        checked = f"It was computed again from {ledger.name} and agrees in every record."
    if registration_hash is None:
        age = (
            f"Compare its registration hash {certificate.registration_hash} with the one that "
            "was published before the first draw: only that proves its age."
        )
    else:
        age = "Its registration hash is the published one."
    if earlier := certificate.registration.earlier:
        hashes = ", ".join(phase.hash for phase in earlier)
        age += f" The wave's earlier phases must have been published, too: {hashes}."
    console.say(
        f"{file.name} holds (issued {certificate.issued.isoformat()}, {certificate.badge}). "
        f"{checked} {age} {console.printable(certificate.statement)}"
    )


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
