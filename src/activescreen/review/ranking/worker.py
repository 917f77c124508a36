"""What a worker that trains can be asked for, one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from activescreen.errors import ActiveScreenError
from activescreen.review.ranking.explaining import Asked, Why


class LostWorkerError(ActiveScreenError):
    """The process that trains has ended."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What became of a training.

    Attributes
    ----------
    ranked
        Whether there is a new ranking.
    missing
        Texts of which the meaning must be computed before the review's own configuration ranks.
    busy
        Whether another process was at it, so that nothing was done.
    """

    ranked: bool = False
    missing: int = 0
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Embedded:
    """How many texts are embedded, and how many had to be; finished where both are equal."""

    done: int = 0
    total: int = 0


class Worker(Protocol):
    """Who trains; see `Workbench`, which is one."""

    def train(self, review_id: int) -> Trained:
        """Train a review's model if anything has come since."""

    def embed(self, review_id: int) -> Embedded:
        """Embed a few of the texts that the last training found missing."""

    def book(self, review_id: int) -> str:
        """Enter what was trained into the books; what went wrong, if anything did."""

    def behind(self) -> list[int]:
        """Numbers of the reviews that must be trained."""

    def explain(self, asked: Asked) -> Why:
        """Why a record stands where it stands; may be asked for beside the rest."""

    def close(self) -> None:
        """End."""
