"""The rankings of a review, without the order of each; and the order of one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from activescreen.store.ranks import unpack_positions
from activescreen.store.reviews import Review
from activescreen.store.tables import rankings


class RankingLine(NamedTuple):
    """A ranking without its order.

    Attributes
    ----------
    number
        Rankings of a review are counted from 1.
    model_hash, configuration, ranked_by
        What ranked.
    records, events
        How many records there were, and how many decisions it had seen.
    created
        When, in ISO 8601.
    """

    number: int
    model_hash: str
    configuration: str
    ranked_by: str
    records: int
    events: int
    created: str


def ranking_lines(connection: Connection, review: Review, after: int = 0) -> list[RankingLine]:
    """The rankings of a review after the one of this number, in the order they were made in."""
    row = rankings.c
    query = select(
        *(row.number, row.model_hash, row.configuration, row.ranked_by),
        *(row.records, row.events, row.created),
    )
    here = (row.review_id == review.id) & (row.number > after)
    query = query.where(here).order_by(row.number)
    return [RankingLine(*each) for each in connection.execute(query)]


def ranked_places(connection: Connection, review: Review, number: int) -> NDArray[np.int64] | None:
    """Places of the records in a ranking, the first to be read first; None if there is none."""
    here = (rankings.c.review_id == review.id) & (rankings.c.number == number)
    packed = connection.execute(select(rankings.c.positions).where(here)).scalar()
    return None if packed is None else unpack_positions(packed)
