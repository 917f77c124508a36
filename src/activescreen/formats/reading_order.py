"""In which order the records of a labelled file were read, as far as the file tells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import Decision, Draw
from activescreen.records import RecordSet

TIME_COLUMNS: Final = ("asreview_time", "time", "labelled_at", "decided_at")


class ReadingOrder(StrEnum):
    """What tells in which order decisions were made."""

    EVENTS = "events"
    TIMES = "times"
    ROWS = "rows"


def reading_order(records: RecordSet, read: NDArray[np.bool_]) -> tuple[NDArray[np.int64], bool]:
    """Places of the records that were read, in their order, and whether the file tells it.

    A column with the time of the decision tells it; else the order of the rows is taken.

    Parameters
    ----------
    records
        The records of the file.
    read
        Which of them were read.
    """
    places = np.flatnonzero(read)
    for column in TIME_COLUMNS:
        times = [_time(records[int(place)].fields.get(column, "")) for place in places]
        known = [time for time in times if time is not None]
        if known and len(known) == len(times):
            return places[np.argsort(known, kind="stable")], True
    return places, False


def in_order(decisions: Iterable[Decision]) -> tuple[list[Decision], bool]:
    """Decisions as they were made, and whether their times tell it.

    Prior knowledge without a time comes first. Without the time of any other decision all stay
    as they are.
    """
    given = list(decisions)
    first = [made for made in given if made.at is None and made.draw is Draw.PRIOR]
    timed = [(_moment(made.at), made) for made in given if made.at is not None]
    if not timed or len(first) + len(timed) < len(given):
        return given, False
    return first + [made for _, made in sorted(timed, key=lambda pair: pair[0])], True


def _time(text: str) -> float | None:
    """Seconds since some beginning; None if the cell tells no time."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return _moment(datetime.fromisoformat(text.strip()))
    except ValueError:
        return None


def _moment(at: datetime) -> float:
    # Only the order counts, so where no zone is given any will do.
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
