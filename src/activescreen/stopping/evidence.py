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

from activescreen.errors import StoppingError


class Need(StrEnum):
    """What a rule or an estimator looks at besides N and the frozen ledger's labels."""

    LABELS = "labels in screening order"
    RANDOM_DRAWS = "random draws of its own"
    PROBABILITIES = "a probability for every record at checkpoints"
    DRAW_PROBABILITIES = "the probability of every draw"
    CAPTURES = "which of several models found which record"
    OTHER_ORDER = "the order in which a second model would read"


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

    Raises
    ------
    StoppingError
        If a probability is not a number from 0 to 1, or the shapes do not fit each other.
    """

    read: NDArray[np.int64]
    values: NDArray[np.float32]

    def __post_init__(self) -> None:
        _check_log(self.read, self.values, "probabilities")
        # NaN fails both comparisons.
        if not np.all((self.values >= 0.0) & (self.values <= 1.0)):
            raise StoppingError(
                "A saved probability is not a number from 0 to 1.",
                remedy="Save what the model's predict_proba gives, without gaps.",
            )

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

    Raises
    ------
    StoppingError
        If one of them is not the logarithm of a probability, or the shapes do not fit.
    """

    read: NDArray[np.int64]
    log_missed: NDArray[np.float32]

    def __post_init__(self) -> None:
        _check_log(self.read, self.log_missed, "draw probabilities")
        if not np.all(self.log_missed <= 0.0):
            raise StoppingError(
                "A saved draw probability is not the logarithm of a number from 0 to 1.",
                remedy="Save the sum of log(1 - p) over all draws so far for every record.",
            )

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

    Raises
    ------
    StoppingError
        If there is no row for each model.
    """

    read: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.read.ndim != 2:
            raise StoppingError(
                "The log of captures has no row for each model.",
                remedy="Save an array of shape (models, N).",
            )

    def at(self, n_read: int) -> NDArray[np.bool_]:
        """Whether each model had come to each record by that look; shape (models, N)."""
        return np.asarray((self.read >= 0) & (self.read <= n_read))


@dataclass(frozen=True, eq=False)
class Evidence:
    """The logs that were kept of a screening; None where there is none.

    Attributes
    ----------
    probabilities, draws, captures
        See there.
    other_order
        Places of the records in the order in which a second model, different from the one that
        ranks, would read them all; shape (N,).

    Raises
    ------
    StoppingError
        If that order does not hold every record once.
    """

    probabilities: Probabilities | None = None
    draws: DrawProbabilities | None = None
    captures: Captures | None = None
    other_order: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        order = self.other_order
        if order is not None and not np.array_equal(np.sort(order), np.arange(len(order))):
            raise StoppingError(
                "The order of the second model does not hold every record once.",
                remedy="Save the places of all records, best first.",
            )

    def has(self, need: Need) -> bool:
        """Whether what a rule needs besides the ledger is here."""
        kept = {
            Need.PROBABILITIES: self.probabilities,
            Need.DRAW_PROBABILITIES: self.draws,
            Need.CAPTURES: self.captures,
            Need.OTHER_ORDER: self.other_order,
        }
        return need not in kept or kept[need] is not None

    def check(self, population: int) -> None:
        """Refuse evidence of another population, from which any figure would be wrong.

        Raises
        ------
        StoppingError
            If it speaks of another number of records than N.
        """
        sizes = {
            "probabilities": self.probabilities and self.probabilities.values.shape[1],
            "draw probabilities": self.draws and self.draws.log_missed.shape[1],
            "captures": self.captures and self.captures.read.shape[1],
            "order of the second model": None
            if self.other_order is None
            else len(self.other_order),
        }
        for name, size in sizes.items():
            if size is not None and size != population:
                raise StoppingError(
                    f"The {name} saved beside the ledger are of {size:,} records, but the "
                    f"population has {population:,}.",
                    remedy="Use the logs of this screening; after an import they begin anew.",
                )


NO_EVIDENCE = Evidence()


def _newest(read: NDArray[np.int64], n_read: int) -> int | None:
    place = int(np.searchsorted(read, n_read, side="right")) - 1
    return place if place >= 0 else None


def _check_log(read: NDArray[np.int64], values: NDArray[np.float32], what: str) -> None:
    rising = read.ndim == 1 and bool(np.all(np.diff(read) > 0))
    if not rising or values.ndim != 2 or len(values) != len(read):
        raise StoppingError(
            f"The saved {what} do not fit the checkpoints they were saved at.",
            where=f"{len(read)} checkpoints, values of shape {values.shape}",
            remedy="Save one row of N values a checkpoint, in the order of reading.",
        )
