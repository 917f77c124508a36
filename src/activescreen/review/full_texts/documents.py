"""The PDF files of full texts: kept by the hash of their content, and shown to the team alone.

An entry of the kind `Kind.DOCUMENT` is about one record:
``{"action": "added" | "removed", "name": ..., "digest": ..., "bytes": ...}``. One without a record
is about a file that nobody has said yet which record it belongs to. The files themselves are among
the originals, under their digests; removing a document removes no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from activescreen.errors import InputError, MissingError
from activescreen.originals import Originals
from activescreen.review.duplicates.merges import merges_in, standing_for
from activescreen.review.full_texts.retrievals import Retrieval, retrievals
from activescreen.review.full_texts.retrieving import screened_number
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.journal import Entry, Kind, add_entry, entries
from activescreen.store.reviews import Review, count

MOST_BYTES: Final = 100 << 20
"""Bytes that a document may have."""

LONGEST_NAME: Final = 200
_MARK: Final = b"%PDF-"
_HEAD: Final = 1024
"""Readers look for the mark within so many bytes."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that belongs to a record, or that waits for its record to be named.

    Attributes
    ----------
    name
        Its name, without folders.
    digest
        SHA-256 of its content, under which it is kept.
    bytes
        Its size.
    author, at
        Who added it, and when.
    record
        Number of the record that it was added to, which may have been merged since; None while
        it waits for its record.
    """

    name: str
    digest: str
    bytes: int
    author: str
    at: str
    record: int | None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in.

    Attributes
    ----------
    path
        Where it lies.
    name
        What it is called.
    """

    path: Path
    name: str


def documents_in(connection: Connection, review: Review) -> dict[int | None, tuple[Document, ...]]:
    """Record number -> its documents, in the order in which they were added.

    Those of merged records are with the one that stands for them; under None are those that wait
    for a record.
    """
    own: dict[int | None, dict[str, Document]] = {}
    for entry in entries(connection, review, [Kind.DOCUMENT]):
        said, here = entry.content, own.setdefault(entry.record, {})
        if said["action"] == "removed":
            here.pop(said["digest"], None)
        else:
            here[said["digest"]] = document_of(entry)
    stands_for = standing_for(merges_in(connection, review)) if own else {}
    found: dict[int | None, dict[str, Document]] = {}
    for number, some in own.items():
        kept = number if number is None else stands_for.get(number, number)
        if some:
            found.setdefault(kept, {}).update(some)
    return {number: tuple(some.values()) for number, some in found.items()}


def digests_in(connection: Connection, review: Review) -> dict[str, str]:
    """Digest -> name of every file that ever was a document, also of those removed since."""
    found = entries(connection, review, [Kind.DOCUMENT])
    return {entry.content["digest"]: entry.content["name"] for entry in found}


def keep(originals: Originals, upload: Upload) -> Mapping[str, Any]:
    """Keep the file of an upload.

    Returns
    -------
    What an entry of the journal says of it.

    Raises
    ------
    InputError
        If it is no PDF, is too large, or cannot be kept.
    """
    size = upload.path.stat().st_size
    name = upload.name[:LONGEST_NAME]
    if size > MOST_BYTES:
        raise InputError(
            f"The file has {size / (1 << 20):,.0f} MiB; at most {MOST_BYTES >> 20} are kept.",
            where=name,
            remedy="Save a smaller version of it; most PDF programs can reduce images.",
        )
    _check_pdf(upload.path, name)
    digest = originals.keep(upload.path)
    return {"action": "added", "name": name, "digest": digest, "bytes": size}


def add_to_record(
    database: Database,
    access: Access,
    originals: Originals,
    record_id: str,
    uploads: Sequence[Upload],
    now: datetime,
) -> list[Document]:
    """Add PDF files to a record, all of them or none; it is retrieved by that.

    A file that the record has already changes nothing.

    Raises
    ------
    InputError
        If one is no PDF, is too large, or cannot be kept.
    MissingError
        If there is no such record.
    LedgerError
        If another record stands for it.
    """
    with database.reading() as connection:
        # Before a large file is copied for nothing.
        screened_number(connection, access.review, record_id)
    contents = [keep(originals, upload) for upload in uploads]
    with database.writing() as connection:
        count(connection, access.review, lock=True)
        number = screened_number(connection, access.review, record_id)
        return [give(connection, access, number, content, now) for content in contents]


def give(
    connection: Connection, access: Access, number: int, content: Mapping[str, Any], now: datetime
) -> Document:
    """Say that a kept file belongs to a record; see `add_to_record`."""
    review, author = access.review, access.account.name
    here = documents_in(connection, review).get(number, ())
    known = [each for each in here if each.digest == content["digest"]]
    if known:
        return known[0]
    entry = add_entry(connection, review, Kind.DOCUMENT, author, now, content, number)
    before = retrievals(connection, review, number).get(number)
    if before is None or before.state is not Retrieval.RETRIEVED:
        said = {"state": str(Retrieval.RETRIEVED), "note": before.note if before else ""}
        add_entry(connection, review, Kind.RETRIEVAL, author, now, said, number)
    return document_of(entry)


def remove_document(
    database: Database, access: Access, record_id: str, digest: str, now: datetime
) -> None:
    """Take a document off a record. That it was there, and its file, stay.

    Raises
    ------
    MissingError
        If there is no such record, or it has no such document.
    LedgerError
        If another record stands for it.
    """
    with database.writing() as connection:
        count(connection, access.review, lock=True)
        number = screened_number(connection, access.review, record_id)
        document = _document(connection, access.review, number, digest)
        take_off(connection, access, document, now)


def take_off(connection: Connection, access: Access, document: Document, now: datetime) -> None:
    """Say that a document belongs to a record no longer, or waits no longer for one."""
    said, author = content_of(document, "removed"), access.account.name
    add_entry(connection, access.review, Kind.DOCUMENT, author, now, said, document.record)


def content_of(document: Document, action: str) -> dict[str, Any]:
    """What an entry of the journal says of a document that is added or removed."""
    return {
        "action": action,
        "name": document.name,
        "digest": document.digest,
        "bytes": document.bytes,
    }


def document_of(entry: Entry) -> Document:
    """The document that an entry is about."""
    said = entry.content
    return Document(
        said["name"], said["digest"], said["bytes"], entry.author, entry.at, entry.record
    )


def find_document(
    database: Database, access: Access, originals: Originals, record_id: str, digest: str
) -> tuple[Document, Path]:
    """A document of a record, and where its file is.

    Raises
    ------
    MissingError
        If there is no such record, or it has no such document.
    LedgerError
        If another record stands for it.
    InputError
        If its file was lost or changed.
    """
    with database.reading() as connection:
        number = screened_number(connection, access.review, record_id)
        document = _document(connection, access.review, number, digest)
    return document, originals.find(document.digest)


def _check_pdf(path: Path, name: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if _MARK in head:
        return
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        what = "The file is empty."
    elif text.startswith((b"<!doctype html", b"<html")):
        what = "This is a web page and no PDF, whatever its name says."
    else:
        what = "This is no PDF."
    raise InputError(
        what,
        where=name,
        remedy="Open it to see what it is. A publisher's page for signing in is often saved in "
        "the place of the article.",
    )


def _document(connection: Connection, review: Review, number: int, digest: str) -> Document:
    for each in documents_in(connection, review).get(number, ()):
        if each.digest == digest:
            return each
    raise no_document()


def no_document() -> MissingError:
    """There is no document of a digest."""
    return MissingError(
        "The record has no such document.",
        remedy="It may have been removed; reload the list of full texts.",
    )
