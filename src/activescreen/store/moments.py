"""When decisions came in; the time is kept beside them and is no part of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, select

from activescreen.store.population import chunks
from activescreen.store.reviews import Review
from activescreen.store.tables import decisions, records

_ASKED_AT_ONCE: Final = 500
"""Values in one question; engines have a limit."""


def received_on(connection: Connection, review: Review, record: int) -> dict[str, str]:
    """Event id -> when it came in, in ISO 8601, of the decisions on a record.

    Parameters
    ----------
    connection, review
        Where, and of what.
    record
        The record's number.
    """
    query = select(decisions.c.event_id, decisions.c.received)
    here = (decisions.c.review_id == review.id) & (decisions.c.record == record)
    return {row.event_id: row.received for row in connection.execute(query.where(here))}


def received_in(connection: Connection, review: Review) -> dict[str, str]:
    """Event id -> when it came in, in ISO 8601, of all decisions of a review."""
    query = select(decisions.c.event_id, decisions.c.received)
    found = connection.execute(query.where(decisions.c.review_id == review.id))
    return {row.event_id: row.received for row in found}


def decided_until(
    connection: Connection,
    review: Review,
    numbers: Collection[int],
    stage: str,
    waves: Collection[int],
    sequence: int,
) -> set[int]:
    """Which records of some searches had a decision at a stage at a certain time.

    Parameters
    ----------
    connection, review
        Where, and of what.
    numbers, stage, waves
        The records' numbers, the stage, and the numbers of the searches.
    sequence
        The number of the last decision that counts.
    """
    there = (records.c.review_id == decisions.c.review_id) & (
        records.c.number == decisions.c.record
    )
    query = (
        select(decisions.c.record)
        .join(records, there)
        .where(
            decisions.c.review_id == review.id,
            decisions.c.stage == stage,
            decisions.c.sequence <= sequence,
            records.c.wave.in_(list(waves)),
        )
        .distinct()
    )
    return {
        number
        for some in chunks(numbers, _ASKED_AT_ONCE)
        for number in connection.execute(query.where(decisions.c.record.in_(some))).scalars()
    }
