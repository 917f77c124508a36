"""Orders in which the records of a review are listed, each a permutation of all of them.

An order is made once and remembered, so a page costs no sorting, and a place in a list stays the
same place while records are read.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.review.board import Board
from activescreen.review.pilot.pilots import piloted
from activescreen.store.finding import titles_of, years_of
from activescreen.store.rankings import newest_number
from activescreen.store.reviews import Review
from activescreen.store.standings import ranked_places

_NO_YEAR: Final = -(2**62)


class Sort(StrEnum):
    """How a list is sorted."""

    IMPORT = "import"
    RANK = "rank"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


class Order(NamedTuple):
    """An order of all records.

    Attributes
    ----------
    places
        Places of the records, in the order; shape (N,).
    ranking
        Number of the ranking that it follows; 0 if it follows none.
    """

    places: NDArray[np.int64]
    ranking: int


class Ranks(NamedTuple):
    """Where a ranking has the records.

    Attributes
    ----------
    ranking
        Its number; 0 before the first.
    of
        The 0-based rank of each record, -1 for those that it does not rank, and for those whose
        ranks are not told; shape (N,).
    untold
        Places of the records of an open pilot in the order of their ids: their ranks are told to
        nobody.
    """

    ranking: int
    of: NDArray[np.int64]
    untold: tuple[int, ...] = ()


def order_by(
    connection: Connection, review: Review, board: Board, sort: Sort, n: int, ranking: int = 0
) -> Order:
    """An order of the first ``n`` records.

    Parameters
    ----------
    connection, review, board
        Where, of what, and its running sums.
    sort
        By what.
    n
        How many records there are.
    ranking
        Number of the ranking to follow; 0 for the newest. A list that is gone through page by
        page follows the one with which it began.

    Raises
    ------
    InputError
        If there is no such ranking.
    """
    if sort is Sort.RANK:
        ranks = ranks_in(connection, review, board, n, ranking)
        last = np.where(ranks.of < 0, np.iinfo(np.int64).max, ranks.of)
        places = np.argsort(last, kind="stable")
        # By their ids, and not among others that have no rank: nothing tells who has one.
        told = places[~np.isin(places, ranks.untold)]
        untold = np.array(ranks.untold, dtype=np.int64)
        return Order(np.concatenate([told, untold]), ranks.ranking)
    if sort is Sort.IMPORT:
        return Order(np.arange(n), 0)

    def made() -> NDArray[np.int64]:
        if sort is Sort.TITLE:
            titles = [" ".join(title.split()).casefold() for title in titles_of(connection, review)]
            # Records without a title come last.
            keys = [(not title, title) for title in titles[:n]]
            return np.array(sorted(range(n), key=keys.__getitem__), dtype=np.int64)
        years = years_of(connection, review)[:n]
        sign = -1 if sort is Sort.NEWEST else 1
        known = [-_NO_YEAR if year is None else sign * year for year in years]
        return np.argsort(np.array(known, dtype=np.int64), kind="stable")

    return Order(board.remember(f"sorted by {sort}", n, made), 0)


def ranks_in(
    connection: Connection, review: Review, board: Board, n: int, ranking: int = 0
) -> Ranks:
    """Where a ranking has the first ``n`` records; the newest one if ``ranking`` is 0.

    A ranking has only records that nobody had decided on when it was made, so it tells nothing of
    votes on those that it ranks. Of the records of an open pilot no rank is told.

    Raises
    ------
    InputError
        If there is no such ranking.
    """
    newest = newest_number(connection, review)
    number = ranking or newest

    def made() -> NDArray[np.int64]:
        ranks = np.full(n, -1, dtype=np.int64)
        places = ranked_places(connection, review, number) if number else None
        if places is None:
            if ranking:
                raise InputError(
                    "The ranking that this list followed is not there.",
                    where="cursor",
                    remedy="Begin with the first page.",
                )
            return ranks
        places = places[places < n]
        ranks[places] = np.arange(len(places))
        return ranks

    name = "ranks" if number == newest else "ranks before"
    ranks = board.remember(name, (number, n), made)
    names = sorted(piloted(connection, review))
    untold = tuple(place for name in names if (place := board.place_of[name]) < n)
    if untold:
        ranks = ranks.copy()
        ranks[list(untold)] = -1
    return Ranks(number, ranks, untold)
