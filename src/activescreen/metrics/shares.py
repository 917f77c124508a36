"""Shares such as a target recall, as exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias

from activescreen.errors import ConfigurationError

Share: TypeAlias = Fraction | float | str
"""A number above 0 and at most 1: ``Fraction(95, 100)``, ``0.95`` or ``"95/100"``."""


def share(value: Share) -> Fraction:
    """The exact fraction that is meant by a number as it is written.

    A float stands for its shortest decimal notation: 0.95 is 19/20, not the nearest binary
    number, so that ``floor(0.05 * 6000)`` is 300 and the 95 % of 20 is 19.

    Raises
    ------
    ConfigurationError
        If it is no number above 0 and at most 1.
    """
    if isinstance(value, Fraction):
        exact = value
    else:
        try:
            exact = Fraction(str(value))
        except (ValueError, ZeroDivisionError) as error:
            raise _impossible(value) from error
    if not 0 < exact <= 1:
        raise _impossible(value)
    return exact


def percent(value: Fraction) -> str:
    """A share as it is written in the name of a measure: ``95``, ``99.5`` or ``100/3``."""
    hundredfold = value * 100
    decimal = f"{float(hundredfold):.10g}"
    return decimal if Fraction(decimal) == hundredfold else str(hundredfold)


def ceil_of(part: Share, total: int) -> int:
    """``ceil(part * total)`` without rounding errors."""
    return math.ceil(share(part) * total)


def floor_of(part: Share, total: int) -> int:
    """``floor(part * total)`` without rounding errors."""
    return math.floor(share(part) * total)


def _impossible(value: Share) -> ConfigurationError:
    return ConfigurationError(
        f"A share of {value} is not possible.",
        remedy="Choose one above 0 and at most 1, for instance 0.95.",
    )
