"""A comparison with full human screening as one HTML file: no network, no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

from activescreen._version import __version__
from activescreen.comparison import Comparison, Measure, StageResult
from activescreen.comparison.inclusions import HUMAN, WORDS, Fate, Inclusion
from activescreen.comparison.measures import ALL
from activescreen.files import write_whole
from activescreen.reports.comparison_charts import error_chart, reached_chart
from activescreen.reports.comparison_words import measure_bounds, measure_value
from activescreen.reports.page import inline_svg, render_page
from activescreen.reports.words import NBSP, UNDEFINED, count, percent, plural

NO_PEOPLE: Final = (
    "What single people missed is not known here, so it is not set beside what the ranking and its "
    "stop missed: that takes votes with their reviewers."
)
MOST_LISTED: Final = 200
"""So many missed inclusions or unmatched records are listed; the JSON file has them all."""

_NAMES: Final = {
    "recall": "Recall",
    "recall_shared": "Recall, of inclusions among the screened records",
    "reached": "Reached by the ranking and its stop",
    "missed": "Missed",
    "wss_at_stop": "WSS at the stop",
    "wss_95": "WSS@95",
    "sensitivity_team": "Team’s sensitivity",
    "sensitivity_single": "Sensitivity of one screener",
    "recall_difference": "Difference in recall",
    "disagreement": "Share of double-screened records on which votes differ",
    "prevalence": "Prevalence",
    "kappa": "Cohen’s kappa",
    "pabak": "PABAK",
    "ac1": "Gwet’s AC1",
    "included_beyond_truth": "Included beyond the truth",
}


@dataclass(frozen=True)
class StagePage:
    """What the page says of one stage."""

    name: str
    sentences: Sequence[str]
    charts: Sequence[Markup]
    alone: str
    figures: Sequence[tuple[str, ...]]
    missed: Sequence[tuple[str, ...]]
    left_out: int


def write_comparison(path: Path, comparison: Comparison) -> None:
    """Write the report of a comparison, all or nothing.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    write_whole(path, render_comparison(comparison).encode())


def render_comparison(comparison: Comparison) -> str:
    """The report as HTML. Every text from data is escaped."""
    return render_page(
        "comparison.html.j2",
        title=f"{comparison.screened.name} against full human screening",
        stages=[_page(comparison, stage, k) for k, stage in enumerate(comparison.stages)],
        saved=_saved(comparison),
        remarks=comparison.remarks,
        unmatched=list(_unmatched(comparison))[:MOST_LISTED],
        unmatched_count=len(comparison.matching.only_truth)
        + len(comparison.matching.only_screened),
        facts=_facts(comparison),
    )


def _page(comparison: Comparison, stage: StageResult, number: int) -> StagePage:
    charts: list[Markup] = []
    alone = ""
    if stage.inclusions:
        drawn = [reached_chart(comparison, stage), error_chart(stage)]
        charts = [
            inline_svg(chart, f"stage{number}-{place}")
            for place, chart in enumerate(drawn)
            if chart is not None
        ]
        alone = NO_PEOPLE if len(charts) < len(drawn) else ""
    return StagePage(
        name=stage.pairing.name.replace("_", " "),
        sentences=list(_sentences(comparison, stage)),
        charts=charts,
        alone=alone,
        figures=[_figure_row(m) for m in stage.measures if m.measure != "missed" or m.value],
        missed=[_missed_row(each) for each in stage.missed[:MOST_LISTED]],
        left_out=max(0, len(stage.missed) - MOST_LISTED),
    )


def _sentences(comparison: Comparison, stage: StageResult) -> Iterator[str]:
    recall = stage.measure("recall")
    if recall.value is None:
        yield "The truth has no inclusion at this stage, so recall is undefined."
        return
    screened, relevant = comparison.screened, len(stage.inclusions)
    found = relevant - len(stage.missed)
    read, total = screened.n_read, len(screened.records)
    yield (
        f"After reading {count(read)} of {count(total)} records ({percent(read / total)}), "
        f"{count(found)} of {plural(relevant, 'inclusion')} of full human screening had been "
        f"found: recall {_recall(recall)}."
    )
    if stage.missed:
        yield _why(stage)
    single = [m for m in stage.measures if m.measure == "recall_difference"]
    if single and single[0].value is not None:
        yield _beside_people(stage, single[0])


