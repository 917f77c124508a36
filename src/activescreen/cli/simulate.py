"""``activescreen simulate``: what reading in ranked order would have saved."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from activescreen.cli import console
from activescreen.cli.reviews import parse_rows, read_truth
from activescreen.cli.studies import StudyJob, StudyResult
from activescreen.cli.tables import metrics_table, stopping_table
from activescreen.configuration import load_configuration
from activescreen.errors import ConfigurationError, InputError
from activescreen.simulation import Plan, Schedule, SimulationRun, Truth, make_rules
from activescreen.simulation.screening import ENDS, End
from activescreen.workspace import Workspace


@dataclass(frozen=True)
class SimulateOptions:
    """The options of the command, as they were typed."""

    file: Path
    priors: str | None
    seed: int
    seeds: int
    config: str
    rules: str
    retrain_every: str
    stop: str
    target: float
    alpha: float
    json_out: Path | None
    report: Path | None
    track: bool
    label_column: str | None
    stage: str | None
    jobs: int | None
    workspace: Path | None


def run(options: SimulateOptions) -> None:
    """Simulate, print what came out, write what was asked for."""
    plan = _plan(options)
    for path in (options.json_out, options.report):
        _check_writable(path)
    truth = read_truth(options.file, options.label_column, options.stage)
    job = StudyJob(
        truth=truth,
        plan=plan,
        workspace=Workspace(options.workspace),
        title=f"Simulated screening of {truth.name}",
        report=options.report,
        track=options.track,
    )
    result = job.run()
    if options.json_out is not None:
        write_json(options.json_out, result.runs)
    _print(result, truth)
    if options.json_out is not None:
        console.say(f"Runs:   {options.json_out}")


def write_json(path: Path, runs: Sequence[SimulationRun]) -> None:
    """Write runs as a JSON list, as a whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    data = [run.to_json() for run in runs]
    draft.write_text(json.dumps(data), encoding="utf-8")
    draft.replace(path)


def _plan(options: SimulateOptions) -> Plan:
    names = [name.strip() for name in options.rules.split(",") if name.strip()]
    rules = () if names == ["none"] else tuple(names)
    make_rules(rules, options.seed, options.target, options.alpha)
    return Plan(
        configuration=load_configuration(options.config),
        seeds=tuple(range(options.seed, options.seed + options.seeds)),
        priors=parse_rows(options.priors),
        schedule=Schedule.parse(options.retrain_every),
        end=_end(options.stop),
        rules=rules,
        target_recall=options.target,
        alpha=options.alpha,
        jobs=options.jobs,
    )


def _end(text: str) -> End:
    for end in ENDS:
        if text == end:
            return end
    raise ConfigurationError(
        f"'{text}' is no place to stop reading.", where="--stop", remedy=f"Use {' or '.join(ENDS)}."
    )


def _check_writable(path: Path | None) -> None:
    if path is None:
        return
    if path.is_dir():
        raise InputError("This is a folder.", where=str(path), remedy="Name the file to write to.")
    if not path.absolute().parent.is_dir():
        raise InputError(
            "The folder to write to does not exist.", where=str(path), remedy="Make it first."
        )


def _print(result: StudyResult, truth: Truth) -> None:
    runs = result.runs
    console.say(
        f"{truth.name}: {len(truth.records):,} records, {truth.relevant:,} relevant, "
        f"{truth.records.without_abstract:,} without abstract."
    )
    console.say(_summary(runs))
    console.out.print(metrics_table(runs))
    if any(run.stopping for run in runs):
        console.out.print(stopping_table(runs))
        for stop in runs[0].stopping:
            console.say(f"{stop.rule} (seed {runs[0].seed}): {stop.statement}")
    for note in result.notes:
        console.say(f"Note: {note}")
    if not result.complete:
        console.say("Interrupted: figures of unfinished runs are partial. Call again to go on.")
    if result.files:
        console.say(f"Report: {result.files[0]}")
    if result.tracker is not None:
        console.say(f"Tracked in MLflow. To look: {result.tracker.how_to_open()}")


def _summary(runs: Sequence[SimulationRun]) -> str:
    needs = [
        (need, run.population - len(run.priors))
        for run in runs
        if (need := run.metrics.get("need_95")) is not None
    ]
    if not needs:
        return "Too little was read to say what 95 % of the relevant records would have cost."
    need = fmean(need for need, _ in needs)
    total = needs[0][1]
    return (
        f"To find 95 % of the relevant records, {need:,.0f} of {total:,} records would have been "
        f"read in ranked order{' (mean over seeds)' if len(needs) > 1 else ''}: "
        f"{1 - need / total:.0%} less than reading everything."
    )
