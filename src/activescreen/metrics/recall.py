"""Recall at a depth: which share of the relevant records has been found by then."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from activescreen.errors import ConfigurationError
from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.shares import Share, floor_of, percent, share


@dataclass(frozen=True, repr=False)
class RecallAt(Metric):
    """Recall after ``k`` records: relevant ones among the first k, divided by R.

    Parameters
    ----------
    k
        Records read.

    Raises
    ------
    ConfigurationError
        If ``k`` is negative.
    """

    k: int

    needs_contrast = False

    def __post_init__(self) -> None:
        if self.k < 0:
            raise ConfigurationError(
                f"A depth of {self.k} records is not possible.", remedy="Choose 0 or more."
            )

    def measure(self, order: ScreeningOrder) -> float | None:
        """Recall, from 0 to 1."""
        found = order.found_by(self.k)
        return None if found is None else found / order.relevant

    def __repr__(self) -> str:
        return f"Recall@{self.k}"


@dataclass(frozen=True, repr=False)
class RecallAtShare(Metric):
    """Recall after a share of the population, also called RRF@p: recall at ``floor(p N)``.

    Parameters
    ----------
    p
        Share of the population that is read.
    """

    p: Share

    needs_contrast = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", share(self.p))

    def measure(self, order: ScreeningOrder) -> float | None:
        """Recall, from 0 to 1."""
        found = order.found_by(floor_of(self.p, order.population))
        return None if found is None else found / order.relevant

    def __repr__(self) -> str:
        return f"Recall@{percent(Fraction(self.p))}%"
