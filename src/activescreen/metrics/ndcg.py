"""Normalised discounted cumulative gain of the whole order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder


@dataclass(frozen=True, repr=False)
class NDCG(Metric):
    """Sum of 1 / log2(rank + 1) over the relevant records, divided by that of a perfect order.

    References
    ----------
    Järvelin & Kekäläinen (2002), ACM Trans Inf Syst 20(4), 422-446; binary gains, no cut-off.
    """

    symbol = "nDCG"

    def measure(self, order: ScreeningOrder) -> float | None:
        """The gain, above 0 and at most 1."""
        if not order.complete:
            return None
        ideal = np.arange(1, order.relevant + 1)
        return float(_gain(order.ranks) / _gain(ideal))


def _gain(ranks: NDArray[np.int64]) -> np.float64:
    return np.float64((1.0 / np.log2(ranks + 1.0)).sum())
