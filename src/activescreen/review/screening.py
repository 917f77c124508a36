"""One reviewer's decision on the title and abstract of one record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from activescreen.errors import InputError, LedgerError, StoppingError
from activescreen.ledger import Decision, Verdict
from activescreen.protocol import PICOS, TITLE_ABSTRACT, Protocol
from activescreen.review.blinding import Votes, votes_on
from activescreen.review.browsing import no_record
from activescreen.review.open_phases import open_phases, open_urn
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.decisions import append, events_on, find_event, load_ledger
from activescreen.store.population import find_record
from activescreen.store.reviews import Review, count


@dataclass(frozen=True, slots=True)
class Vote:
    """What a reviewer says.

    Attributes
    ----------
    event_id
        Made by the reviewer's program, so that a repeated request changes nothing.
    record_id, verdict
        What is said of what.
    failed_criteria
        PICOS elements that the record does not meet.
    reason, note
        Why: one of the protocol's reasons if it has any, and in the reviewer's own words.
    seconds
        Time spent on the record, where known.
    """

    event_id: str
    record_id: str
    verdict: Verdict
    failed_criteria: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Voted:
    """What became of a vote.

    Attributes
    ----------
    event
        The decision as it is kept.
    repeated
        Whether it was kept before, so that nothing changed.
    votes
        How many votes the record has now, and needs.
    """

    event: Decision
    repeated: bool
    votes: Votes


def vote(database: Database, access: Access, given: Vote, now: datetime) -> Voted:
    """Keep a reviewer's decision; it is on disk when this returns.

    A reviewer may change a vote: the new one is another event, and the one that counts.

    Raises
    ------
    InputError
        If it says something that the protocol does not know.
    MissingError
        If there is no such record.
    LedgerError
        If the event id was used for something else, or the record needs no vote of this reviewer:
        it is a copy, it is settled, or others have given all the votes that it needs.
    StoppingError
        If the record belongs to a random phase, which is read in its registered order only.
    """
    review = access.review
    _check(given, review.protocol)
    event = Decision(
        given.record_id,
        given.verdict,
        id=given.event_id,
        reviewer=access.account.name,
        failed_criteria=given.failed_criteria,
        reason=given.reason,
        note=given.note,
        seconds=given.seconds,
    )
    with database.writing() as connection:
        count(connection, review, lock=True)
        found = find_record(connection, review, given.record_id)
        if found is None:
            raise no_record()
        number, place, _ = found
        repeated = find_event(connection, review, event.id) is not None
        before = events_on(connection, review, {number: event.record_id})
        if not repeated:
            if place is None:
                raise _settled(event, "it was recognised as a copy of another one")
            _check_needed(before, event, review.protocol.votes_per_record)
            _check_urn(connection, review, event)
        # Of an id that is known, this tells whether it says the same.
        append(connection, review, [event], now.isoformat())
        after = before if repeated else [*before, event]
    votes = votes_on(after, review.protocol.votes_per_record)[TITLE_ABSTRACT]
    return Voted(event, repeated, votes)


def _check(given: Vote, protocol: Protocol) -> None:
    elements = {criterion.element for criterion in protocol.criteria} or set(PICOS)
    unknown = [name for name in given.failed_criteria if name not in elements]
    if unknown:
        raise InputError(
            f"The protocol has no criterion '{unknown[0]}'.",
            where="failed_criteria",
            remedy=f"Use: {', '.join(name for name in PICOS if name in elements)}.",
        )
    reasons = protocol.exclusion_reasons
    if given.reason and reasons and given.reason not in reasons:
        raise InputError(
            f"The protocol has no exclusion reason '{given.reason}'.",
            where="reason",
            remedy=f"Use one of: {'; '.join(reasons)}.",
        )
    if given.verdict is Verdict.INCLUDE and (given.reason or given.failed_criteria):
        raise InputError(
            "An inclusion has no reason for exclusion and no failed criterion.",
            where="verdict",
            remedy="Leave these out, or exclude the record.",
        )


def _check_needed(before: list[Decision], event: Decision, needed: int) -> None:
    here = [each for each in before if each.stage == event.stage]
    if any(each.resolves for each in here):
        raise _settled(event, "its label is final already")
    voters = {each.reviewer for each in here}
    if event.reviewer not in voters and len(voters) >= needed:
        raise _settled(event, "others have given all the votes that it needs")


def _settled(event: Decision, why: str) -> LedgerError:
    return LedgerError(
        f"The record needs no vote of yours: {why}.",
        where=f"record {event.record_id}",
        remedy="Nothing was lost and nothing has to be done; go on with the next record.",
    )


def _check_urn(connection: Connection, review: Review, event: Decision) -> None:
    # Without an open phase, which is nearly always, the whole ledger need not be read.
    if not any(True for _ in open_phases(connection, review)):
        return
    urn = open_urn(connection, review, load_ledger(connection, review))
    if urn.get(event.record_id) == event.stage:
        raise StoppingError(
            "The record is in the urn of a registered random phase, which is read in its "
            "registered order only.",
            where=f"record {event.record_id}",
            remedy="Read the table of draws, and give it to 'activescreen label'.",
        )
