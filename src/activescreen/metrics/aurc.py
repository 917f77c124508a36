"""Area under the recall curve."""

from __future__ import annotations

from dataclasses import dataclass

from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder


@dataclass(frozen=True, repr=False)
class AURC(Metric):
    """Area under the recall curve: the mean recall over all depths, (N − mean rank + 1) / N.

    Its largest value depends on R; `NAUC` does not.
    """

    def measure(self, order: ScreeningOrder) -> float | None:
        """The area, above 0 and at most 1."""
        if not order.complete:
            return None
        pairs = order.relevant * (order.population + 1) - int(order.ranks.sum())
        return pairs / (order.relevant * order.population)
