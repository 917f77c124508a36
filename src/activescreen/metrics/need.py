"""How many records must be read to reach a recall."""

from __future__ import annotations

from dataclasses import dataclass

from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.targets import TargetMetric, cut_at


@dataclass(frozen=True, repr=False)
class Need(TargetMetric):
    """Records to read until a recall is reached: the rank of relevant record ``ceil(r R)``."""

    needs_contrast = False

    def measure(self, order: ScreeningOrder) -> float | None:
        """The depth, in records."""
        cut = cut_at(order, self.recall)
        return None if cut is None else cut.depth
