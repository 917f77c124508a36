"""What a person has decided lately: to look back at, and to change."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from activescreen.ledger import Decision
from activescreen.records import Record
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.decisions import events_by
from activescreen.store.population import load_records

MOST = 500
"""Decisions at once, at most."""


class OwnVote(NamedTuple):
    """One's own last word on a record at a stage, and when it came in (ISO 8601)."""

    record: Record
    event: Decision
    received: str


class OwnVotes(NamedTuple):
    """What a person has decided.

    Attributes
    ----------
    votes
        The last words on records, the latest first.
    total, today
        How many records the person has voted on at the stage, and on how many of them today (in
        UTC): a changed vote counts once.
    """

    votes: list[OwnVote]
    total: int
    today: int


def own_votes(
    database: Database, access: Access, stage: str, limit: int, now: datetime
) -> OwnVotes:
    """One's own votes at a stage, the latest first.

    Parameters
    ----------
    database, access
        Where, and who asks.
    stage
        The stage.
    limit
        How many at most.
    now
        The time.
    """
    review = access.review
    with database.reading() as connection:
        found = events_by(connection, review, access.account.name, stage)
        last = {each.event.record_id: each for each in found}
        shown = sorted(last.values(), key=lambda each: each.sequence, reverse=True)[:limit]
        records = load_records(connection, review, [each.record for each in shown])
    day = now.date().isoformat()
    return OwnVotes(
        [OwnVote(records[each.record], each.event, each.received) for each in shown],
        len(last),
        len({each.event.record_id for each in found if each.received.startswith(day)}),
    )
