"""A comparison on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.table import Table
from rich.text import Text

from activescreen.cli import console
from activescreen.comparison import Comparison, Measure, StageResult
from activescreen.comparison.inclusions import WORDS, Fate
from activescreen.comparison.intervals import COUNT, EXACT
from activescreen.comparison.matching import How
from activescreen.comparison.measures import ALL
from activescreen.reports.comparison_words import measure_bounds, measure_value
from activescreen.reports.words import UNDEFINED

_SHOWN: Final = 12
_WIDTH: Final = 60
_PAIRS: Final = 3

_NAMES: Final = {
    "recall": "recall",
    "recall_shared": "recall, of shared records",
    "reached": "reached by the ranking",
    "missed": "missed",
    "wss_at_stop": "WSS at the stop",
    "wss_95": "WSS@95",
    "sensitivity_team": "team's sensitivity",
    "sensitivity_single": "one screener's sensitivity",
    "recall_difference": "difference in recall",
    "disagreement": "screeners disagreed",
    "prevalence": "prevalence",
    "kappa": "Cohen's kappa",
    "pabak": "PABAK",
    "ac1": "Gwet's AC1",
    "included_beyond_truth": "included beyond the truth",
}


def show(comparison: Comparison) -> None:
    """What was compared, each stage's figures, what was missed and why, what was saved."""
    for sentence in _sides(comparison):
        console.say(sentence)
    for stage in comparison.stages:
        console.say("")
        console.say(f"Stage {stage.pairing.name}: {_recall(stage)}", style="bold")
        console.out.print(_figures(stage))
        if stage.missed:
            console.out.print(_missed(stage))
    console.say(f"\n{savings_sentence(comparison)}")
    for remark in comparison.remarks:
        console.say(f"Note: {remark}")


def _sides(comparison: Comparison) -> Iterator[str]:
    screened, truth, matching = comparison.screened, comparison.truth, comparison.matching
    facts = ", ".join(f"{name} {value}" for name, value in screened.facts.items())
    yield (
        f"Screened: {screened.name} ({screened.kind}{f'; {facts}' if facts else ''}), "
        f"{len(screened.records):,} records, {screened.n_read:,} read, stop: {screened.stop}."
    )
    columns = ", ".join(f"'{column}'" for column in truth.columns.values())
    yield f"Truth: {truth.name}, {len(truth.records):,} records, labels in {columns}."
    by = ", ".join(f"{matching.by(how):,} by {how}" for how in How if matching.by(how))
    yield (
        f"Records of both: {len(matching.matches):,} ({by}); only in the truth: "
        f"{len(matching.only_truth):,}; only among the screened: {len(matching.only_screened):,}."
    )
    for name, records, places in (
        ("the truth", truth.records, matching.only_truth),
        ("the screened records", screened.records, matching.only_screened),
    ):
        for place in places[:_PAIRS]:
            title = console.printable(records[place].title)[:_WIDTH]
            yield f"  only in {name}: row {records[place].source.row}, {title}"
        if len(places) > _PAIRS:
            yield f"  and {len(places) - _PAIRS:,} more only in {name}; --json lists them all"


def _recall(stage: StageResult) -> str:
    recall = stage.measure("recall")
    if recall.value is None:
        return "the truth has no inclusion, so recall is undefined."
    found = len(stage.inclusions) - len(stage.missed)
    return (
        f"{found:,} of {len(stage.inclusions):,} inclusions found, recall {measure_value(recall)} "
        f"(exact 95 % interval {measure_bounds(recall)})."
    )


def _figures(stage: StageResult) -> Table:
    table = Table(caption=f"exact: {EXACT}; {UNDEFINED}: undefined", caption_justify="left")
    table.add_column("measure")
    for name in ("value", "95 % interval", "n"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("interval")
    for measure in stage.measures:
        if _is_shown(measure, stage):
            table.add_row(
                Text(_name(measure)),
                measure_value(measure, fixed=True),
                measure_bounds(measure, fixed=True),
                f"{measure.n:,}",
                {EXACT: "exact", COUNT: ""}.get(measure.method, measure.method),
            )
    return table


def _is_shown(measure: Measure, stage: StageResult) -> bool:
    """Whether a figure says anything that the others do not."""
    if measure.measure == "missed":
        return bool(measure.value)
    absent = any(not each.shared for each in stage.inclusions)
    return measure.measure != "recall_shared" or absent


def _name(measure: Measure) -> str:
    name, stratum = _NAMES[measure.measure], measure.stratum
    if measure.measure == "missed":
        return f"{name}: {WORDS[Fate(stratum)]}"
    return name if stratum == ALL else f"{name}, {console.printable(stratum)}"


def _missed(stage: StageResult) -> Table:
    missed = stage.missed
    table = Table(title=f"Missed inclusions ({len(missed):,})", title_justify="left")
    for name in ("row", "rank"):
        table.add_column(name, justify="right")
    for name in ("why", "abstract", "votes", "title"):
        table.add_column(name)
    for each in missed[:_SHOWN]:
        table.add_row(
            str(each.record.source.row),
            UNDEFINED if each.rank is None else f"{each.rank:,}",
            WORDS[each.fate],
            "yes" if each.has_abstract else "none",
            f"{each.split[0]} of {each.split[1]}" if each.split[1] else UNDEFINED,
            Text(console.printable(each.record.title)[:_WIDTH]),
        )
    if len(missed) > _SHOWN:
        more = f"and {len(missed) - _SHOWN:,} more; --json lists them all"
        table.add_row("", "", more, "", "", "")
    return table


def savings_sentence(comparison: Comparison) -> str:
    """What was saved, in a sentence."""
    figures = {(m.measure, m.stratum): m for m in comparison.savings}

    def value(name: str, stratum: str = ALL) -> float:
        return figures[name, stratum].value or 0

    pace = next(m for m in comparison.savings if m.measure == "seconds_per_vote")
    return (
        f"Saved: {value('records_saved'):,.0f} of {value('records'):,.0f} records; with single "
        f"screening {value('votes_saved', 'single screening'):,.0f} votes, "
        f"{value('hours_saved', 'single screening'):,.1f} hours; with double screening "
        f"{value('votes_saved', 'double screening'):,.0f} votes, "
        f"{value('hours_saved', 'double screening'):,.1f} hours "
        f"({pace.value or 0:,.0f} seconds a vote, {pace.stratum})."
    )
