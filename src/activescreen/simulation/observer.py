"""Whom a simulation tells what happens: the progress bar is one, MLflow tracking another."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from activescreen.learner import ActiveLearner
from activescreen.simulation.run import SimulationRun


class Standing(NamedTuple):
    """How far a run is.

    Attributes
    ----------
    seed
        The run's seed.
    read, found
        Records read and relevant ones found so far.
    what
        Which of several runs of that seed, where there are several.
    """

    seed: int
    read: int
    found: int
    what: str = ""


class Observer:
    """Hears what a study does. This one ignores it; others override what they want to hear."""

    def features(self, done: int, total: int) -> None:
        """``done`` of ``total`` texts are turned into features."""

    def standing(self, runs: list[Standing]) -> None:
        """How far the runs are that have begun."""

    def finished(self, run: SimulationRun, model: Callable[[], ActiveLearner]) -> None:
        """A run has ended; ``model`` fits its last model once more, should it be wanted."""
