"""Where each rule stopped: the recall curve, and below it a lane a rule, coloured by badge."""

from __future__ import annotations

from collections.abc import Sequence
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
from activescreen.reports.layers import GREY, INK
from activescreen.reports.recall_curve import WIDTH, styled
from activescreen.reports.words import count, count_span, mean, percent_span, plural
from activescreen.simulation.run import SimulationRun
from activescreen.stopping import Badge

CURVE_HEIGHT: Final = 240
LANE_HEIGHT: Final = 24
# Certified to heuristic: from the colour that says go to the one that says look twice.
BADGE_COLOURS: Final = {
    Badge.CERTIFIED.value: "#009E73",
    Badge.ONE_LOOK.value: "#56B4E9",
    Badge.MODEL_BASED.value: "#CC79A7",
    Badge.HEURISTIC.value: "#D55E00",
}


def stopping_chart(
    runs: Sequence[SimulationRun], *, target: float = 0.95, title: str | None = None
) -> alt.VConcatChart:
    """The recall curve of one review and, below it, how far each rule read.

    Parameters
    ----------
    runs
        Simulated screenings of one review in one configuration, with their stops. Records known
        at the start are left out.
    target
        Recall at which a line is drawn.
    title
        Heading; by default the file's name.

    Raises
    ------
    ValueError
        If there is no run, runs of several reviews, or no rule.
    """
    if not runs or len({(run.file, run.config) for run in runs}) > 1:
        raise ValueError("a stopping chart needs the runs of one review in one configuration")
    lanes = _lane_table(runs)
    if lanes.empty:
        raise ValueError("a stopping chart needs at least one rule")
    end = max(left_to_read(run) for run in runs)
    x = alt.X("records_read:Q").title("Records read").scale(domain=[0, max(end, 1)], nice=False)
    x = x.axis(format=",d", tickCount=8, tickMinStep=1)
    heading = runs[0].file if title is None else title
    find = f"{count_span([left_to_find(run) for run in runs])} relevant among {count(end)} records"
    below = f"Below: where each rule stopped, {plural(len(runs), 'run')}, and the recall then"
    chart = alt.vconcat(_curves(runs, x, target), _lanes(lanes, x, end), spacing=14)
    return styled(
        chart.properties(title=alt.TitleParams(heading, subtitle=[find, below]))
    ).resolve_scale(color="independent")


def _curves(runs: Sequence[SimulationRun], x: Any, target: float) -> alt.LayerChart:
    y = alt.Y("recall:Q").title("Relevant records found").scale(domain=[0, 1.02], nice=False)
    y = y.axis(format=".0%", values=[k / 5 for k in range(6)])
    x = x.title(None)
    line = pd.DataFrame({"recall": [target]})
    layers: list[Any] = [alt.Chart(line).mark_rule(color="#b35900", opacity=0.75).encode(y)]
    table = curve_table(runs)
    if len(table):
        thin = {"strokeWidth": 2.4, "color": INK}
        if len(runs) > 1:
            thin = {"strokeWidth": 0.9, "color": "#b7bbc0"}
        steps = alt.Chart(table).mark_line(interpolate="step-after", **thin)
        layers.append(steps.encode(x, y, alt.Detail("seed:N")))
    curve = mean_curve([c for run in runs if (c := recall_curve(run)) is not None])
    if len(runs) > 1 and curve is not None:
        average = pd.DataFrame({"records_read": curve.read, "recall": curve.recall})
        steps = alt.Chart(average).mark_line(interpolate="step-after", strokeWidth=2.4, color=INK)
        layers.append(steps.encode(x, y))
    return alt.layer(*layers).properties(width=WIDTH, height=CURVE_HEIGHT)


def _lanes(lanes: pd.DataFrame, x: Any, end: int) -> alt.LayerChart:
    order = list(dict.fromkeys(lanes["rule"]))
    y = alt.Y("rule:N").sort(order).title(None)
    y = y.axis(labelLimit=220, grid=True, tickSize=0, domain=False)
    badges = [badge for badge in BADGE_COLOURS if badge in set(lanes["badge"])]
    colour = (
        alt.Color("badge:N")
        .scale(domain=badges, range=[BADGE_COLOURS[badge] for badge in badges])
        .legend(alt.Legend(title=None, columns=4))
    )
    stopped = lanes.dropna(subset=["records_read"])
    words = lanes.drop_duplicates("rule")
    points = alt.Chart(stopped).mark_point(filled=True, size=75, opacity=0.9)
    # Words go where there is room: left of a stop in the right half, right of one in the left.
    texts = []
    for late in (False, True):
        part = words[(words["anchor"] > end / 2) == late]
        side = {"align": "right", "dx": -9} if late else {"align": "left", "dx": 9}
        text = alt.Chart(part).mark_text(color=GREY, fontSize=11, **side)
        texts.append(text.encode(alt.X("anchor:Q"), y, alt.Text("words:N")))
    height = LANE_HEIGHT * len(order)
    layers = alt.layer(points.encode(x, y, colour), *texts)
    return layers.properties(width=WIDTH, height=height)


def _lane_table(runs: Sequence[SimulationRun]) -> pd.DataFrame:
    """Stops with the words beside them, the rule that read least first within its badge.

    ``anchor`` is where the words of a rule stand: at its last stop in the right half of the
    picture they go to the left of its first.
    """
    table = stop_table(runs)
    if table.empty:
        return table.assign(words=[], anchor=[])
    end = max(left_to_read(run) for run in runs)
    ranks = {badge.value: place for place, badge in enumerate(Badge)}
    parts = []
    for rule, group in table.groupby("rule", sort=False):
        reads = group["records_read"].dropna().tolist()
        average = mean(reads) if reads else end
        late = average > end / 2
        anchor = (min(reads) if late else max(reads)) if reads else 0
        if reads and (anchor > end / 2) != late:
            anchor = average
        key = (ranks.get(str(group["badge"].iloc[0]), len(ranks)), average, str(rule))
        parts.append((key, group.assign(words=_words(group), anchor=anchor)))
    return pd.concat([part for _, part in sorted(parts, key=lambda pair: pair[0])])


def _words(group: pd.DataFrame) -> str:
    stopped = group.dropna(subset=["stopped_at"])
    if stopped.empty:
        return "never stopped"
    recalls = stopped["recall"].dropna().tolist()
    reads = stopped["stopped_at"].tolist()
    text = f"{count_span(reads)} read"
    if recalls:
        text += f", {percent_span(recalls)} found"
    if len(stopped) < len(group):
        text += f", in {len(stopped)} of {len(group)} runs"
    return text
