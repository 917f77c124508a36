"""The ranked-tail p-value (rule 1b): advice on when to begin random draws, no guarantee.

Callaghan & Müller-Hansen 2020 (10.1186/s13643-020-01521-4) test every tail of the ranked list
as if it had been a random sample of what was unread before it, and take the smallest p.

Write u for the unread records and d = floor(F/tau) + 1 - F for the number of relevant ones
among them that would break the target. For the tail that begins after j relevant records and
before M unread ones, p = P(Y >= d), Y the relevant among u records left over from an urn of M
that holds F - j + d. Two facts make it cheap:

- Only tails that begin at the start or right after a relevant record can be smallest. Give
  every record of the urn an exponential clock, draw in the order in which clocks ring (the
  rate of relevant ones is the odds; odds 1 is the plain urn), and the u last are left over.
  Moving the start before one more irrelevant record adds that record's clock: the left-over u
  either stay or give up one for the new irrelevant one. Y cannot rise, so p cannot.
- Until the next relevant record F, d and the starts stand still and u falls, so p falls. The
  first look below a threshold is found by bisection between two relevant records.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nchypergeom_wallenius

from activescreen.stopping.hypergeometric import (
    FloatArray,
    IntArray,
    log_factorials,
    target_count,
)


def ranked_tail_p(
    labels: NDArray[np.integer],
    population: int,
    target: Fraction,
    *,
    start: int = 0,
    odds: float = 1.0,
) -> float:
    """Smallest p over all tails of a screened list.

    Parameters
    ----------
    labels
        1 or 0 in screening order, priors first; shape (n,).
    population
        N.
    target
        tau, exact.
    start
        Tails begin here at the earliest: the number of priors, which no ranking chose.
    odds
        Wallenius odds with which a relevant record is drawn before an irrelevant one. Nobody
        knows them: other odds than 1 must never certify.
    """
    found = np.flatnonzero(labels)
    begins = _begins(found, start)
    return _smallest_p(begins, found, len(labels), population, target, odds)


def ranked_tail_below(
    labels: NDArray[np.integer],
    population: int,
    target: Fraction,
    threshold: float,
    *,
    start: int = 0,
    odds: float = 1.0,
) -> int | None:
    """Records read at the first look whose p is below the threshold; None if none is.

    Looks after every record from ``start`` on; the parameters are those of ``ranked_tail_p``.
    """
    found = np.flatnonzero(labels)
    known = int(np.searchsorted(found, start))
    for count in range(known, len(found) + 1):
        seen = found[:count]
        begins = _begins(seen, start)
        low = start if count == known else int(found[count - 1]) + 1
        high = int(found[count]) if count < len(found) else len(labels)
        if high < low or _smallest_p(begins, seen, high, population, target, odds) >= threshold:
            continue
        while low < high:
            middle = (low + high) // 2
            below = _smallest_p(begins, seen, middle, population, target, odds) < threshold
            low, high = (low, middle) if below else (middle + 1, high)
        return high
    return None


def clearly_above(
    labels: NDArray[np.integer],
    population: int,
    target: Fraction,
    threshold: float,
    *,
    start: int = 0,
) -> bool:
    """Whether Cantelli's inequality alone shows that p is at least the threshold.

    P(Y <= d - 1) <= v/(v + (m - d + 1)^2) for a count with mean m > d - 1 and variance v. It
    spares most looks the sum.
    """
    found = np.flatnonzero(labels)
    begins = _begins(found, start)
    unread = population - len(labels)
    missing = target_count(len(found), len(found), target)
    if missing > unread:
        return False
    urn = (population - begins).astype(np.float64)
    relevant = len(found) - np.searchsorted(found, begins) + float(missing)
    mean = unread * relevant / urn
    spread = mean * (1.0 - relevant / urn) * (urn - unread) / np.maximum(urn - 1.0, 1.0)
    slack = np.maximum(mean - (missing - 1), 0.0)
    with np.errstate(invalid="ignore"):
        least = slack**2 / (spread + slack**2)
    return bool(np.all(np.nan_to_num(least) >= threshold))


def _begins(found: IntArray, start: int) -> IntArray:
    after = found[np.searchsorted(found, start) :] + 1
    return np.concatenate([[start], after]).astype(np.int64)


def _smallest_p(
    begins: IntArray,
    found: IntArray,
    read: int,
    population: int,
    target: Fraction,
    odds: float = 1.0,
) -> float:
    unread = population - read
    missing = target_count(len(found), len(found), target)
    if missing > unread:
        return 0.0
    urn = population - begins
    inside = len(found) - np.searchsorted(found, begins)
    if odds != 1.0:
        tail = nchypergeom_wallenius.cdf(inside, urn, inside + missing, read - begins, odds)
        return float(np.min(tail))
    return float(np.min(_upper_tail(missing, urn, inside, unread)))


def _upper_tail(missing: int, urn: IntArray, inside: IntArray, unread: int) -> FloatArray:
    """P(Y >= missing) for each tail: ``unread`` left over of ``urn`` with inside + missing."""
    table = log_factorials(int(urn[0]))
    relevant = inside + missing
    y = np.arange(missing)[:, None]
    # Irrelevant records among those drawn must not be fewer than none.
    irrelevant = urn - relevant - unread + y
    row = -table[:missing, None] - table[unread - y]
    column = table[relevant] + table[urn - relevant] - table[urn]
    column += table[unread] + table[urn - unread]
    terms = np.exp(row + column - table[relevant - y] - table[np.maximum(irrelevant, 0)])
    below = np.where(irrelevant >= 0, terms, 0.0).sum(axis=0)
    return np.asarray(np.clip(1.0 - below, 0.0, 1.0))
