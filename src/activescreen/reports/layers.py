"""The layers of one panel of a recall chart: lines, target, stopping points, their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from activescreen.reports.curves import (
    curve_table,
    left_to_find,
    left_to_read,
    mean_curve,
    recall_curve,
    stop_table,
)
from activescreen.reports.labels import Label, Placed, place_labels
from activescreen.reports.words import count, count_span, mean, percent, percent_span
from activescreen.simulation.run import SimulationRun

# Okabe and Ito's palette: told apart with every common colour vision deficiency.
PALETTE: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
INK: Final = "#1f2328"
GREY: Final = "#6e7681"
TARGET_LINE, TARGET_TEXT = "#b35900", "#8f4700"
SHAPES: Final = ("diamond", "square", "triangle-up", "circle", "triangle-down", "cross")

RANDOM: Final = "Random order, expected"
RANDOM_RUN: Final = "Random order, each run"
IDEAL: Final = "Best possible order"

TOP: Final = 1.02
"""The y axis ends a little above 100 %, so that a line at 100 % is drawn whole."""
MOST_LABELS: Final = 5
"""More words than that beside the points are a thicket; a legend takes their place."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How one kind of line is drawn."""

    colour: str
    width: float
    dash: tuple[float, float] = (1, 0)


class Key:
    """What all panels of a chart share: which line, which mark means what.

    Parameters
    ----------
    runs, baseline
        All runs of the chart.
    """

    def __init__(self, runs: Sequence[SimulationRun], baseline: Sequence[SimulationRun]) -> None:
        self.configs = list(dict.fromkeys(run.config for run in runs))
        self.colours = [PALETTE[k % len(PALETTE)] for k in range(len(self.configs))]
        self.rules = list(dict.fromkeys(stop.rule for run in runs for stop in run.stopping))
        self._seeds = {
            config: len({run.seed for run in runs if run.config == config})
            for config in self.configs
        }
        self._looks: dict[str, _Look] = {}
        for config, colour in zip(self.configs, self.colours, strict=True):
            if self.several_seeds(config):
                self._looks[self.mean_name(config)] = _Look(colour, 2.6)
                self._looks[self.run_name(config)] = _Look(_tint(colour), 1.0)
            else:
                self._looks[self.run_name(config)] = _Look(colour, 2.6)
        self._looks[RANDOM] = _Look(GREY, 1.4, dash=(5, 4))
        if baseline:
            self._looks[RANDOM_RUN] = _Look(_tint(GREY), 0.8)
        self._looks[IDEAL] = _Look(INK, 1.4, dash=(1.5, 2.5))

    def several_seeds(self, config: str) -> bool:
        """Whether a configuration was run with more than one seed."""
        return self._seeds[config] > 1

    def mean_name(self, config: str) -> str:
        """What the legend calls the mean of a configuration."""
        return f"{config}, mean of {self._seeds[config]} seeds"

    def run_name(self, config: str) -> str:
        """What the legend calls the single runs of a configuration."""
        return f"{config}, each seed" if self.several_seeds(config) else config

    def line_channels(self) -> list[Any]:
        """The visual properties of lines; one domain, so that their legends merge into one."""
        names, looks = list(self._looks), list(self._looks.values())
        legend = alt.Legend(title=None, symbolType="stroke", symbolSize=400, values=names)
        return [
            channel("series:N").scale(type="ordinal", domain=names, range=values).legend(legend)
            for channel, values in (
                (alt.Color, [look.colour for look in looks]),
                (alt.StrokeDash, [list(look.dash) for look in looks]),
                (alt.StrokeWidth, [look.width for look in looks]),
            )
        ]

    def mark_channels(self, *, legend: bool) -> list[Any]:
        """Shape by rule, outline by configuration where there are several."""
        shapes = [SHAPES[k % len(SHAPES)] for k in range(len(self.rules))]
        key = alt.Legend(
            title="Stopped by",
            orient="top",
            columns=4,
            symbolFillColor="white",
            symbolStrokeColor=INK,
            symbolSize=90,
        )
        shape = alt.Shape("rule:N").scale(domain=self.rules, range=shapes)
        several = len(self.configs) > 1
        # Both are given by field, even if all are white: with a constant fill, Vega-Lite
        # leaves the symbols of the legend without outline.
        outline = alt.Stroke("config:N").scale(
            domain=self.configs, range=self.colours if several else [INK]
        )
        fill = alt.Fill("config:N").scale(domain=self.configs, range=["white"])
        return [shape.legend(key if legend else None), outline.legend(None), fill.legend(None)]


def panel(
    runs: Sequence[SimulationRun],
    baseline: Sequence[SimulationRun],
    key: Key,
    *,
    target: float,
    width: float,
    height: float,
    small: bool,
) -> alt.LayerChart:
    """All layers of one review.

    Parameters
    ----------
    runs, baseline
        The runs of this review.
    key
        What lines and marks mean in the whole chart.
    target
        Recall at which a line is drawn.
    width, height
        Size in points.
    small
        One of several panels: fewer ticks, and a legend in place of labels.
    """
    end = max(left_to_read(run) for run in [*runs, *baseline])
    x = alt.X("records_read:Q").title("Records read").scale(domain=[0, max(end, 1)], nice=False)
    x = x.axis(format=",d", tickCount=4 if small else 8, tickMinStep=1)
    ticks = [k / 4 for k in range(5)] if small else [k / 5 for k in range(6)]
    y = alt.Y("recall:Q").title("Relevant records found").scale(domain=[0, TOP], nice=False)
    y = y.axis(format=".0%", values=ticks)
    look = key.line_channels()
    steps = (
        alt.Chart(_step_table(runs, baseline, key))
        .mark_line(interpolate="step-after", strokeJoin="round")
        .encode(x, y, alt.Detail("line:N"), *look)
    )
    # Straight lines must not be drawn in steps, so they are a layer of their own.
    straight = alt.Chart(_straight_table(runs)).mark_line().encode(x, y, *look)
    stops = stop_table(runs).dropna(subset=["records_read"])
    layers = [*_target_layers(target, end, small), straight, steps]
    if not stops.empty:
        words = not small and len(stops.groupby(["config", "rule"])) <= MOST_LABELS
        labels = _label_layers(stops, end, width, height) if words else []
        layers += [*labels, _marks(stops, x, key, small=small, legend=not words)]
    return alt.layer(*layers).properties(width=width, height=height)


