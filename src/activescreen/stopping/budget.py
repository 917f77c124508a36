"""Rule 4, Budget: stop when enough is read for what was found. No guarantee."""

from __future__ import annotations

from activescreen.stopping.base import About
from activescreen.stopping.gain_curve import GainCurveRule, knee_of
from activescreen.stopping.hypergeometric import IntArray


class Budget(GainCurveRule):
    """Stop after a budget of reading that falls with what was found.

    Cormack & Grossman 2016 (10.1145/2911451.2911510): stop at a checkpoint s if s >= .75 N, or if
    s >= 10 N/F_s and the yield before the knee is at least 6 times that after it. No guarantee.
    """

    name = "budget"
    about = About(
        line="Stops after a budget of reading that falls with what was found.",
        paper="Cormack & Grossman 2016, 10.1145/2911451.2911510",
        assumes="three quarters of the records are enough, or fewer where much was found early",
    )

    def verdict(self, found: IntArray, population: int) -> str:
        """Whether the budget is spent."""
        read, total = len(found), int(found[-1])
        if 4 * read >= 3 * population:
            return f"{read:,} records are three quarters of the {population:,}."
        if not total or read * total < 10 * population:
            return ""
        knee = knee_of(found)
        if knee.read == read or knee.ratio < 6:
            return ""
        return (
            f"{read:,} records are read and {total:,} relevant ones found, and up to record "
            f"{knee.read:,} the yield was {knee.ratio:.1f} times that of the records since."
        )
