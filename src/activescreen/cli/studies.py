"""Running a study for a command: bars, tracking, report, and what to do when interrupted."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from activescreen import tracking
from activescreen.cli import console
from activescreen.cli.interrupted import InterruptedStudy
from activescreen.cli.listeners import Collected, Listeners, Tracked
from activescreen.cli.outputs import plots_beside, write_json
from activescreen.cli.reviews import about
from activescreen.cli.study_bars import bars_for
from activescreen.errors import ActiveScreenError, InputError
from activescreen.learner import ActiveLearner
from activescreen.ledger import IRRELEVANT, RELEVANT
from activescreen.simulation import Observer, Plan, SimulationRun, Truth, random_baseline, run_study
from activescreen.tracking import StudyTracker, Tracker
from activescreen.workspace import Workspace, cache_dir

_COMMAND: Final = "activescreen"


@dataclass(frozen=True)
class StudyResult:
    """What a study gave.

    Attributes
    ----------
    runs
        One a seed.
    json_out
        The JSON file that was written, if any.
    files
        The report that was written, if any, and the pictures of its curve.
    notes
        What a person should know, for instance a missing model.
    tracker
        Where it was tracked; None if it was not.
    failures
        What could not be written.
    """

    runs: Sequence[SimulationRun]
    json_out: Path | None
    files: Sequence[Path]
    notes: Sequence[str]
    tracker: Tracker | None
    failures: Sequence[ActiveScreenError]

    @property
    def complete(self) -> bool:
        """Whether no run was interrupted."""
        return all(run.complete for run in self.runs)

    def raise_failures(self) -> None:
        """Tell what could not be written, once everything else is out.

        Raises
        ------
        ActiveScreenError
            The last of them.
        """
        for failure in self.failures[:-1]:
            console.tell(failure.paragraph)
        if self.failures:
            raise self.failures[-1]


@dataclass
class StudyJob:
    """A study as a command wants it.

    Attributes
    ----------
    truth, plan
        What is simulated.
    workspace
        Where it is kept.
    title
        Heading of the report.
    json_out
        Where the runs go as JSON, written before anything else; None: nowhere.
    report
        Where the report goes; None: in the workspace if tracked, else none is written.
    track
        Whether it is kept in MLflow.
    notes
        Sentences for the report.
    """

    truth: Truth
    plan: Plan
    workspace: Workspace
    title: str
    json_out: Path | None = None
    report: Path | None = None
    track: bool = True
    notes: list[str] = field(default_factory=list)

    def run(self) -> StudyResult:
        """Simulate, write what was asked for, and track.

        Raises
        ------
        InputError
            If the workspace cannot be made. What cannot be written later is among the
            result's failures: hours of work are not thrown away for it.
        """
        learner = ActiveLearner(self.plan.configuration, self.plan.seeds[0], warm_start=True)
        tracker = self._tracker()
        study = tracker.start_study(self.title, self._params(), {}) if tracker else None
        with study or nullcontext():
            runs = self._simulate(learner, study)
            notes = [*self.notes, *self._prior_notes(), *learner.notes]
            failures: list[ActiveScreenError] = []
            json_out, files = None, list[Path]()
            with _noting(failures):
                json_out = self._write_json(runs)
            with _noting(failures):
                for path in self._write_report(runs, notes):
                    files += [path]  # at once: the next one may fail
            result = StudyResult(runs, json_out, files, notes, tracker, failures)
            if study is not None:
                study.log_files(files)
                study.finish("FINISHED" if result.complete else "KILLED")
        return result

    def _tracker(self) -> Tracker | None:
        if not self.track:
            return None
        _ = self.workspace.reports  # a workspace that cannot be made is refused before the work
        return tracking.open_tracker(self.workspace, console.tell)

    def _simulate(
        self, learner: ActiveLearner, study: StudyTracker | None
    ) -> Sequence[SimulationRun]:
        earlier = self._earlier()
        collected = Collected()
        tracked = Tracked(study, self._params(), self.workspace) if study else Observer()
        try:
            with bars_for(self.truth.relevant) as bars, about(self.truth.name):
                runs = run_study(
                    self.truth,
                    self.plan,
                    Listeners(bars, collected, tracked),
                    finished=earlier.finished if earlier else None,
                    keep=earlier.keep if earlier else None,
                    learner=learner,
                )
        except BaseException:
            # An error in one seed, or a second Ctrl-C, costs nobody the seeds that are done.
            failures: list[ActiveScreenError] = []
            with _noting(failures):
                if collected.runs:
                    self._write_json(collected.runs)
            for failure in failures:
                console.tell(failure.paragraph)
            raise
        if earlier is not None and all(run.complete for run in runs):
            earlier.forget()
        return runs

    def _earlier(self) -> InterruptedStudy | None:
        """What an interrupted call of several seeds had finished; one seed has no part done."""
        if len(self.plan.seeds) == 1:
            return None
        try:
            folder = self.workspace.interrupted if self.track else cache_dir() / "interrupted"
        except InputError as error:
            console.tell(f"Finished seeds cannot be kept for a later call: {error.paragraph}")
            return None
        earlier = InterruptedStudy(folder, self.truth, self.plan)
        if earlier.finished:
            seeds = ", ".join(map(str, sorted(earlier.finished)))
            console.tell(f"Taking up an interrupted study: finished seeds ({seeds}) are kept.")
        return earlier

    def _prior_notes(self) -> list[str]:
        """What the ranking had to do without at first, where the priors are of one kind."""
        if self.plan.priors is None:
            return []
        known = {int(self.truth.labels[place]) for place in self.truth.places(self.plan.priors)}
        if RELEVANT not in known:
            return [
                "No relevant record was known at the start: until the first was found, records "
                "were read in random order."
            ]
        if IRRELEVANT not in known:
            return [
                "No irrelevant record was known at the start: until the first was read, records "
                "were ranked by their likeness to the relevant ones."
            ]
        return []

    def _params(self) -> Mapping[str, object]:
        plan = self.plan
        return {
            **{f"config.{key}": value for key, value in plan.configuration.flat().items()},
            "file": self.truth.name,
            "retrain_every": str(plan.schedule),
            "stop": plan.end,
            "rules": ", ".join(plan.rules),
            "target_recall": plan.target_recall,
            "alpha": plan.alpha,
            "seeds": ", ".join(map(str, plan.seeds)),
        }

    def _write_json(self, runs: Sequence[SimulationRun]) -> Path | None:
        if self.json_out is not None:
            write_json(self.json_out, runs)
        return self.json_out

    def _write_report(self, runs: Sequence[SimulationRun], notes: Sequence[str]) -> Iterator[Path]:
        """Write the report and the pictures of its curve; each file once it is there."""
        path = self._report_path()
        if path is None:
            return
        # Loading what draws takes half a second, which a call without a report need not wait.
        from activescreen.reports import Study, recall_chart, save_chart, write_report

        baseline = random_baseline(self.truth, self.plan)
        rows = self.truth.rows.tolist()
        bare = [
            row
            for row, record in zip(rows, self.truth.records, strict=True)
            if not record.abstract.strip()
        ]
        write_report(
            path,
            Study(
                runs=runs,
                baseline=baseline,
                title=self.title,
                command=command_line(),
                versions=tracking.installed_versions(),
                settings=self._params(),
                notes=notes,
                target_recall=self.plan.target_recall,
                without_abstract={self.truth.name: bare},
            ),
        )
        yield path
        chart = recall_chart(runs, baseline, target=self.plan.target_recall)
        for plot in plots_beside(path):
            save_chart(chart, plot)
            yield plot

    def _report_path(self) -> Path | None:
        if self.report is not None or not self.track:
            return self.report
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        return self.workspace.reports / f"{Path(self.truth.name).stem}-{stamp}.html"


@contextmanager
def _noting(failures: list[ActiveScreenError]) -> Iterator[None]:
    """Go on after a file that cannot be written, and note why."""
    try:
        yield
    except ActiveScreenError as error:
        failures.append(error)


def command_line() -> str:
    """What was called, without the folder of the program."""
    return " ".join([_COMMAND, *sys.argv[1:]])
