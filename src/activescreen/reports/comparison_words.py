"""The figures of a comparison as people read them, on a page and on a terminal alike."""

from __future__ import annotations

from typing import Final

from activescreen.comparison import Measure
from activescreen.reports.words import NBSP, UNDEFINED, count, percent
from activescreen.rounding import Direction, rounded

RECALLS: Final = frozenset(
    {"recall", "recall_shared", "reached", "sensitivity_team", "sensitivity_single"}
)
_SHARES: Final = RECALLS | {"missed", "wss_at_stop", "wss_95", "disagreement", "prevalence"}


def measure_value(measure: Measure, *, fixed: bool = False) -> str:
    """The figure, recall rounded down and misses up; a dash where it is undefined.

    Parameters
    ----------
    measure
        The measure.
    fixed
        Keep trailing zeros, for the column of a table.
    """
    if measure.value is None:
        return UNDEFINED
    direction: Direction = "down" if measure.measure in RECALLS else "nearest"
    if measure.measure == "missed":
        direction = "up"
    return _shown(measure, measure.value, direction, fixed)


def measure_bounds(measure: Measure, *, fixed: bool = False) -> str:
    """Its interval, rounded outwards; a dash where there is none."""
    if measure.low is None or measure.high is None:
        return UNDEFINED
    low = _shown(measure, measure.low, "down", fixed)
    return f"{low} to {_shown(measure, measure.high, 'up', fixed)}"


def _shown(measure: Measure, value: float, direction: Direction, fixed: bool) -> str:
    if measure.measure in _SHARES:
        return percent(value, direction, fixed=fixed)
    if measure.measure == "included_beyond_truth":
        return count(value)
    if measure.measure == "recall_difference":
        return f"{rounded(100 * value, 1, direction) + 0.0:+.1f}{NBSP}points"
    return f"{value:.3f}"
