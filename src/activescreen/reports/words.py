"""Figures as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from activescreen.rounding import Direction, rounded

NBSP: Final = "\N{NO-BREAK SPACE}"
EN_DASH: Final = "\N{EN DASH}"
UNDEFINED: Final = EN_DASH


def count(number: float) -> str:
    """A number of records, with thousands separated: 1,702."""
    return f"{round(number):,}"


def percent(
    share: float, direction: Direction = "nearest", decimals: int = 1, *, fixed: bool = False
) -> str:
    """A share as a percentage.

    Parameters
    ----------
    share
        The share.
    direction
        ``down`` for recall, kept promises and lower bounds (94.96 % must not read as 95.0 %),
        ``up`` for misses and upper bounds, ``nearest`` for costs and other shares.
    decimals
        Digits behind the point. Trailing zeros are dropped, unless ``fixed`` keeps them for the
        columns of a table.
    """
    # Minus zero would be shown with its sign.
    shown = rounded(share * 100, decimals, direction) + 0.0
    text = f"{shown:.{decimals}f}"
    if decimals and not fixed:
        text = text.rstrip("0").rstrip(".")
    return f"{text}{NBSP}%"


def shown(share: float | None, direction: Direction = "nearest", decimals: int = 1) -> str:
    """A share for the column of a table, or a dash where it is undefined."""
    return UNDEFINED if share is None else percent(share, direction, decimals, fixed=True)


def count_span(numbers: Sequence[float]) -> str:
    """Smallest to largest: 430–521; one figure if they are the same."""
    low, high = count(min(numbers)), count(max(numbers))
    return low if low == high else f"{low}{EN_DASH}{high}"


def percent_span(shares: Sequence[float]) -> str:
    """Smallest to largest of several recalls: 94.9–100 %."""
    low, high = percent(min(shares), "down"), percent(max(shares), "down")
    return low if low == high else f"{low.removesuffix(f'{NBSP}%')}{EN_DASH}{high}"


def plural(number: int, noun: str) -> str:
    """1 record, 2 records."""
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}s"


def mean(numbers: Sequence[float]) -> float:
    """The arithmetic mean."""
    return math.fsum(numbers) / len(numbers)
