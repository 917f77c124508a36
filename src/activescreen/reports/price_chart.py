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
_USUAL: Final = 0.05
_LINE: Final = 0.05
"""Of the height: words nearer to each other than that would lie on each other."""


def price_chart(prices: Sequence[Price], standing: Standing) -> alt.ConcatChart:
    """Share of the unread that each certified rule would still read, by target and error.

    One panel a rule and a line an error: the expected reading, with the error beside its end. For
    one error alone there is a band from the reading if no relevant record is left to the worst
    case: bands of several lie on each other. Rules that cost the same share a panel, and those
    that would read everything whatever is claimed are named in the subtitle.

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
    alike = _alike(table, prices)
    idle = [rules for rules in alike if _reads_all(rules[0], prices)]
    shown = [rules for rules in alike if rules not in idle] or idle
    wide = WIDTH if len(shown) > 1 else 2 * WIDTH
    panels = [_panel(table[table["rule"] == rules[0]], prices, wide) for rules in shown]
    # Panels of unequal headings would not stand on one line.
    remarks = [_remark(rules[0], prices) for rules in shown]
    most = max(map(len, remarks))
    panels = [
        panel.properties(title=_heading(rules, [*remark, *[""] * (most - len(remark))]))
        for panel, rules, remark in zip(panels, shown, remarks, strict=True)
    ]
    subtitle = [
        f"{count(standing.unread)} of {count(standing.records)} records are unread, "
        f"{count(standing.found)} relevant ones found",
        f"Lines: expected {_left(prices)}",
        f"One line for each error of the claim; band for {percent(_banded(prices))}: from none "
        "left to the worst case",
    ]
    if idle and idle != shown:
        names = " and ".join(rule for rules in idle for rule in rules)
        subtitle.append(f"Not drawn: {names}, which would read everything (too few relevant left)")
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


def _alike(table: pd.DataFrame, prices: Sequence[Price]) -> list[list[str]]:
    """The rules, those with the same prices together."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for rule in dict.fromkeys(price.rule for price in prices):
        mine = table[table["rule"] == rule].drop(columns="rule")
        groups.setdefault(tuple(mine.itertuples(index=False, name=None)), []).append(rule)
    return list(groups.values())


def _reads_all(rule: str, prices: Sequence[Price]) -> bool:
    known = [p.reading for p in prices if p.rule == rule and p.reading is not None]
    return all(each.expected == each.none_left == each.most for each in known)


def _banded(prices: Sequence[Price]) -> float:
    """The error that has a band: the usual one, else the one in the middle."""
    alphas = sorted({price.alpha for price in prices})
    return _USUAL if _USUAL in alphas else alphas[len(alphas) // 2]


def _heading(rules: Sequence[str], remark: Sequence[str]) -> Any:
    name = rules[0] if len(rules) == 1 else f"{' and '.join(rules)} (the same)"
    return alt.TitleParams(name, subtitle=remark, fontSize=13, subtitleFontSize=11.5, color=INK)


def _panel(table: pd.DataFrame, prices: Sequence[Price], width: int) -> alt.LayerChart:
    errors = [percent(alpha) for alpha in sorted({price.alpha for price in prices})]
    targets = sorted({float(price.target) for price in prices})
    colour = (
        alt.Color("error:N")
        .scale(domain=errors, range=[PALETTE[k % len(PALETTE)] for k in range(len(errors))])
        .legend(None)
    )
    x = alt.X("target:Q").title("Recall to be claimed")
    x = x.scale(domain=_domain(targets), nice=False).axis(format=".0%", values=targets)
    y = alt.Y("expected:Q").title("Share of the unread still to read")
    y = y.scale(domain=[0, 1.02], nice=False).axis(format=".0%", values=[k / 5 for k in range(6)])
    chart = alt.Chart(table)
    banded = alt.Chart(table[table["error"] == percent(_banded(prices))])
    low, high = alt.Y("none_left:Q").scale(domain=[0, 1.02], nice=False), alt.Y2("most:Q")
    layers: list[Any] = [
        banded.mark_area(opacity=0.14).encode(x, low, high, colour),
        chart.mark_line(strokeWidth=2.4).encode(x, y, colour),
        chart.mark_point(filled=True, size=55, opacity=1).encode(x, y, colour),
        _names(table, x, colour),
    ]
    return alt.layer(*layers).properties(width=width, height=HEIGHT)


def _names(table: pd.DataFrame, x: Any, colour: Any) -> alt.Chart:
    """The error of each line beside its last point, one below the other where lines meet."""
    last = table.sort_values("target").groupby("error", sort=False).tail(1)
    last = last.sort_values("expected", ascending=False, kind="stable")
    places: list[float] = []
    for expected in last["expected"]:
        places.append(min([expected, *(place - _LINE for place in places[-1:])]))
    words = alt.Chart(last.assign(place=places))
    text = words.mark_text(align="left", dx=9, fontSize=12, fontWeight="bold")
    y = alt.Y("place:Q").scale(domain=[0, 1.02], nice=False)
    return text.encode(x, y, colour, text="error:N")


def _domain(targets: Sequence[float]) -> list[float]:
    if len(targets) > 1:
        return [targets[0], targets[-1]]
    return [targets[0] - 0.05, targets[0] + 0.05]


def _remark(rule: str, prices: Sequence[Price]) -> list[str]:
    """What the lines of a panel do not say by themselves, line by line."""
    mine = [price.reading for price in prices if price.rule == rule]
    known = [reading for reading in mine if reading is not None]
    lines = []
    if known and _reads_all(rule, prices):
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
        left = numbers.pop()
        return f"with {count(left) if left else 'no'} relevant left"
    return "if as many relevant are left as the target allows to be missing"
