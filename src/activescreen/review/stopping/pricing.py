"""What a certified stop of a review would still cost, from where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, log10
from typing import Final

from activescreen.protocol import Protocol
from activescreen.review.board import Board
from activescreen.review.dashboard.worked import Worked
from activescreen.stopping.price import Standing
from activescreen.stopping.price_list import TARGETS, Price, cheapest, price_list

_CLOSE: Final = 0.005
"""Of the unread: so little more read changes no price that anyone plans by."""


@dataclass(frozen=True)
class Prices:
    """Prices of certified claims.

    Attributes
    ----------
    standing
        What they were found for: records, read, relevant.
    lines
        A price for each rule, target and error.
    target, alpha
        What the protocol asks for.
    now
        Where screening stands now: more may have been read since.
    renewing
        Whether they are being worked out anew.
    """

    standing: Standing
    lines: Sequence[Price]
    target: Fraction
    alpha: float
    now: Standing
    renewing: bool = False

    @property
    def asked(self) -> Price | None:
        """The cheapest way to the claim that the protocol asks for; None if no rule has one."""
        return cheapest(self.lines, self.target, self.alpha)


def prices_of(
    board: Board,
    protocol: Protocol,
    standing: Standing,
    wait: float | None,
    more: Sequence[float] = (),
) -> Prices | None:
    """The prices from here, or the last ones while these are being worked out; None without any.

    Prices of a standing that differs by little are not worked out anew. Of which standing they
    are is told in either case.

    Parameters
    ----------
    board
        The review's board, which keeps them.
    protocol
        Which claim is asked for.
    standing
        Where screening stands.
    wait
        Seconds to wait; None: until they are there.
    more
        Other errors to be priced; if there are any, other usual targets are priced, too.
    """
    target, alpha = protocol.target_recall, protocol.alpha
    targets = (target, *(Fraction(each) for each in TARGETS)) if more else (target,)
    targets, alphas = tuple(sorted(set(targets))), tuple(sorted({alpha, *more}, reverse=True))
    worked: Worked = board.remember("worked", None, Worked)
    last: dict[object, Prices] = board.remember("last prices", None, dict)
    # The price of other searches is no earlier state of this one.
    claim = (targets, alphas, standing.records)
    # What was known a moment ago is good enough while something better is worked out.
    wait = 0 if wait is not None and claim in last else wait
    made = worked.ask(
        ("prices", claim, _coarse(standing)),
        lambda: Prices(standing, price_list(standing, targets, alphas), target, alpha, standing),
        wait,
    )
    if made is not None:
        last[claim] = made
    known = last.get(claim)
    return None if known is None else replace(known, now=standing, renewing=made is None)


def _coarse(standing: Standing) -> tuple[int, int, int]:
    """The same for standings whose prices differ by little."""
    step = 10 ** max(0, floor(log10(max(1.0, standing.unread * _CLOSE))))
    return standing.records, standing.unread // step, standing.found
