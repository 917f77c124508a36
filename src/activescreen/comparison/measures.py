"""A measure: one figure with its interval, what it is of, and how the interval was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from activescreen.comparison.intervals import (
    BOOTSTRAP,
    COUNT,
    EXACT,
    Bootstrap,
    Statistic,
    clopper_pearson,
)

ALL: Final = "all"
HEADER: Final = ("measure", "stage", "stratum", "value", "low", "high", "n", "method")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure.

    Attributes
    ----------
    measure
        Its name, as docs/comparing.md explains it.
    stage
        The stage that it is about; empty if it is about the whole screening.
    stratum
        The part of the records, or the reviewers, that it is about.
    value
        The figure; None where it is undefined, as a recall is without any inclusion.
    low, high
        Its bounds; None where there are none.
    n
        How many records (or votes) it is computed from.
    method
        What made the interval: ``Clopper-Pearson``, ``bootstrap``, or ``count`` for none.
    """

    measure: str
    stage: str
    stratum: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    method: str = COUNT

    def row(self) -> tuple[object, ...]:
        """Its cells in the order of `HEADER`."""
        return tuple(getattr(self, name) for name in HEADER)

    def as_json(self) -> dict[str, object]:
        """The same by name."""
        return {name: getattr(self, name) for name in HEADER}


def share(name: str, stage: str, stratum: str, hits: int, n: int) -> Measure:
    """A share with its exact interval; undefined if it is of nothing."""
    interval = clopper_pearson(hits, n)
    if interval is None:
        return Measure(name, stage, stratum, None, n=0, method=EXACT)
    return Measure(name, stage, stratum, hits / n, interval.low, interval.high, n, EXACT)


def resampled(
    name: str,
    stage: str,
    stratum: str,
    value: float | None,
    statistic: Statistic,
    units: int,
    bootstrap: Bootstrap,
) -> Measure:
    """A figure with its bootstrap interval over ``units``; without one where it is undefined."""
    interval = bootstrap.interval(statistic, units) if value is not None else None
    low, high = interval or (None, None)
    return Measure(name, stage, stratum, value, low, high, units, BOOTSTRAP)
