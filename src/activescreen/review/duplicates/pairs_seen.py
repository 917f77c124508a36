"""Pairs as a person looks at them: both records, what differs, and how far each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from activescreen.deduplication import differing_fields
from activescreen.ledger import RELEVANT, UNRESOLVED, Standing
from activescreen.records import Record
from activescreen.review.duplicates.doubts import Answer, Pair, kept_of, pairs_of
from activescreen.review.duplicates.merges import end_of, ids_in, merges_in
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import veiled
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.population import load_records
from activescreen.store.reviews import Review

MOST: Final = 100
"""Pairs on a page."""


class Reading(StrEnum):
    """How far a record is, as everyone may know it."""

    UNREAD = "unread"
    OPEN = "open"
    INCLUDED = "included"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Side:
    """One record of a pair, and how far it is at its last stage."""

    record: Record
    reading: Reading


@dataclass(frozen=True)
class SeenPair:
    """A pair as a person looks at it.

    Attributes
    ----------
    pair
        What was said of it.
    one, other
        Both records.
    differs
        Fields in which they differ when read as they are compared.
    stays
        Id of the record that stands for both; that would, where it is not decided.
    """

    pair: Pair
    one: Side
    other: Side
    differs: tuple[str, ...]
    stays: str


@dataclass(frozen=True)
class SeenPairs:
    """Some pairs of a review.

    Attributes
    ----------
    shown
        Those that were asked for.
    open, decided
        How many there are of each kind.
    """

    shown: tuple[SeenPair, ...]
    open: int
    decided: int


def see_pairs(
    database: Database, access: Access, *, decided: bool, first: int, limit: int
) -> SeenPairs:
    """Pairs to decide on, the likeliest first; or those that were decided, the last one first.

    Parameters
    ----------
    database, access
        Where, and who looks at what.
    decided
        Which of the two.
    first, limit
        Which ones of them, counted from 0, and how many.
    """
    with database.reading() as connection:
        pairs = pairs_of(connection, access.review)
        undecided = [each for each in pairs if each.answer is Answer.UNDECIDED]
        done = [each for each in pairs if each.answer is not Answer.UNDECIDED]
        done.sort(key=lambda each: each.at, reverse=True)
        wanted = (done if decided else undecided)[first : first + min(limit, MOST)]
        shown = tuple(_seen(connection, access.review, wanted))
    return SeenPairs(shown, len(undecided), len(done))


def see_pair(database: Database, access: Access, pair: Pair) -> SeenPair:
    """One pair."""
    with database.reading() as connection:
        (shown,) = _seen(connection, access.review, [pair])
    return shown


def _seen(connection: Connection, review: Review, pairs: Iterable[Pair]) -> Iterable[SeenPair]:
    pairs = list(pairs)
    numbers = sorted({number for pair in pairs for number in (pair.one, pair.other)})
    records = load_records(connection, review, numbers)
    names = {number: record.id for number, record in records.items()}
    reading, merges = _reading(connection, review, names), merges_in(connection, review)
    names |= ids_in(merges)
    for pair in pairs:
        one, other = records[pair.one], records[pair.other]
        if pair.answer is Answer.SAME:
            stays = end_of(pair.one, merges)
        else:
            stays = kept_of(connection, review, {pair.one: one.id, pair.other: other.id})
        yield SeenPair(
            pair,
            Side(one, reading[one.id]),
            Side(other, reading[other.id]),
            differing_fields(one, other),
            names[stays],
        )


def _reading(
    connection: Connection, review: Review, ids: Mapping[int, str]
) -> Mapping[str, Reading]:
    """Record id -> how far it is, by the stage at which something was decided on it last."""
    standing: dict[str, dict[str, Standing]] = {name: {} for name in ids.values()}
    for event in events_on(connection, review, ids):
        stages = standing[event.record_id]
        one = stages.pop(event.stage, None) or Standing(0)
        one.add(event.verdict, event.reviewer, resolves=event.resolves)
        stages[event.stage] = one
    needed, veil = review.protocol.votes_per_record, veiled(connection, review)
    found = {}
    for name, stages in standing.items():
        last = next(reversed(stages.values())) if stages else None
        hidden = name in veil and last is not None and last.resolution is None
        label = UNRESOLVED if hidden else None if last is None else last.final(needed)
        found[name] = _words(label)
    return found


def _words(label: int | None) -> Reading:
    if label is None:
        return Reading.UNREAD
    if label == UNRESOLVED:
        return Reading.OPEN
    return Reading.INCLUDED if label == RELEVANT else Reading.EXCLUDED
