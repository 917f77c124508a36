"""``activescreen evaluate``: how often stopping rules keep their word, and what that costs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import typer

from activescreen import tracking
from activescreen.cli import console
from activescreen.cli.app import EXIT_INTERRUPTED
from activescreen.cli.evaluate_table import CAPTION, summary_table
from activescreen.cli.finished_reviews import AS_SCREENED, Reading, ledgers, truths
from activescreen.cli.outputs import check_outputs, plots_beside
from activescreen.cli.reviews import about
from activescreen.cli.studies import command_line
from activescreen.cli.study_bars import bars_for
from activescreen.configuration import Configuration, load_configuration
from activescreen.errors import InputError
from activescreen.evaluation import (
    Job,
    Protocol,
    Row,
    evaluate,
    parse_rules,
    plateau_job,
    screened_of,
    summary,
)
from activescreen.evaluation.traces import Kind, TraceLibrary
from activescreen.files import write_whole
from activescreen.reports.words import shown
from activescreen.simulation.captures import CREW
from activescreen.stopping.base import check_alpha, check_target
from activescreen.tracking import Tracker
from activescreen.workspace import Workspace

_CREW: Final = (
    f"chao lets several models search ({', '.join(CREW)}), one of them by meaning, which takes "
    "longer; what is simulated once is kept."
)


@dataclass(frozen=True)
class EvaluateOptions:
    """The options of the command, as they were typed."""

    files: Sequence[Path]
    rules: str
    config: str
    target: float
    alpha: float
    seeds: int
    redraws: int
    stress: bool
    json_out: Path | None
    report: Path | None
    track: bool
    label_column: str | None
    stage: str | None
    mapping: Mapping[str, str]
    jobs: int | None
    workspace: Path | None


def run(options: EvaluateOptions) -> None:
    """Evaluate, print what came out, write what was asked for."""
    check_target(options.target)
    check_alpha(options.alpha)
    protocol = Protocol(
        parse_rules(options.rules), options.target, options.alpha, options.redraws, options.stress
    )
    for spec in protocol.rules:  # settings are checked before anything long begins
        spec.make(options.target, options.alpha)
    names = list(dict.fromkeys(name.strip() for name in options.config.split(",") if name.strip()))
    configurations = [load_configuration(name) for name in names if name != AS_SCREENED]
    _check_outputs(options)
    workspace = Workspace(options.workspace)
    tracker = tracking.open_tracker(workspace, console.tell) if options.track else None
    try:
        jobs = _jobs(options, protocol, configurations, recorded=AS_SCREENED in names)
        rows = _rows(jobs, protocol, options.jobs)
    except KeyboardInterrupt:
        console.tell("Finished screenings are kept.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    _write(options, protocol, rows, tracker)


def _check_outputs(options: EvaluateOptions) -> None:
    plots = plots_beside(options.report) if options.report else (None, None)
    outputs = {
        "--json": options.json_out,
        "--report": options.report,
        "the report's PNG": plots[0],
        "the report's SVG": plots[1],
    }
    for file in options.files:
        check_outputs(file, outputs)


def _jobs(
    options: EvaluateOptions,
    protocol: Protocol,
    configurations: Sequence[Configuration],
    *,
    recorded: bool,
) -> list[Job]:
    """Every screening that the rules are to end; those not in the library are simulated now."""
    reading = Reading(options.label_column, options.stage, options.mapping)
    library, seeds = TraceLibrary(), range(options.seeds)
    kinds = [Kind(kind) for kind in protocol.kinds]
    if configurations and Kind.CHAO in kinds:
        console.tell(_CREW)
    jobs = []
    for truth in truths(options.files, reading) if configurations else ():
        for configuration in configurations:
            with bars_for(truth.relevant, truth.name) as bars, about(truth.name):
                found = library.recorded(truth, configuration, seeds, kinds, bars, options.jobs)
            jobs += [
                Job(
                    Path(truth.name).stem,
                    configuration.name,
                    str(kind),
                    screened_of(each.ledger(truth), each.evidence),
                )
                for kind in kinds
                for each in found[kind]
            ]
    for name, ledger in ledgers(options.files, reading, any_file=recorded):
        with about(name):
            jobs.append(Job(Path(name).stem, AS_SCREENED, str(Kind.RANKED), screened_of(ledger)))
    if not jobs:
        raise InputError(
            "There is no fully screened review in what was given.",
            where=", ".join(map(str, options.files)),
            remedy="Give labelled files, ledgers, or folders of them.",
        )
    if protocol.stress:
        jobs.append(plateau_job(jobs[0].config))
    return jobs


def _rows(jobs: Sequence[Job], protocol: Protocol, workers: int | None) -> list[Row]:
    begun, total = perf_counter(), protocol.size(jobs)
    rows: list[Row] = []
    with console.Bars() as bars:
        bars.show("Replaying rules", 0, total, "screenings")
        for done, gathered in evaluate(jobs, protocol, workers):
            bars.show("Replaying rules", done, total, "screenings")
            if done == total:
                rows = gathered.rows()
    console.tell(
        f"{len(protocol.rules)} rules were replayed on {total:,} screenings in "
        f"{perf_counter() - begun:,.0f} s."
    )
    return rows


def _write(
    options: EvaluateOptions, protocol: Protocol, rows: Sequence[Row], tracker: Tracker | None
) -> None:
    lines = summary(rows)
    several = len({line["config"] for line in lines if not line["stress"]}) > 1
    for case, config in dict.fromkeys((line["stress"], line["config"]) for line in lines):
        title = f"Stress case: {case}" if case else "Stopping rules"
        mine = [line for line in lines if (line["stress"], line["config"]) == (case, config)]
        # One table a configuration: a column more would not fit a narrow terminal.
        console.out.print(summary_table(mine, f"{title}, {config}" if several else title))
    console.prose(CAPTION)
    for row in rows:
        if row.flagged:
            verdict = (
                f"settled: the exact chance is at most {shown(row.exact_miss, 'up', 2)}"
                if row.cleared
                else "NOT settled by an exact computation"
            )
            console.prose(
                f"Flagged: {row.rule} on {row.review}{f' ({row.stress})' if row.stress else ''} "
                f"fell short in {row.missed:,} of {row.runs:,} runs; {verdict}."
            )
    if options.json_out is not None:
        text = json.dumps([row.to_json() for row in rows], allow_nan=False, indent=1)
        write_whole(options.json_out, text + "\n")
        console.say(f"Rows: {options.json_out}")
    settings = {
        "files": ", ".join(path.name for path in options.files),
        "config": options.config,
        "rules": ", ".join(map(str, protocol.rules)),
        "target_recall": options.target,
        "alpha": options.alpha,
        "seeds": options.seeds,
        "redraws": options.redraws,
        "stress": options.stress,
    }
    files = _write_report(options, rows, settings)
    study = tracker.start_study("Evaluation of stopping rules", settings) if tracker else None
    with study or nullcontext():
        if study is not None:
            for line in lines:
                study.log_figures(*_tracked(line))
            study.log_files(files)
    if tracker is not None:
        console.say(f"Tracked in MLflow. To look: {tracker.how_to_open()}")


def _write_report(
    options: EvaluateOptions, rows: Sequence[Row], settings: Mapping[str, object]
) -> list[Path]:
    if options.report is None:
        return []
    # Loading what draws takes half a second, which a call without a report need not wait.
    from activescreen.reports.evaluation import evaluation_chart, write_evaluation
    from activescreen.reports.recall_curve import save_chart

    facts = {**settings, "command": command_line()}
    write_evaluation(options.report, rows, facts, tracking.installed_versions())
    console.say(f"Report: {options.report}")
    chart = evaluation_chart([row for row in rows if not row.stress])
    plots = plots_beside(options.report)
    for plot in plots:
        save_chart(chart, plot)
    return [options.report, *plots]


def _tracked(
    line: Mapping[str, object],
) -> tuple[str, dict[str, object], dict[str, float]]:
    """Name, parameters and metrics of one line of the summary."""
    facts = ("config", "rule", "badge", "stress", "worst_review")
    name = " ".join(str(line[key]) for key in ("rule", "config", "stress") if line[key])
    params = {key: line[key] for key in facts}
    metrics = {
        key: float(value)
        for key, value in line.items()
        if key not in facts and isinstance(value, int | float)
    }
    return name, params, metrics
