"""Who has which record in hand, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from activescreen.ledger import Draw
from activescreen.store.reviews import Review
from activescreen.store.tables import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """A record that a person has in hand at a stage.

    Attributes
    ----------
    stage, record, reviewer
        Where, the number of the record, and who.
    draw
        How it was drawn.
    ranking_hash, position
        The model whose ranking it came from and its 0-based place there; of a random draw, its
        number in the registered order.
    served
        Orders what was given out: a later one has a larger number.
    expires
        When others may have it.
    """

    stage: str
    record: int
    reviewer: str
    draw: Draw
    ranking_hash: str
    position: int | None
    served: int
    expires: datetime


def leases_of(connection: Connection, review: Review, stage: str) -> list[Lease]:
    """All leases of a stage, those that have run out included, in the order of serving."""
    query = select(leases).where(leases.c.review_id == review.id, leases.c.stage == stage)
    return [
        Lease(
            row.stage,
            row.record,
            row.reviewer,
            Draw(row.draw),
            row.ranking_hash,
            row.position,
            row.served,
            datetime.fromisoformat(row.expires),
        )
        for row in connection.execute(query.order_by(leases.c.served))
    ]


def lease_on(
    connection: Connection, review: Review, stage: str, record: int, reviewer: str
) -> Lease | None:
    """A person's lease on a record, also one that has run out; None if there is none."""
    found = [
        each
        for each in leases_of(connection, review, stage)
        if (each.record, each.reviewer) == (record, reviewer)
    ]
    return found[0] if found else None


def add_leases(connection: Connection, review: Review, given: Sequence[Lease]) -> None:
    """Give records out; the review's counters are to be locked before."""
    rows = [
        {
            "review_id": review.id,
            "stage": each.stage,
            "record": each.record,
            "reviewer": each.reviewer,
            "draw": str(each.draw),
            "ranking_hash": each.ranking_hash,
            "position": each.position,
            "served": each.served,
            "expires": each.expires.isoformat(),
        }
        for each in given
    ]
    if rows:
        connection.execute(insert(leases), rows)


def renew_leases(
    connection: Connection, review: Review, stage: str, reviewer: str, expires: datetime
) -> None:
    """Let a person keep what is in hand for longer."""
    here = (leases.c.review_id == review.id) & (leases.c.stage == stage)
    mine = here & (leases.c.reviewer == reviewer)
    connection.execute(update(leases).where(mine).values(expires=expires.isoformat()))


def drop_leases(
    connection: Connection,
    review: Review,
    *,
    stage: str | None = None,
    reviewer: str | None = None,
    numbers: Iterable[int] | None = None,
) -> int:
    """Take records back: of a stage, of a person, of some records, or all.

    Returns
    -------
    How many.
    """
    here = leases.c.review_id == review.id
    if stage is not None:
        here &= leases.c.stage == stage
    if reviewer is not None:
        here &= leases.c.reviewer == reviewer
    if numbers is not None:
        here &= leases.c.record.in_(list(numbers))
    return connection.execute(delete(leases).where(here)).rowcount
