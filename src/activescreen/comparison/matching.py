"""Which record of the screening is which record of the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from activescreen.comparison.keys import LAST, SURE, Key, doi_key, one_to_one, pmid_key
from activescreen.deduplication import How as Found
from activescreen.deduplication import find_duplicates
from activescreen.errors import InputError
from activescreen.records import Record, RecordSet

LEAST_SHARED: Final = 0.5
"""Fewer records of the smaller side than this in common: the files are of different reviews."""

_NAMED: Final = 3


class How(StrEnum):
    """By what two records were matched."""

    ID = "id"
    IDENTIFIER = "identifier"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Match:
    """One publication on both sides, with its copies.

    Attributes
    ----------
    truth, screened
        Its places in the truth and in the screened records, ascending; never empty.
    how
        The surest thing by which they were matched.
    """

    truth: tuple[int, ...]
    screened: tuple[int, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Matching:
    """The records of two sides, matched.

    Attributes
    ----------
    matches
        What both have.
    only_truth, only_screened
        Places of records that the other side lacks.
    uncertain
        (place in the truth, place in the screened records, why) of records that may be one and
        were not matched.
    """

    matches: tuple[Match, ...]
    only_truth: tuple[int, ...]
    only_screened: tuple[int, ...]
    uncertain: tuple[tuple[int, int, str], ...] = ()

    def by(self, how: How) -> int:
        """How many were matched in this way."""
        return sum(match.how is how for match in self.matches)


def same_records(total: int) -> Matching:
    """The matching of records with themselves."""
    return Matching(tuple(Match((place,), (place,), How.ID) for place in range(total)), (), ())


def match(truth: RecordSet, screened: RecordSet) -> Matching:
    """Match the records of a screening with those of the truth.

    Records with one id, that is of the same content, are one. What is left is paired by title and
    abstract, PubMed id or DOI where these are no other record's, then compared as
    `activescreen.deduplication` compares records, and at last paired by title and year. Pairs that
    a person would have to decide on are not matched, but named.

    Raises
    ------
    InputError
        If a record's DOI and PubMed id belong to two different records of the other side, or if
        the sides have so little in common that they are of different reviews.
    """
    links: dict[tuple[int, int], How] = {
        (truth.position(name), place): How.ID
        for place, name in enumerate(screened.ids)
        if truth.has(name)
    }
    for records, other, side in ((truth, screened, 0), (screened, truth, 1)):
        _check_identifiers([records[place] for place in _without(links, records, side)], other)
    _pair(truth, screened, links, SURE)
    uncertain: list[tuple[int, int, str]] = []
    for side, records in enumerate((truth, screened)):
        if alone := _without(links, records, side):
            _compare(truth, screened, alone, side, links, uncertain)
    _pair(truth, screened, links, LAST)
    matching = _grouped(truth, screened, links, uncertain)
    _check_shared(matching, truth, screened)
    return matching


def _pair(
    truth: RecordSet, screened: RecordSet, links: dict[tuple[int, int], How], keys: Sequence[Key]
) -> None:
    """Pair what no other record shares a key with."""
    for key in keys:
        left = _without(links, truth, 0), _without(links, screened, 1)
        how = How.IDENTIFIER if key in (doi_key, pmid_key) else How.TITLE
        links.update((pair, how) for pair in one_to_one(truth, screened, left, key))


def _without(links: Iterable[tuple[int, int]], records: RecordSet, side: int) -> list[int]:
    linked = {link[side] for link in links}
    return [place for place in range(len(records)) if place not in linked]


def _compare(
    truth: RecordSet,
    screened: RecordSet,
    alone: Sequence[int],
    side: int,
    links: dict[tuple[int, int], How],
    uncertain: list[tuple[int, int, str]],
) -> None:
    """Compare the records of one side that have no counterpart with all of the other side."""
    mine, other = (truth, screened) if side == 0 else (screened, truth)
    # Ids are of no account here, and both sides may number their copies alike.
    new = [replace(mine[place], id="") for place in alone]
    found = find_duplicates(new, [replace(record, id="") for record in other])
    n = len(new)
    how = {removal.position: removal.how for removal in found.removals}

    def pair(new_place: int, known_place: int) -> tuple[int, int]:
        here, there = alone[new_place], known_place - n
        return (here, there) if side == 0 else (there, here)

    for group in found.groups:
        if group[0] < n:
            continue
        for place in group[1:]:
            same = How.IDENTIFIER if how[place] is Found.IDENTIFIER else How.TITLE
            links.setdefault(pair(place, group[0]), same)
    for each in found.uncertain:
        low, high = sorted((each.one, each.other))
        if low < n <= high:
            uncertain.append((*pair(low, high), each.verdict.reason))


def _grouped(
    truth: RecordSet,
    screened: RecordSet,
    links: dict[tuple[int, int], How],
    uncertain: Sequence[tuple[int, int, str]],
) -> Matching:
    home = {(0, place): (0, place) for place, _ in links}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while home.setdefault(node, node) != node:
            node = home[node]
        return node

    for one, other in links:
        first, second = root((0, one)), root((1, other))
        home[max(first, second)] = min(first, second)
    members: dict[tuple[int, int], tuple[set[int], set[int], set[How]]] = defaultdict(
        lambda: (set(), set(), set())
    )
    for (one, other), how in links.items():
        group = members[root((0, one))]
        group[0].add(one)
        group[1].add(other)
        group[2].add(how)
    matches = tuple(
        Match(tuple(sorted(ours)), tuple(sorted(theirs)), min(hows, key=list(How).index))
        for ours, theirs, hows in sorted(members.values(), key=lambda group: min(group[0]))
    )
    alone = _without(links, truth, 0), _without(links, screened, 1)
    # A doubt about records that have found their counterparts is none.
    left = [pair for pair in uncertain if pair[0] in alone[0] or pair[1] in alone[1]]
    return Matching(
        matches,
        tuple(alone[0]),
        tuple(alone[1]),
        tuple(dict.fromkeys(left)),
    )


def _check_identifiers(records: Sequence[Record], other: RecordSet) -> None:
    """Refuse records whose two identifiers name two records of the other side."""
    by_doi, by_pmid = _by_identifier(other)
    for record in records:
        by_one = by_doi.get(doi_key(record), set())
        by_two = by_pmid.get(pmid_key(record), set())
        if by_one and by_two and not by_one & by_two:
            raise InputError(
                f"The DOI {record.doi} of '{record.title[:60]}' is that of "
                f"{other[min(by_one)].source}, its PubMed id {record.pmid} that of "
                f"{other[min(by_two)].source}.",
                where=str(record.source),
                remedy="One of the two identifiers is wrong; correct or delete it.",
            )


def _by_identifier(records: RecordSet) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    by_doi: dict[str, set[int]] = defaultdict(set)
    by_pmid: dict[str, set[int]] = defaultdict(set)
    for place, record in enumerate(records):
        by_doi[doi_key(record)].add(place)
        by_pmid[pmid_key(record)].add(place)
    # Without an identifier nothing is said.
    by_doi.pop("", None)
    by_pmid.pop("", None)
    return by_doi, by_pmid


def _check_shared(matching: Matching, truth: RecordSet, screened: RecordSet) -> None:
    smaller = min(len(truth), len(screened))
    shared = len(matching.matches)
    if shared >= LEAST_SHARED * smaller and shared:
        return
    some = ", ".join(f"'{truth[place].title[:40]}'" for place in matching.only_truth[:_NAMED])
    raise InputError(
        f"The two files seem to be of different reviews: of {len(screened):,} screened records and "
        f"{len(truth):,} of the truth only {shared:,} are the same (not found among the screened "
        f"ones, for instance: {some}).",
        remedy="Give the full screening of the records that were screened.",
    )
