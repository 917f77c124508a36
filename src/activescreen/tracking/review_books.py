"""The books of reviews at work: one run a review, and in it one step a training."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from activescreen.tracking.store import Store
from activescreen.tracking.tracker import Tracker, open_tracker
from activescreen.workspace import Workspace

AGAIN_AFTER: Final = 300.0
"""Seconds after which stores that failed are asked again."""

_GOES_ON: Final = "Rankings are made and kept all the same."


class ReviewBooks:
    """Enters trainings into the runs of their reviews.

    Parameters
    ----------
    workspace
        Holds the embedded store.
    clock
        Seconds that never go backwards.
    """

    def __init__(self, workspace: Workspace, clock: Callable[[], float] = time.monotonic) -> None:
        self._workspace = workspace
        self._clock = clock
        self._said: list[str] = []
        self._tracker: Tracker | None = None
        self._opened = 0.0
        self._store: Store | None = None
        self._runs: dict[str, str] = {}

    def enter(
        self,
        key: str,
        name: str,
        tags: Mapping[str, str],
        metrics: Mapping[str, float],
        step: int,
    ) -> str:
        """Enter one training.

        Parameters
        ----------
        key, name
            Tells the review from all others, and what it is called.
        tags
            What trained; those of the last training stay.
        metrics, step
            Its figures, and how many decisions there were.

        Returns
        -------
        What went wrong, in a sentence; empty if the training is in the books.
        """
        now = time.time()

        def job(store: Store) -> None:
            if store is not self._store:
                self._store, self._runs = store, {}
            if key not in self._runs:
                self._runs[key] = store.run_of(key, name, now)
            store.add_training(self._runs[key], tags, metrics, step, now)

        self._current().attempt(job)
        return self._said[-1] if self._said else ""

    def _current(self) -> Tracker:
        tracker = self._tracker
        if tracker is not None and tracker.off and self._clock() - self._opened > AGAIN_AFTER:
            tracker = None
        if tracker is None:
            self._said = []
            self._opened = self._clock()
            goes_on = _GOES_ON
            tracker = self._tracker = open_tracker(self._workspace, self._said.append, goes_on)
        return tracker
