"""What two exports of one record still have in common, and pairs that nothing else shares it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Final

from activescreen.deduplication.profile import profile_of
from activescreen.deduplication.titles import title_of
from activescreen.deduplication.verdict import apart
from activescreen.identifiers import doi_in, pmid_in
from activescreen.records import Record, RecordSet

Key = Callable[[Record], Hashable]
"""What records are paired by; nothing (false) where a record does not have it."""


def doi_key(record: Record) -> str:
    """The DOI, in lower case."""
    return doi_in(record.doi).lower()


def pmid_key(record: Record) -> str:
    """The PubMed id."""
    return pmid_in(record.pmid)


def text_key(record: Record) -> Hashable:
    """Title and abstract, as far as letters and digits go; nothing without both."""
    title = title_of(record.title).compact
    abstract = "".join(filter(str.isalnum, record.abstract.lower()))
    return (title, abstract) if title and abstract else ()


def title_key(record: Record) -> Hashable:
    """Title, as far as letters and digits go, and year; nothing without a title."""
    title = title_of(record.title).compact
    return (title, record.year) if title else ()


SURE: Final = (text_key, pmid_key, doi_key)
"""Tried before records are compared, the surest first."""

LAST: Final = (title_key,)
"""Tried on what is left then: with one review on both sides, one title in one year is one record,
which would be too little to remove a duplicate by."""


def one_to_one(
    truth: RecordSet,
    screened: RecordSet,
    left: tuple[Sequence[int], Sequence[int]],
    key: Key,
) -> Iterator[tuple[int, int]]:
    """Pairs of places whose key no other record that is left has, on either side.

    Records that contradict each other, as by two PubMed ids, are no pair.
    """
    ours, theirs = _single(truth, left[0], key), _single(screened, left[1], key)
    for value, one in ours.items():
        other = theirs.get(value)
        if other is not None and not apart(profile_of(truth[one]), profile_of(screened[other])):
            yield one, other


def _single(records: RecordSet, places: Sequence[int], key: Key) -> dict[Hashable, int]:
    found: dict[Hashable, list[int]] = {}
    for place in places:
        if value := key(records[place]):
            found.setdefault(value, []).append(place)
    return {value: where[0] for value, where in found.items() if len(where) == 1}
