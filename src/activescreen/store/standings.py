"""Where rankings had a record, from the first to the last, without reading all of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from activescreen.store.rankings import unpack_positions
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


def ranking_lines(connection: Connection, review: Review) -> list[RankingLine]:
    """The rankings of a review, in the order in which they were made."""
    row = rankings.c
    query = select(
        *(row.number, row.model_hash, row.configuration, row.ranked_by),
        *(row.records, row.events, row.created),
    )
    query = query.where(row.review_id == review.id).order_by(row.number)
    return [RankingLine(*each) for each in connection.execute(query)]


def ranked_places(connection: Connection, review: Review, number: int) -> NDArray[np.int64] | None:
    """Places of the records in a ranking, the first to be read first; None if there is none."""
    here = (rankings.c.review_id == review.id) & (rankings.c.number == number)
    packed = connection.execute(select(rankings.c.positions).where(here)).scalar()
    return None if packed is None else unpack_positions(packed)


def ranks_of(
    connection: Connection, review: Review, place: int, numbers: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Of each ranking its number, the 0-based rank of a record, and how many it ranked.

    Rankings that do not rank the record are left out.
    """
    row = rankings.c
    query = select(row.number, row.positions)
    query = query.where(row.review_id == review.id, row.number.in_(list(numbers)))
    for number, packed in connection.execute(query.order_by(row.number)):
        positions = unpack_positions(packed)
        at = np.flatnonzero(positions == place)
        if len(at):
            yield number, int(at[0]), len(positions)
