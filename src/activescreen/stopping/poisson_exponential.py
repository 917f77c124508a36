"""Estimator and rule 8 with a rate that falls exponentially with the rank; model-based."""

from __future__ import annotations

import math

import numpy as np

from activescreen.stopping.hypergeometric import FloatArray
from activescreen.stopping.point_process import PointProcess, PointProcessRule, about_rate
from activescreen.stopping.rates import Rate


class ExponentialRate(Rate):
    """a exp(-b x), searched over ln(1 + b) from b = 0, a constant rate, to b = 1,000."""

    low = (0.0,)
    high = (math.log(1001.0),)

    def log_shares(self, shapes: FloatArray, edges: FloatArray) -> FloatArray:
        """See the base class. Shares far out are products, which keep their digits."""
        b = _fall(shapes)
        inside = np.log(-np.expm1(-b * np.diff(edges)))
        return np.asarray(inside - b * edges[:-1] - np.log(-np.expm1(-b)))

    def beyond(self, shapes: FloatArray, end: float) -> FloatArray:
        """See the base class."""
        b = _fall(shapes)[..., 0]
        return np.asarray(np.exp(-b) * np.expm1(-b * (end - 1.0)) / np.expm1(-b))


def _fall(shapes: FloatArray) -> FloatArray:
    # Below 1e-9 the rate is constant to nine digits, and 0 itself would divide by 0.
    return np.maximum(np.expm1(shapes), 1e-9)


class PoissonExponential(PointProcess):
    """Recall from an inhomogeneous Poisson process with an exponential rate a exp(-b x).

    Stevenson & Bin-Hezam 2023 (10.1145/3631990): the rate is fitted on windows of the
    screened list and carried on to the unread ranks. The lightest tail of the
    three rates: it soon says that nothing is left.

    Assumes that the rate goes on falling as it did, by the same share a record. Late
    finds, which real reviews have, break this. No guarantee.
    """

    name = "poisson_exponential"
    about = about_rate(
        "Carries an exponentially falling rate of finds on to the unread records.",
        "the rate goes on falling by the same share a record",
    )
    rate = ExponentialRate()
    shape_words = "An exponentially falling rate"


class PoissonExponentialRule(PointProcessRule):
    """Stop when an exponential rate carried on leaves too few unfound to miss the target.

    Stevenson & Bin-Hezam 2023 (10.1145/3631990). No guarantee: it holds as far as the
    model of the rate does.

    Parameters
    ----------
    target_recall, level, windows, fewest
        See ``PointProcessRule``.
    """

    name = PoissonExponential.name
    about = PoissonExponential.about
    process = PoissonExponential
