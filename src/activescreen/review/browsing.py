"""The records of a review as a person may see them: a page at a time, or one with its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from activescreen.errors import InputError, MissingError
from activescreen.ledger import IRRELEVANT, RELEVANT, Decision, Ledger, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import Record, RecordSet
from activescreen.review.blinding import Votes, seen_by, votes_on
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.population import find_record, load_page
from activescreen.store.reviews import count

MOST: Final = 500
"""Records on a page, at most."""


class State(StrEnum):
    """How far a record is at a stage."""

    UNREAD = "unread"
    WAITING = "waiting"
    UNDECIDED = "undecided"
    INCLUDED = "included"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Line:
    """A record in a list.

    Attributes
    ----------
    record
        The record.
    state
        How far it is with its title and abstract: unread, waiting for votes, undecided although
        all are in, or finally included or excluded.
    votes
        How many votes it has and needs.
    mine
        What the person who looks said of it last.
    """

    record: Record
    state: State
    votes: Votes
    mine: Verdict | None


@dataclass(frozen=True)
class Page:
    """Some records of a review.

    Attributes
    ----------
    lines
        The records, in the order of import.
    next
        Place after which the next page begins; None on the last.
    total
        How many records the review screens.
    """

    lines: tuple[Line, ...]
    next: int | None
    total: int


@dataclass(frozen=True)
class History:
    """A record and what was decided on it, as far as it may be seen.

    Attributes
    ----------
    line
        The record and how far it is.
    events
        The decisions, in the order in which they came in.
    hidden
        How many are not shown yet.
    """

    line: Line
    events: tuple[Decision, ...]
    hidden: int


def list_records(database: Database, access: Access, after: int | None, limit: int) -> Page:
    """A page of the records that are screened, in the order of import.

    Parameters
    ----------
    database, access
        Where, and who looks at what.
    after
        What the page before gave as ``next``; None for the first.
    limit
        Records on the page.

    Raises
    ------
    InputError
        If that is no number of records for a page.
    """
    if not 1 <= limit <= MOST:
        raise InputError(f"A page has 1 to {MOST} records.", remedy="Ask for fewer at once.")
    first = 0 if after is None else after + 1
    review = access.review
    with database.reading() as connection:
        found = load_page(connection, review, first - 1, limit + 1)
        events = events_on(connection, review, found.ids)
        total = count(connection, review).places
    shown = found.records[:limit]
    on: dict[str, list[Decision]] = {name: [] for name in found.records.ids}
    for event in events:
        on[event.record_id].append(event)
    return Page(
        tuple(_lines(shown, on, access)),
        first + limit - 1 if len(found) > limit else None,
        total,
    )


def record_history(database: Database, access: Access, record_id: str) -> History:
    """One record in full, and what was decided on it.

    Raises
    ------
    MissingError
        If the review has no such record.
    """
    review = access.review
    with database.reading() as connection:
        found = find_record(connection, review, record_id)
        if found is None:
            raise no_record()
        number, _, record = found
        events = events_on(connection, review, {number: record_id})
    needed = review.protocol.votes_per_record
    seen = seen_by(events, access.account.name, needed)
    (line,) = _lines(RecordSet([record]), {record_id: events}, access)
    return History(line, tuple(seen), len(events) - len(seen))


def no_record() -> MissingError:
    """There is no record of an id."""
    return MissingError(
        "The review has no record with this id.",
        remedy="Ids are made from what records say; take them from the list of records.",
    )


def _lines(
    records: RecordSet, on: Mapping[str, Sequence[Decision]], access: Access
) -> Iterator[Line]:
    needed, viewer = access.review.protocol.votes_per_record, access.account.name
    ledger = Ledger(records, votes_per_record=needed)
    for record in records:
        ledger.append(on[record.id])
    frozen = ledger.freeze()
    labels = {
        records.ids[place]: int(label)
        for place, label in zip(frozen.order.tolist(), frozen.labels.tolist(), strict=True)
    }
    for record in records:
        votes = votes_on(on[record.id], needed).get(TITLE_ABSTRACT, Votes(0, needed, False))
        mine = [
            event.verdict
            for event in on[record.id]
            if event.reviewer == viewer and event.stage == TITLE_ABSTRACT and not event.resolves
        ]
        yield Line(record, _state(labels.get(record.id), votes), votes, mine[-1] if mine else None)


def _state(label: int | None, votes: Votes) -> State:
    if label is None:
        return State.UNREAD
    if label in (RELEVANT, IRRELEVANT):
        return State.INCLUDED if label == RELEVANT else State.EXCLUDED
    return State.UNDECIDED if votes.open else State.WAITING
