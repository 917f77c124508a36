"""When decisions came in; the time is kept beside them and is no part of them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from activescreen.store.reviews import Review
from activescreen.store.tables import decisions


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
