"""Who trains behind: what the service asks of it, and the one that does nothing.

A trainer is woken by whoever keeps a decision, and answers at once. What it trains, when and in
which process is its own affair (:mod:`activescreen.review.ranking.behind`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from activescreen.errors import ModelError
from activescreen.review.ranking.explaining import Asked, Why


class Phase(StrEnum):
    """What a trainer is doing with a review."""

    IDLE = "idle"
    WAITING = "waiting"
    TRAINING = "training"
    EMBEDDING = "embedding"


@dataclass(frozen=True, slots=True)
class TrainingState:
    """How far the training of a review is.

    Attributes
    ----------
    phase
        What is being done.
    done, total
        Records of which the meaning is computed, and of which it must be; 0 of 0 otherwise.
    error
        Why the last training failed, with what to do; empty if it did not.
    remark
        What else went wrong without stopping the ranking, such as the books of MLflow.
    finished
        Trainings that have ended since the service was started.
    seconds_left
        How long computing the meaning of the rest will take; None where that is not known.
    """

    phase: Phase = Phase.IDLE
    done: int = 0
    total: int = 0
    error: str = ""
    remark: str = ""
    finished: int = 0
    seconds_left: float | None = None


IDLE: Final = TrainingState()


class Trainer(Protocol):
    """What the service asks of whoever trains."""

    @property
    def at_work(self) -> bool:
        """Whether anything will ever be trained here, so that it is worth listening."""

    def wake(self, review_id: int) -> None:
        """Something has come in: train soon. Returns at once."""

    def state(self, review_id: int) -> TrainingState:
        """How far the training of a review is."""

    def watch(self, review_id: int, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a listener, on any thread, at every change of a review's state, and at the end.

        Returns
        -------
        What ends it.
        """

    def explain(self, asked: Asked) -> Why:
        """Why a record stands where it stands.

        Raises
        ------
        LedgerError
            If there is no model yet.
        WaitError
            If the model is being prepared, or nobody is there to ask.
        """

    def close(self) -> None:
        """End what is being done; nothing is lost, and a second call changes nothing."""


class NoTrainer:
    """Trains nothing: rankings come from ``activescreen train``."""

    at_work = False

    def wake(self, review_id: int) -> None:
        """Do nothing."""

    def state(self, review_id: int) -> TrainingState:
        """Nothing is being done."""
        del review_id
        return IDLE

    def watch(self, review_id: int, listener: Callable[[], None]) -> Callable[[], None]:
        """Never call."""
        del review_id, listener
        return lambda: None

    def explain(self, asked: Asked) -> Why:
        """Refuse."""
        raise ModelError(
            "The service was started without a trainer, which is who explains rankings.",
            where=f"record {asked.record_id}",
            remedy="Start it with 'activescreen serve'.",
        )

    def close(self) -> None:
        """Do nothing."""
