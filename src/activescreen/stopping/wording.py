"""The sentences that statements share, so that every rule claims in the same words."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.records import Record
from activescreen.rounding import Direction, rounded

_TITLE: Final = 60


def percent(share: Fraction | float, digits: int = 3, direction: Direction = "nearest") -> str:
    """A share as people read it: ``95 %``.

    Parameters
    ----------
    share
        The share.
    digits
        Digits that count.
    direction
        ``down`` for recall and its lower bounds, ``up`` for errors that were computed.
    """
    value = 100 * float(share)
    if value:
        value = rounded(value, digits - 1 - math.floor(math.log10(abs(value))), direction)
    return f"{value:.{digits}g} %"


def percent_down(share: Fraction | float) -> str:
    """A recall or a lower bound as people read it: never more than it is."""
    return percent(share, direction="down")


def percent_up(share: Fraction | float) -> str:
    """An error probability as people read it: never less than it is."""
    return percent(share, direction="up")


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: ``1 record``, ``2,000 records``."""
    noun = singular if number == 1 else (plural or f"{singular}s")
    return f"{number:,} {noun}"


def was(number: int) -> str:
    """The verb that fits a number of things: ``was``, ``were``."""
    return "was" if number == 1 else "were"


def named(record: Record) -> str:
    """A record for people: its id, and its title so that they know which one it is."""
    title = " ".join(record.title.split())
    if not title:
        return f"record {record.id}"
    return f"record {record.id} ('{title[:_TITLE]}{'…' * (len(title) > _TITLE)}')"


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
        f"This procedure wrongly declares {percent_down(target)} recall in at most "
        f"{percent_up(alpha)} of such checks, whatever the true number of relevant records and "
        "however often we looked."
    )


def everything_read(population: int) -> str:
    """What may be claimed when no record is left unread."""
    return (
        f"All {population:,} records were read: recall is 1 because nothing was left out, "
        f"not by inference. {scope(population)}"
    )


def even_if_all(found: int, possible: int, target: Fraction) -> str:
    """What may be claimed when too few records are left to break the target."""
    return (
        f"With {counted(found, 'relevant record')} found, recall stays at or above "
        f"{percent_down(target)} even if all {possible:,} others are relevant."
    )


def stage_in_words(stage: str) -> str:
    """A screening stage as people call it."""
    return {TITLE_ABSTRACT: "title and abstract", FULL_TEXT: "full text"}.get(stage, stage)


def of_stage(stage: str) -> str:
    """Which records are the relevant ones at a stage."""
    if stage == TITLE_ABSTRACT:
        return (
            "Stage: title and abstract. The relevant records are those passed on to the full "
            "text, not those finally included."
        )
    if stage == FULL_TEXT:
        return (
            "Stage: full text. The relevant records are those included after reading the full "
            "text; one that was wrongly excluded by title and abstract is not among them."
        )
    return f"Stage: {stage}. The relevant records are those included at this stage."


def of_population(wave: str, population: int, fixed: str) -> str:
    """Which records a certificate speaks of."""
    return (
        f"Population: the {counted(population, 'record')} of '{wave}', fixed on {fixed}. Records "
        "that were merged since keep their places in it; records from other sources or of later "
        "searches lie outside it."
    )


def no_claim(target: Fraction) -> str:
    """What may be claimed before a rule has stopped."""
    return f"No claim about reaching {percent(target)} recall can be made yet."
