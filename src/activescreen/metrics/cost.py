"""Cost of a two-phase review that stops ranking early and is made good to a target recall."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from activescreen.errors import ConfigurationError
from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder
from activescreen.metrics.shares import Share, percent, share
from activescreen.metrics.targets import cut_at


@dataclass(frozen=True, slots=True)
class CostStructure:
    """What it costs to read one record, in any unit.

    Attributes
    ----------
    relevant, irrelevant
        In the first phase, of active learning.
    further_relevant, further_irrelevant
        In the second phase, which reads on to the target recall.
    """

    relevant: float = 1.0
    irrelevant: float = 1.0
    further_relevant: float = 1.0
    further_irrelevant: float = 1.0

    def __str__(self) -> str:
        prices = (self.relevant, self.irrelevant, self.further_relevant, self.further_irrelevant)
        return "/".join(f"{price:g}" for price in prices)


@dataclass(frozen=True, repr=False)
class Cost(Metric):
    """Cost of reading a first phase and then the shortest further prefix that reaches a recall.

    Plotted against the length of the first phase it shows what stopping at the wrong moment
    costs: too late wastes reading in the first phase, too early leaves much for the second.
    The second phase continues in the same order; where it follows the ranking that stood at the
    end of the first phase, hand in that order.

    Parameters
    ----------
    first_phase
        Records read in the first phase; the whole population if there are fewer.
    recall
        The target.
    structure
        The unit costs.

    Raises
    ------
    ConfigurationError
        If the first phase has a negative length.

    References
    ----------
    Yang, Lewis & Frieder (2021), On minimizing cost in legal document review workflows,
    DocEng '21.
    """

    first_phase: int
    recall: Share = Fraction(95, 100)
    structure: CostStructure = CostStructure()

    needs_contrast = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "recall", share(self.recall))
        if self.first_phase < 0:
            raise ConfigurationError(
                f"A first phase of {self.first_phase} records is not possible.",
                remedy="Choose 0 or more.",
            )

    def measure(self, order: ScreeningOrder) -> float | None:
        """The cost, in the unit of the structure."""
        depth = min(self.first_phase, order.population)
        found = order.found_by(depth)
        cut = cut_at(order, self.recall)
        if found is None or cut is None:
            return None
        further = max(cut.found - found, 0)
        further_irrelevant = max(cut.depth - depth, 0) - further
        unit = self.structure
        return (
            unit.relevant * found
            + unit.irrelevant * (depth - found)
            + unit.further_relevant * further
            + unit.further_irrelevant * further_irrelevant
        )

    def __repr__(self) -> str:
        target = percent(Fraction(self.recall))
        return f"Cost@{target}(first_phase={self.first_phase}, structure={self.structure})"
