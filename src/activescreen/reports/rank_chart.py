"""Where one record stood in the rankings of a review."""

from __future__ import annotations

from typing import Final, NamedTuple

import altair as alt
import pandas as pd

from activescreen.reports.layers import INK, PALETTE
from activescreen.reports.recall_curve import WIDTH, chart_svg, styled

_HEIGHT: Final = 180
_ROOM: Final = 0.04


class Stood(NamedTuple):
    """A rank, counted from 1, after so many decisions."""

    decisions: int
    rank: int


def rank_svg(stood: tuple[Stood, ...], most: int) -> str:
    """The rank of a record against the decisions that models had seen, the first rank on top.

    Parameters
    ----------
    stood
        The ranks, in the order of time.
    most
        The largest number of records that were ranked.
    """
    table = pd.DataFrame(stood, columns=["decisions", "rank"])
    low, high = int(table["decisions"].min()), int(table["decisions"].max())
    x = alt.X("decisions:Q").title("Decisions that the model had seen")
    x = x.scale(domain=[low, max(high, low + 1)], nice=False).axis(format=",d", tickMinStep=1)
    last = max(most, 2)
    # A little room, so that a dot on the first or last rank does not lie on the frame.
    room = _ROOM * (last - 1)
    y = alt.Y("rank:Q").title("Rank")
    y = y.scale(domain=[1 - room, last + room], nice=False, reverse=True)
    y = y.axis(format=",d", values=_ticks(last))
    chart = alt.Chart(table)
    line = chart.mark_line(strokeWidth=2, color=PALETTE[0], interpolate="step-after").encode(x, y)
    dots = chart.mark_point(filled=True, size=36, opacity=1, color=INK).encode(x, y)
    both = alt.layer(line, dots).properties(width=WIDTH, height=_HEIGHT)
    return chart_svg(styled(both))


def _ticks(most: int) -> list[int]:
    """The first rank, the last, and round ones between."""
    step = max(1, 10 ** (len(str(most)) - 1) // 2)
    step *= max(1, most // (4 * step))
    return [1, *(n for n in range(step, most, step) if n > 1 and most - n > step / 2), most]
