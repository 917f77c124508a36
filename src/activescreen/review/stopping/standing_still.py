"""What was read before a random phase stands still until the phase is over.

The certificate counts the relevant records found before it. If one of their labels changed, every
look at the phase would be refused from then on, for good if it is the only one.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from activescreen.errors import StoppingError
from activescreen.review.duplicates.checks import phases_that_go_on
from activescreen.store.moments import decided_until
from activescreen.store.reviews import Review


def counted_before(
    connection: Connection, review: Review, numbers: Collection[int], stage: str
) -> frozenset[int]:
    """Which records were read before a random phase that goes on, and belong to it.

    Parameters
    ----------
    connection, review
        Where, and of what.
    numbers
        The records' numbers.
    stage
        The stage.
    """
    found: set[int] = set()
    for stored, registration in phases_that_go_on(connection, review):
        if registration.stage == stage:
            found |= decided_until(connection, review, numbers, stage, stored.waves, stored.events)
    return frozenset(found)


def check_may_change(
    connection: Connection, review: Review, record: tuple[int, str], stage: str
) -> None:
    """Refuse to change what a random phase counts as found before it.

    Parameters
    ----------
    connection, review
        Where, and of what.
    record, stage
        Number and id of the record whose label would change, and the stage.

    Raises
    ------
    StoppingError
        If the record was read before a phase that goes on.
    """
    if counted_before(connection, review, [record[0]], stage):
        raise StoppingError(
            "The record was read before the random phase that goes on, and what was found before "
            "it must stand still: otherwise the phase could never be certified.",
            where=f"record {record[1]}",
            remedy="Change it when the phase has its certificate, or was left. Nothing is lost: "
            "its label stays as it was until then.",
        )
