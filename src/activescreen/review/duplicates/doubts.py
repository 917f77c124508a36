"""Pairs of records of which a person says whether they are one publication.

An import leaves them undecided (`store.searches.doubts_of`). "Same" merges them; "different" is an
entry of the journal, which later imports heed; both can be taken back. A pair of copies is a pair
of the records that are screened in their place, and one whose records are one already, or were
parted already, by what was decided on others, is not asked about again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from activescreen.errors import InputError, LedgerError
from activescreen.ledger import UNRESOLVED, Standing
from activescreen.review.duplicates.checks import find_screened, is_itself
from activescreen.review.duplicates.merges import (
    apart_content,
    end_of,
    ids_in,
    joined_by,
    merges_in,
    parted_in,
)
from activescreen.review.duplicates.merging import merge_in, split_in
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import veiled
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.journal import Entry, Kind, add_entry
from activescreen.store.reviews import Review, count
from activescreen.store.searches import copies_of, doubts_of


class Answer(StrEnum):
    """What was said of two records."""

    UNDECIDED = "undecided"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one publication, by their numbers.

    Attributes
    ----------
    one, other
        The records that are screened, the earlier one first.
    score, reason
        What speaks for and against it; no score where nobody was asked.
    answer
        What was said.
    author, at
        Who said it, and when; empty while nobody has.
    """

    one: int
    other: int
    score: int | None
    reason: str
    answer: Answer
    author: str = ""
    at: str = ""


def pairs_of(connection: Connection, review: Review) -> list[Pair]:
    """The pairs that people were asked about or have said something of, the likeliest first."""
    said = _Said(connection, review)
    homes = {copy.record: copy.kept for copy in copies_of(connection, review)}
    found: dict[frozenset[int], Pair] = {}
    for doubt in doubts_of(connection, review):
        one, other = sorted((homes.get(doubt.one, doubt.one), homes.get(doubt.other, doubt.other)))
        if one != other and frozenset((one, other)) not in found:
            found[frozenset((one, other))] = Pair(
                one, other, doubt.score, doubt.reason, *said.of(one, other)
            )
    for number, entry in said.merges.items():
        one, other = sorted((number, int(entry.content["kept_number"])))
        pair = Pair(one, other, None, "", Answer.SAME, entry.author, entry.at)
        found.setdefault(frozenset((one, other)), pair)
    for key, entry in said.parted.items():
        one, other = sorted(key)
        pair = Pair(one, other, None, "", Answer.DIFFERENT, entry.author, entry.at)
        found.setdefault(key, pair)
    return list(found.values())


def open_pairs(connection: Connection, review: Review) -> int:
    """How many pairs a person must still decide on."""
    pairs = pairs_of(connection, review)
    return sum(pair.answer is Answer.UNDECIDED for pair in pairs)


def answer(
    database: Database,
    access: Access,
    ids: tuple[str, str],
    said: Answer,
    now: datetime,
    kept_id: str = "",
) -> Pair:
    """Say of two records whether they are one publication, or take back what was said.

    Parameters
    ----------
    database, access, now
        Where, who says it, and the time.
    ids
        The records.
    said
        What is said of them.
    kept_id
        Which of the two stays if they are the same. Empty: the one that is further in screening,
        else the earlier one.

    Raises
    ------
    InputError
        If both are the same record, or the one that is to stay is neither.
    MissingError
        If the review has no such record.
    LedgerError, StoppingError
        If they cannot be merged or taken apart now; nothing was changed then.
    """
    if ids[0] == ids[1]:
        raise is_itself()
    if kept_id and kept_id not in ids:
        raise InputError("The record that is to stay is neither of the two.", where="kept")
    review = access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        numbers = {name: find_screened(connection, review, name) for name in ids}
        if said is Answer.SAME:
            _same(connection, access, numbers, kept_id, now)
        elif said is Answer.DIFFERENT:
            _different(connection, access, numbers, now)
        else:
            _take_back(connection, access, numbers, now)
        one, other = sorted(numbers.values())
        return Pair(one, other, None, "", *_Said(connection, review).of(one, other))


