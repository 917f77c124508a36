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
    """

    def __init__(self, bars: console.Bars, relevant: int) -> None:
        self.bars = bars
        self.relevant = relevant

    def features(self, done: int, total: int) -> None:
        """Show how many texts are turned into features."""
        self.bars.show("Reading titles and abstracts", done, total, "records")

    def standing(self, runs: list[Standing]) -> None:
        """Show how many inclusions each run has found."""
        for run in runs:
            which = f"{run.what}, " if run.what else ""
            self.bars.show(
                f"Screening, {which}seed {run.seed}",
                run.found,
                self.relevant,
                f"inclusions found, {run.read:,} records read",
            )


@contextmanager
def bars_for(relevant: int) -> Iterator[BarsObserver]:
    """Bars that are shown while the block runs."""
    with console.Bars() as bars:
        yield BarsObserver(bars, relevant)
