"""Bars that show how a study goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from activescreen.cli import console
from activescreen.simulation import Observer, Standing


class BarsObserver(Observer):
    """Shows on bars how a study goes.

    Parameters
    ----------
    bars
        Where to show it.
    relevant
        How many inclusions a run looks for.
    review
        Name of the review, where a command goes through several.
    """

    def __init__(self, bars: console.Bars, relevant: int, review: str = "") -> None:
        self.bars = bars
        self.relevant = relevant
        self.review = review

    def features(self, done: int, total: int) -> None:
        """Show how many texts are turned into features."""
        of_which = f" of {self.review}" if self.review else ""
        # Two records with the same words are one text, so these may be fewer than the records.
        self.bars.show(f"Reading titles and abstracts{of_which}", done, total, "different texts")

    def standing(self, runs: list[Standing]) -> None:
        """Show how many inclusions each run has found."""
        for run in runs:
            review = f" {self.review}" if self.review else ""
            which = f"{run.what}, " if run.what else ""
            self.bars.show(
                f"Screening{review}, {which}seed {run.seed}",
                run.found,
                self.relevant,
                f"inclusions found, {run.read:,} records read",
            )


@contextmanager
def bars_for(relevant: int, review: str = "") -> Iterator[BarsObserver]:
    """Bars that are shown while the block runs."""
    with console.Bars() as bars:
        yield BarsObserver(bars, relevant, review)
