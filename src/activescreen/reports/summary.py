"""What a study says, as sentences and rows of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from activescreen.reports.curves import (
    expected_at_random,
    left_to_find,
    left_to_read,
    records_needed,
)
from activescreen.reports.glossary import term
from activescreen.reports.study import Study
from activescreen.reports.words import count, count_span, mean, percent, plural
from activescreen.simulation.run import SimulationRun, Stop

LEVELS: Final = (0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 1.0)
NONE: Final = "—"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names its rows.

    Attributes
    ----------
    head
        Column headings.
    rows
        Cells, as they are shown.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule did over the seeds.

    Attributes
    ----------
    rule, badge
        The rule and how far it may be relied on.
    sentence
        How it went over all seeds.
    outcomes
        One (seed, stopped at, recall then) a run.
    statements
        (seeds, what the rule claims for them), each claim once.
    """

    rule: str
    badge: str
    sentence: str
    outcomes: tuple[tuple[str, str, str], ...]
    statements: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One review under one configuration.

    Attributes
    ----------
    file, config
        What was screened, and how.
    sentences
        The result in plain words, the main one first.
    metrics, levels
        Metrics by seed with their mean; records read to reach several recalls.
    rules
        What the stopping rules did.
    stratum
        The records without abstract, in words; empty if not given.
    """

    file: str
    config: str
    sentences: tuple[str, ...]
    metrics: Table
    levels: Table
    rules: tuple[RuleResult, ...]
    stratum: str


def sections(study: Study) -> list[Section]:
    """The study, one section a (review, configuration), in the order of its runs."""
    return [_section(study, runs) for runs in _groups(study)]


def overview(study: Study) -> Table:
    """One row a section, for a study of several."""
    target = percent(study.target_recall)
    head = ("Review", "Configuration", "Records", "Relevant", f"Read for {target}", "Less reading")
    rows = []
    for runs in _groups(study):
        needed = [n for run in runs if (n := records_needed(run, study.target_recall)) is not None]
        whole = mean([left_to_read(run) for run in runs])
        complete = len(needed) == len(runs)
        rows.append(
            (
                runs[0].file,
                runs[0].config,
                count_span([left_to_read(run) for run in runs]),
                count_span([left_to_find(run) for run in runs]),
                count(mean(needed)) if complete else NONE,
                percent(1 - mean(needed) / whole) if complete else NONE,
            )
        )
    return Table(head, tuple(rows))


def _groups(study: Study) -> list[list[SimulationRun]]:
    groups: dict[tuple[str, str], list[SimulationRun]] = {}
    for run in study.runs:
        groups.setdefault((run.file, run.config), []).append(run)
    return list(groups.values())


def _section(study: Study, runs: Sequence[SimulationRun]) -> Section:
    run = runs[0]
    return Section(
        run.file,
        run.config,
        tuple(_sentences(study, runs)),
        _metric_table(runs),
        _level_table(runs),
        tuple(_rule_results(runs, study.target_recall)),
        _stratum(study, runs),
    )


def _sentences(study: Study, runs: Sequence[SimulationRun]) -> list[str]:
    target = percent(study.target_recall)
    whole = mean([left_to_read(run) for run in runs])
    find = count_span([left_to_find(run) for run in runs])
    if not any(left_to_find(run) for run in runs):
        return [
            f"Among the {count(whole)} records left to read nothing was relevant, so there is no "
            "recall to speak of."
        ]
    lines = []
    needed = [n for run in runs if (n := records_needed(run, study.target_recall)) is not None]
    if len(needed) < len(runs):
        lines.append(
            f"{target} of the relevant records was not reached in "
            f"{plural(len(runs) - len(needed), 'run')} of {len(runs)}."
        )
    if needed:
        average, several = mean(needed), len(needed) > 1
        often = " on average" if several else ""
        lines.insert(
            0,
            f"To find {target} of the {find} relevant records, a team using activescreen would "
            f"have read {count(average)} of {count(whole)} records{often} — "
            f"{_compared(average, whole)} reading everything.",
        )
        if several:
            lines.append(
                f"Over {len(needed)} runs with different seeds it ranged from "
                f"{count(min(needed))} to {count(max(needed))} records."
            )
    lines += _random_sentences(study, runs)
    last = [n for run in runs if (n := records_needed(run, 1.0)) is not None]
    if len(last) == len(runs):
        lines.append(f"The last relevant record was found after {count_span(last)} records.")
    if cut := [run for run in runs if not run.complete]:
        lines.append(f"{plural(len(cut), 'run')} was interrupted; what had been read is shown.")
    return lines


def _compared(part: float, whole: float) -> str:
    saved = 1 - part / whole
    return f"{percent(saved)} less than" if saved >= 0.01 else "no less than"


def _random_sentences(study: Study, runs: Sequence[SimulationRun]) -> list[str]:
    """What reading in random order takes for the same share."""
    file, target = runs[0].file, study.target_recall
    mine = [run for run in study.baseline if run.file == file]
    measured = [n for run in mine if (n := records_needed(run, target)) is not None]
    if mine and len(measured) == len(mine):
        how = f"{plural(len(mine), 'run')} in random order took {count_span(measured)} records"
        return [f"For the same share, {how}."]
    expected = [places for run in runs if (places := expected_at_random(run, target)) is not None]
    return [f"Reading in random order takes {count(mean(expected))} records on average."]


def _metric_table(runs: Sequence[SimulationRun]) -> Table:
    keys = list(dict.fromkeys(key for run in runs for key in run.metrics))
    rows = []
    for key in keys:
        values = [run.metrics.get(key) for run in runs]
        shown = term(key)
        known = [value for value in values if value is not None]
        cells = [NONE if value is None else shown.show(value) for value in values]
        if len(runs) > 1:
            # A mean over some of the seeds only would compare what is not comparable.
            cells.append(shown.show(mean(known)) if len(known) == len(runs) else NONE)
        rows.append((shown.name, *cells))
    return Table(_seed_head("Metric", runs), tuple(rows))


def _level_table(runs: Sequence[SimulationRun]) -> Table:
    rows = []
    for level in LEVELS:
        needed = [records_needed(run, level) for run in runs]
        cells = [NONE if n is None else count(n) for n in needed]
        if len(runs) > 1:
            known = [n for n in needed if n is not None]
            cells.append(count(mean(known)) if len(known) == len(runs) else NONE)
        rows.append((percent(level), *cells))
    return Table(_seed_head("Relevant found", runs), tuple(rows))


def _seed_head(first: str, runs: Sequence[SimulationRun]) -> tuple[str, ...]:
    seeds = tuple(f"Seed {run.seed}" for run in runs)
    return (first, *seeds, "Mean") if len(runs) > 1 else (first, *seeds)


def _rule_results(runs: Sequence[SimulationRun], target: float) -> list[RuleResult]:
    rules: dict[str, list[tuple[SimulationRun, Stop]]] = {}
    for run in runs:
        for stop in run.stopping:
            rules.setdefault(stop.rule, []).append((run, stop))
    return [
        RuleResult(
            rule,
            str(pairs[0][1].badge),
            _rule_sentence(pairs, target),
            tuple(_outcome(run, stop) for run, stop in pairs),
            _statements(pairs),
        )
        for rule, pairs in rules.items()
    ]


def _rule_sentence(pairs: Sequence[tuple[SimulationRun, Stop]], target: float) -> str:
    stopped = [(run, stop) for run, stop in pairs if stop.stopped_at is not None]
    if not stopped:
        return "It never stopped: everything would have been read."
    reads = [stop.stopped_at for _, stop in stopped if stop.stopped_at is not None]
    shares = [stop.stopped_at / run.population for run, stop in stopped if stop.stopped_at]
    recalls = [stop.recall for _, stop in stopped if stop.recall is not None]
    low = sum(recall < target for recall in recalls)
    often = "" if len(pairs) == 1 else f" in {len(stopped)} of {len(pairs)} runs"
    span = f" ({count_span(reads)})" if len(set(reads)) > 1 else ""
    verdict = f" Recall was below {percent(target)} in {low} of {len(recalls)}."
    if len(recalls) == 1:
        verdict = f" Recall was {percent(recalls[0], 'down')} then."
    return (
        f"It stopped{often} after {count(mean(reads))} records{span}, "
        f"{percent(mean(shares or [0]))} of all.{verdict if recalls else ''}"
    )


def _outcome(run: SimulationRun, stop: Stop) -> tuple[str, str, str]:
    if stop.stopped_at is None:
        return str(run.seed), "It never stopped", NONE
    share = percent(stop.stopped_at / run.population)
    place = f"{count(stop.stopped_at)} of {count(run.population)} ({share})"
    return str(run.seed), place, NONE if stop.recall is None else percent(stop.recall, "down")


def _statements(pairs: Sequence[tuple[SimulationRun, Stop]]) -> tuple[tuple[str, str], ...]:
    seeds: dict[str, list[str]] = {}
    for run, stop in pairs:
        if stop.statement:
            seeds.setdefault(stop.statement, []).append(str(run.seed))
    return tuple(
        (f"{'seed' if len(mine) == 1 else 'seeds'} {', '.join(mine)}", statement)
        for statement, mine in seeds.items()
    )


def _stratum(study: Study, runs: Sequence[SimulationRun]) -> str:
    """How the ranking did on records without abstract, which are the hardest to rank."""
    rows = study.without_abstract.get(runs[0].file)
    if rows is None:
        return ""
    if not len(rows):
        return "Every record has an abstract."
    relevant, last = [], []
    for run in runs:
        start = len(run.priors)
        bare = np.isin(run.order[start:], np.asarray(rows)) & (run.labels[start:] == 1)
        relevant.append(int(bare.sum()))
        if relevant[-1]:
            last.append(int(np.flatnonzero(bare)[-1]) + 1)
    text = f"{plural(len(rows), 'record')} came without abstract; they are ranked by title alone."
    if not any(relevant):
        return f"{text} None of those found relevant was among them."
    return (
        f"{text} {count_span(relevant)} of the relevant records found were among them, the last "
        f"of these after {count_span(last)} records."
    )
