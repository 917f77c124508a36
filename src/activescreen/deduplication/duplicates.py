"""What was found: groups of records that are one publication, and pairs to ask a person about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from activescreen.deduplication.decisions import PairDecision
from activescreen.deduplication.merging import Merged, merge
from activescreen.deduplication.verdict import How, Verdict
from activescreen.records import Record, RecordSet

_SOURCE_COLUMNS: Final = ("source", "Source", "database", "Database", "DB")


@dataclass(frozen=True, slots=True)
class Removal:
    """One record that is a copy of another.

    Attributes
    ----------
    position, kept
        Of the record, and of the canonical record of its group.
    how
        By what it was recognised: the most certain evidence that links it to its group.
    score
        The points of that evidence; 0 where only a person's word links it.
    """

    position: int
    kept: int
    how: How
    score: int


@dataclass(frozen=True, slots=True)
class UncertainPair:
    """Two records of which a person must say whether they are one publication."""

    one: int
    other: int
    verdict: Verdict


@dataclass(frozen=True)
class Duplicates:
    """Which records are copies of which.

    Nothing is deleted: positions point at the records as they were, so any group can be taken
    apart again, by leaving out a group or by a decision that parts two of its records.

    Attributes
    ----------
    groups
        Positions of the records of one publication, for every publication with more than one
        record. The canonical record comes first, the others in their order; groups are ordered by
        their earliest record.
    by_source_pair
        How many records were removed, by the two sources concerned in alphabetical order: that of
        the canonical record and that of the record removed. What a PRISMA flow diagram asks for.
    removals
        The records that are copies, in their order.
    uncertain
        Pairs to ask a person about, the likeliest first.
    records
        Number of records searched. Positions from here on are of the records searched against.
    unused
        Decisions about records that are not here.
    """

    groups: tuple[tuple[int, ...], ...]
    by_source_pair: Counter[tuple[str, str]]
    removals: tuple[Removal, ...] = ()
    uncertain: tuple[UncertainPair, ...] = ()
    records: int = 0
    unused: tuple[PairDecision, ...] = ()

    @property
    def removed(self) -> int:
        """Number of records that are copies."""
        return len(self.removals)

    @property
    def removed_positions(self) -> frozenset[int]:
        """Positions of the records that are copies."""
        return frozenset(removal.position for removal in self.removals)

    @property
    def by_how(self) -> Counter[str]:
        """How many records were removed, by what they were recognised."""
        return Counter(removal.how.value for removal in self.removals)

    @property
    def matched(self) -> dict[int, int]:
        """Records that are already among those searched against: position here -> there."""
        return {
            removal.position: removal.kept - self.records
            for removal in self.removals
            if removal.kept >= self.records
        }

    def unique(self, records: RecordSet) -> RecordSet:
        """One record a publication, unchanged and in their order.

        Parameters
        ----------
        records
            The records in which the duplicates were found.
        """
        removed = self.removed_positions
        return records.take(place for place in range(len(records)) if place not in removed)

    def merged(self, records: RecordSet) -> tuple[Merged, ...]:
        """One record a publication, completed from its copies, in the order of the canonical ones.

        Publications that were found among the records searched against are left out.

        Parameters
        ----------
        records
            The records in which the duplicates were found.
        """
        groups = {group[0]: group for group in self.groups}
        removed = self.removed_positions
        return tuple(
            merge([records[member] for member in groups.get(place, (place,))])
            for place in range(len(records))
            if place not in removed
        )

    def group_numbers(self, total: int) -> list[int]:
        """The number of its group for every record, from 0, in order of first appearance."""
        first = {place: group[0] for group in self.groups for place in group}
        numbers: dict[int, int] = {}
        return [numbers.setdefault(first.get(p, p), len(numbers)) for p in range(total)]


def source_names(records: Sequence[Record]) -> list[str]:
    """Where each record is from: its file, or its database if all are from one file."""
    files = {record.source.file for record in records}
    if len(files) > 1:
        return [record.source.file for record in records]
    return [_database(record) or record.source.file for record in records]


def _database(record: Record) -> str:
    if record.source.database:
        return record.source.database
    return next((record.fields[c].strip() for c in _SOURCE_COLUMNS if record.fields.get(c)), "")
