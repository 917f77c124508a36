"""The pictures of a review at work: what reading gives, agreement, and a random phase."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import altair as alt
import pandas as pd
from markupsafe import Markup

from activescreen.reports.layers import GREY, INK, PALETTE
from activescreen.reports.page import inline_svg
from activescreen.reports.recall_curve import WIDTH, styled

_HEIGHT: Final = 190
_HUNDRED: Final = 100
MEASURES: Final = ("Equal verdicts", "AC1", "PABAK", "Kappa", "Inclusions")
"""What is drawn of agreement, in the order of `Point`."""

_DASHES: Final = ([1, 0], [1, 0], [6, 3], [2, 2], [5, 4])
_COLOURS: Final = (INK, PALETTE[0], PALETTE[2], PALETTE[1], GREY)


class Bar(NamedTuple):
    """Records read next to each other, counted from 1, and the included ones among them."""

    first: int
    last: int
    found: int


class Point(NamedTuple):
    """Agreement on some records; what is not defined is None."""

    first: int
    last: int
    proportion: float | None
    ac1: float | None
    pabak: float | None
    kappa: float | None
    prevalence: float | None


def begin_drawing() -> None:
    """Draw a chart for nobody: the first one of a process takes a second longer than the others."""
    yield_svg((Bar(1, 1, 0),))


@lru_cache(maxsize=64)
def yield_svg(bars: tuple[Bar, ...]) -> Markup:
    """What reading has given, per hundred records read."""
    table = pd.DataFrame(
        [
            (bar.first - 1, bar.last, bar.found * _HUNDRED / (bar.last - bar.first + 1), 0)
            for bar in bars
        ],
        columns=["from", "to", "rate", "zero"],
    )
    x = alt.X("from:Q").title("Records read").scale(domain=[0, max(bars[-1].last, 1)], nice=False)
    x = x.axis(format=",d", tickCount=8, tickMinStep=1)
    top = max(1.0, *table["rate"])
    y = alt.Y("rate:Q").title("Included per 100 read").scale(domain=[0, 1.08 * top], nice=False)
    mark = alt.Chart(table).mark_rect(color=PALETTE[0], opacity=0.8, stroke="white")
    layer = mark.encode(x, y, alt.X2("to:Q"), alt.Y2("zero:Q"))
    return inline_svg(styled(alt.layer(layer).properties(width=WIDTH, height=_HEIGHT)), "yield")


@lru_cache(maxsize=64)
def agreement_svg(points: tuple[Point, ...], name: str) -> Markup:
    """Agreement over time, one line a coefficient.

    Parameters
    ----------
    points
        A window each.
    name
        Tells the picture from others of the page.
    """
    rows = [
        (measure, (point.first - 1 + point.last) / 2, value)
        for point in points
        for measure, value in zip(MEASURES, point[2:], strict=True)
        if value is not None
    ]
    table = pd.DataFrame(rows, columns=["measure", "records", "value"])
    low = min(0.0, *table["value"]) if rows else 0.0
    x = alt.X("records:Q").title("Records with all votes, in the order of their last one")
    x = x.scale(domain=[0, points[-1].last], nice=False).axis(format=",d", tickMinStep=1)
    y = alt.Y("value:Q").title(None).scale(domain=[low, 1.02], nice=False)
    shown = [measure for measure in MEASURES if measure in set(table["measure"])]
    places = [MEASURES.index(measure) for measure in shown]
    colour = alt.Color("measure:N").scale(domain=shown, range=[_COLOURS[p] for p in places])
    colour = colour.legend(alt.Legend(title=None, columns=5, symbolType="stroke", symbolSize=300))
    dash = alt.StrokeDash("measure:N").scale(domain=shown, range=[_DASHES[p] for p in places])
    chart = alt.Chart(table)
    lines = chart.mark_line(strokeWidth=2).encode(x, y, colour, dash.legend(None))
    dots = chart.mark_point(filled=True, size=34, opacity=1).encode(x, y, colour)
    both = alt.layer(lines, dots).properties(width=WIDTH, height=_HEIGHT)
    return inline_svg(styled(both), name)


@lru_cache(maxsize=32)
def phase_svg(
    found_after: tuple[int, ...], boundary: tuple[int, ...], urn: int, alpha: str
) -> Markup:
    """A random phase: draws so far, and where its rule stops.

    Parameters
    ----------
    found_after
        After how many counted draws each relevant one came, and last how many draws count.
    boundary
        After how many draws the rule stops with 0, 1, ... relevant ones; may be empty.
    urn
        Draws that there are.
    alpha
        The error of the phase, in words.
    """
    counted = found_after[-1]
    path = [(0, 0), *((draws, k) for k, draws in enumerate(found_after[:-1], 1))]
    path.append((counted, len(found_after) - 1))
    most = max(4, 2 * len(found_after))
    ends = list(enumerate(boundary[:most]))
    steps = pd.DataFrame(path, columns=["draws", "found"])
    x = alt.X("draws:Q").title("Random draws").scale(domain=[0, urn], nice=False)
    x = x.axis(format=",d", tickMinStep=1)
    y = alt.Y("found:Q").title("Relevant among them").scale(domain=[0, most], nice=False)
    y = y.axis(tickMinStep=1, format="d")
    layers: list[Any] = []
    if ends:
        layers += _boundary(ends, urn, x, y, alpha)
    line = alt.Chart(steps).mark_line(interpolate="step-after", strokeWidth=2.4, color=INK)
    here = alt.Chart(steps.tail(1)).mark_point(filled=True, size=80, color=INK, opacity=1)
    layers += [line.encode(x, y), here.encode(x, y)]
    return inline_svg(styled(alt.layer(*layers).properties(width=WIDTH, height=_HEIGHT)), "phase")


def _boundary(ends: Sequence[tuple[int, int]], urn: int, x: Any, y: Any, alpha: str) -> list[Any]:
    """The region in which the rule stops, to the right of its boundaries."""
    rows = [(k, draws, urn, k + 1) for k, draws in ends]
    table = pd.DataFrame(rows, columns=["found", "draws", "end", "next"])
    region = alt.Chart(table).mark_rect(color=PALETTE[2], opacity=0.18)
    edge = alt.Chart(table).mark_rule(color=PALETTE[2], strokeWidth=2)
    words = pd.DataFrame(
        [(urn, 0.5, f"stops here (error {alpha})")], columns=["draws", "found", "text"]
    )
    text = alt.Chart(words).mark_text(align="right", dx=-6, color="#00694d", fontSize=12)
    return [
        region.encode(x, y, alt.X2("end:Q"), alt.Y2("next:Q")),
        edge.encode(x, y, alt.Y2("next:Q")),
        text.encode(x, y, alt.Text("text:N")),
    ]
