"""Groups of records that are one publication."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from activescreen.deduplication.keys import Keys, keys_of
from activescreen.deduplication.matching import same_publication
from activescreen.records import Record, RecordSet

LARGEST_BLOCK = 40
"""Above this many records with one key, only those with one year and author are compared."""


@dataclass(frozen=True)
class Duplicates:
    """Which records are copies of which.

    Attributes
    ----------
    groups
        Positions of the records of one publication, for every publication with more than one
        record. The canonical record comes first, the others in their order; groups are ordered by
        their earliest record.
    by_source_pair
        How many records were removed, by the two files concerned in alphabetical order: that of
        the canonical record and that of the record removed. What a PRISMA flow diagram asks for.
    """

    groups: tuple[tuple[int, ...], ...]
    by_source_pair: Counter[tuple[str, str]]

    @property
    def removed(self) -> int:
        """Number of records beyond the first of each publication."""
        return sum(len(group) - 1 for group in self.groups)

    @property
    def removed_positions(self) -> frozenset[int]:
        """Positions of the records that are not canonical."""
        return frozenset(place for group in self.groups for place in group[1:])

    def unique(self, records: RecordSet) -> RecordSet:
        """One record a publication, unchanged and in their order.

        Parameters
        ----------
        records
            The records in which the duplicates were found.
        """
        removed = self.removed_positions
        return records.take(place for place in range(len(records)) if place not in removed)


def find_duplicates(records: Sequence[Record]) -> Duplicates:
    """Group records by DOI, PubMed id, title and place of publication.

    Only records that share one of the four are compared, so the time grows nearly in proportion
    to the number of records.

    Parameters
    ----------
    records
        Records of any number of files.

    Returns
    -------
    The groups, with the most complete record of each as the canonical one.
    """
    keys = [keys_of(record) for record in records]
    parent = list(range(len(records)))
    for block in _blocks(keys):
        for place, one in enumerate(block):
            for other in block[:place]:
                a, b = _root(parent, one), _root(parent, other)
                if a != b and same_publication(keys[one], keys[other]):
                    parent[max(a, b)] = min(a, b)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for place in range(len(records)):
        members[_root(parent, place)].append(place)
    groups = tuple(_canonical_first(group, records) for group in members.values() if len(group) > 1)
    return Duplicates(groups, _by_source_pair(groups, records))


def _blocks(keys: Sequence[Keys]) -> Iterator[list[int]]:
    """Positions of records that share a key, key by key."""
    for attribute in ("pmid", "doi", "title", "place"):
        shared: defaultdict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            shared[getattr(key, attribute)].append(place)
        shared.pop("", None)
        for block in shared.values():
            if len(block) > LARGEST_BLOCK:
                yield from _narrowed(block, keys)
            elif len(block) > 1:
                yield block


def _narrowed(block: Iterable[int], keys: Sequence[Keys]) -> Iterator[list[int]]:
    """Parts of a large block that agree in title, year and author.

    Within one, each record is compared with the one before it only, so that a key as common as a
    journal's standing title costs no more than its length.
    """
    parts: defaultdict[tuple[str, int | None, str, str], list[int]] = defaultdict(list)
    for place in block:
        key = keys[place]
        parts[key.title, key.year, key.author, key.page].append(place)
    for part in parts.values():
        yield from ([one, other] for one, other in pairwise(part))


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place


def _canonical_first(group: list[int], records: Sequence[Record]) -> tuple[int, ...]:
    best = max(group, key=lambda place: (_completeness(records[place]), -place))
    return (best, *(place for place in group if place != best))


def _completeness(record: Record) -> tuple[bool, int, int]:
    """An abstract counts most, then how many fields are filled, then how much text there is."""
    filled = (
        *(record.title, record.authors, record.year, record.journal, record.volume),
        *(record.number, record.pages, record.doi, record.pmid, record.keywords),
    )
    return bool(record.abstract.strip()), sum(map(bool, filled)), len(record.abstract)


def _by_source_pair(
    groups: Iterable[tuple[int, ...]], records: Sequence[Record]
) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for canonical, *others in groups:
        kept = records[canonical].source.file
        for other in others:
            first, second = sorted((kept, records[other].source.file))
            pairs[first, second] += 1
    return pairs
