"""Rounding in a stated direction, so that no figure reads better than it is."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final, Literal

Direction = Literal["down", "up", "nearest"]
"""Recall and lower bounds go down, misses and upper bounds up, costs and shares to the nearest."""

# Far more than binary noise such as 0.29 * 100 = 28.999999999999996, far less than is ever shown.
_NOISE: Final = 1e-6


def rounded(value: float, decimals: int, direction: Direction) -> float:
    """A number with so many decimals; what is binary noise away from one is that one.

    Parameters
    ----------
    value
        The number.
    decimals
        Digits behind the point; below 0 in front of it.
    direction
        Where what lies between two such numbers goes. A half goes up.
    """
    scaled = value * 10.0**decimals
    if direction == "down":
        whole = math.floor(scaled + _NOISE)
    elif direction == "up":
        whole = math.ceil(scaled - _NOISE)
    else:
        whole = math.floor(scaled + 0.5 + _NOISE)
    return float(whole * Fraction(10) ** -decimals)
