"""``activescreen demo``: a whole review of our own making, screened, stopped and priced."""

from __future__ import annotations

import shlex
import shutil
import sys
import webbrowser
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import typer
from rich.table import Table

from activescreen.cli import console
from activescreen.cli.app import EXIT_INTERRUPTED
from activescreen.cli.demo_review import NAME, PEOPLE, keep_review
from activescreen.cli.studies import StudyJob, StudyResult
from activescreen.configuration import load_configuration
from activescreen.deduplication import Duplicates, find_duplicates
from activescreen.formats import read_records
from activescreen.metrics import Need, ScreeningOrder
from activescreen.records import RecordSet
from activescreen.reports.words import percent
from activescreen.simulation import Plan, SimulationRun, Truth
from activescreen.synthetic import SyntheticReview, generate, read_truth, score_duplicates
from activescreen.workspace import Workspace

SEED: Final = 42
SECONDS_A_RECORD: Final = 30
"""Reading time of a title and abstract that the hours are computed with."""

_CERTIFIED: Final = "calibrated_random_phase"
_SHARES: Final = (80, 90, 95)


@dataclass(frozen=True)
class DemoReview:
    """The synthetic review after its duplicates are removed.

    Attributes
    ----------
    made
        What was generated.
    records
        Every record of the six files.
    duplicates
        What was removed.
    truth
        The records left, with the labels of the title-and-abstract stage.
    """

    made: SyntheticReview
    records: RecordSet
    duplicates: Duplicates
    truth: Truth


def run(*, headless: bool, config: str, workspace: Path | None) -> None:
    """Make, deduplicate, screen, print, and say where everything is."""
    configuration = load_configuration(config)
    place = Workspace(workspace)
    # Before the review, so that the workspace is made by itself, with all that belongs in it.
    report = place.reports / "demo.html"
    console.say("A synthetic review, shaped like Fortuna et al. 2020. It is made up: its figures")
    console.say("show how activescreen works, and are evidence about nothing.")
    review = make_review(place.path / "demo")
    _print_review(review)
    begun = perf_counter()
    result = StudyJob(
        truth=review.truth,
        plan=Plan(configuration=configuration, seeds=(SEED,), rules=(_CERTIFIED,)),
        workspace=place,
        title="Demo: a synthetic review of digital peer support",
        report=report,
        notes=["This review is synthetic: it was generated, and is evidence about nothing."],
    ).run()
    if not result.complete:
        raise typer.Exit(EXIT_INTERRUPTED)
    _print_outcome(result.runs[0])
    _print_seconds(result.runs[0], perf_counter() - begun)
    _print_places(result)
    _keep(place, review, result.runs[0], workspace)
    result.raise_failures()
    if not headless and sys.stdout.isatty():
        webbrowser.open(result.files[0].absolute().as_uri())


def make_review(folder: Path) -> DemoReview:
    """Generate the six files, read them back, remove duplicates, and join the labels."""
    folder.mkdir(parents=True, exist_ok=True)
    made = generate(folder, SEED)
    records = read_records(*made.files)
    duplicates = find_duplicates(records)
    left = duplicates.unique(records)
    answers = read_truth(made.truth)
    labels = [answers[record.source.file, record.source.row].passes for record in left]
    truth = Truth(left, np.array(labels, dtype=np.int8), "synthetic review")
    return DemoReview(made, records, duplicates, truth)


def _print_review(review: DemoReview) -> None:
    made = review.made
    console.say("")
    table = Table(title="Six searches")
    table.add_column("file")
    table.add_column("records", justify="right")
    counts = Counter(record.source.file for record in review.records)
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    table.add_row("together", f"{len(review.records):,}", style="bold")
    console.out.print(table)
    groups = [
        [(r.source.file, r.source.row) for r in (review.records[i] for i in group)]
        for group in review.duplicates.groups
    ]
    score = score_duplicates(read_truth(made.truth), groups)
    console.say(
        f"Duplicates removed by identifiers and title: {review.duplicates.removed:,}. "
        f"Planted: {score.planted:,}; rightly removed {score.removed_rightly:,}, "
        f"left in {score.planted - score.removed_rightly:,}, "
        f"different publications merged away {score.publications_lost:,}."
    )
    console.say(
        f"Left to screen: {len(review.truth.records):,} records "
        f"({made.distinct:,} different publications were planted), "
        f"{review.truth.relevant} of which pass title and abstract "
        f"({made.included} would be included in the end)."
    )
    console.say("")


