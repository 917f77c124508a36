"""What models said on the way: saved beside a ledger for the rules that need more than labels.

Everything here is a log of one screening. A rule reads the newest entry that was there at its
look and never one from later, so that replaying a finished screening is no different from having
looked while it went on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Need(StrEnum):
    """What a rule or an estimator looks at besides N and the frozen ledger's labels."""

    LABELS = "labels in screening order"
    RANDOM_DRAWS = "random draws of its own"
    PROBABILITIES = "a probability for every record at checkpoints"
    DRAW_PROBABILITIES = "the probability of every draw"
    CAPTURES = "which of several models found which record"


@dataclass(frozen=True, eq=False)
class Probabilities:
    """The probability of being relevant that the model gave every record, at checkpoints.

    Attributes
    ----------
    read
        Records read at each checkpoint, rising; shape (checkpoints,).
    values
        Probabilities in the order of the population, those of read records included; shape
        (checkpoints, N).
    """

    read: NDArray[np.int64]
    values: NDArray[np.float32]

    def at(self, n_read: int) -> NDArray[np.float64] | None:
        """The newest probabilities at that look; shape (N,). None before the first checkpoint."""
        place = _newest(self.read, n_read)
        return None if place is None else self.values[place].astype(np.float64)


@dataclass(frozen=True, eq=False)
class DrawProbabilities:
    """How likely every record was to have been drawn by now, where draws are random and unequal.

    Attributes
    ----------
    read
        Records read after each batch of draws, rising; shape (batches,).
    log_missed
        Sum over all draws so far of log(1 - probability of the record in that draw): the
        logarithm of the probability of never having been drawn; shape (batches, N).
    """

    read: NDArray[np.int64]
    log_missed: NDArray[np.float32]

    def inclusion(self, n_read: int) -> NDArray[np.float64] | None:
        """First-order inclusion probability of every record; shape (N,). None before a batch."""
        place = _newest(self.read, n_read)
        return None if place is None else -np.expm1(self.log_missed[place].astype(np.float64))


@dataclass(frozen=True, eq=False)
class Captures:
    """Which of several models came to which record by itself, and when.

    Attributes
    ----------
    read
        Records read by all models together when a model came to a record, -1 if it never did;
        shape (models, N).
    """

    read: NDArray[np.int64]

    def at(self, n_read: int) -> NDArray[np.bool_]:
        """Whether each model had come to each record by that look; shape (models, N)."""
        return np.asarray((self.read >= 0) & (self.read <= n_read))


@dataclass(frozen=True, eq=False)
class Evidence:
    """The logs that were kept of a screening; None where there is none."""

    probabilities: Probabilities | None = None
    draws: DrawProbabilities | None = None
    captures: Captures | None = None


NO_EVIDENCE = Evidence()


def _newest(read: NDArray[np.int64], n_read: int) -> int | None:
    place = int(np.searchsorted(read, n_read, side="right")) - 1
    return place if place >= 0 else None
