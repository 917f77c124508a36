"""Estimator and rule 8 with a rate that falls hyperbolically with the rank; model-based."""

from __future__ import annotations

import math

import numpy as np

from activescreen.stopping.hypergeometric import FloatArray
from activescreen.stopping.point_process import PointProcess, PointProcessRule, about_rate
from activescreen.stopping.rates import Rate


class HyperbolicRate(Rate):
    """a/(1 + b c x)^(1/b), between exponential (b near 0) and harmonic (b = 1).

    Searched over b from .01 to 1 and ln(1 + c) from c = 0, a constant rate, to c = 10^7.
    """

    low = (0.01, 0.0)
    high = (1.0, math.log1p(1e7))

    def log_shares(self, shapes: FloatArray, edges: FloatArray) -> FloatArray:
        """See the base class. Shares far out are products, which keep their digits."""
        power, stretch = _parts(shapes)
        reach = np.log1p(stretch[..., None] * edges)
        power = power[..., None]
        inside = np.log(-np.expm1(-power * np.diff(reach, axis=-1)))
        whole = np.log(-np.expm1(-power * reach[..., -1:]))
        return np.asarray(inside - power * reach[..., :-1] - whole)

    def beyond(self, shapes: FloatArray, end: float) -> FloatArray:
        """See the base class."""
        power, stretch = _parts(shapes)
        read, all_ = np.log1p(stretch), np.log1p(stretch * end)
        rest = np.exp(-power * read) * np.expm1(-power * (all_ - read))
        return np.asarray(rest / np.expm1(-power * read))


def _parts(shapes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """1/b - 1 and b c: the integral is that of (1 + b c x)^-(1/b)."""
    b, c = shapes[..., 0], np.expm1(shapes[..., 1])
    # Neither may be 0: the harmonic and the constant rate are their limits.
    return np.maximum(1.0 / b - 1.0, 1e-9), np.maximum(b * c, 1e-9)


class PoissonHyperbolic(PointProcess):
    """Recall from an inhomogeneous Poisson process with rate a/(1 + b c x)^(1/b).

    Stevenson & Bin-Hezam 2023 (10.1145/3631990): the rate is fitted on windows of the
    screened list and carried on to the unread ranks. With its two shapes it
    fits lists that fall faster than a power and slower than an exponential.

    Assumes that the rate goes on as it fell so far. A ranking that has a second cluster of
    relevant records ahead of it breaks this, and no figure here will show it. No guarantee.
    """

    name = "poisson_hyperbolic"
    about = about_rate(
        "Carries a hyperbolically falling rate of finds on to the unread records.",
        "the rate goes on falling as it fell so far, between exponential and harmonic",
    )
    rate = HyperbolicRate()
    shape_words = "A hyperbolically falling rate"


class PoissonHyperbolicRule(PointProcessRule):
    """Stop when a hyperbolic rate carried on leaves too few unfound to miss the target.

    Stevenson & Bin-Hezam 2023 (10.1145/3631990). No guarantee: it holds as far as the
    model of the rate does.

    Parameters
    ----------
    target_recall, level, windows, fewest
        See ``PointProcessRule``.
    """

    name = PoissonHyperbolic.name
    about = PoissonHyperbolic.about
    process = PoissonHyperbolic
