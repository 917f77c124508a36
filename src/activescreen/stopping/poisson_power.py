"""Estimator and rule 8 with a rate that falls as a power of the rank; model-based."""

from __future__ import annotations

import math

import numpy as np

from activescreen.stopping.hypergeometric import FloatArray
from activescreen.stopping.point_process import PointProcess, PointProcessRule, about_rate
from activescreen.stopping.rates import Rate, log_of


class PowerRate(Rate):
    """a x^(p - 1), searched over ln p from p = .01 to 1, where ranking is no better than chance."""

    low = (math.log(0.01),)
    high = (0.0,)

    def log_shares(self, shapes: FloatArray, edges: FloatArray) -> FloatArray:
        """See the base class."""
        return log_of(np.diff(edges ** np.exp(shapes)))

    def beyond(self, shapes: FloatArray, end: float) -> FloatArray:
        """See the base class."""
        return np.asarray(np.expm1(np.exp(shapes[..., 0]) * math.log(end)))


class PoissonPower(PointProcess):
    """Recall from an inhomogeneous Poisson process with a power-law rate a x^(p - 1).

    Stevenson & Bin-Hezam 2023 (10.1145/3631990): the rate is fitted on windows of the
    screened list and carried on to the unread ranks. It has the heaviest tail
    of the three rates and so errs on the side of reading on.

    Assumes that the rate goes on as it fell so far. A ranking that has a second cluster of
    relevant records ahead of it breaks this, and no figure here will show it. No guarantee.
    """

    name = "poisson_power"
    about = about_rate(
        "Carries a falling rate of finds, a power of the rank, on to the unread records.",
        "the rate goes on falling as it fell so far, as a power of the rank",
    )
    rate = PowerRate()
    shape_words = "A power law"


class PoissonPowerRule(PointProcessRule):
    """Stop when a power-law rate carried on leaves too few unfound to miss the target.

    Stevenson & Bin-Hezam 2023 (10.1145/3631990). No guarantee: it holds as far as the
    model of the rate does.

    Parameters
    ----------
    target_recall, level, windows, fewest
        See ``PointProcessRule``.
    """

    name = PoissonPower.name
    about = PoissonPower.about
    process = PoissonPower
