"""An evaluation of stopping rules as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from activescreen.evaluation import Row, summary
from activescreen.files import write_whole
from activescreen.reports.evaluation_chart import evaluation_chart
from activescreen.reports.page import inline_svg, render_page
from activescreen.reports.words import NBSP, count, percent, shown
from activescreen.stopping import Badge

__all__ = ["evaluation_chart", "render_evaluation", "write_evaluation"]

_BADGES: Final = [badge.value for badge in Badge]
_SUMMARY_HEAD: Final = ("Rule", "Kept", "Worst", "Reviews", "Proven", "Read", "Beyond", "All read")
_REVIEW_HEAD: Final = (
    *("Review", "Runs", "Kept", "Bounds", "Recall, 5 %", "Recall, 50 %", "Read", "Hindsight"),
    "Exact miss",
)


def write_evaluation(
    path: Path, rows: Sequence[Row], facts: Mapping[str, object], versions: Mapping[str, str]
) -> None:
    """Write the page, all or nothing.

    Parameters
    ----------
    path
        The HTML file.
    rows
        What came out.
    facts
        Settings, so that it can be made again.
    versions
        Package -> version.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    write_whole(path, render_evaluation(rows, facts, versions))


def render_evaluation(
    rows: Sequence[Row], facts: Mapping[str, object], versions: Mapping[str, str]
) -> str:
    """The page as HTML. Every text from data is escaped."""
    plain = [row for row in rows if not row.stress]
    lines = sorted(summary(rows), key=_by_badge)
    cases = list(dict.fromkeys(row.stress for row in rows if row.stress))
    listed = [*facts.items(), ("versions", ", ".join(f"{k} {v}" for k, v in versions.items()))]
    return render_page(
        "evaluation.html.j2",
        several=len({row.config for row in rows if not row.stress}) > 1,
        target=percent(rows[0].target),
        alpha=percent(rows[0].alpha),
        promised=percent(1 - rows[0].alpha),
        chart=inline_svg(evaluation_chart(plain), "evaluation") if plain else "",
        summary=_by_badges(lines, ""),
        stress=[{"name": case, "tables": _by_badges(lines, case)} for case in cases],
        rules=_by_rule(plain),
        flags=[_flag(row) for row in rows if row.flagged],
        reviews=len({row.review for row in plain}),
        facts=listed,
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    return {"head": head, "rows": rows}


def _by_badges(lines: Sequence[Mapping[str, Any]], case: str) -> list[dict[str, Any]]:
    """One table a badge, for the review as it is or for one stress case."""
    several = len({line["config"] for line in lines if line["stress"] == case}) > 1
    tables = []
    for badge in _BADGES:
        mine = [line for line in lines if (line["badge"], line["stress"]) == (badge, case)]
        if mine:
            cells = [_summary_cells(line, several) for line in mine]
            tables.append({"badge": badge, "table": _table(_SUMMARY_HEAD, cells)})
    return tables


def _summary_cells(line: Mapping[str, Any], several: bool) -> list[str]:
    return [
        str(line["rule"]).replace(":", ": ") + (f" ({line['config']})" if several else ""),
        shown(line["coverage"], "down"),
        shown(line["worst_coverage"], "down"),
        f"{line['reviews_kept']} of {line['reviews']}",
        shown(line["reviews_kept_low"], "down"),
        shown(line["read_share"]),
        shown(line["excess_share"]),
        shown(line["never_fired"] / line["runs"]),
    ]


def _by_rule(rows: Sequence[Row]) -> list[dict[str, Any]]:
    names = dict.fromkeys((row.rule, row.config, row.badge) for row in rows)
    ordered = sorted(names, key=lambda name: (_BADGES.index(name[2]), name[0]))
    return [
        {
            "name": rule,
            "config": config,
            "badge": badge,
            "table": _table(
                _REVIEW_HEAD,
                [_review_cells(row) for row in rows if (row.rule, row.config) == (rule, config)],
            ),
        }
        for rule, config, badge in ordered
    ]


def _review_cells(row: Row) -> list[str]:
    return [
        row.review,
        count(row.runs),
        shown(row.coverage, "down"),
        _bounds(row),
        shown(row.recall_p05, "down"),
        shown(row.recall_median, "down"),
        f"{count(row.read_mean)} / {count(row.records)}",
        count(row.oracle_mean),
        shown(row.exact_miss, "up", 2),
    ]


def _flag(row: Row) -> str:
    case = f" ({row.stress})" if row.stress else ""
    verdict = (
        f"The exact chance is at most {shown(row.exact_miss, 'up', 2)}, which settles it."
        if row.cleared
        else "No exact computation settles it."
    )
    return (
        f"{row.rule} on {row.review}{case} fell short in {count(row.missed)} of "
        f"{count(row.runs)} runs. {verdict}"
    )


def _bounds(row: Row) -> str:
    low, high = shown(row.coverage_low, "down"), shown(row.coverage_high, "up")
    return f"{low.removesuffix(f'{NBSP}%')}–{high}"


def _by_badge(line: Mapping[str, Any]) -> tuple[str, int, float]:
    return str(line["stress"]), _BADGES.index(line["badge"]), float(line["read_share"])
