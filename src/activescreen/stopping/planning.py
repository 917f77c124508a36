"""The estimate to plan by: which one, and what was measured of it.

Chosen by the study ``experiments/planning_estimate.py`` on twelve finished reviews, leaving one
out each time: of the estimates whose lower bound held, the one with the smallest error. Whoever
shows the estimate shows this beside it, for a dozen reviews prove little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from activescreen.stopping.wording import percent_down


@dataclass(frozen=True, slots=True)
class Planning:
    """An estimate to plan by, with what was measured of it on reviews that did not choose it.

    Attributes
    ----------
    estimator
        Its registered name.
    reviews
        Finished reviews in the study.
    held
        Reviews in which its lower bound held at every look.
    proven
        Share of such reviews that this proves, at 95 % confidence.
    error
        Mean absolute error of recall.
    """

    estimator: str
    reviews: int
    held: int
    proven: float
    error: float

    @property
    def statement(self) -> str:
        """What was measured, in a sentence."""
        return (
            f"On {self.reviews} finished reviews that had no part in choosing it, this estimate "
            f"was off by {100 * self.error:.0f} percentage points of recall on average, mostly too "
            f"low, and its lower bound held at every look in {self.held}; so few reviews prove no "
            f"more than that it does so in {percent_down(self.proven)} of reviews like these."
        )


PLANNING: Final = Planning("quant_ci", reviews=12, held=12, proven=0.779, error=0.142)
