"""Calibration of the random phase: the level that keeps its error when looked at every draw."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.stopping.boundaries import Setting, boundaries
from activescreen.stopping.first_stops import (
    first_stops,
    miss_probabilities,
    stop_probability,
)
from activescreen.stopping.hypergeometric import IntArray, needed_count

STEPS: Final = 500
"""alpha' is sought among multiples of alpha/500, rounded down: a number that can be published
(.0384), and that a last bit on another machine does not change."""

_ROUNDING: Final = 1e-7
_FIRST_STATES: Final = 128


@dataclass(frozen=True, eq=False)
class Calibration:
    """The random phase that a closed urn calls for.

    Attributes
    ----------
    setting
        N', rho and tau.
    level
        The level each look is made at: alpha' of rule 1c, or alpha itself for 1a.
    bounds
        b_k; shape (states,). Stop when n >= b_k; a k beyond them may stop at once.
    worst_miss
        max over every K of P(stop with recall below the target), exact.
    worst_count
        The K at which it is reached; None if the target cannot be missed.
    """

    setting: Setting
    level: float
    bounds: IntArray
    worst_miss: float
    worst_count: int | None

    def first_stop(self, labels: NDArray[np.integer]) -> int | None:
        """Draws after which a look first stops, 0 for before the first; None if none does.

        Parameters
        ----------
        labels
            1 or 0 for each random draw so far; shape (n,).
        """
        found = np.concatenate([[0], np.cumsum(labels)])
        stops = np.arange(len(found)) >= self.bound(found)
        return int(np.argmax(stops)) if stops.any() else None

    def miss_probability(self, relevant: int) -> float:
        """P(stop with recall below the target) for an urn with so many relevant records, exact."""
        short = needed_count(relevant, self.setting.before, self.setting.target) - 1
        stops = first_stops(self.setting.urn, self.bounds[: max(short + 1, 0)])
        return stop_probability(self.setting.urn, relevant, stops)

    def bound(self, found: IntArray) -> IntArray:
        """b_k for each k; 0 where the target cannot be missed any more."""
        inside = found < len(self.bounds)
        if not len(self.bounds):
            return np.zeros_like(found)
        return np.where(inside, self.bounds[np.minimum(found, len(self.bounds) - 1)], 0)


@lru_cache(maxsize=64)
def at_level(setting: Setting, level: float) -> Calibration:
    """The random phase looked at after every draw at this nominal level, with its true error.

    With ``level`` = alpha this is rule 1a used at more than its one planned look.

    Parameters
    ----------
    setting
        N', rho and tau.
    level
        The level that p must fall below at a look.
    """
    return _scan(setting, level)


def _scan(setting: Setting, level: float, states: int | None = None) -> Calibration:
    """``at_level`` for the first ``states`` k, and the urns that belong to them; None for all."""
    bounds = boundaries(setting, level, states)
    bounds.flags.writeable = False  # The result is cached and shared.
    miss = miss_probabilities(setting, first_stops(setting.urn, bounds))
    if not miss.size:
        return Calibration(setting, level, bounds, 0.0, None)
    worst = int(np.argmax(miss))
    count = int(setting.critical_counts(len(bounds))[worst])
    return Calibration(setting, level, bounds, float(miss[worst]), count)


@lru_cache(maxsize=64)
def calibrate(setting: Setting, alpha: float) -> Calibration:
    """Rule 1c: the largest level at which every urn is missed with probability <= alpha.

    The maximum over K rises with the level (stopping sooner can only add misses), so bisection
    finds it. It nearly always sits at a small K: bisection looks at these, and one scan over
    every K confirms; where it does not, the search goes on with the offending K included.

    Parameters
    ----------
    setting
        N', rho and tau.
    alpha
        The error that P(stop with recall below tau) must not exceed, whatever K is.
    """
    exact, allowed = Fraction(str(alpha)), alpha * (1.0 - _ROUNDING)
    states, highest = _FIRST_STATES, STEPS
    while True:
        low, high = 0, highest + 1
        while high - low > 1:
            middle = (low + high) // 2
            fits = _scan(setting, float(exact * middle / STEPS), states).worst_miss <= allowed
            low, high = (middle, high) if fits else (low, middle)
        result = _scan(setting, float(exact * low / STEPS))
        if low == 0 or result.worst_miss <= allowed:
            return result
        states, highest = 4 * states, low - 1
