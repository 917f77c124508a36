"""The sentences that statements share, so that every rule claims in the same words."""

from __future__ import annotations

from fractions import Fraction


def percent(share: Fraction | float, digits: int = 3) -> str:
    """A share as people read it: ``95 %``."""
    return f"{100 * float(share):.{digits}g} %"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: ``1 record``, ``2,000 records``."""
    noun = singular if number == 1 else (plural or f"{singular}s")
    return f"{number:,} {noun}"


def scope(population: int) -> str:
    """What a certified statement covers, and what it does not."""
    return (
        "It covers records your reviewers would label relevant among the "
        f"{population:,} imported: not what the search missed, not labelling errors, "
        "not later imports."
    )


def certified_by(target: Fraction, alpha: float) -> str:
    """What a certified rule promises, whatever it did to get there."""
    return (
        f"This procedure wrongly declares {percent(target)} recall in at most {percent(alpha)} of "
        "such checks, whatever the true number of relevant records and however often we looked."
    )


def everything_read(population: int) -> str:
    """What may be claimed when no record is left unread."""
    return (
        f"All {population:,} records were read: recall is 1 because nothing was left out, "
        f"not by inference. {scope(population)}"
    )


def no_claim(target: Fraction) -> str:
    """What may be claimed before a rule has stopped."""
    return f"No claim about reaching {percent(target)} recall can be made yet."
