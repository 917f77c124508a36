"""Settling conflicts: a final verdict is an event like every vote, and so is opening one again.

Who settles is an adjudicator or an owner alone, or all raters of the record together (see
`discussing`). A resolution takes the draw and the position of the record's first event. It is no
new reading: a stopping rule that counts ranked readings of randomly drawn records must not count
it as one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from activescreen.errors import InputError, LedgerError
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.review.conflicts.standing import Case, case_of, check_shown
from activescreen.review.duplicates.merging import inherit
from activescreen.review.own_ids import check_event_id
from activescreen.review.permissions import Access
from activescreen.review.protocol.grounds import check_grounds
from activescreen.review.stopping.standing_still import check_may_change
from activescreen.store.database import Database
from activescreen.store.decisions import append, find_event
from activescreen.store.reviews import Review, count

CONSENSUS = "consensus"
"""Whom the resolutions are ascribed to that all raters of a record agreed on."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A final verdict.

    Attributes
    ----------
    event_id
        Made by the program of whoever settles, so that a repeated request changes nothing.
    record_id, stage
        What is settled.
    verdict
        Include or exclude; ``maybe`` opens the record again.
    failed_criteria, reason, note
        Why, as a vote has them.
    """

    event_id: str
    record_id: str
    stage: str
    verdict: Verdict
    failed_criteria: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What became of a ruling.

    Attributes
    ----------
    event
        The decision as it is kept.
    repeated
        Whether it was kept before, so that nothing changed.
    """

    event: Decision
    repeated: bool


def settle(database: Database, access: Access, given: Ruling, now: datetime) -> Ruled:
    """Settle a conflict; the resolution is on disk when this returns.

    Raises
    ------
    InputError
        If it says something that the protocol does not know, or lacks a reason.
    MissingError
        If there is no such record.
    LedgerError
        If the record is not in conflict: someone settled it meanwhile, or votes are missing. Also
        if the event id was used for something else.
    """
    if given.verdict is Verdict.MAYBE:
        raise InputError(
            "'Maybe' settles nothing.", where="verdict", remedy="Say include or exclude."
        )
    check_grounds(given, access.review.protocol)
    return _rule(database, access, given, now)


def reopen(database: Database, access: Access, given: Ruling, now: datetime) -> Ruled:
    """Open a record with a final label again; it is a conflict then until it is settled anew.

    Raises
    ------
    InputError
        If no note says why.
    MissingError
        If there is no such record.
    LedgerError
        If the record has no final label, or the event id was used for something else.
    StoppingError
        If it was read before a random phase that goes on, which counts its label.
    """
    if not given.note.strip():
        raise InputError(
            "It is not said why the record is opened again.",
            where="note",
            remedy="Say it in a sentence; the others read it beside the votes.",
        )
    plain = replace(given, verdict=Verdict.MAYBE, failed_criteria=(), reason="")
    return _rule(database, access, plain, now)


def resolution_of(case: Case, given: Ruling, reviewer: str, now: datetime) -> Decision:
    """The event that settles a case, or opens it again.

    Parameters
    ----------
    case
        What was decided on the record.
    given
        What is to be said of it.
    reviewer
        Whom it is ascribed to.
    now
        The time.
    """
    # A label that came with the record is no reading of this review.
    first = next((event for event in case.events if event.draw is not Draw.PRIOR), None)
    return Decision(
        given.record_id,
        given.verdict,
        Draw.RANKED if first is None else first.draw,
        given.event_id,
        given.stage,
        reviewer,
        resolves=True,
        failed_criteria=given.failed_criteria,
        reason=given.reason,
        note=given.note,
        ranking_hash="" if first is None else first.ranking_hash,
        position=None if first is None else first.position,
        at=now,
    )


def add_resolution(
    connection: Connection, review: Review, case: Case, event: Decision, now: datetime
) -> None:
    """Keep a resolution, within a transaction in which the review's counters are locked."""
    append(connection, review, [event], now.isoformat())
    inherit(connection, review, case.record.id, now)


def check_in_conflict(case: Case) -> None:
    """Let a conflict be settled.

    Raises
    ------
    LedgerError
        If there is none, or none any more; it says who settled it, and how.
    """
    if case.away:
        raise _stands_elsewhere(case)
    check_shown(case)
    if not case.in_conflict:
        raise _no_conflict(case)


def how(event: Decision) -> str:
    """A resolution in words: ``Ana settled it as excluded (wrong population)``."""
    why = event.reason or ", ".join(name.replace("_", " ") for name in event.failed_criteria)
    who = "The raters together" if event.reviewer == CONSENSUS else event.reviewer or "Someone"
    words = {Verdict.INCLUDE: "settled it as included", Verdict.EXCLUDE: "settled it as excluded"}
    said = words.get(event.verdict, "opened it again")
    return f"{who} {said}{f' ({why})' if why else ''}"


def _stands_elsewhere(case: Case) -> LedgerError:
    return LedgerError(
        "Another record stands for this one, as the same publication.",
        where=f"record {case.record.id}",
        remedy="Nothing was lost; go on with the next conflict.",
    )


def _no_conflict(case: Case) -> LedgerError:
    last = case.resolution
    if last is None:
        said = "The votes on it agree now"
    elif last.draw is Draw.PRIOR:
        said = f"It came with the label '{last.verdict}', which stands"
    else:
        said = f"{how(last)} meanwhile"
    return LedgerError(
        f"This record is no conflict, or none any more. {said}.",
        where=f"record {case.record.id}",
        remedy="Go on with the next conflict. Who thinks that the label is wrong can say so in "
        "the discussion, and an owner or adjudicator can open the record again.",
    )


def _rule(database: Database, access: Access, given: Ruling, now: datetime) -> Ruled:
    review, person = access.review, access.account.name
    with database.writing() as connection:
        count(connection, review, lock=True)
        case = case_of(connection, review, given.record_id, given.stage)
        known = find_event(connection, review, given.event_id)
        if known is not None:
            return Ruled(_same(known, given, person), repeated=True)
        check_event_id(given.event_id)
        if given.verdict is Verdict.MAYBE:
            _check_final(case)
            record = case.number, given.record_id
            check_may_change(connection, review, record, given.stage)
        else:
            check_in_conflict(case)
        event = resolution_of(case, given, person, now)
        add_resolution(connection, review, case, event, now)
    return Ruled(event, repeated=False)


def _check_final(case: Case) -> None:
    if case.away:
        raise _stands_elsewhere(case)
    if case.in_conflict:
        raise LedgerError(
            "This record is open already.",
            where=f"record {case.record.id}",
            remedy="Discuss and settle it.",
        )
    # A label that came with the record, and that nobody has voted on, can be doubted, too.
    if case.raters or case.hidden or case.resolution is None:
        check_shown(case)


def _same(known: Decision, given: Ruling, person: str) -> Decision:
    said = Ruling(
        known.id,
        known.record_id,
        known.stage,
        known.verdict,
        known.failed_criteria,
        known.reason,
        known.note,
    )
    if said != given or not known.resolves or known.reviewer != person:
        raise LedgerError(
            f"The event id '{known.id}' comes a second time with other content.",
            where=f"record {given.record_id}",
            remedy="Give every decision an id of its own; a correction is a new event.",
        )
    return known
