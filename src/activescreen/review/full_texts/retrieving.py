"""Saying how far the search for a full text is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.review.duplicates.checks import find_screened, is_merged
from activescreen.review.duplicates.merges import end_of, ids_in, merges_in
from activescreen.review.full_texts.retrievals import Retrieval, Sought, retrievals
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry
from activescreen.store.reviews import Review, count

LONGEST_NOTE: Final = 1000


@dataclass(frozen=True, slots=True)
class Word:
    """What someone says of the search for a full text.

    Attributes
    ----------
    state
        How far it is.
    note
        A remark: who was asked, which library was tried.
    """

    state: Retrieval
    note: str = ""


def report_retrieval(
    database: Database, access: Access, record_id: str, said: Word, now: datetime
) -> Sought:
    """Keep how far the search for the full text of a record is.

    What is known already is not kept again.

    Raises
    ------
    InputError
        If the remark is too long.
    MissingError
        If there is no such record.
    LedgerError
        If another record stands for it.
    """
    note = said.note.strip()
    if len(note) > LONGEST_NOTE:
        raise InputError(
            f"The remark has more than {LONGEST_NOTE:,} characters.",
            where="note",
            remedy="Write a shorter one.",
        )
    review = access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        number = screened_number(connection, review, record_id)
        before = retrievals(connection, review, number).get(number, Sought())
        if (before.state, before.note) == (said.state, note):
            return before
        content = {"state": str(said.state), "note": note}
        author = access.account.name
        entry = add_entry(connection, review, Kind.RETRIEVAL, author, now, content, number)
    return Sought(said.state, note, author, entry.at)


def screened_number(connection: Connection, review: Review, record_id: str) -> int:
    """The number of a record that stands for itself.

    Raises
    ------
    MissingError
        If there is no such record.
    LedgerError
        If another record stands for it.
    """
    number = find_screened(connection, review, record_id)
    merges = merges_in(connection, review)
    if number in merges:
        raise is_merged(record_id, ids_in(merges)[end_of(number, merges)])
    return number
