"""The price list as a picture: records still to read over the recall to be claimed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import pandas as pd

from activescreen.reports.layers import INK, PALETTE
from activescreen.reports.recall_curve import styled
from activescreen.reports.words import count, percent
from activescreen.stopping.price import Standing
from activescreen.stopping.price_list import Price

WIDTH: Final = 210
HEIGHT: Final = 300
PANELS: Final = 3


def price_chart(prices: Sequence[Price], standing: Standing) -> alt.ConcatChart:
    """Share of the unread that each certified rule would still read, by target and error.

    One panel a rule and a line an error: the expected reading, with a band from the reading if
    no relevant record is left to the worst case.

    Parameters
    ----------
    prices
        The price list.
    standing
        What it was asked for.

    Raises
    ------
    ValueError
        If the list is empty.
    """
    if not prices:
        raise ValueError("a picture of prices needs at least one price")
    table = price_table(prices, standing)
    rules = list(dict.fromkeys(price.rule for price in prices))
    panels = [_panel(table[table["rule"] == rule], rule, prices) for rule in rules]
    subtitle = [
        f"{count(standing.unread)} of {count(standing.records)} records are unread, "
        f"{count(standing.found)} relevant ones found",
        f"Line: expected {_left(prices)}. Band: from none left to the worst case",
    ]
    title = alt.TitleParams("More records to read before a claim can be made", subtitle=subtitle)
    chart = alt.concat(*panels, columns=PANELS, spacing=24).properties(title=title)
    return styled(chart)


def price_table(prices: Sequence[Price], standing: Standing) -> pd.DataFrame:
    """One row a price that a rule can name.

    Columns: ``rule, target, error, none_left, expected, most``, the last three as shares of the
    unread records.
    """
    unread = max(standing.unread, 1)
    rows = [
        (
            price.rule,
            float(price.target),
            percent(price.alpha),
            price.reading.none_left / unread,
            price.reading.expected / unread,
            price.reading.most / unread,
        )
        for price in prices
        if price.reading is not None
    ]
    columns = ["rule", "target", "error", "none_left", "expected", "most"]
    return pd.DataFrame(rows, columns=columns)


def _panel(table: pd.DataFrame, rule: str, prices: Sequence[Price]) -> alt.LayerChart:
    errors = [percent(alpha) for alpha in sorted({price.alpha for price in prices})]
    targets = sorted({float(price.target) for price in prices})
    colour = (
        alt.Color("error:N")
        .scale(domain=errors, range=[PALETTE[k % len(PALETTE)] for k in range(len(errors))])
        .legend(alt.Legend(title="Error of the claim", columns=6, symbolOpacity=1))
    )
    x = alt.X("target:Q").title("Recall to be claimed")
    x = x.scale(domain=_domain(targets), nice=False).axis(format=".0%", values=targets)
    y = alt.Y("expected:Q").title("Share of the unread still to read")
    y = y.scale(domain=[0, 1.02], nice=False).axis(format=".0%", values=[k / 5 for k in range(6)])
    chart = alt.Chart(table)
    low, high = alt.Y("none_left:Q").scale(domain=[0, 1.02], nice=False), alt.Y2("most:Q")
    layers: list[Any] = [
        chart.mark_area(opacity=0.13).encode(x, low, high, colour),
        chart.mark_line(strokeWidth=2.4).encode(x, y, colour),
        chart.mark_point(filled=True, size=55, opacity=1).encode(x, y, colour),
    ]
    # Panels of unequal headings would not stand on one line.
    remark = [*_remark(rule, prices), "", ""][:2]
    title = alt.TitleParams(rule, subtitle=remark, fontSize=13, subtitleFontSize=11.5, color=INK)
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=title)


def _domain(targets: Sequence[float]) -> list[float]:
    if len(targets) > 1:
        return [targets[0], targets[-1]]
    return [targets[0] - 0.05, targets[0] + 0.05]


def _remark(rule: str, prices: Sequence[Price]) -> list[str]:
    """What the lines of a panel do not say by themselves, line by line."""
    mine = [price.reading for price in prices if price.rule == rule]
    known = [reading for reading in mine if reading is not None]
    lines = []
    if known and all(reading.expected == reading.none_left == reading.most for reading in known):
        lines.append("Reads everything: too few relevant left")
    elif any(reading.at_least for reading in known):
        lines.append("At least: with a perfect ranking")
    if len(known) < len(mine):
        lines.append("Cannot certify 100 % recall")
    return lines


def _left(prices: Sequence[Price]) -> str:
    """How many relevant records the lines take to be left."""
    numbers = {price.left for price in prices}
    if len(numbers) == 1:
        return f"with {count(numbers.pop())} relevant left"
    return "if as many relevant are left as the target allows to be missing"
