"""Observers of a study: several as one, one that keeps the runs, one that tracks them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from activescreen import artifacts
from activescreen.cli import console
from activescreen.errors import InputError
from activescreen.learner import ActiveLearner
from activescreen.simulation import Observer, SimulationRun, Standing
from activescreen.tracking import StudyTracker
from activescreen.workspace import Workspace


class Listeners(Observer):
    """Several observers as one."""

    def __init__(self, *observers: Observer) -> None:
        self.observers = observers

    def features(self, done: int, total: int) -> None:
        """Pass it on."""
        for observer in self.observers:
            observer.features(done, total)

    def standing(self, runs: list[Standing]) -> None:
        """Pass it on."""
        for observer in self.observers:
            observer.standing(runs)

    def finished(self, run: SimulationRun, model: Callable[[], ActiveLearner]) -> None:
        """Pass it on."""
        for observer in self.observers:
            observer.finished(run, model)


class Collected(Observer):
    """Has the runs that ended, should the study itself not live to give them back."""

    def __init__(self) -> None:
        self._runs: dict[int, SimulationRun] = {}

    @property
    def runs(self) -> list[SimulationRun]:
        """By seed, ascending."""
        return [self._runs[seed] for seed in sorted(self._runs)]

    def finished(self, run: SimulationRun, model: Callable[[], ActiveLearner]) -> None:
        """Keep the run."""
        self._runs[run.seed] = run


class Tracked(Observer):
    """Enters every run, with its last model, in MLflow."""

    def __init__(
        self, study: StudyTracker, params: Mapping[str, object], workspace: Workspace
    ) -> None:
        self.study = study
        self.params = params
        self.workspace = workspace

    def finished(self, run: SimulationRun, model: Callable[[], ActiveLearner]) -> None:
        """Enter the run."""
        learner = model()
        self.study.log_run(run, self.params, model_path=self._save(learner))

    def _save(self, learner: ActiveLearner) -> Path | None:
        if not learner.has_model:
            return None
        try:
            path = self.workspace.runs / f"{learner.model_hash}.acsmodel"
            artifacts.save(learner, path)
        except InputError as error:
            # The runs still to come are worth more than a model that can be trained again.
            console.tell(f"A model was not kept: {error.paragraph}")
            return None
        return path
