"""Decisions: appended as they come in, each once, and added up to a ledger."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, insert, select

from activescreen.errors import LedgerError
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.store.population import Population, chunks, load_population
from activescreen.store.reviews import Review, count, set_count
from activescreen.store.tables import decisions, records

_ASKED_AT_ONCE: Final = 500
"""Values in one question; engines have a limit."""

_MANY: Final = 2_000
"""From here on it is faster to read all ids than to ask for some."""

_LARGEST: Final = 2**63
_VERDICTS: Final = {str(verdict): verdict for verdict in Verdict}
_DRAWS: Final = {str(draw): draw for draw in Draw}
_TEXTS: Final = ("stage", "reviewer", "resolves", "reason", "note", "seconds", "ranking_hash")
_COLUMNS: Final = (
    *(decisions.c.record, decisions.c.event_id, decisions.c.verdict, decisions.c.draw),
    *(decisions.c.stage, decisions.c.reviewer, decisions.c.resolves, decisions.c.failed_criteria),
    *(decisions.c.reason, decisions.c.note, decisions.c.seconds, decisions.c.ranking_hash),
    *(decisions.c.position, decisions.c.at),
)


def append(
    connection: Connection, review: Review, events: Iterable[Decision], received: str
) -> int:
    """Add decisions, all of them or none.

    An event whose id the review has already changes nothing, provided it says the same.

    Parameters
    ----------
    connection, review
        A connection that may write, and the review.
    events
        Each with an id of its own.
    received
        The time of now, in ISO 8601. It is kept beside the events and is no part of them.

    Returns
    -------
    How many were new.

    Raises
    ------
    LedgerError
        If an event has no id, or comes again with other content; if its record is not one that
        the review screens; or if a number in it is none that could be kept.
    """
    given = list(events)
    counted = count(connection, review, lock=True)
    known = _known(connection, review, given)
    fresh: list[Decision] = []
    for event in given:
        _check_possible(event)
        before = known.get(event.id)
        if before is None:
            known[event.id] = event
            fresh.append(event)
        elif before != event:
            raise LedgerError(
                f"The event id '{event.id}' comes a second time with other content.",
                where=f"record {event.record_id}",
                remedy="Give every decision an id of its own; a correction is a new event.",
            )
    numbers = _numbers(connection, review, [event.record_id for event in fresh])
    rows = [
        _row(review, sequence, numbers, event, received)
        for sequence, event in enumerate(fresh, counted.events + 1)
    ]
    if rows:
        connection.execute(insert(decisions), rows)
        events_now = counted.events + len(rows)
        set_count(connection, review, counted._replace(events=events_now))
    return len(rows)


def load_ledger(
    connection: Connection,
    review: Review,
    population: Population | None = None,
    upto: int | None = None,
) -> Ledger:
    """The decisions of a review on its records, in the order in which they came in.

    Parameters
    ----------
    connection, review
        Where, and of what.
    population
        The records, where they are at hand or only a wave's are wanted; decisions on others are
        left out.
    upto
        Leave out what came after this event.
    """
    if population is None:
        population = load_population(connection, review)
    query = select(*_COLUMNS).where(decisions.c.review_id == review.id)
    if upto is not None:
        query = query.where(decisions.c.sequence <= upto)
    ids = population.ids
    ledger = Ledger(population.records, votes_per_record=review.protocol.votes_per_record)
    ledger.append(
        _event(row, ids[row.record])
        for row in connection.execute(query.order_by(decisions.c.sequence))
        if row.record in ids
    )
    return ledger


def events_on(connection: Connection, review: Review, ids: Mapping[int, str]) -> list[Decision]:
    """The decisions on some records, in the order in which they came in.

    Parameters
    ----------
    connection, review
        Where, and of what.
    ids
        Number -> id of each record.
    """
    query = select(decisions.c.sequence, *_COLUMNS).where(decisions.c.review_id == review.id)
    rows = [
        row
        for some in chunks(ids, _ASKED_AT_ONCE)
        for row in connection.execute(query.where(decisions.c.record.in_(some)))
    ]
    return [_event(row, ids[row.record]) for row in sorted(rows, key=lambda row: row.sequence)]


class Step(NamedTuple):
    """What running sums need of a decision."""

    sequence: int
    record: int
    verdict: Verdict
    draw: Draw
    stage: str
    reviewer: str
    resolves: bool
    ranking_hash: str
    position: int | None
    seconds: float | None
    received: str


def steps_after(connection: Connection, review: Review, sequence: int) -> Iterator[Step]:
    """The decisions after the one of this number, in their order, cut to what sums need."""
    row = decisions.c
    query = select(
        *(row.sequence, row.record, row.verdict, row.draw, row.stage, row.reviewer),
        *(row.resolves, row.ranking_hash, row.position, row.seconds, row.received),
    ).where(row.review_id == review.id, row.sequence > sequence)
    for number, record, verdict, draw, *rest in connection.execute(query.order_by(row.sequence)):
        yield Step(number, record, _VERDICTS[verdict], _DRAWS[draw], *rest)


class Kept(NamedTuple):
    """A decision, the number of its record, its own number, and when it came in (ISO 8601)."""

    event: Decision
    record: int
    sequence: int
    received: str


def events_by(connection: Connection, review: Review, reviewer: str, stage: str) -> list[Kept]:
    """A person's votes at a stage, in the order in which they came in."""
    query = (
        select(decisions.c.sequence, decisions.c.received, *_COLUMNS, records.c.record_id)
        .join(
            records,
            (records.c.review_id == decisions.c.review_id)
            & (records.c.number == decisions.c.record),
        )
        .where(
            decisions.c.review_id == review.id,
            decisions.c.reviewer == reviewer,
            decisions.c.stage == stage,
            ~decisions.c.resolves,
        )
    )
    return [
        Kept(_event(row, row.record_id), row.record, row.sequence, row.received)
        for row in connection.execute(query.order_by(decisions.c.sequence))
    ]


