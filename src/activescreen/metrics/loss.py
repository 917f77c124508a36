"""Loss of an order, and the area under the recall curve between random and perfect."""

from __future__ import annotations

from dataclasses import dataclass

from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder


@dataclass(frozen=True, repr=False)
class Loss(Metric):
    """Normalised loss: (mean rank − (R + 1) / 2) / (N − R).

    This is 1 − AUROC of the order: the share of pairs of a relevant and an irrelevant record
    in which the irrelevant one is read first. 0 is perfect, 0.5 random, 1 the worst order; one
    minus it is the area under the recall curve relative to the optimum.
    """

    def measure(self, order: ScreeningOrder) -> float | None:
        """The loss, from 0 to 1."""
        if not order.complete:
            return None
        return misordered_pairs(order) / (order.relevant * (order.population - order.relevant))


@dataclass(frozen=True, repr=False)
class NAUC(Metric):
    """Normalised area under the recall curve: 1 − 2 · loss.

    1 means that every inclusion comes first, 0 random order, −1 the worst order.
    """

    symbol = "nAUC"

    def measure(self, order: ScreeningOrder) -> float | None:
        """The area, from −1 to 1."""
        if not order.complete:
            return None
        pairs = order.relevant * (order.population - order.relevant)
        return (pairs - 2 * misordered_pairs(order)) / pairs


def misordered_pairs(order: ScreeningOrder) -> int:
    """Pairs of an irrelevant record and a relevant one that is read after it."""
    return int(order.ranks.sum()) - order.relevant * (order.relevant + 1) // 2
