"""Work saved over sampling: as first defined, and as asreview-insights computes it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.shares import floor_of, share
from activescreen.metrics.targets import TargetMetric, cut_at


@dataclass(frozen=True, repr=False)
class WSS(TargetMetric):
    """Work saved over sampling at a recall: (TN + FN) / N − (1 − r).

    TN + FN are the records that need not be read once the recall is reached, 1 − r the share
    that stopping early at the same recall saves in a random order. The cut is the rank of
    relevant record number ``ceil(r R)``.

    References
    ----------
    Cohen, Hersh, Peterson & Yen (2006), J Am Med Inform Assoc 13(2), 206-219.
    """

    def measure(self, order: ScreeningOrder) -> float | None:
        """The saving as a share of the population, at most r."""
        cut = cut_at(order, self.recall)
        if cut is None:
            return None
        unread = Fraction(order.population - cut.depth, order.population)
        return float(unread - (1 - share(self.recall)))


@dataclass(frozen=True, repr=False)
class WSSInsights(TargetMetric):
    """Work saved over sampling as asreview-insights computes it, for comparison only.

    The relevant record is number ``floor(r R)``; its rank is subtracted from the rank of the
    same number in an idealised random order, ``round(linspace(0, R, N))``, and divided by N.
    None if ``floor(r R)`` is 0: no record has that number.
    """

    symbol = "WSS_insights"

    def measure(self, order: ScreeningOrder) -> float | None:
        """The saving as a share of the population."""
        number = floor_of(self.recall, order.relevant)
        depth = order.rank_of(number)
        if depth is None:
            return None
        random_depth = 1 + int(np.searchsorted(insights_random_counts(order), number))
        return (random_depth - depth) / order.population


def insights_random_counts(order: ScreeningOrder) -> NDArray[np.float64]:
    """Relevant records after each record of asreview-insights' random order; shape (N,).

    Floating point and rounding half to even are part of the definition.
    """
    return np.round(np.linspace(0, order.relevant, order.population))
