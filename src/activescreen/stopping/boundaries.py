"""Stopping boundaries: after how many random draws does the p-value fall below a level.

b_k is the smallest n at which p(n, k) < level, where k of n random draws were relevant. The
boundaries need not rise with k: where floor(F/tau) skips a number, one find more makes the
test easier.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import betaincinv, ndtri

from activescreen.stopping.hypergeometric import (
    ROUNDING,
    FloatArray,
    IntArray,
    log_pmf,
    lower_tail,
    target_counts,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known when the urn is closed.

    Attributes
    ----------
    urn
        N', the unread records.
    before
        rho, the relevant records found before.
    target
        tau, exact.
    """

    urn: int
    before: int
    target: Fraction

    def critical_counts(self, states: int | None = None) -> IntArray:
        """K_tar(rho + k) for k = 0, 1, ... while the urn can hold that many; rising in k."""
        found = np.arange(min(self.urn, states or self.urn) + 1, dtype=np.int64) + self.before
        counts = target_counts(found, self.before, self.target)
        return counts[counts <= self.urn][:states]


def boundaries(setting: Setting, level: float, states: int | None = None) -> IntArray:
    """b_k for k = 0, 1, ...; shape (number of k for which the target can still be missed,).

    For every larger k no count of the urn breaks the target: p = 0 and screening may stop at
    once. A Newton search on the probit scale inside a bracket: p falls strictly in n.

    Parameters
    ----------
    setting
        N', rho and tau.
    level
        The level that p must fall below.
    states
        Only this many k.
    """
    counts = setting.critical_counts(states)
    k = np.arange(len(counts), dtype=np.int64)
    # p(k, k) = 1 and p(N', k) = 0, since the urn holds more than k: b_k lies between.
    level *= 1.0 - ROUNDING
    low, high = k.copy(), np.full_like(k, setting.urn)
    n = _first_guess(k, counts, setting.urn, level)
    active = np.flatnonzero(high - low > 1)
    for step in range(64):
        if not active.size:
            break
        at = np.clip(n[active], low[active] + 1, high[active] - 1)
        if step >= 8:  # Newton is not getting there: halve.
            at = (low[active] + high[active]) // 2
        n[active] = _narrow(at, active, k, counts, setting.urn, level, low, high)
        active = active[high[active] - low[active] > 1]
    return high


def _first_guess(k: IntArray, counts: IntArray, urn: int, level: float) -> IntArray:
    # The place of relevant record k+1 is nearly a beta order statistic, shrunk for finite N'.
    mean = (k + 1) / (counts + 1)
    quantile = betaincinv(k + 1, np.maximum(counts - k, 1), 1.0 - level)
    shrink = np.sqrt(np.maximum(urn - counts, 0) / (urn + 1))
    guess = (mean + (quantile - mean) * shrink) * (urn + 1)
    return np.asarray(np.clip(np.ceil(guess), 0, urn), dtype=np.int64)


def _narrow(
    at: IntArray,
    active: IntArray,
    k: IntArray,
    counts: IntArray,
    urn: int,
    level: float,
    low: IntArray,
    high: IntArray,
) -> IntArray:
    """Evaluate p at ``at``, tighten the brackets in place, and give the next guess."""
    found, relevant = k[active], counts[active]
    p = lower_tail(found, urn, relevant, at)
    # P(X_n <= k) - P(X_n+1 <= k) = P(X_n = k) (K - k)/(N' - n): the neighbours cost nothing.
    drop = np.exp(log_pmf(found, urn, relevant, at)) * (relevant - found) / (urn - at)
    rise = np.exp(log_pmf(found, urn, relevant, at - 1)) * (relevant - found) / (urn - at + 1)
    below = p < level
    high[active] = np.where(below, at, np.where(p - drop < level, at + 1, high[active]))
    low[active] = np.where(below, np.where(p + rise < level, low[active], at - 1), at)
    return at + _newton_step(p, drop, level)


def _newton_step(p: FloatArray, drop: FloatArray, level: float) -> IntArray:
    z = ndtri(np.clip(p, 1e-300, 1.0 - 1e-16))
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    slope = np.maximum(drop, 1e-300) / np.maximum(density, 1e-300)
    step = (z - ndtri(level)) / np.maximum(slope, 1e-12)
    return np.asarray(np.clip(np.rint(step), -1e9, 1e9), dtype=np.int64)
