"""What every ranking metric is: a value object that is called with a screening order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from activescreen.metrics.order import ScreeningOrder


class Metric(ABC):
    """A measure of a screening order, written as in the literature: ``WSS@95``.

    A concrete metric is a frozen dataclass of its parameters, so that it can be compared, put
    in a set and used as a key; its ``repr`` is stable and names those parameters.

    Attributes
    ----------
    symbol
        The literature's sign for it, where that is not the name of the class.
    needs_contrast
        True if the metric says how well the order tells relevant from irrelevant records. It
        is then undefined where nothing can be told apart, that is where R = N as well as where
        R = 0. Plain counts of work are undefined for R = 0 only.
    """

    symbol: ClassVar[str] = ""
    needs_contrast: ClassVar[bool] = True

    def __call__(self, order: ScreeningOrder) -> float | None:
        """The value; None where it is undefined or depends on records never screened."""
        if order.relevant == 0:
            return None
        if self.needs_contrast and order.relevant == order.population:
            return None
        return self.measure(order)

    @abstractmethod
    def measure(self, order: ScreeningOrder) -> float | None:
        """The value for an order in which the metric is defined; None if it is not known."""

    def __repr__(self) -> str:
        return self.symbol or type(self).__name__
