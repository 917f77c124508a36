"""Rates at which a ranked list gives relevant records, fitted by maximum likelihood.

The list is cut into windows, whose counts are Poisson with the rate's integral as their mean.
Every rate here is a scale times a shape. Whatever the shape, the likeliest scale makes the
expected total equal the total found; given that total, the counts are multinomial in the
windows' shares, so only the shape is searched for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from activescreen.errors import ConfigurationError
from activescreen.ledger import RELEVANT, Draw, FrozenLedger
from activescreen.stopping.hypergeometric import FloatArray

_LEAST: Final = 1e-300


class Rate(ABC):
    """A family of rates over ranks. Ranks are relative: 1 is the last one read.

    Attributes
    ----------
    low, high
        The box in which shapes are searched, on a scale on which they are about as well known
        everywhere; shape (d,).
    """

    low: ClassVar[tuple[float, ...]]
    high: ClassVar[tuple[float, ...]]

    @abstractmethod
    def log_shares(self, shapes: FloatArray, edges: FloatArray) -> FloatArray:
        """Logarithm of each window's share of what is expected up to rank 1.

        Parameters
        ----------
        shapes
            Shape (..., d).
        edges
            Relative ranks from 0 to 1; shape (windows + 1,).

        Returns
        -------
        Shape (..., windows).
        """

    @abstractmethod
    def beyond(self, shapes: FloatArray, end: float) -> FloatArray:
        """Expected between ranks 1 and ``end``, over that up to 1; shape (...)."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Relevant records in windows of ranks.

    Attributes
    ----------
    counts
        Shape (windows,).
    edges
        Ranked records read at the windows' ends, from 0; shape (windows + 1,).
    """

    counts: FloatArray
    edges: FloatArray

    @property
    def total(self) -> float:
        """Relevant records in all windows."""
        return float(self.counts.sum())

    @property
    def read(self) -> float:
        """Records in all windows."""
        return float(self.edges[-1])


@dataclass(frozen=True, slots=True)
class Fit:
    """The likeliest rate of a family.

    Attributes
    ----------
    rate
        The family.
    windows
        What it was fitted to.
    shape
        Its shape; shape (d,).
    """

    rate: Rate
    windows: Windows
    shape: FloatArray

    def expected(self, more: float) -> float:
        """Expected number of relevant ones among the next ``more`` records."""
        end = 1.0 + more / self.windows.read
        return self.windows.total * float(self.rate.beyond(self.shape, end))

    def log_likelihood(self, shapes: FloatArray) -> FloatArray:
        """Of other shapes, given the total; shape (...)."""
        edges = self.windows.edges / self.windows.read
        return np.asarray(self.rate.log_shares(shapes, edges) @ self.windows.counts)


def window_counts(ledger: FrozenLedger, windows: int, fewest: int) -> Windows | None:
    """The ranked draws of a ledger, cut into windows of about equal width.

    None with fewer than ``fewest`` relevant ones among them, or fewer records than windows.
    """
    ranked = np.asarray(ledger.labels[ledger.drawn(Draw.RANKED)] == RELEVANT)
    read = len(ranked)
    if read < windows or np.count_nonzero(ranked) < fewest:
        return None
    edges = np.round(np.linspace(0, read, windows + 1))
    cumulated = np.concatenate([[0], np.cumsum(ranked)])
    counts = np.diff(cumulated[edges.astype(np.int64)]).astype(np.float64)
    return Windows(counts, edges)


def fit_rate(rate: Rate, windows: Windows) -> Fit:
    """The likeliest shape, found on grids that are laid ever closer around the best so far."""
    shapes, _ = _search(rate, windows, np.empty((1, 0)))
    return Fit(rate, windows, shapes[0])


def log_of(shares: FloatArray) -> FloatArray:
    """Logarithm of shares that may be too small for a float."""
    return np.log(np.maximum(shares, _LEAST))


def check_windows(windows: int, fewest: int) -> None:
    """Refuse to fit a rate to next to nothing.

    Raises
    ------
    ConfigurationError
        With fewer than two windows or one find.
    """
    if windows < 2 or fewest < 1:
        raise ConfigurationError(
            f"{windows} windows and {fewest} finds cannot carry a rate.",
            remedy="Use at least 2 windows and 1 find.",
        )


def _search(rate: Rate, windows: Windows, fixed: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Likeliest shapes that begin with ``fixed``, and their log likelihoods.

    Nested: for each value of a dimension the later ones are searched first, which follows a
    curved ridge where a joint grid would lose it.

    Parameters
    ----------
    fixed
        Shape (m, number of dimensions already chosen).
    """
    rows, chosen = fixed.shape
    dimensions = len(rate.low)
    inner = chosen == dimensions - 1
    points, rounds = (13, 7 if chosen == 0 else 5) if inner else (9, 3)
    least, most = rate.low[chosen], rate.high[chosen]
    low, high = np.full(rows, least), np.full(rows, most)
    for _ in range(rounds):
        grid = low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, points)
        starts = np.concatenate([np.repeat(fixed, points, axis=0), grid.reshape(-1, 1)], axis=1)
        if inner:
            shares = rate.log_shares(starts, windows.edges / windows.read)
            found, scores = starts, shares @ windows.counts
        else:
            found, scores = _search(rate, windows, starts)
        best = np.argmax(scores.reshape(rows, points), axis=1) + points * np.arange(rows)
        step = (high - low) / (points - 1)
        low = np.maximum(starts[best, chosen] - step, least)
        high = np.minimum(starts[best, chosen] + step, most)
    return found[best], scores[best]
