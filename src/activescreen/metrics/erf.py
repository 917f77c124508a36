"""Extra relevant records found, as asreview-insights computes it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.shares import Share, floor_of, percent, share
from activescreen.metrics.wss import insights_random_counts


@dataclass(frozen=True, repr=False)
class ERF(Metric):
    """Extra relevant records found over random order after a share of the population.

    Relevant records among the first ``floor(p N)``, minus those in the idealised random order
    ``round(linspace(0, R, N))`` at the same place, divided by R. 0 if ``floor(p N)`` is 0.

    Parameters
    ----------
    p
        Share of the population that is read.
    """

    p: Share

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", share(self.p))

    def measure(self, order: ScreeningOrder) -> float | None:
        """The surplus as a share of the relevant records, from −1 to 1."""
        depth = floor_of(self.p, order.population)
        if depth == 0:
            return 0.0
        found = order.found_by(depth)
        if found is None:
            return None
        return float(found - insights_random_counts(order)[depth - 1]) / order.relevant

    def __repr__(self) -> str:
        return f"ERF@{percent(Fraction(self.p))}%"
