"""What is known of trainings besides the order that each gave, and who may train just now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, or_, select

from activescreen.store.database import Database
from activescreen.store.rankings import newest_number
from activescreen.store.reviews import Counters, Review
from activescreen.store.tables import counters, rankings, reviews

NEWEST_KEPT: Final = 50
"""How many of the newest rankings of a review are kept."""

EVERY: Final = 10
"""Of the older ones, one in so many is kept."""

_LOCK: Final = 0x61637473
"""Tells our locks in a server from those of others."""

_COLUMNS: Final = (
    *(rankings.c.number, rankings.c.model_hash, rankings.c.configuration, rankings.c.seed),
    *(rankings.c.ranked_by, rankings.c.notes, rankings.c.records, rankings.c.events),
    *(rankings.c.estimate, rankings.c.created),
)


@dataclass(frozen=True, slots=True)
class Training:
    """A training, without the order that it gave.

    Attributes
    ----------
    number
        That of its ranking.
    model_hash, configuration, seed, ranked_by, notes, seen, estimate, created
        As a `StoredRanking` has them.
    """

    number: int
    model_hash: str
    configuration: str
    seed: int
    ranked_by: str
    notes: tuple[str, ...]
    seen: Counters
    estimate: tuple[str, str] | None
    created: str


def trainings_of(
    connection: Connection, review: Review, limit: int, before: int | None = None
) -> list[Training]:
    """At most ``limit`` trainings whose rankings are kept, the newest first.

    Parameters
    ----------
    connection, review, limit
        Where, of what, and how many.
    before
        Only those before the one of this number.
    """
    query = select(*_COLUMNS).where(rankings.c.review_id == review.id)
    if before is not None:
        query = query.where(rankings.c.number < before)
    rows = connection.execute(query.order_by(rankings.c.number.desc()).limit(limit))
    return [_training(row) for row in rows]


def newest_training(connection: Connection, review: Review) -> Training | None:
    """The last training; None before the first."""
    found = trainings_of(connection, review, 1)
    return found[0] if found else None


def prune_rankings(connection: Connection, review: Review) -> None:
    """Drop old rankings, so that a review that is trained all day does not fill the disk.

    The newest are kept, and of the older ones every tenth, the first among them: so a record's
    rank over time can still be drawn. Decisions carry the model and the place that were shown, and
    need no ranking to be understood.
    """
    row = rankings.c
    old = newest_number(connection, review) - NEWEST_KEPT
    droppable = and_(row.number <= old, row.number % EVERY != 1)
    connection.execute(delete(rankings).where(row.review_id == review.id, droppable))


def reviews_behind(connection: Connection) -> list[int]:
    """Numbers of the reviews that have records, and whose newest ranking has not seen all."""
    row = rankings.c
    newest = select(row.review_id, func.max(row.number).label("number"))
    last = newest.group_by(row.review_id).subquery()
    query = (
        select(reviews.c.id)
        .join(counters, counters.c.review_id == reviews.c.id)
        .outerjoin(last, last.c.review_id == reviews.c.id)
        .outerjoin(rankings, and_(row.review_id == reviews.c.id, row.number == last.c.number))
        .where(
            counters.c.places > 0,
            or_(
                row.number.is_(None),
                row.events != counters.c.events,
                row.records != counters.c.places,
                row.configuration != reviews.c.configuration,
                row.seed != reviews.c.seed,
            ),
        )
    )
    return list(connection.execute(query.order_by(reviews.c.id)).scalars())


@contextmanager
def training_lock(database: Database, review: int) -> Iterator[bool]:
    """Whether a review may be trained here now: not while another process of the service does it.

    Only a server has such locks, and only with a server does a service have several processes. The
    lock goes with its connection, so a process that dies leaves none behind.
    """
    if database.is_sqlite:
        yield True
        return
    with database.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        query = select(func.pg_try_advisory_lock(_LOCK, review))
        mine = bool(connection.execute(query).scalar())
        try:
            yield mine
        finally:
            if mine:
                connection.execute(select(func.pg_advisory_unlock(_LOCK, review)))


def _training(row: Any) -> Training:
    said = None if row.estimate is None else json.loads(row.estimate)
    return Training(
        row.number,
        row.model_hash,
        row.configuration,
        row.seed,
        row.ranked_by,
        tuple(json.loads(row.notes)),
        Counters(places=row.records, events=row.events),
        None if said is None else (said[0], said[1]),
        row.created,
    )
