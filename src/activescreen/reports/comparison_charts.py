"""Pictures of a comparison: what the order reached and what was missed; machine beside people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import altair as alt
import pandas as pd

from activescreen.comparison import Comparison, Measure, StageResult
from activescreen.comparison.inclusions import WORDS, Fate
from activescreen.comparison.measures import ALL
from activescreen.comparison.people import SINGLE
from activescreen.reports.layers import INK, PALETTE, TOP
from activescreen.reports.recall_curve import WIDTH, styled
from activescreen.reports.words import count, plural

_HEIGHT: Final = 340
_ROW: Final = 30
_BLUE, _RED, _GREEN, _PURPLE = PALETTE[:4]
_SHAPES: Final = {
    Fate.UNREAD: ("circle", _RED),
    Fate.ONE_EXCLUDED: ("square", _GREEN),
    Fate.DISAGREEMENT: ("diamond", _GREEN),
    Fate.ALL_EXCLUDED: ("triangle-up", _GREEN),
    Fate.EXCLUDED: ("triangle-down", _GREEN),
    Fate.OPEN: ("cross", _PURPLE),
}
_MACHINE, _PEOPLE, _BOTH = "ranking and stop", "people", "both together"


def reached_chart(comparison: Comparison, stage: StageResult) -> Any:
    """Share of the inclusions reached against records read; the stop, and what was missed.

    Inclusions whose place in the order is not known are counted in the subtitle.
    """
    total = len(comparison.screened.records)
    x = (
        alt.X("rank:Q")
        .title("Records read, in order")
        .axis(format=",d", tickMinStep=1, tickCount=8)
    )
    x = x.scale(domain=[0, max(total, 1)], nice=False)
    y = alt.Y("share:Q").title("Inclusions of the truth reached")
    y = y.scale(domain=[0, TOP], nice=False).axis(format=".0%", values=[k / 5 for k in range(6)])
    curve = pd.DataFrame(_curve(stage, comparison), columns=["rank", "share"])
    layers: list[Any] = [
        alt.Chart(curve)
        .mark_line(interpolate="step-after", color=_BLUE, strokeWidth=2)
        .encode(x, y),
        *_stop_layers(comparison, x),
    ]
    marks = pd.DataFrame(_marks(stage), columns=["rank", "share", "why", "title"])
    if len(marks):
        layers.append(_missed_layer(marks, x, y))
    title = alt.TitleParams(_heading(stage), subtitle=_subtitle(stage))
    return styled(alt.layer(*layers).properties(width=WIDTH, height=_HEIGHT, title=title))


def error_chart(stage: StageResult) -> Any | None:
    """What the ranking with its stop, each screener, and the team missed, on one scale.

    None where nothing is known of what people missed, so that there is nothing to compare.
    """
    table = pd.DataFrame(list(_errors(stage)), columns=["who", "kind", "missed", "low", "high"])
    if _PEOPLE not in set(table["kind"]):
        return None
    kinds = [kind for kind in (_MACHINE, _PEOPLE, _BOTH) if kind in set(table["kind"])]
    colours = {_MACHINE: _RED, _PEOPLE: _GREEN, _BOTH: INK}
    colour = alt.Color("kind:N").title(None)
    colour = colour.scale(domain=kinds, range=[colours[kind] for kind in kinds])
    x = alt.X("low:Q").title("Share of inclusions missed").axis(format=".0%")
    x = x.scale(domainMin=0, nice=True)
    y = alt.Y("who:N").title(None).sort(None).axis(labelLimit=260, grid=False)
    chart = alt.Chart(table)
    bars = chart.mark_rule(strokeWidth=2).encode(x, y, colour, x2="high:Q")
    dots = chart.mark_point(filled=True, size=90, opacity=1).encode(alt.X("missed:Q"), y, colour)
    title = alt.TitleParams("Missed by the machine, missed by people")
    return styled(
        alt.layer(bars, dots).properties(width=WIDTH - 160, height=_ROW * len(table), title=title)
    )


def _curve(stage: StageResult, comparison: Comparison) -> list[tuple[int, float]]:
    ranks = sorted(each.rank for each in stage.inclusions if each.rank is not None)
    relevant = len(stage.inclusions)
    corners = [(0, 0.0)]
    corners += [(rank, number / relevant) for number, rank in enumerate(ranks, 1)]
    last = max(int(comparison.screened.reached.max(initial=0)), comparison.screened.n_read)
    return [*corners, (last, corners[-1][1])]


def _stop_layers(comparison: Comparison, x: Any) -> list[Any]:
    read, total = comparison.screened.n_read, len(comparison.screened.records)
    words = [f"stop: {comparison.screened.stop}", f"{count(read)} of {count(total)} read"]
    data = pd.DataFrame([{"rank": read, "share": 0.02, "text": words}])
    left = read > total / 2
    text = {"align": "right" if left else "left", "dx": -6 if left else 6, "baseline": "bottom"}
    text |= {"fontSize": 12, "lineHeight": 14}
    rule = alt.Chart(data).mark_rule(color=INK, strokeDash=[5, 3]).encode(x)
    place = {"y": alt.Y("share:Q"), "text": alt.Text("text:N")}
    halo = alt.Chart(data).mark_text(**text, stroke="white", strokeWidth=5, dy=-16)
    label = alt.Chart(data).mark_text(**text, color=INK, dy=-16)
    return [rule, *(layer.encode(x, **place) for layer in (halo, label))]


def _marks(stage: StageResult) -> list[tuple[int, float, str, str]]:
    """Missed inclusions where they stand on the curve."""
    placed = sorted(
        ((each.rank, each) for each in stage.inclusions if each.rank is not None),
        key=lambda pair: pair[0],
    )
    relevant = len(stage.inclusions)
    return [
        (rank, number / relevant, WORDS[each.fate], each.record.title)
        for number, (rank, each) in enumerate(placed, 1)
        if each.fate is not Fate.FOUND
    ]


def _missed_layer(marks: pd.DataFrame, x: Any, y: Any) -> Any:
    present = [fate for fate in _SHAPES if WORDS[fate] in set(marks["why"])]
    names = [WORDS[fate] for fate in present]
    shapes, colours = zip(*(_SHAPES[fate] for fate in present), strict=True)
    legend = alt.Legend(title="Missed inclusions", orient="top", columns=3, symbolSize=90)
    point = alt.Chart(marks).mark_point(
        filled=True, size=100, opacity=1, strokeWidth=0.8, stroke="white"
    )
    return point.encode(
        x,
        y,
        alt.Shape("why:N").scale(domain=names, range=list(shapes)).legend(legend),
        alt.Color("why:N").scale(domain=names, range=list(colours)).legend(legend),
    )


def _heading(stage: StageResult) -> str:
    return f"Stage {stage.pairing.name.replace('_', ' ')}"


def _subtitle(stage: StageResult) -> list[str]:
    found = len(stage.inclusions) - len(stage.missed)
    lines = [f"{count(found)} of {plural(len(stage.inclusions), 'inclusion')} found"]
    unplaced = [each for each in stage.missed if each.rank is None]
    if unplaced:
        why = Counter(WORDS[each.fate] for each in unplaced)
        listed = "; ".join(f"{number} {words}" for words, number in why.items())
        lines.append(f"Missed, with no known place in the order: {listed}")
    return lines


def _errors(stage: StageResult) -> Iterator[tuple[str, str, float, float, float]]:
    for name, kind, measure in _compared(stage):
        if measure.value is not None and measure.low is not None and measure.high is not None:
            yield name, kind, 1 - measure.value, 1 - measure.high, 1 - measure.low


def _compared(stage: StageResult) -> Iterator[tuple[str, str, Measure]]:
    yield "Ranking and stop (unread)", _MACHINE, stage.measure("reached")
    for measure in stage.measures:
        if measure.measure == "sensitivity_single":
            single = measure.stratum == SINGLE
            who = "Mean of single screeners" if single else f"One {measure.stratum}"
            yield who.replace("One screener: ", "Screener "), _PEOPLE, measure
        if measure.measure == "sensitivity_team":
            yield "Team, of what it read", _PEOPLE, measure
    yield "Whole screening", _BOTH, stage.measure("recall", ALL)
