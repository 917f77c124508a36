"""Exact bounds of a share that was counted (Clopper & Pearson 1934)."""

from __future__ import annotations

from typing import Final

from scipy.stats import beta

LEVEL: Final = 0.95
"""Confidence of each bound by itself: 12 of 12 has a lower bound of .78."""


def low_bound(hits: int, runs: int, level: float = LEVEL) -> float:
    """One-sided lower bound of a rate of which ``hits`` of ``runs`` were seen."""
    return float(beta.ppf(1.0 - level, hits, runs - hits + 1)) if hits else 0.0


def high_bound(hits: int, runs: int, level: float = LEVEL) -> float:
    """One-sided upper bound."""
    return float(beta.ppf(level, hits + 1, runs - hits)) if hits < runs else 1.0
