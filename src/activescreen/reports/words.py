"""Figures as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

NBSP: Final = "\N{NO-BREAK SPACE}"
EN_DASH: Final = "\N{EN DASH}"


def count(number: float) -> str:
    """A number of records, with thousands separated: 1,702."""
    return f"{round(number):,}"


def percent(share: float, decimals: int = 1, *, fixed: bool = False) -> str:
    """A share as a percentage, rounded down: 94.96 % must not read as 95.0 %.

    Trailing zeros are dropped, unless ``fixed`` keeps them for the columns of a table.
    """
    scale = 10**decimals
    # The tiny summand undoes binary noise such as 0.29 * 100 = 28.999999999999996.
    shown = math.floor(share * 100 * scale + 1e-6) / scale
    text = f"{shown:.{decimals}f}"
    if decimals and not fixed:
        text = text.rstrip("0").rstrip(".")
    return f"{text}{NBSP}%"


def count_span(numbers: Sequence[float]) -> str:
    """Smallest to largest: 430–521; one figure if they are the same."""
    low, high = count(min(numbers)), count(max(numbers))
    return low if low == high else f"{low}{EN_DASH}{high}"


def percent_span(shares: Sequence[float]) -> str:
    """Smallest to largest share: 94.9–100 %."""
    low, high = percent(min(shares)), percent(max(shares))
    return low if low == high else f"{low.removesuffix(f'{NBSP}%')}{EN_DASH}{high}"


def plural(number: int, noun: str) -> str:
    """1 record, 2 records."""
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}s"


def mean(numbers: Sequence[float]) -> float:
    """The arithmetic mean."""
    return math.fsum(numbers) / len(numbers)
