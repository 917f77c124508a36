"""The table that ``evaluate`` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table

from activescreen.reports.words import NBSP, shown
from activescreen.rounding import Direction
from activescreen.stopping import Badge

_ORDER: Final = [badge.value for badge in Badge]
CAPTION: Final = (
    "Kept: share of the runs that stopped at or above the target, mean of the reviews; worst: the "
    "same in the worst review; reviews: those without a single run that fell short; read: share "
    "of the records read; beyond: share read beyond what perfect hindsight needs; all: runs "
    "that read everything. Within a badge the rule that read least comes first. Kept shares are "
    "rounded down, so that none reads as a promise that was not kept."
)


def summary_table(lines: Sequence[Mapping[str, Any]], title: str = "Stopping rules") -> Table:
    """One line a rule, in one configuration and stress case or none, in sections by badge."""
    table = Table(
        title=f"{title} (shares in %)", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0)
    )
    # A rule's name says all, so that it is folded and never cut.
    table.add_column("rule", overflow="fold", min_width=27)
    for name in ("kept", "worst", "reviews", "read", "beyond", "all"):
        table.add_column(name, justify="right", no_wrap=True)
    badge = ""
    for line in sorted(lines, key=_by_badge):
        if line["badge"] != badge:
            badge = line["badge"]
            table.add_section()
            table.add_row(f"[bold]{badge}[/bold]")
        table.add_row(line["rule"].replace(":", ": "), *_figures(line))
    return table


def _figures(line: Mapping[str, Any]) -> list[str]:
    return [
        _share(line["coverage"], "down"),
        _share(line["worst_coverage"], "down"),
        f"{line['reviews_kept']}/{line['reviews']}",
        _share(line["read_share"]),
        _share(line["excess_share"]),
        _share(line["never_fired"] / line["runs"]),
    ]


def _share(value: float | None, direction: Direction = "nearest") -> str:
    """A share as on the page; the unit stands in the title, since 80 columns are soon full."""
    return shown(value, direction).removesuffix(f"{NBSP}%")


def _by_badge(line: Mapping[str, Any]) -> tuple[int, float]:
    return _ORDER.index(line["badge"]), line["read_share"]
