"""What a review has left unread as a table, best first, with a column to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activescreen.protocol import TITLE_ABSTRACT
from activescreen.ranking import SCORE_DECIMALS
from activescreen.records import Record
from activescreen.review.board import Boards
from activescreen.review.imports.matching import ID_COLUMN
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import piloted
from activescreen.review.screening.arrangements import arrangements
from activescreen.store.database import Database
from activescreen.store.population import load_records
from activescreen.store.rankings import newest_ranking
from activescreen.store.reviews import count

LABEL: Final = "label"
"""The column that reviewers fill in, and that ``activescreen label`` reads."""

FIELDS: Final = ("title", "abstract", "authors", "year", "journal", "doi", "pmid")
HEADER: Final = ("rank", "score", ID_COLUMN, *FIELDS, LABEL)
_AT_ONCE: Final = 500


def ranked_row(rank: int | None, score: float | None, record: Record) -> list[object]:
    """A row of the table.

    Parameters
    ----------
    rank, score
        Counted from 1, and the model's score; None for a record that the ranking does not know.
    record
        The record.
    """
    fields = [_shown(record, field) for field in FIELDS]
    told = None if score is None else f"{score:.{SCORE_DECIMALS}f}"
    return [rank, told, record.id, *fields, None]


def ranked_rows(database: Database, boards: Boards, access: Access) -> Iterator[list[object]]:
    """The unread records by the newest ranking, whatever came since at the end and without rank.

    Records that are read in a registered order only are left out. Those of an open pilot stand at
    the end in the order of their ids, so that nobody learns which of them the ranking has first.
    """
    review = access.review
    with database.reading() as connection:
        board = boards.current(connection, review)
        n = count(connection, review).places
        plan = arrangements(connection, review, board, TITLE_ABSTRACT)
        with board.lock:
            free = board.stage(TITLE_ABSTRACT).unread()[:n].copy()
        free &= plan.eligible[:n] & ~plan.urn()[:n]
        stored = newest_ranking(connection, review)
        places = np.zeros(0, dtype=np.int64) if stored is None else stored.positions
        scores = np.zeros(0) if stored is None else stored.scores
        in_pilot = sorted(piloted(connection, review))
        untold = [place for name in in_pilot if free[place := board.place_of[name]]]
        free[untold] = False
        kept = free[places]
        left = free.copy()
        left[places] = False
        lines: list[tuple[int, int | None, float | None]] = [
            (place, rank, score)
            for rank, (place, score) in enumerate(
                zip(places[kept].tolist(), scores[kept].tolist(), strict=True), 1
            )
        ]
        lines += [(place, None, None) for place in [*np.flatnonzero(left).tolist(), *untold]]
        for start in range(0, len(lines), _AT_ONCE):
            some = lines[start : start + _AT_ONCE]
            numbers = [int(board.numbers[place]) for place, _, _ in some]
            records = load_records(connection, review, numbers)
            for number, (_, rank, score) in zip(numbers, some, strict=True):
                yield ranked_row(rank, score, records[number])


def _shown(record: Record, field: str) -> str:
    value = getattr(record, field)
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")