def _why(stage: StageResult) -> str:
    unread = sum(each.fate is Fate.UNREAD for each in stage.missed)
    people = sum(each.fate in HUMAN for each in stage.missed)
    absent = sum(each.fate is Fate.ABSENT for each in stage.missed)
    bare = sum(not each.has_abstract for each in stage.missed)
    parts = [
        f"{count(number)} {words}"
        for number, words in (
            (unread, "had not been reached by the stop"),
            (people, "had been read and not included"),
            (absent, "are not among the screened records"),
        )
        if number
    ]
    without = f" {count(bare)} of them came without abstract." if bare else ""
    return f"Of the {count(len(stage.missed))} missed, {', '.join(parts)}.{without}"


def _beside_people(stage: StageResult, difference: Measure) -> str:
    reached = stage.measure("reached")
    single = next(
        m
        for m in stage.measures
        if m.measure == "sensitivity_single" and not m.stratum.startswith("screener: ")
    )
    missed, alone = 1 - (reached.value or 0), 1 - (single.value or 0)
    interval = ""
    if difference.low is not None:
        interval = f" (bootstrap 95{NBSP}% interval {measure_bounds(difference)})"
    return (
        f"On one scale: ranking and stop left {percent(missed, 'up')} of the inclusions unread, a "
        f"single screener excludes {percent(alone, 'up')} of those put before them. Difference in "
        f"recall, ranking less single screener: {measure_value(difference)}{interval}."
    )


def _figure_row(measure: Measure) -> tuple[str, ...]:
    name, stratum = _NAMES[measure.measure], measure.stratum
    if measure.measure == "missed":
        stratum = WORDS[Fate(stratum)]
    where = "" if stratum == ALL else f" — {stratum}"
    shown, bounds = measure_value(measure, fixed=True), measure_bounds(measure, fixed=True)
    return f"{name}{where}", shown, bounds, count(measure.n), measure.method


def _recall(measure: Measure) -> str:
    return f"{measure_value(measure)} (exact 95{NBSP}% interval {measure_bounds(measure)})"


def _missed_row(each: Inclusion) -> tuple[str, ...]:
    return (
        each.record.title or "(no title)",
        WORDS[each.fate],
        UNDEFINED if each.rank is None else count(each.rank),
        "yes" if each.has_abstract else "none",
        each.language or UNDEFINED,
        f"{each.split[0]} of {each.split[1]}" if each.split[1] else UNDEFINED,
        str(each.record.source.row),
    )


def _saved(comparison: Comparison) -> list[tuple[str, str, str]]:
    figures = {(m.measure, m.stratum): m for m in comparison.savings}
    rows = []
    for name in ("records_saved", "votes_saved", "hours_saved"):
        shown = [
            _amount(figures[name, stratum])
            for stratum in (
                (ALL, ALL) if name == "records_saved" else ("single screening", "double screening")
            )
        ]
        rows.append((name.replace("_", " ").capitalize(), *shown))
    return [(a, b, c) for a, b, c in rows]


def _amount(measure: Measure) -> str:
    value = measure.value or 0
    if measure.measure != "hours_saved":
        return count(value)
    if measure.low is None or measure.high is None:
        return f"{value:,.1f}"
    return f"{value:,.1f} ({measure.low:,.1f} to {measure.high:,.1f})"


def _unmatched(comparison: Comparison) -> Iterator[tuple[str, str, str]]:
    matching = comparison.matching
    for where, records, places in (
        ("only in the truth", comparison.truth.records, matching.only_truth),
        ("only among the screened", comparison.screened.records, matching.only_screened),
    ):
        for place in places:
            yield records[place].title or "(no title)", where, str(records[place].source.row)


def _facts(comparison: Comparison) -> list[tuple[str, str]]:
    screened, truth, bootstrap = comparison.screened, comparison.truth, comparison.bootstrap
    pace = next(m for m in comparison.savings if m.measure == "seconds_per_vote")
    columns = ", ".join(truth.columns.values())
    return [
        (
            "Screened",
            f"{screened.name}, {screened.kind}, data SHA-256 {screened.records.data_hash}",
        ),
        *((name.capitalize(), value) for name, value in screened.facts.items()),
        ("Stop", screened.stop),
        ("Truth", f"{truth.name}, labels in {columns}, data SHA-256 {truth.records.data_hash}"),
        ("Seconds a vote", f"{pace.value or 0:,.1f} ({pace.stratum})"),
        (
            "Bootstrap",
            f"{count(bootstrap.draws)} samples of inclusions (agreement: of double-screened "
            f"records; hours: of timed votes), seed {bootstrap.seed}, percentile interval",
        ),
        ("activescreen", __version__),
    ]