def _print_outcome(run: SimulationRun) -> None:
    found = np.flatnonzero(run.labels == 1)
    console.say(
        f"The simulated reviewer knew {len(run.priors)} records at the start. In ranked order "
        f"the last of the {run.relevant} inclusions was record {int(found[-1]) + 1:,} "
        f"of {run.population:,}."
    )
    order = ScreeningOrder.after_priors(
        run.labels, np.arange(len(run.order)) < len(run.priors), run.population, run.relevant
    )
    table = Table(title="What it would have cost (title-and-abstract stage)")
    for title in ("to find", "records read", "hours", "of everything"):
        table.add_column(title, justify="right")
    for share in _SHARES:
        need = Need(share / 100)(order)
        if need is not None:
            _add_cost(table, f"{share} % of inclusions", int(need) + len(run.priors), run)
    _add_cost(table, "all inclusions", int(found[-1]) + 1, run)
    for stop in run.stopping:
        if stop.stopped_at is not None:
            _add_cost(table, "certified stop", stop.stopped_at, run)
    _add_cost(table, "everything read", run.population, run)
    console.out.print(table)
    console.say(
        f"Hours: one reader at {SECONDS_A_RECORD} seconds a record; two readers need twice that. "
        "Nobody knows during a review that 80 or 95 % are found: only the certified stop can "
        "be claimed."
    )
    for stop in run.stopping:
        _print_stop(run, stop.stopped_at, stop.found, stop.phase_opened_at, stop.statement)


def _print_stop(
    run: SimulationRun, at: int | None, found: int, opened: int | None, statement: str
) -> None:
    if at is None:
        console.say(f"The certified rule never stopped: {statement}")
        return
    console.say(
        f"The certified rule opened its random phase after "
        f"{opened if opened is not None else at:,} records and stopped after {at:,}, with "
        f"{found} of {run.relevant} inclusions found ({percent(found / run.relevant, 'down')})."
    )
    console.say(f"  {statement}")


def _add_cost(table: Table, what: str, read: int, run: SimulationRun) -> None:
    hours = read * SECONDS_A_RECORD / 3600
    table.add_row(what, f"{read:,}", f"{hours:.1f}", percent(read / run.population))


def _print_seconds(run: SimulationRun, total: float) -> None:
    seconds = run.seconds
    console.say("")
    console.say(
        f"Seconds: features and embedding {seconds.get('features', 0):.1f}, "
        f"training {seconds.get('train', 0):.1f}, ranking {seconds.get('rank', 0):.1f}, "
        f"all with report and tracking {total:.1f}."
    )


def _print_places(result: StudyResult) -> None:
    for note in result.notes:
        console.say(f"Note: {note}")
    if result.files:
        console.say(f"Report: {result.files[0]}")
        console.say("  (a page for any browser; the same curve as .png and .svg beside it)")
    if result.tracker is not None:
        console.say(f"Tracked in MLflow. To look: {result.tracker.how_to_open()}")


def _keep(place: Workspace, review: DemoReview, run: SimulationRun, given: Path | None) -> None:
    """Put the review where people can screen it, and say how to open it."""
    begun = perf_counter()
    kept = keep_review(place, review.made, review.truth, run)
    console.say("")
    if kept.new:
        console.say(
            f"The review is in the workspace, as '{NAME}'. {' and '.join(PEOPLE)} have decided on "
            f"{kept.read:,} records; {kept.waiting:,} of them await a second vote. "
            f"({perf_counter() - begun:.1f} s)"
        )
    else:
        console.say(f"The workspace has a review '{NAME}' already; it was left as it is.")
    words = [_program(), "serve"]
    if given is not None:
        words += ["--workspace", str(given)]
    console.say("Open it in your browser, with the link that this prints:")
    console.say(f"  {shlex.join(words)}")


def _program() -> str:
    """What is typed for this program: ``make demo`` calls it where the shell does not look."""
    called = Path(sys.argv[0])
    found = shutil.which("activescreen")
    known = found is not None and called.absolute() == Path(found).absolute()
    return "activescreen" if known or called.name != "activescreen" else str(called)
