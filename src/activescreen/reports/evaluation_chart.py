"""What rules promise against what they cost, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import pandas as pd

from activescreen.evaluation import Row, summary
from activescreen.reports.layers import GREY, INK
from activescreen.reports.recall_curve import styled
from activescreen.reports.words import percent, plural
from activescreen.stopping import Badge

COLOURS: Final = {
    Badge.CERTIFIED.value: "#009E73",
    Badge.ONE_LOOK.value: "#56B4E9",
    Badge.MODEL_BASED.value: "#0072B2",
    Badge.HEURISTIC.value: "#D55E00",
}
"""Okabe and Ito's palette, one colour a badge."""

PROMISING: Final = (Badge.CERTIFIED.value, Badge.ONE_LOOK.value)

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
    left = alt.layer(
        _promises(means, order, 1 - alpha),
        *_marks(dots, means, order, "kept", "Runs that kept the target"),
    )
    hindsight = alt.Chart(pd.DataFrame({"x": [oracle]})).mark_rule(color=GREY, strokeDash=[5, 4])
    right = alt.layer(
        hindsight.encode(x="x:Q"), *_marks(dots, means, order, "read", "Records read", names=False)
    )
    size = {"width": _WIDTH, "height": _STEP * len(order)}
    left, right = left.properties(**size), right.properties(**size)
    title = alt.TitleParams(
        f"Does the rule keep its word at {percent(rows[0].target)} recall, and what does it cost?",
        subtitle=[
            f"Dots: {plural(dots['review'].nunique(), 'review')}; bar: their mean. Dashes left: "
            f"what certified rules promise ({percent(1 - alpha)}); the others promise nothing",
            "Dashes right: what perfect hindsight reads",
        ],
    )
    return styled(alt.hconcat(left, right, spacing=18).properties(title=title))


def _name(rule: str, config: str, several: bool) -> str:
    return f"{rule} ({config})" if several else rule


def _promises(means: pd.DataFrame, order: list[str], promised: float) -> alt.Chart:
    """A dash in every row whose rule promises anything."""
    certified = means[means["badge"].isin(PROMISING)].assign(promised=promised)
    dash = alt.Chart(certified).mark_tick(thickness=2.2, size=0.62 * _STEP, color=GREY)
    return dash.encode(x=alt.X("promised:Q"), y=alt.Y("rule:N", sort=order))


def _marks(
    dots: pd.DataFrame,
    means: pd.DataFrame,
    order: list[str],
    field: str,
    title: str,
    *,
    names: bool = True,
) -> list[alt.Chart]:
    """A dot a review and a bar for their mean, coloured by badge."""
    axis: Any = (
        alt.Axis(labelLimit=430, labelPadding=10, ticks=False, domain=False, title=None)
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
    marks = alt.Chart(dots).mark_circle(size=34, opacity=0.45)
    bars = alt.Chart(means).mark_tick(thickness=3, size=18, color=INK)
    return [marks.encode(x=x, y=y, color=colour), bars.encode(x=x, y=y, color=colour)]
