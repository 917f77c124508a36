"""Intervals: exact for shares of a count, bootstrap for everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

EXACT: Final = "Clopper-Pearson"
BOOTSTRAP: Final = "bootstrap"
COUNT: Final = "count"
LEVEL: Final = 0.95

DRAWS: Final = 2_000
_LEAST_UNITS: Final = 2

Statistic = Callable[[NDArray[np.int64]], float | None]
"""A figure of a sample; the sample is given by the places of its units, shape (n,)."""


class Interval(NamedTuple):
    """Bounds of a figure."""

    low: float
    high: float


def clopper_pearson(hits: int, n: int, level: float = LEVEL) -> Interval | None:
    """The exact interval of a share, ``hits`` of ``n``; None without any.

    Each end leaves out at most half of what the level leaves, so the interval covers at least
    ``level`` whatever the true share.

    Parameters
    ----------
    hits, n
        Counts, ``0 <= hits <= n``.
    level
        Confidence, in (0, 1).

    Raises
    ------
    ValueError
        If the counts contradict each other.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26(4), 404-413.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    if n == 0:
        return None
    tail = (1 - level) / 2
    low = float(betaincinv(hits, n - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, n - hits, 1 - tail)) if hits < n else 1.0
    return Interval(low, high)


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Percentile intervals from samples drawn with replacement.

    Every interval starts from the seed anew: figures of the same units are taken from the same
    samples, and adding one changes no other.

    Attributes
    ----------
    seed
        Starts the random draws.
    draws
        Number of samples.
    level
        Confidence.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """

    seed: int = 0
    draws: int = DRAWS
    level: float = LEVEL

    def interval(self, statistic: Statistic, units: int) -> Interval | None:
        """The interval of a figure; None if fewer than two units are there to draw from.

        Samples in which the figure is undefined are left out; if it is so in most of them, there
        is no interval.
        """
        if units < _LEAST_UNITS:
            return None
        rng = np.random.default_rng(self.seed)
        values = [statistic(rng.integers(units, size=units)) for _ in range(self.draws)]
        known = [value for value in values if value is not None]
        if 2 * len(known) < self.draws:
            return None
        tail = (1 - self.level) / 2
        low, high = np.quantile(known, [tail, 1 - tail])
        return Interval(float(low), float(high))