def find_event(connection: Connection, review: Review, event_id: str) -> Decision | None:
    """The decision with this id; None if the review has none."""
    return _known(connection, review, [Decision("", Verdict.MAYBE, id=event_id)]).get(event_id)


def decided_records(connection: Connection, review: Review) -> frozenset[int]:
    """Numbers of the records on which anything was decided."""
    query = select(decisions.c.record).where(decisions.c.review_id == review.id).distinct()
    return frozenset(connection.execute(query).scalars())


def _check_possible(event: Decision) -> None:
    if not event.id:
        raise LedgerError(
            "An event has no id.",
            where=f"record {event.record_id}",
            remedy="Whoever reports a decision gives it one, so that it is counted once.",
        )
    seconds, position = event.seconds, event.position
    if (seconds is not None and not math.isfinite(seconds)) or (
        position is not None and not -_LARGEST <= position < _LARGEST
    ):
        raise LedgerError(
            "The seconds or the position of an event are no number that can be kept.",
            where=f"record {event.record_id}",
            remedy="Leave them out where they are not known.",
        )


def _known(
    connection: Connection, review: Review, events: Sequence[Decision]
) -> dict[str, Decision]:
    """The events among these that the review has already, by their ids."""
    found: dict[str, Decision] = {}
    query = (
        select(*_COLUMNS, records.c.record_id)
        .join(
            records,
            (records.c.review_id == decisions.c.review_id)
            & (records.c.number == decisions.c.record),
        )
        .where(decisions.c.review_id == review.id)
    )
    names: Iterable[str] = (event.id for event in events)
    if len(events) > _MANY:
        here = decisions.c.review_id == review.id
        there = set(connection.execute(select(decisions.c.event_id).where(here)).scalars())
        names = there.intersection(names)
    for some in chunks(names, _ASKED_AT_ONCE):
        for row in connection.execute(query.where(decisions.c.event_id.in_(some))):
            found[row.event_id] = _event(row, row.record_id)
    return found


def _numbers(connection: Connection, review: Review, names: Sequence[str]) -> dict[str, int]:
    """Record id -> number.

    Raises
    ------
    LedgerError
        If a record is not screened in this review.
    """
    every = select(records.c.record_id, records.c.number).where(
        records.c.review_id == review.id, records.c.place.is_not(None)
    )
    queries = [every]
    if len(names) <= _MANY:
        asked = chunks(dict.fromkeys(names), _ASKED_AT_ONCE)
        queries = [every.where(records.c.record_id.in_(some)) for some in asked]
    found = {row.record_id: row.number for each in queries for row in connection.execute(each)}
    unknown = next((name for name in names if name not in found), None)
    if unknown is not None:
        raise LedgerError(
            f"The record '{unknown}' is not in the population of this ledger.",
            where=f"review '{review.name}'",
            remedy="Import it first; a copy is decided with the record that it is a copy of.",
        )
    return found


def _row(
    review: Review, sequence: int, numbers: dict[str, int], event: Decision, received: str
) -> dict[str, Any]:
    return {
        "review_id": review.id,
        "sequence": sequence,
        "event_id": event.id,
        "record": numbers[event.record_id],
        "verdict": str(event.verdict),
        "draw": str(event.draw),
        **{name: getattr(event, name) for name in _TEXTS},
        "failed_criteria": json.dumps(event.failed_criteria),
        "position": event.position,
        "at": None if event.at is None else event.at.isoformat(),
        "received": received,
    }


def _event(row: Any, record_id: str) -> Decision:
    return Decision(
        record_id,
        _VERDICTS[row.verdict],
        _DRAWS[row.draw],
        row.event_id,
        row.stage,
        row.reviewer,
        row.resolves,
        tuple(json.loads(row.failed_criteria)) if row.failed_criteria != "[]" else (),
        row.reason,
        row.note,
        row.seconds,
        row.ranking_hash,
        row.position,
        None if row.at is None else datetime.fromisoformat(row.at),
    )
