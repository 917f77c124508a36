"""The price list: what every certified rule would still read, for each target and error."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from activescreen.errors import ConfigurationError

# The two modules below are imported for what they register with ``reading_left``.
from activescreen.stopping import (
    RULES,
    Badge,
    price_hidden_sample,  # noqa: F401
    price_random_phase,  # noqa: F401
)
from activescreen.stopping.base import check_alpha, check_target
from activescreen.stopping.price import Reading, Standing, Workload, reading_left

TARGETS: Final = ("0.8", "0.9", "0.95", "1")
ALPHAS: Final = (0.01, 0.05, 0.10)
NO_PRICE: Final = "no price is known for this rule"


@dataclass(frozen=True, slots=True)
class Price:
    """One line of the price list.

    Attributes
    ----------
    rule
        Registered name.
    target, alpha
        tau, exact, and the error.
    left
        Relevant records taken to be left, for the expected reading.
    reading
        More records to read; None if this rule cannot make the claim.
    note
        What the figures assume, or why there are none; may be empty.
    """

    rule: str
    target: Fraction
    alpha: float
    left: int
    reading: Reading | None
    note: str = ""

    def to_json(self, workload: Workload) -> dict[str, Any]:
        """The line as plain data, each figure in records, votes and hours."""
        known = self.reading
        named = {} if known is None else {name: getattr(known, name) for name in _FIGURES}
        return {
            "rule": self.rule,
            "badge": Badge.CERTIFIED.value,
            "target": float(self.target),
            "alpha": self.alpha,
            "left": self.left,
            **{name: _amounts(named.get(name), workload) for name in _FIGURES},
            "expected_is_lower_bound": known is not None and known.at_least,
            "note": self.note,
        }


_FIGURES: Final = ("none_left", "expected", "most")


def certified_rules() -> tuple[str, ...]:
    """Names of the registered rules that certify at every look."""
    return tuple(name for name in RULES if RULES.create(name).badge is Badge.CERTIFIED)


def most_missing(found: int, target: Fraction) -> int:
    """The most relevant records that may be left without breaking the target now.

    The largest K with F >= tau (F + K): floor(F (1 - tau)/tau).
    """
    return found * (target.denominator - target.numerator) // target.numerator


def price_list(
    standing: Standing,
    targets: Sequence[Fraction | float | str] = TARGETS,
    alphas: Sequence[float] = ALPHAS,
    left: int | None = None,
    on_price: Callable[[int, int], None] | None = None,
) -> list[Price]:
    """How many more records each certified rule reads, its random draws beginning now.

    Parameters
    ----------
    standing
        Records, records read, relevant ones found.
    targets, alphas
        Target recalls and errors; every pair is priced.
    left
        Relevant records among the unread, for the expected reading. None: as many as the
        target allows to be missing now, which is what is left when a team that has just
        reached its target wants to know so. With fewer left the target has been passed, with
        more it is not reached and a rule ought to read on.
    on_price
        Hears of each price: how many are known, of how many.

    Raises
    ------
    ConfigurationError
        If a number is out of range.
    """
    if left is not None and not 0 <= left <= standing.unread:
        raise ConfigurationError(
            f"{left:,} relevant records cannot be left among {standing.unread:,} unread ones.",
            where="left",
            remedy="Give a number from 0 to the number of unread records.",
        )
    exact = [check_target(target) for target in targets]
    errors = [check_alpha(alpha) for alpha in alphas]
    asked = [
        (name, target, alpha) for name in certified_rules() for target in exact for alpha in errors
    ]
    prices = []
    for name, target, alpha in asked:
        prices.append(_priced(name, standing, target, alpha, left))
        if on_price is not None:
            on_price(len(prices), len(asked))
    return prices


def cheapest(prices: Sequence[Price], target: Fraction, alpha: float) -> Price | None:
    """The line with the smallest expected reading for one claim; None if no rule can make it.

    A mean that is known from below only is not compared.
    """
    able = [
        (price.reading.expected, price)
        for price in prices
        if price.reading is not None
        and not price.reading.at_least
        and (price.target, price.alpha) == (target, alpha)
    ]
    return min(able, key=lambda pair: pair[0])[1] if able else None


def _priced(
    name: str, standing: Standing, target: Fraction, alpha: float, left: int | None
) -> Price:
    if left is None:
        left = min(most_missing(standing.found, target), standing.unread)
    try:
        rule = RULES.create(name, **_accepted(name, {"target_recall": target, "alpha": alpha}))
    except ConfigurationError as refusal:  # A sample cannot certify a recall of 1.
        return Price(name, target, alpha, left, None, refusal.what)
    reading = reading_left(rule, standing, left)
    note = NO_PRICE if reading is None else reading.note
    return Price(name, target, alpha, left, reading, note)


def _accepted(name: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    known = inspect.signature(RULES.factory(name)).parameters
    return {key: value for key, value in settings.items() if key in known}


def _amounts(records: float | None, workload: Workload) -> dict[str, float] | None:
    if records is None:
        return None
    return {
        "records": records,
        "votes": records * workload.votes,
        "hours": workload.hours(records),
    }
