"""Which records of a search the review has already, and which are copies of one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from activescreen.deduplication import Duplicates, PairDecision, find_duplicates
from activescreen.records import RecordSet


@dataclass(frozen=True)
class Recognised:
    """What was found.

    Attributes
    ----------
    duplicates
        As `find_duplicates` gives them, without the records that are in ``same``.
    same
        Positions of new records that say word for word what a record of the review says -> the
        place of that one.
    """

    duplicates: Duplicates
    same: Mapping[int, int]

    @property
    def removed(self) -> int:
        """How many new records are not to be screened."""
        return self.duplicates.removed + len(self.same)

    @property
    def removed_positions(self) -> frozenset[int]:
        """Their positions."""
        return self.duplicates.removed_positions | self.same.keys()

    @property
    def known(self) -> dict[int, int]:
        """Records that the review has already: position -> place there."""
        return {**self.duplicates.matched, **self.same}


def recognise(
    new: RecordSet,
    population: RecordSet,
    identical: Mapping[str, int],
    decisions: Iterable[PairDecision],
    progress: Callable[[str, int, int], None],
) -> Recognised:
    """Find copies among new records, and those that the review has already.

    A record that says word for word what one of the review says is that one, even where it says
    too little to be told from others: whoever read it again would know no more than before. Only
    a title is not enough, for many records are called "Editorial".

    Parameters
    ----------
    new
        The records of the search.
    population
        The records that are screened.
    identical
        Content digest -> place of the record of the review that had, or stands for, this content.
    decisions
        What people decided on pairs; it outweighs everything else.
    progress
        Told how far comparing is.
    """
    decisions = tuple(decisions)
    parted = {frozenset((d.one, d.other)) for d in decisions if not d.same}
    same: dict[int, int] = {}
    for position, record in enumerate(new):
        place = identical.get(record.content_digest()) if record.abstract.strip() else None
        if place is not None and {record.id, population.ids[place]} not in parted:
            same[position] = place
    left = [position for position in range(len(new)) if position not in same]
    found = find_duplicates(new.take(left), population, decisions, progress)
    return Recognised(_moved(found, left, len(new), len(population)), same)


def _moved(found: Duplicates, left: list[int], new: int, old: int) -> Duplicates:
    """Duplicates among some of the new records, by their positions among all of them."""
    at = np.array([*left, *range(new, new + old)], dtype=np.int64).tolist()
    return replace(
        found,
        groups=tuple(tuple(at[place] for place in group) for group in found.groups),
        removals=tuple(
            replace(removal, position=at[removal.position], kept=at[removal.kept])
            for removal in found.removals
        ),
        uncertain=tuple(
            replace(pair, one=at[pair.one], other=at[pair.other]) for pair in found.uncertain
        ),
        records=new,
    )
