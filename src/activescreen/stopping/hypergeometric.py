"""Hypergeometric tails, exact and vectorised, and the counts that a target recall asks for.

An urn of ``urn`` records holds ``relevant`` relevant ones; ``drawn`` are drawn from it without
replacement, ``found`` of them relevant. All tails are summed term by term from the term next
to the cut, in the direction in which terms fall, so that small tails keep their digits. The
tests compare with scipy.stats.hypergeom, which is far slower a call.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

ROUNDING: Final = 1e-9
"""p < level is read as p < level (1 - 1e-9): a p that equals the level exactly, as 11/55 does
.2, must not pass by its last bits on one machine and fail on another."""

_NEGLIGIBLE: Final = 1e-17
_CHUNK: Final = 4096


def log_factorials(n: int) -> FloatArray:
    """Logarithm of i! for i from 0 to at least ``n``; read-only."""
    return _log_factorial_table(max(n, 1).bit_length())


@lru_cache(maxsize=32)
def _log_factorial_table(bits: int) -> FloatArray:
    table = np.asarray(gammaln(np.arange(2**bits + 1, dtype=np.float64) + 1.0))
    table.flags.writeable = False
    return table


def target_count(found: int, before: int, target: Fraction) -> int:
    """Smallest relevant count in the urn that means recall below the target.

    K_tar(F) = floor(F/tau) + 1 - rho (Callaghan & Müller-Hansen 2020).

    Parameters
    ----------
    found
        F, all relevant records found so far.
    before
        rho, those found before the urn was closed.
    target
        tau, exact.
    """
    return found * target.denominator // target.numerator + 1 - before


def target_counts(found: IntArray, before: int, target: Fraction) -> IntArray:
    """``target_count`` for an array of F."""
    return np.asarray(found * target.denominator // target.numerator + 1 - before, dtype=np.int64)


def needed_count(relevant: int, before: int, target: Fraction) -> int:
    """How many the urn must still give: ceil(tau (rho + K)) - rho for K relevant in the urn."""
    return -(-(before + relevant) * target.numerator // target.denominator) - before


def log_pmf(found: IntArray, urn: int, relevant: IntArray, drawn: IntArray) -> FloatArray:
    """Log of P(exactly ``found`` relevant among ``drawn``); -inf where impossible; broadcasts."""
    table = log_factorials(urn)
    found, relevant, drawn = np.broadcast_arrays(found, relevant, drawn)
    parts = (found, relevant - found, drawn - found, urn - relevant - drawn + found)
    possible = np.logical_and.reduce([part >= 0 for part in parts])
    a, b, c, d = (np.maximum(part, 0) for part in parts)
    value = (
        table[relevant]
        + table[urn - relevant]
        + table[drawn]
        + table[urn - drawn]
        - table[urn]
        - table[a]
        - table[b]
        - table[c]
        - table[d]
    )
    return np.where(possible, value, -np.inf)


def lower_tail(found: IntArray, urn: int, relevant: IntArray, drawn: IntArray) -> FloatArray:
    """P(at most ``found`` relevant among ``drawn``); arrays broadcast, result at least 1-d.

    Parameters
    ----------
    found, relevant, drawn
        Counts; ``relevant`` and ``drawn`` between 0 and ``urn``.
    urn
        Records in the urn.
    """
    found, relevant, drawn = np.broadcast_arrays(*np.atleast_1d(found, relevant, drawn))
    shape = found.shape
    cuts, counts, draws = found.ravel(), relevant.ravel(), drawn.ravel()
    result = np.empty(cuts.size)
    for start in range(0, cuts.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        result[part] = _tail_chunk(cuts[part], urn, counts[part], draws[part])
    return result.reshape(shape)


def _tail_chunk(found: IntArray, urn: int, relevant: IntArray, drawn: IntArray) -> FloatArray:
    result = np.empty(found.size)
    low = np.maximum(0, relevant + drawn - urn)
    high = np.minimum(relevant, drawn)
    result[found < low] = 0.0
    result[found >= high] = 1.0
    inside = (found >= low) & (found < high)
    # Terms fall away from the mode: sum downwards left of the mean, upwards right of it.
    left = inside & (found * urn < relevant * drawn)
    right = inside & ~left
    result[left] = _sum_down(found[left], urn, relevant[left], drawn[left])
    result[right] = 1.0 - _sum_up(found[right] + 1, urn, relevant[right], drawn[right])
    return result


def _sum_down(start: IntArray, urn: int, relevant: IntArray, drawn: IntArray) -> FloatArray:
    if not start.size:
        return np.empty(0)
    term = np.exp(log_pmf(start, urn, relevant, drawn))
    total = term.copy()
    x, K, n = (a.astype(np.float64) for a in (start, relevant, drawn))
    while np.any(term > _NEGLIGIBLE * total):
        term = term * (x * (urn - K - n + x)) / ((K - x + 1.0) * (n - x + 1.0))
        total += term
        x -= 1.0
    return np.minimum(total, 1.0)


def _sum_up(start: IntArray, urn: int, relevant: IntArray, drawn: IntArray) -> FloatArray:
    if not start.size:
        return np.empty(0)
    term = np.exp(log_pmf(start, urn, relevant, drawn))
    total = term.copy()
    x, K, n = (a.astype(np.float64) for a in (start, relevant, drawn))
    while np.any(term > _NEGLIGIBLE * total):
        term = term * ((K - x) * (n - x)) / ((x + 1.0) * (urn - K - n + x + 1.0))
        total += term
        x += 1.0
    return np.minimum(total, 1.0)


def p_value(drawn: int, found: int, urn: int, before: int, target: Fraction) -> float:
    """The p-value of rule 1a after ``drawn`` random draws with ``found`` relevant.

    P(at most ``found`` of ``drawn`` | the urn holds just enough to break the target). It is 0
    if the urn cannot hold that many.
    """
    count = target_count(before + found, before, target)
    if count > urn:
        return 0.0
    one = np.array([found]), urn, np.array([count]), np.array([drawn])
    return float(lower_tail(*one)[0])


def largest_compatible(found: int, urn: int, drawn: int, alpha: float) -> int:
    """Largest relevant count of the urn that a look does not reject at level ``alpha``.

    max{K : P(at most ``found`` of ``drawn`` | K) >= alpha}, found by bisection, since the
    tail falls as K grows. An exact upper bound at one look. A tail that equals alpha but for the
    last bits counts as not rejected, on every machine.
    """
    least = alpha * (1.0 - ROUNDING)
    low, high = found, urn - (drawn - found)
    while low < high:
        middle = (low + high + 1) // 2
        tail = lower_tail(np.array([found]), urn, np.array([middle]), np.array([drawn]))
        low, high = (middle, high) if tail[0] >= least else (low, middle - 1)
    return low
