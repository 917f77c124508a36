"""Where unread records would have been reached, by the last ranking of the screening."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from activescreen.comparison.matching import match
from activescreen.comparison.screened import Screened
from activescreen.errors import InputError
from activescreen.records import RecordSet

COLUMN: Final = "rank"


def continued(screened: Screened, ranked: RecordSet, name: str) -> Screened:
    """The screening with the places that its last ranking gave to what nobody read.

    They follow the records that were read, in the order of the ranking; going on with training
    would have moved some of them.

    Parameters
    ----------
    screened
        The screening; only records whose place is not known get one.
    ranked
        Records with a column ``rank``, as ``activescreen rank`` writes them.
    name
        The file they are from.

    Raises
    ------
    InputError
        If a rank is missing or no number, or the records are of another review.
    """
    ranks = [_rank(ranked, place, name) for place in range(len(ranked))]
    places = {
        other: ranks[min(each.truth)]
        for each in match(ranked, screened.records).matches
        for other in each.screened
        if not screened.reached[other]
    }
    reached = screened.reached.copy()
    last = int(reached.max(initial=0))
    order = sorted(places, key=lambda place: (places[place], place))
    reached[order] = np.arange(last + 1, last + 1 + len(order))
    return replace(screened, reached=reached, facts={**screened.facts, "last ranking": name})


def _rank(ranked: RecordSet, place: int, name: str) -> int:
    record = ranked[place]
    text = record.fields.get(COLUMN, "").strip()
    if text.isdecimal():
        return int(text)
    raise InputError(
        f"'{text}' in the column '{COLUMN}' is no rank." if text else "A record has no rank.",
        where=f"{name}, row {record.source.row}",
        remedy="Give the file that 'activescreen rank' wrote, with its column 'rank'.",
    )
