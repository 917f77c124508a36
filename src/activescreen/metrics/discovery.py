"""Time to discovery: how many records are read until a relevant one is found."""

from __future__ import annotations

from dataclasses import dataclass

from activescreen.errors import ConfigurationError
from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder


@dataclass(frozen=True, repr=False)
class TimeToDiscovery(Metric):
    """TD_i, the rank of the ``i``-th relevant record found, in records.

    Parameters
    ----------
    i
        Number of the relevant record, from 1. None comes back where R is smaller.

    Raises
    ------
    ConfigurationError
        If ``i`` is below 1.
    """

    i: int

    needs_contrast = False

    def __post_init__(self) -> None:
        if self.i < 1:
            raise ConfigurationError(
                f"There is no relevant record number {self.i}.", remedy="Count from 1."
            )

    def measure(self, order: ScreeningOrder) -> float | None:
        """The rank, in records."""
        return order.rank_of(self.i)

    def __repr__(self) -> str:
        return f"TD@{self.i}"


@dataclass(frozen=True, repr=False)
class ATD(Metric):
    """Average time to discovery: the mean rank of the relevant records, in records.

    References
    ----------
    Ferdinands et al. (2023), Systematic Reviews 12, 100.
    """

    needs_contrast = False

    def measure(self, order: ScreeningOrder) -> float | None:
        """The mean rank, in records."""
        return int(order.ranks.sum()) / order.relevant if order.complete else None


@dataclass(frozen=True, repr=False)
class ATDFraction(Metric):
    """Average time to discovery as a fraction of the population: mean rank / N."""

    symbol = "ATD%"
    needs_contrast = False

    def measure(self, order: ScreeningOrder) -> float | None:
        """The fraction, above 0 and at most 1."""
        if not order.complete:
            return None
        return int(order.ranks.sum()) / (order.relevant * order.population)


@dataclass(frozen=True, repr=False)
class LastRelevantRank(Metric):
    """Rank of the relevant record that was found last, t_R, in records."""

    needs_contrast = False

    def measure(self, order: ScreeningOrder) -> float | None:
        """The rank, in records."""
        return order.rank_of(order.relevant)
