"""Estimator and rule 8 as a Cox process: the rate's parameters are uncertain, too."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.special import ndtri, pdtr
from scipy.stats import qmc

from activescreen.errors import ConfigurationError
from activescreen.stopping.estimate_rule import EstimateRule
from activescreen.stopping.hypergeometric import FloatArray
from activescreen.stopping.point_process import PointProcess, Unfound, about_rate
from activescreen.stopping.poisson_exponential import PoissonExponential
from activescreen.stopping.poisson_hyperbolic import PoissonHyperbolic
from activescreen.stopping.poisson_power import PoissonPower
from activescreen.stopping.rates import Fit

_RATES: Final = {
    "power": PoissonPower.rate,
    "exponential": PoissonExponential.rate,
    "hyperbolic": PoissonHyperbolic.rate,
}
_DRAWS: Final = 256


class Cox(PointProcess):
    """Recall from a Poisson process whose rate is itself drawn at random.

    Stevenson & Bin-Hezam 2023 (10.1145/3631990): the parameters of the fitted rate are drawn
    from the fit's normal approximation (its observed information, by differences), each draw
    gives a Poisson number of unfound records, and the bound is the quantile of their mixture.
    It lies above that of the rate alone where the fit is uncertain. The draws are the same
    points of a Halton sequence every time, so the same ledger gives the same figure.

    Assumes that the rate goes on as it fell so far, up to the uncertainty of its fit. No guarantee.

    Parameters
    ----------
    level, windows, fewest
        See ``PointProcess``.
    rate
        ``"power"``, ``"exponential"`` or ``"hyperbolic"``.

    Raises
    ------
    ConfigurationError
        If there is no such rate.
    """

    name = "cox"
    about = about_rate(
        "Carries a falling rate of finds on, allowing for the uncertainty of its fit.",
        "the rate goes on falling as it fell so far, up to the uncertainty of its fit",
    )

    def __init__(
        self, level: float = 0.95, windows: int = 25, fewest: int = 5, rate: str = "power"
    ) -> None:
        super().__init__(level, windows, fewest)
        if rate not in _RATES:
            raise ConfigurationError(
                f"There is no rate '{rate}'.", remedy=f"Known are: {', '.join(_RATES)}."
            )
        self.rate = _RATES[rate]
        self.shape_words = f"A rate (family: {rate}) with uncertain parameters,"

    def unfound(self, fit: Fit, unread: int) -> Unfound:
        """Mean and quantile of the mixture of Poisson numbers."""
        means = np.minimum(drawn_means(fit, unread), float(unread))
        low, high = -1, unread
        while high - low > 1:
            middle = (low + high) // 2
            enough = float(pdtr(middle, means).mean()) >= self.level
            low, high = (low, middle) if enough else (middle, high)
        return Unfound(float(means.mean()), high)


class CoxRule(EstimateRule):
    """Stop when F >= tau (F + u), u the quantile of the mixture of Poisson numbers.

    Stevenson & Bin-Hezam 2023 (10.1145/3631990). No guarantee: it holds as far as the model of
    the rate does.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    level, windows, fewest, rate
        See ``Cox``.
    """

    name = Cox.name
    about = Cox.about
    figure = "low"

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        level: float = 0.95,
        windows: int = 25,
        fewest: int = 5,
        rate: str = "power",
    ) -> None:
        super().__init__(target_recall, Cox(level, windows, fewest, rate))


def drawn_means(fit: Fit, unread: int) -> FloatArray:
    """Expected unfound number under each of the drawn parameters; shape (draws,).

    The total and the shape are independent in the likelihood, so their errors are drawn apart:
    the logarithm of the total has the total itself as its information.
    """
    normal = _normal_points(len(fit.shape) + 1)
    totals = fit.windows.total * np.exp(normal[:, 0] / np.sqrt(fit.windows.total))
    low, high = np.array(fit.rate.low), np.array(fit.rate.high)
    spread = _root_of_covariance(fit) * (high - low)[:, None]
    shapes = np.clip(fit.shape + normal[:, 1:] @ spread.T, low, high)
    return np.asarray(totals * fit.rate.beyond(shapes, 1.0 + unread / fit.windows.read))


def _root_of_covariance(fit: Fit) -> FloatArray:
    """A square root of the inverse observed information, in widths of the search box.

    A direction of which the counts say nothing is given half the box as its deviation.
    """
    low, high = np.array(fit.rate.low), np.array(fit.rate.high)
    d, step = len(low), 1e-3
    # At the edge of the box the curvature is taken a step inside it.
    centre = np.clip((fit.shape - low) / (high - low), step, 1.0 - step)
    unit = step * np.eye(d)

    def at(offsets: FloatArray) -> FloatArray:
        return fit.log_likelihood(low + (centre + offsets) * (high - low))

    plus = unit[:, None, :] + unit[None, :, :]
    cross = unit[:, None, :] - unit[None, :, :]
    curvature = (at(plus / 2) + at(-plus / 2) - at(cross / 2) - at(-cross / 2)) / step**2
    values, vectors = np.linalg.eigh(-(curvature + curvature.T) / 2)
    return np.asarray(vectors / np.sqrt(np.maximum(values, 4.0)))


@lru_cache(maxsize=4)
def _normal_points(dimensions: int) -> FloatArray:
    points = qmc.Halton(dimensions, scramble=False).random(_DRAWS + 1)[1:]
    normal = np.asarray(ndtri(points), dtype=np.float64)
    normal.flags.writeable = False
    return normal
