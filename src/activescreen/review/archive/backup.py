"""A backup: a zip with every row of a review, its imported files, and its full texts.

``manifest.json`` names every member with its SHA-256. Each review has a folder with
``review.json`` and one file of JSON lines a table, without the number that the review had in its
database; ``originals/`` holds the files under the digest of their content.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection, Table, select

from activescreen._version import __version__
from activescreen.errors import InputError
from activescreen.files import replacing_bytes
from activescreen.originals import CHUNK, Originals
from activescreen.review.full_texts.documents import digests_in
from activescreen.store.database import Database
from activescreen.store.migrating import REVISION
from activescreen.store.reviews import Review, all_reviews, count, find_review
from activescreen.store.searches import files_of
from activescreen.store.staging import ROWS_AT_ONCE
from activescreen.store.tables import OF_A_REVIEW, reviews

MARK: Final = "activescreen_backup"
FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
REVIEW: Final = "review.json"
ORIGINALS: Final = "originals"


@dataclass(frozen=True)
class BackedUp:
    """What a backup holds.

    Attributes
    ----------
    reviews
        Names of the reviews.
    records, events, originals, documents
        How many records, decisions, imported files and documents.
    left_out
        Why a file is not in it, a sentence each.
    """

    reviews: tuple[str, ...]
    records: int
    events: int
    originals: int
    documents: int
    left_out: tuple[str, ...]


@dataclass
class _Archive:
    """A zip that is written member by member, with the digest of each."""

    zip: zipfile.ZipFile
    digests: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with self.zip.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
        self.digests[name] = digest.hexdigest()


def back_up(
    database: Database, out: Path, originals: Originals, now: datetime, name: str | None = None
) -> BackedUp:
    """Write reviews to an archive, as they are at one moment; whole or not at all.

    Parameters
    ----------
    database
        Where they are.
    out
        The archive.
    originals
        Where files are kept.
    now
        The time.
    name
        Of one review; None: all.

    Raises
    ------
    InputError
        If there is no such review, none at all, or the archive cannot be written.
    """
    with (
        database.reading() as connection,
        replacing_bytes(out) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as opened,
    ):
        chosen = all_reviews(connection) if name is None else [find_review(connection, name)]
        if not chosen:
            raise InputError(
                "There is no review to back up.",
                where=database.where,
                remedy="Make one with: activescreen review create NAME.",
            )
        archive = _Archive(opened)
        for number, review in enumerate(chosen, 1):
            _write_review(connection, archive, f"reviews/{number}", review)
        imported = _names(_imported, connection, chosen)
        documents = _names(digests_in, connection, chosen)
        left_out = _write_originals(archive, {**documents, **imported}, originals)
        counted = [count(connection, review) for review in chosen]
        manifest = {
            MARK: FORMAT,
            "version": __version__,
            "revision": REVISION,
            "created": now.isoformat(),
            "reviews": [review.name for review in chosen],
            "left_out": list(left_out.values()),
            "sha256": archive.digests,
        }
        opened.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return BackedUp(
        tuple(review.name for review in chosen),
        sum(each.records for each in counted),
        sum(each.events for each in counted),
        len(imported.keys() - left_out.keys()),
        len(documents.keys() - left_out.keys()),
        tuple(left_out.values()),
    )


def _write_review(connection: Connection, archive: _Archive, folder: str, review: Review) -> None:
    row = connection.execute(select(reviews).where(reviews.c.id == review.id)).one()
    said = {name: value for name, value in row._mapping.items() if name != "id"}
    said["counters"] = count(connection, review)._asdict()
    archive.write(f"{folder}/{REVIEW}", [json.dumps(said, indent=1).encode()])
    for table in OF_A_REVIEW:
        archive.write(f"{folder}/{table.name}.jsonl", _lines(connection, table, review))


def _lines(connection: Connection, table: Table, review: Review) -> Iterator[bytes]:
    columns = [column for column in table.c if column.name != "review_id"]
    keys = [column for column in columns if column.primary_key]
    query = select(*columns).where(table.c.review_id == review.id).order_by(*keys)
    rows = connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})
    for row in rows.mappings():
        said = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(said).encode() + b"\n"


def _plain(value: Any) -> Any:
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _imported(connection: Connection, review: Review) -> dict[str, str]:
    """Digest -> name of every file that records came from."""
    return {file.original: file.name for file in files_of(connection, review)}


def _names(
    of: Callable[[Connection, Review], Mapping[str, str]],
    connection: Connection,
    chosen: Sequence[Review],
) -> dict[str, str]:
    """Digest -> name of the files of several reviews."""
    return {digest: name for review in chosen for digest, name in of(connection, review).items()}


def _write_originals(
    archive: _Archive, names: Mapping[str, str], originals: Originals
) -> dict[str, str]:
    """Digest -> why a file was not written."""
    left_out: dict[str, str] = {}
    for digest, name in sorted(names.items()):
        try:
            stream = originals.open(digest)
        except InputError as error:
            # The records are in the database: a lost file must not keep them from a backup.
            left_out[digest] = f"{name}: {error.what}"
            continue
        with stream:
            archive.write(f"{ORIGINALS}/{digest}", _pieces(stream))
    return left_out


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece
