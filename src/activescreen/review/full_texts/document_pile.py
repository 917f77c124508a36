"""Many documents at once: matched to records by their names, the rest kept on a pile.

A file whose name leaves a doubt waits on the pile until someone says which record it is of.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from activescreen.errors import MissingError
from activescreen.originals import Originals
from activescreen.records import Record
from activescreen.review.board import Boards
from activescreen.review.full_texts.document_matching import Names
from activescreen.review.full_texts.documents import (
    Document,
    Upload,
    content_of,
    document_of,
    documents_in,
    give,
    keep,
    take_off,
)
from activescreen.review.full_texts.listing import passed
from activescreen.review.full_texts.retrieving import screened_number
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry
from activescreen.store.population import chunks, load_records
from activescreen.store.reviews import Review, count

_AT_ONCE: Final = 500
"""Values in one question; engines have a limit."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a file.

    Attributes
    ----------
    document
        The file.
    record
        The record that it was added to; None if it is on the pile.
    by
        What tells the record: ``DOI``, ``PubMed id`` or ``title`` in its name, or ``content``
        where the record has the file already; empty on the pile.
    """

    document: Document
    record: Record | None
    by: str = ""


def add_documents(
    database: Database,
    boards: Boards,
    access: Access,
    originals: Originals,
    uploads: list[Upload],
    now: datetime,
) -> list[Placed]:
    """Add files to the records that their names tell, all of them or none; others to the pile.

    Only records whose full texts are sought are looked at.

    Raises
    ------
    InputError
        If one is no PDF, is too large, or cannot be kept.
    """
    contents = [keep(originals, upload) for upload in uploads]
    review = access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        board = boards.current(connection, review)
        numbers = board.numbers[passed(connection, review, board)].tolist()
        records = {
            number: record
            for some in chunks(numbers, _AT_ONCE)
            for number, record in load_records(connection, review, some).items()
        }
        names = Names(records.values())
        number_of = {record.id: number for number, record in records.items()}
        placed: list[Placed] = []
        for content in contents:
            number, by = _owner(connection, review, content["digest"], records), "content"
            match = names.match(content["name"]) if number is None else None
            if match is not None:
                number, by = number_of[match.record_id], match.by
            if number is None:
                placed.append(Placed(_to_pile(connection, access, content, now), None))
            else:
                document = give(connection, access, number, content, now)
                placed.append(Placed(document, records[number], by))
    return placed


def pile_of(database: Database, access: Access) -> tuple[Document, ...]:
    """The files that wait for someone to say which record they are of."""
    with database.reading() as connection:
        return documents_in(connection, access.review).get(None, ())


def assign_document(
    database: Database, access: Access, digest: str, record_id: str, now: datetime
) -> Document:
    """Say which record a file on the pile is of.

    Raises
    ------
    MissingError
        If there is no such file on the pile, or no such record.
    LedgerError
        If another record stands for it.
    """
    with database.writing() as connection:
        count(connection, access.review, lock=True)
        number = screened_number(connection, access.review, record_id)
        document = _on_pile(connection, access.review, digest)
        take_off(connection, access, document, now)
        said = content_of(document, "added")
        return give(connection, access, number, said, now)


def discard_document(database: Database, access: Access, digest: str, now: datetime) -> None:
    """Take a file off the pile, since it is of no record. That it was there, and it, stay.

    Raises
    ------
    MissingError
        If there is no such file on the pile.
    """
    with database.writing() as connection:
        count(connection, access.review, lock=True)
        take_off(connection, access, _on_pile(connection, access.review, digest), now)


def _owner(
    connection: Connection, review: Review, digest: str, among: Collection[int]
) -> int | None:
    """The number of a record that has this file already, so that a repeated upload adds nothing."""
    for number, documents in documents_in(connection, review).items():
        if number in among and digest in [each.digest for each in documents]:
            return number
    return None


def _to_pile(
    connection: Connection, access: Access, content: Mapping[str, Any], now: datetime
) -> Document:
    for each in documents_in(connection, access.review).get(None, ()):
        if each.digest == content["digest"]:
            return each
    author = access.account.name
    return document_of(add_entry(connection, access.review, Kind.DOCUMENT, author, now, content))


def _on_pile(connection: Connection, review: Review, digest: str) -> Document:
    for each in documents_in(connection, review).get(None, ()):
        if each.digest == digest:
            return each
    raise MissingError(
        "No such file waits for its record.",
        remedy="Someone may have said in the meantime which record it is of; reload the page.",
    )
