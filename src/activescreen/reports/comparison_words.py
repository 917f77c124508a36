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


def measure_value(measure: Measure) -> str:
    """The figure, recall rounded down and misses up; a dash where it is undefined."""
    if measure.value is None:
        return UNDEFINED
    direction: Direction = "down" if measure.measure in RECALLS else "nearest"
    return _shown(measure, measure.value, "up" if measure.measure == "missed" else direction)


def measure_bounds(measure: Measure) -> str:
    """Its interval, rounded outwards; a dash where there is none."""
    if measure.low is None or measure.high is None:
        return UNDEFINED
    return f"{_shown(measure, measure.low, 'down')} to {_shown(measure, measure.high, 'up')}"


def _shown(measure: Measure, value: float, direction: Direction) -> str:
    if measure.measure in _SHARES:
        return percent(value, direction)
    if measure.measure == "included_beyond_truth":
        return count(value)
    if measure.measure == "recall_difference":
        return f"{rounded(100 * value, 1, direction) + 0.0:+.1f}{NBSP}points"
    return f"{value:.3f}"