def _tint(colour: str) -> str:
    """Half way to white: single runs stay visible and their mean stands out."""
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{(part + 255) // 2:02x}" for part in parts)


def _step_table(
    runs: Sequence[SimulationRun], baseline: Sequence[SimulationRun], key: Key
) -> pd.DataFrame:
    """Corners of the step curves: ``line`` tells them apart, ``series`` names their kind."""
    parts = []
    if baseline:
        table = curve_table(baseline)
        parts.append(table.assign(series=RANDOM_RUN, line="random " + table["seed"].astype(str)))
    for config in dict.fromkeys(run.config for run in runs):
        mine = [run for run in runs if run.config == config]
        table = curve_table(mine)
        lines = config + " " + table["seed"].astype(str)
        parts.append(table.assign(series=key.run_name(config), line=lines))
        curve = mean_curve([c for run in mine if (c := recall_curve(run)) is not None])
        if key.several_seeds(config) and curve is not None:
            name = key.mean_name(config)
            table = pd.DataFrame({"records_read": curve.read, "recall": curve.recall})
            parts.append(table.assign(series=name, line=name))
    columns = ["series", "line", "records_read", "recall"]
    # An empty part would make the column types of the whole uncertain.
    full = [part[columns] for part in parts if len(part)]
    return pd.concat(full) if full else pd.DataFrame(columns=columns)


def _straight_table(runs: Sequence[SimulationRun]) -> pd.DataFrame:
    """Random order as expected, and the best possible order."""
    run = max(runs, key=left_to_find)
    end, relevant = left_to_read(run), left_to_find(run)
    rows: list[tuple[str, int, float]] = []
    if relevant:
        rows = [(RANDOM, 0, 0.0), (RANDOM, end, 1.0)]
        rows += [(IDEAL, 0, 0.0), (IDEAL, relevant, 1.0), (IDEAL, end, 1.0)]
    return pd.DataFrame(rows, columns=["series", "records_read", "recall"])


def _target_layers(target: float, end: int, small: bool) -> list[alt.Chart]:
    data = pd.DataFrame({"recall": [target], "records_read": [end], "label": [percent(target)]})
    text = alt.Chart(data).mark_text(
        align="left", dx=5, color=TARGET_TEXT, fontSize=10 if small else 12, fontWeight="bold"
    )
    return [
        alt.Chart(data).mark_rule(color=TARGET_LINE, opacity=0.75).encode(y="recall:Q"),
        text.encode(x="records_read:Q", y="recall:Q", text="label:N"),
    ]


def _marks(stops: pd.DataFrame, x: Any, key: Key, *, small: bool, legend: bool) -> alt.Chart:
    """A mark wherever a rule stopped."""
    point = alt.MarkDef(
        type="point", filled=False, size=45 if small else 85, opacity=1, strokeWidth=1.4
    )
    y = alt.Y("share_found:Q").scale(domain=[0, TOP], nice=False)
    return alt.Chart(stops, mark=point).encode(x, y, *key.mark_channels(legend=legend))


def _label_layers(stops: pd.DataFrame, end: int, width: float, height: float) -> list[alt.Chart]:
    """One label a rule, on a thin line down from where it stopped on average."""
    several = len(set(stops["config"])) > 1
    labels: list[Label] = []
    for (config, rule), group in stops.groupby(["config", "rule"], sort=False):
        read, recall = group["stopped_at"].tolist(), group["recall"].tolist()
        line = f"{count(mean(read))} read, {percent(mean(recall), 'down')} found"
        if len(group) > 1:
            line = f"{count_span(read)} read, {percent_span(recall)} found"
        name = f"{rule} ({config})" if several else str(rule)
        x, y = group["records_read"].mean(), group["share_found"].mean()
        labels.append(Label(float(x), float(y), (name, line)))
    placed = place_labels(labels, end=end, top=TOP, width=width, height=height)
    return _draw_labels(placed)


def _draw_labels(placed: Sequence[Placed]) -> list[alt.Chart]:
    data = pd.DataFrame(
        [{"x": p.x, "y": p.y, "left": p.left, "top": p.top, "text": p.lines} for p in placed]
    )
    chart = alt.Chart(data)
    words = {"align": "left", "baseline": "top", "fontSize": 11.5, "lineHeight": 14, "dy": 2}
    leaders = chart.mark_rule(color=GREY, strokeWidth=0.8)
    # The white outline keeps the words readable where they cross a line.
    halo = chart.mark_text(**words, stroke="white", strokeWidth=5, strokeJoin="round")
    text = chart.mark_text(**words, color=INK)
    return [
        leaders.encode(x="x:Q", y="y:Q", y2="top:Q"),
        *(layer.encode(x="left:Q", y="top:Q", text="text:N") for layer in (halo, text)),
    ]
