"""True negative rate at a recall: work saved over sampling, normalised."""

from __future__ import annotations

from dataclasses import dataclass

from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.targets import TargetMetric, cut_at


@dataclass(frozen=True, repr=False)
class TNR(TargetMetric):
    """Share of the irrelevant records that need not be read at a recall: TN / (TN + FP).

    It is WSS scaled between its smallest and its largest value, and so comparable between
    reviews of different prevalence.

    References
    ----------
    Kusa, Lipani, Knoth & Hanbury (2023), Intelligent Systems with Applications 18, 200193.
    """

    def measure(self, order: ScreeningOrder) -> float | None:
        """The rate, from 0 to 1."""
        cut = cut_at(order, self.recall)
        if cut is None:
            return None
        return cut.irrelevant_after(order) / (order.population - order.relevant)
