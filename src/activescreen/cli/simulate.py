"""``activescreen simulate``: what reading in ranked order would have saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import typer

from activescreen.cli import console
from activescreen.cli.app import EXIT_INTERRUPTED
from activescreen.cli.copies import tell_contradictions
from activescreen.cli.outputs import check_outputs, plots_beside
from activescreen.cli.reviews import parse_rows, read_truth
from activescreen.cli.studies import StudyJob, StudyResult
from activescreen.cli.tables import metrics_table, stopping_table
from activescreen.configuration import load_configuration
from activescreen.errors import ConfigurationError
from activescreen.reports.words import percent
from activescreen.simulation import Plan, Schedule, SimulationRun, Truth, make_rules
from activescreen.simulation.screening import ENDS, End
from activescreen.stopping import Badge
from activescreen.stopping.base import check_alpha, check_target
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
    mapping: Mapping[str, str]
    jobs: int | None
    workspace: Path | None


def run(options: SimulateOptions) -> None:
    """Simulate, print what came out, write what was asked for."""
    plan = _plan(options)
    plots = plots_beside(options.report) if options.report else (None, None)
    outputs = {
        "--json": options.json_out,
        "--report": options.report,
        "the report's PNG": plots[0],
        "the report's SVG": plots[1],
    }
    check_outputs(options.file, outputs)
    truth = read_truth(options.file, options.label_column, options.stage, options.mapping)
    tell_contradictions(truth.name, truth.records, truth.labels)
    result = StudyJob(
        truth=truth,
        plan=plan,
        workspace=Workspace(options.workspace),
        title=f"Simulated screening of {truth.name}",
        json_out=options.json_out,
        report=options.report,
        track=options.track,
    ).run()
    _print(result, truth)
    _print_places(result)
    result.raise_failures()
    if not result.complete:
        raise typer.Exit(EXIT_INTERRUPTED)


def _plan(options: SimulateOptions) -> Plan:
    names = [name.strip() for name in options.rules.split(",") if name.strip()]
    rules = () if names == ["none"] else tuple(dict.fromkeys(names))
    # Also without a rule: the report is drawn for this target.
    check_target(options.target)
    check_alpha(options.alpha)
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


def _print(result: StudyResult, truth: Truth) -> None:
    runs = result.runs
    console.say(
        f"{truth.name}: {len(truth.records):,} records, {truth.relevant:,} relevant, "
        f"{truth.records.without_abstract:,} without abstract."
    )
    if truth.label_column:
        console.say(f"Labels from column '{truth.label_column}'.")
    console.say(_summary(runs))
    for claim in _claims(runs):
        console.say(claim)
    console.out.print(metrics_table(runs))
    if any(run.stopping for run in runs):
        console.out.print(stopping_table(runs))
        for stop in runs[0].stopping:
            console.say(f"{stop.rule} (seed {runs[0].seed}): {stop.statement}")
    for note in result.notes:
        console.say(f"Note: {note}")
    unfinished = [str(run.seed) for run in runs if not run.complete]
    if unfinished:
        console.say(
            f"Interrupted: the figures of {'seed' if len(unfinished) == 1 else 'seeds'} "
            f"{', '.join(unfinished)} are those of the part that was read."
        )


def _claims(runs: Sequence[SimulationRun]) -> Iterator[str]:
    """What each certified rule would have cost: the saving that could have been claimed."""
    for place, stop in enumerate(runs[0].stopping):
        stops = [run.stopping[place].stopped_at for run in runs]
        reached = [read for read in stops if read is not None]
        if stop.badge == Badge.CERTIFIED and len(reached) == len(stops):
            yield (
                f"Nobody would have known that by then. To claim it, {stop.rule} would have read "
                f"{fmean(reached):,.0f} of {runs[0].population:,} records"
                f"{' (mean over seeds)' if len(runs) > 1 else ''}."
            )


def _print_places(result: StudyResult) -> None:
    if result.json_out is not None:
        console.say(f"Runs: {result.json_out}")
    if result.files:
        console.say(f"Report: {result.files[0]}")
    if result.tracker is not None:
        console.say(f"Tracked in MLflow. To look: {result.tracker.how_to_open()}")


def _summary(runs: Sequence[SimulationRun]) -> str:
    first = runs[0]
    if all(run.labels[: len(run.priors)].sum() == run.relevant for run in runs):
        return "Every relevant record was known at the start: there was nothing left to find."
    needs = [need for run in runs if (need := run.metrics.get("need_95")) is not None]
    if not needs:
        return "Too little was read to say what 95 % of the relevant records would have cost."
    need, total = fmean(needs), first.population - len(first.priors)
    over = ""
    if len(runs) > 1:
        part = "" if len(needs) == len(runs) else f" of the {len(needs)} that found them"
        over = f" (mean over seeds{part})"
    return (
        f"To find 95 % of the relevant records, {need:,.0f} of {total:,} records would have been "
        f"read in ranked order{over}: {percent(1 - need / total)} less than reading everything."
    )
