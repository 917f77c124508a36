"""Normalised precision at a recall."""

from __future__ import annotations

from dataclasses import dataclass

from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.targets import TargetMetric, cut_at


@dataclass(frozen=True, repr=False)
class NormalisedPrecision(TargetMetric):
    """Precision at a recall, scaled between its smallest and its largest value.

    With TP relevant records at the cut, precision TP / (TP + FP) is smallest, TP / (TP + N − R),
    where every irrelevant record comes first, and largest, 1, where none does. Scaled between
    the two it is TP · TN / ((TP + FP) (N − R)).

    References
    ----------
    Kusa, Lipani, Knoth & Hanbury (2023), Intelligent Systems with Applications 18, 200193.
    """

    symbol = "nPrecision"

    def measure(self, order: ScreeningOrder) -> float | None:
        """The scaled precision, from 0 to 1."""
        cut = cut_at(order, self.recall)
        if cut is None:
            return None
        irrelevant = order.population - order.relevant
        return cut.found * cut.irrelevant_after(order) / (cut.depth * irrelevant)
