"""What the metrics at a target recall have in common."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.shares import Share, ceil_of, percent, share


class Cut(NamedTuple):
    """The first place in the order at which a target recall is reached."""

    depth: int
    found: int

    def irrelevant_after(self, order: ScreeningOrder) -> int:
        """TN, the irrelevant records that lie behind the cut."""
        return order.population - self.depth - (order.relevant - self.found)


def cut_at(order: ScreeningOrder, recall: Share) -> Cut | None:
    """The cut at relevant record number ``ceil(recall * R)``; None if it was not found."""
    found = ceil_of(recall, order.relevant)
    depth = order.rank_of(found)
    return None if depth is None else Cut(depth, found)


@dataclass(frozen=True, repr=False)
class TargetMetric(Metric):
    """A metric at the first cut that reaches a target recall.

    Parameters
    ----------
    recall
        The target, above 0 and at most 1.
    """

    recall: Share = Fraction(95, 100)

    def __post_init__(self) -> None:
        object.__setattr__(self, "recall", share(self.recall))

    def __repr__(self) -> str:
        return f"{super().__repr__()}@{percent(Fraction(self.recall))}"
