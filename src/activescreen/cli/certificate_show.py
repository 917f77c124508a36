"""``activescreen certificate show``: the random phases of a review, and their files again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from activescreen.cli import console
from activescreen.cli.draws import check_draws_place
from activescreen.cli.outputs import check_outputs
from activescreen.errors import InputError, MissingError
from activescreen.files import write_whole
from activescreen.review.board import Boards
from activescreen.review.stopping.phase_files import certificate_of, draws_table
from activescreen.review.stopping.phase_states import PhaseState, phase_states
from activescreen.stopping.wording import counted, percent, stage_in_words
from activescreen.store import Database, open_store
from activescreen.store.reviews import Review, find_review
from activescreen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """What ``certificate show`` was asked for."""

    workspace: Path | None
    review: str
    hash: str | None
    out: Path | None
    draws: Path | None
    certificate: Path | None
    html: Path | None

    @property
    def outputs(self) -> dict[str, Path | None]:
        """The files that are asked for, by their options."""
        return {
            "--out": self.out,
            "--draws": self.draws,
            "--certificate": self.certificate,
            "--html": self.html,
        }


def run_show(options: ShowOptions) -> None:
    """List the phases of a review, or write the files of one.

    Raises
    ------
    InputError, MissingError
        If the review has no such phase, or a file cannot be written.
    """
    check_outputs(None, options.outputs)
    if options.draws is not None:
        check_draws_place(options.draws)
    with open_store(Workspace(options.workspace)) as database:
        with database.reading() as connection:
            review = find_review(connection, options.review)
            states = phase_states(connection, review, Boards().current(connection, review))
        if not states:
            console.say(f"{review.name} has no registered random phase.")
        if not any(options.outputs.values()) and options.hash is None:
            for state in states:
                _say(state)
            return
        _write(options, database, review, _chosen(options, states))


def _chosen(options: ShowOptions, states: list[PhaseState]) -> PhaseState:
    wanted = options.hash
    found = [each for each in states if wanted is None or each.stored.hash.startswith(wanted)]
    if not found:
        raise MissingError(
            f"The review has no registration '{wanted}'."
            if wanted
            else "There is nothing to show.",
            where=f"review '{options.review}'",
            remedy="Register one: activescreen certificate register --review REVIEW.",
        )
    if wanted is not None and len(found) > 1:
        raise InputError(f"Several registrations begin with '{wanted}'.", remedy="Give more of it.")
    return found[-1]


def _write(options: ShowOptions, database: Database, review: Review, state: PhaseState) -> None:
    _say(state)
    if options.out is not None:
        write_whole(options.out, state.registration.as_text())
        console.say(f"Registration: {options.out}")
    if options.draws is not None:
        write_whole(options.draws, draws_table(database, review, state.stored.hash))
        console.say(f"Draws: {options.draws}")
    if options.certificate is None and options.html is None:
        return
    if not state.certificates:
        raise MissingError(
            "The phase has no certificate.",
            where=f"registration {state.stored.hash}",
            remedy="Issue it when its rule stops: activescreen certificate issue.",
        )
    certificate = certificate_of(state.certificates[-1])
    if options.certificate is not None:
        certificate.save(options.certificate)
        console.say(f"Certificate: {options.certificate}")
    if options.html is not None:
        from activescreen.reports.certificate import render_certificate

        write_whole(options.html, render_certificate(certificate))
        console.say(f"Page: {options.html}")


def _say(state: PhaseState) -> None:
    said = state.registration
    number = "" if said.phase is None else f", phase {said.phase}"
    console.say(
        f"{' + '.join(state.waves)}, {stage_in_words(said.stage)}{number}: {state.progress}; "
        f"registered on {said.created.isoformat()}, {said.rule}, target "
        f"{percent(said.target_recall)}, error {percent(said.phase_alpha)}, "
        f"{counted(said.opening.urn, 'record')} in the urn."
    )
    console.say(f"Registration hash: {state.stored.hash}")
    if state.draws is not None:
        console.say(
            f"Draws: {state.draws.made:,} made, {state.draws.counted:,} counted with "
            f"{state.draws.found:,} relevant among them."
        )
    for stored in state.certificates:
        console.say(f"Certificate digest: {stored.digest}")