def kept_of(connection: Connection, review: Review, ids: Mapping[int, str]) -> int:
    """Which of two records should stay: the one that is further in screening, else the earlier.

    Parameters
    ----------
    connection, review
        Where, and of what.
    ids
        Number -> id of both.
    """
    needed, veil = review.protocol.votes_per_record, veiled(connection, review)
    standing: dict[tuple[str, str], Standing] = {}
    for event in events_on(connection, review, ids):
        one = standing.setdefault((event.record_id, event.stage), Standing(0))
        one.add(event.verdict, event.reviewer, resolves=event.resolves)

    def worth(number: int) -> tuple[int, int, int]:
        mine = [each for (name, _), each in standing.items() if name == ids[number]]
        # Of a record whose votes a pilot hides, its being the one that stays would tell some.
        final = ids[number] not in veil and sum(each.final(needed) != UNRESOLVED for each in mine)
        return final, sum(len(each.votes) for each in mine), -number

    return max(ids, key=worth)


class _Said:
    """Everything that was said, so that many pairs can be asked for."""

    def __init__(self, connection: Connection, review: Review) -> None:
        self.merges = merges_in(connection, review)
        self.parted = parted_in(connection, review)
        self._between: dict[frozenset[int], list[Entry]] = {}
        for pair, entry in self.parted.items():
            ends = frozenset(end_of(number, self.merges) for number in pair)
            self._between.setdefault(ends, []).append(entry)

    def of(self, one: int, other: int) -> tuple[Answer, str, str]:
        """What was said of two records, by whom and when, or follows from what was said."""
        if end_of(one, self.merges) == end_of(other, self.merges):
            entry = joined_by(one, other, self.merges)
            return Answer.SAME, entry.author, entry.at
        found = self.parting(one, other)
        if found:
            return Answer.DIFFERENT, found[0].author, found[0].at
        return Answer.UNDECIDED, "", ""

    def parting(self, one: int, other: int) -> list[Entry]:
        """What keeps two records apart, what was said of the pair itself first."""
        itself = self.parted.get(frozenset((one, other)))
        ends = frozenset((end_of(one, self.merges), end_of(other, self.merges)))
        return sorted(self._between.get(ends, ()), key=lambda entry: entry is not itself)


def _same(
    connection: Connection, access: Access, numbers: Mapping[str, int], kept_id: str, now: datetime
) -> None:
    review, merges = access.review, merges_in(connection, access.review)
    ends = {end_of(number, merges) for number in numbers.values()}
    if len(ends) == 1:
        return  # two people said so at once, or it follows from what was said of others
    names = {**{number: name for name, number in numbers.items()}, **ids_in(merges)}
    kept = end_of(numbers[kept_id], merges) if kept_id else 0
    kept = kept or kept_of(connection, review, {number: names[number] for number in ends})
    (merged,) = ends - {kept}
    merge_in(connection, access, (kept, names[kept]), (merged, names[merged]), now)


def _different(
    connection: Connection, access: Access, numbers: Mapping[str, int], now: datetime
) -> None:
    review, merges = access.review, merges_in(connection, access.review)
    (one, a), (other, b) = numbers.items()
    if end_of(a, merges) == end_of(b, merges):
        said = joined_by(a, b, merges)
        raise LedgerError(
            f"{said.author} said on {said.at[:10]} that these are one publication.",
            where=f"records {one} and {other}",
            remedy="Take that back first, then say that they are different.",
        )
    if frozenset((a, b)) not in parted_in(connection, review):
        part(connection, access, numbers, now, apart=True)


def part(
    connection: Connection,
    access: Access,
    numbers: Mapping[str, int],
    now: datetime,
    *,
    apart: bool,
) -> None:
    """Write down that two records are different, or that this is taken back.

    Parameters
    ----------
    connection, access, now
        A connection that may write, who says it, and the time.
    numbers
        Id -> number of both.
    apart
        Whether they are different.
    """
    (one, a), (other, b) = numbers.items()
    content = apart_content(one, other, (a, b), apart=apart)
    add_entry(connection, access.review, Kind.APART, access.account.name, now, content, a)


def _take_back(
    connection: Connection, access: Access, numbers: Mapping[str, int], now: datetime
) -> None:
    known = _Said(connection, access.review)
    (one, a), (other, b) = numbers.items()
    before, *_ = known.of(a, b)
    if before is Answer.SAME:
        entry = joined_by(a, b, known.merges)
        if entry.record is not None:
            split_in(connection, access, (entry.record, entry.content["merged"]), now)
    elif before is Answer.DIFFERENT and frozenset((a, b)) not in known.parted:
        said = known.parting(a, b)[0].content
        raise LedgerError(
            "Of these two nothing was said; they are different because two others are.",
            where=f"records {one} and {other}",
            remedy=f"Take back what was said of {said['one']} and {said['other']}.",
        )
    elif before is Answer.DIFFERENT:
        part(connection, access, numbers, now, apart=False)
