"""What rules promise against what they cost, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import pandas as pd

from activescreen.evaluation import Row, summary
from activescreen.reports.layers import GREY, INK, TARGET_LINE
from activescreen.reports.recall_curve import styled
from activescreen.stopping import Badge

COLOURS: Final = {
    Badge.CERTIFIED.value: "#009E73",
    Badge.ONE_LOOK.value: "#56B4E9",
    Badge.MODEL_BASED.value: "#0072B2",
    Badge.HEURISTIC.value: "#D55E00",
}
"""Okabe and Ito's palette, one colour a badge."""

_STEP: Final = 26
_WIDTH: Final = 300


def evaluation_chart(rows: Sequence[Row]) -> alt.ConcatChart:
    """Two columns side by side, a line a rule: how often it kept its word, and what it read.

    Every small dot is a review, the bar is their mean. Rules stand in the order of their badge,
    then of what they read.

    Raises
    ------
    ValueError
        If there is no row.
    """
    if not rows:
        raise ValueError("a picture needs at least one row")
    lines = summary(rows)
    badges = list(COLOURS)
    lines.sort(key=lambda line: (badges.index(line["badge"]), line["read_share"]))
    several = len({row.config for row in rows}) > 1
    order = list(dict.fromkeys(_name(line["rule"], line["config"], several) for line in lines))
    dots = pd.DataFrame(
        [
            {
                "rule": _name(row.rule, row.config, several),
                "badge": row.badge,
                "review": row.review,
                "kept": row.coverage,
                "read": row.read_mean / row.records,
            }
            for row in rows
        ]
    )
    means = pd.DataFrame(
        [
            {
                "rule": _name(line["rule"], line["config"], several),
                "badge": line["badge"],
                "kept": line["coverage"],
                "read": line["read_share"],
            }
            for line in lines
        ]
    )
    alpha = rows[0].alpha
    oracle = sum(line["oracle_share"] for line in lines) / len(lines)
    left = _column(dots, means, order, "kept", "Runs that kept the target", 1 - alpha)
    right = _column(dots, means, order, "read", "Records read", oracle, names=False)
    title = alt.TitleParams(
        f"Does the rule keep its word at {rows[0].target:.0%} recall, and what does it cost?",
        subtitle=[
            f"Dots: {dots['review'].nunique()} reviews; bar: their mean. Dashed left: what is "
            f"promised ({1 - alpha:.0%})",
            "dashed right: what perfect hindsight reads",
        ],
    )
    return styled(alt.hconcat(left, right, spacing=18).properties(title=title))


def _name(rule: str, config: str, several: bool) -> str:
    return f"{rule} ({config})" if several else rule


def _column(
    dots: pd.DataFrame,
    means: pd.DataFrame,
    order: list[str],
    field: str,
    title: str,
    line: float,
    *,
    names: bool = True,
) -> alt.LayerChart:
    axis: Any = (
        alt.Axis(labelLimit=330, labelPadding=10, ticks=False, domain=False, title=None)
        if names
        else None
    )
    y = alt.Y("rule:N", sort=order, axis=axis)
    x = alt.X(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5),
    )
    colour = alt.Color(
        "badge:N",
        title=None,
        legend=alt.Legend(columns=len(COLOURS)),
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
    )
    height = _STEP * len(order)
    rule = alt.Chart(pd.DataFrame({"x": [line]})).mark_rule(
        color=TARGET_LINE if names else GREY, strokeDash=[5, 4]
    )
    marks = alt.Chart(dots).mark_circle(size=34, opacity=0.45)
    bars = alt.Chart(means).mark_tick(thickness=3, size=18, color=INK)
    return alt.layer(
        rule.encode(x="x:Q"),
        marks.encode(x=x, y=y, color=colour),
        bars.encode(x=x, y=y, color=colour),
    ).properties(width=_WIDTH, height=height)
