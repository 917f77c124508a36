"""The table that ``evaluate`` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table

from activescreen.reports.words import shown
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
    """One line a (rule, configuration) of one stress case or none, in sections by badge."""
    several = len({line["config"] for line in lines}) > 1
    table = Table(title=title, box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    # A rule's name says all, so that it is folded and never cut.
    table.add_column("rule", overflow="fold", min_width=27)
    if several:
        table.add_column("config", overflow="fold")
    for name in ("kept", "worst", "reviews", "read", "beyond", "all"):
        table.add_column(name, justify="right", no_wrap=True)
    badge = ""
    for line in sorted(lines, key=_by_badge):
        if line["badge"] != badge:
            badge = line["badge"]
            table.add_section()
            table.add_row(f"[bold]{badge}[/bold]")
        cells = [line["rule"].replace(":", ": ")]
        cells += [line["config"]] if several else []
        table.add_row(*cells, *_figures(line))
    return table


def _figures(line: Mapping[str, Any]) -> list[str]:
    return [
        shown(line["coverage"], "down"),
        shown(line["worst_coverage"], "down"),
        f"{line['reviews_kept']}/{line['reviews']}",
        shown(line["read_share"]),
        shown(line["excess_share"]),
        shown(line["never_fired"] / line["runs"]),
    ]


def _by_badge(line: Mapping[str, Any]) -> tuple[int, str, float]:
    return _ORDER.index(line["badge"]), line["config"], line["read_share"]
