"""Rule 4, Knee: stop where finds have become much rarer than before. No guarantee."""

from __future__ import annotations

from activescreen.errors import ConfigurationError
from activescreen.stopping.base import About
from activescreen.stopping.gain_curve import GainCurveRule, knee_of
from activescreen.stopping.hypergeometric import IntArray


class KneeRule(GainCurveRule):
    """Stop when the gain curve has a sharp knee.

    Cormack & Grossman 2016 (10.1145/2911451.2911510): at checkpoints that grow by a tenth, take
    the knee i of the curve and the yield before it over the yield after it; stop if that ratio is
    at least 156 - min(F_i, 150). No guarantee: a second cluster of relevant records behind a long
    quiet stretch is missed.

    Parameters
    ----------
    minimum
        Never stop before so many records are read; 1,000 in the paper.
    """

    name = "knee"
    about = About(
        line="Stops where finds have become much rarer than before.",
        paper="Cormack & Grossman 2016, 10.1145/2911451.2911510",
        assumes="there is one knee, and what comes after it stays as poor",
    )

    def __init__(self, minimum: int = 1000) -> None:
        if minimum < 0:
            raise ConfigurationError(
                f"A minimum of {minimum} records is not possible.", remedy="Use 0 or more."
            )
        self.minimum = minimum

    def verdict(self, found: IntArray, population: int) -> str:
        """Whether the ratio at the knee is high enough."""
        if len(found) < self.minimum or not found[-1]:
            return ""
        knee = knee_of(found)
        threshold = 156 - min(knee.found, 150)
        if knee.read == len(found) or knee.ratio < threshold:
            return ""
        return (
            f"Up to record {knee.read:,} the yield was {knee.ratio:.1f} times that of the records "
            f"since; {threshold} times is enough for this rule."
        )
