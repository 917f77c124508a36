"""Running a study for a command: bars, tracking, report, and what to do when interrupted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from activescreen import artifacts, tracking
from activescreen.cli import console
from activescreen.cli.interrupted import InterruptedStudy
from activescreen.learner import ActiveLearner
from activescreen.reports import Study, recall_chart, save_chart, write_report
from activescreen.simulation import (
    Observer,
    Plan,
    SimulationRun,
    Standing,
    Truth,
    random_baseline,
    run_study,
)
from activescreen.tracking import StudyTracker, Tracker
from activescreen.workspace import Workspace

_COMMAND: Final = "activescreen"


@dataclass(frozen=True)
class StudyResult:
    """What a study gave.

    Attributes
    ----------
    runs
        One a seed.
    files
        Report and plots written.
    notes
        What a person should know, for instance a missing model.
    tracker
        Where it was tracked; None if it was not.
    """

    runs: Sequence[SimulationRun]
    files: Sequence[Path]
    notes: Sequence[str]
    tracker: Tracker | None

    @property
    def complete(self) -> bool:
        """Whether no run was interrupted."""
        return all(run.complete for run in self.runs)


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
    report: Path | None = None
    track: bool = True
    notes: list[str] = field(default_factory=list)

    def run(self) -> StudyResult:
        """Simulate, track and report."""
        learner = ActiveLearner(self.plan.configuration, self.plan.seeds[0], warm_start=True)
        earlier = InterruptedStudy(self.workspace, self.truth, self.plan)
        taken_up = sorted(set(earlier.finished) & set(self.plan.seeds))
        if taken_up:
            seeds = ", ".join(map(str, taken_up))
            console.tell(f"Taking up an interrupted study: finished seeds ({seeds}) are kept.")
        tracker = tracking.open_tracker(self.workspace, console.tell) if self.track else None
        study = tracker.start_study(self.title, self._params(), {}) if tracker else None
        several = len(self.plan.seeds) > 1
        try:
            with console.bars_for(self.truth.relevant) as bars:
                runs = run_study(
                    self.truth,
                    self.plan,
                    _Listeners(bars, self._tracking(study)),
                    finished=earlier.finished,
                    keep=earlier.keep if several else None,
                    learner=learner,
                )
            notes = [*self.notes, *learner.notes]
            result = StudyResult(runs, self._write_report(runs, notes), notes, tracker)
        except BaseException as error:
            if study is not None:
                study.finish("KILLED" if isinstance(error, KeyboardInterrupt) else "FAILED")
            raise
        if study is not None:
            study.log_files(result.files)
            study.finish("FINISHED" if result.complete else "KILLED")
        if result.complete:
            earlier.forget()
        return result

    def _tracking(self, study: StudyTracker | None) -> Observer:
        if study is None:
            return Observer()
        return _Tracked(study, self._params(), self.workspace)

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

    def _write_report(self, runs: Sequence[SimulationRun], notes: Sequence[str]) -> list[Path]:
        path = self.report
        if path is None:
            if not self.track:
                return []
            stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
            path = self.workspace.reports / f"{Path(self.truth.name).stem}-{stamp}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
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
        chart = recall_chart(runs, baseline, target=self.plan.target_recall)
        plots = [path.with_suffix(".png"), path.with_suffix(".svg")]
        for plot in plots:
            save_chart(chart, plot)
        return [path, *plots]


class _Listeners(Observer):
    """Several observers as one."""

    def __init__(self, *observers: Observer) -> None:
        self.observers = observers

    def features(self, done: int, total: int) -> None:
        for observer in self.observers:
            observer.features(done, total)

    def standing(self, runs: list[Standing]) -> None:
        for observer in self.observers:
            observer.standing(runs)

    def finished(self, run: SimulationRun, model: Callable[[], ActiveLearner]) -> None:
        for observer in self.observers:
            observer.finished(run, model)


class _Tracked(Observer):
    """Enters every finished run, with its last model, in MLflow."""

    def __init__(
        self, study: StudyTracker, params: Mapping[str, object], workspace: Workspace
    ) -> None:
        self.study = study
        self.params = params
        self.workspace = workspace

    def finished(self, run: SimulationRun, model: Callable[[], ActiveLearner]) -> None:
        learner = model()
        path: Path | None = None
        if learner.has_model:
            path = self.workspace.runs / f"{learner.model_hash}.acsmodel"
            artifacts.save(learner, path)
        self.study.log_run(run, self.params, model_path=path)


def command_line() -> str:
    """What was called, without the folder of the program."""
    return " ".join([_COMMAND, *sys.argv[1:]])
