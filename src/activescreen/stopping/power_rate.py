"""A power-law rate of finding relevant records, fitted by maximum likelihood on windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from activescreen.stopping.hypergeometric import FloatArray

_GOLDEN: Final = (5**0.5 - 1) / 2
_SMALLEST: Final = 0.01


@dataclass(frozen=True, slots=True)
class PowerRate:
    """Expected number found in the first x records: ``scale * x**exponent``.

    Its derivative is the rate, lambda(x) = a x^(exponent - 1): falling for an exponent below
    1, constant at 1, where the ranking is no better than chance.
    """

    scale: float
    exponent: float

    def expected(self, start: float, end: float) -> float:
        """Expected number found after record ``start`` and up to record ``end``."""
        return float(self.scale * (end**self.exponent - start**self.exponent))


def fit_power_rate(counts: FloatArray, edges: FloatArray) -> PowerRate:
    """Most likely power law for a Poisson process counted in windows.

    The scale follows from the exponent p, as the expected total must equal the total found;
    what is left is one search for p in [.01, 1], by golden section on ln p.

    Parameters
    ----------
    counts
        Relevant records in each window; shape (windows,).
    edges
        Records read at the windows' ends, from 0; rising; shape (windows + 1,).
    """
    total, end = float(counts.sum()), float(edges[-1])
    relative = edges / end

    def likelihood(log_exponent: float) -> float:
        shares = np.diff(relative ** np.exp(log_exponent))
        return float(counts @ np.log(np.maximum(shares, 1e-300)))

    low, high = float(np.log(_SMALLEST)), 0.0
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = likelihood(left), likelihood(right)
    while high - low > 1e-6:
        if at_left > at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = likelihood(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = likelihood(right)
    # A likelihood that still rises at 1 has its constrained maximum there.
    best = 0.0 if likelihood(0.0) >= likelihood((low + high) / 2) else (low + high) / 2
    exponent = float(np.exp(best))
    return PowerRate(total / end**exponent, exponent)
