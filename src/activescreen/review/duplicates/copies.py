"""Copies that the program recognised, and what to do where it was wrong.

Taking a copy out makes it a record that is screened by itself: it joins the population at its end,
as an import would have put it there. That both are different is kept, so that no later import
takes it for a copy again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from activescreen.errors import LedgerError, StoppingError
from activescreen.records import Record
from activescreen.review.duplicates.merges import apart_content
from activescreen.review.permissions import Access
from activescreen.review.records.browsing import no_record
from activescreen.store.claims import registrations_of
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry
from activescreen.store.population import find_record, give_place, load_records
from activescreen.store.reviews import Review, count, set_count
from activescreen.store.searches import Copy, copies_of, remove_copy, waves_with


@dataclass(frozen=True)
class Recognised:
    """A copy with the record that stands for it.

    Attributes
    ----------
    copy, kept
        Both records, the second completed from its copies.
    how
        By what it was recognised.
    """

    copy: Record
    kept: Record
    how: str


def copies(
    database: Database, access: Access, first: int, limit: int
) -> tuple[int, list[Recognised]]:
    """How many copies there are, and some of them, the least certain first.

    Parameters
    ----------
    database, access
        Where, and who looks at what.
    first, limit
        Which ones, counted from 0, and how many.
    """
    with database.reading() as connection:
        found = sorted(copies_of(connection, access.review), key=_certainty)
        return len(found), _shown(connection, access.review, found[first : first + limit])


def take_out(database: Database, access: Access, record_id: str, now: datetime) -> str:
    """Say of a copy that it is none: it is screened by itself from now on.

    Returns
    -------
    Id of the record that stood for it.

    Raises
    ------
    MissingError
        If the review has no such record.
    LedgerError
        If it is no copy.
    StoppingError
        If its search is the population of a registered phase, which holds the records that it
        held then and no others.
    """
    review = access.review
    with database.writing() as connection:
        counted = count(connection, review, lock=True)
        found = find_record(connection, review, record_id)
        if found is None:
            raise no_record()
        number, place, _ = found
        if place is not None:
            raise LedgerError(
                "The record is no copy of another one, or not any more.",
                where=f"record {record_id}",
                remedy="Nothing has to be done: it is screened by itself.",
            )
        waves = waves_with(connection, review, [number])
        if any(waves.intersection(each.waves) for each in registrations_of(connection, review)):
            raise StoppingError(
                "The search of this record has a registered random phase, and a certificate counts "
                "the records that it had then and no others.",
                where=f"record {record_id}",
                remedy="Import the record again as a search of its own, with "
                "'activescreen import --no-dedupe'.",
            )
        copy = next(each for each in copies_of(connection, review) if each.record == number)
        kept = load_records(connection, review, [copy.kept])[copy.kept].id
        remove_copy(connection, review, number)
        give_place(connection, review, number, counted.places)
        set_count(connection, review, counted._replace(places=counted.places + 1))
        content = apart_content(record_id, kept, (number, copy.kept), apart=True)
        add_entry(connection, review, Kind.APART, access.account.name, now, content, number)
    return kept


def _shown(connection: Connection, review: Review, found: Sequence[Copy]) -> list[Recognised]:
    numbers = {number for each in found for number in (each.record, each.kept)}
    records = load_records(connection, review, sorted(numbers))
    return [Recognised(records[each.record], records[each.kept], each.how) for each in found]


def _certainty(copy: Copy) -> tuple[bool, int, int]:
    # Of one that says word for word the same nothing was counted.
    return copy.score == 0, copy.score, copy.record
