"""Opening a backup: every member is checked before the first row is put in."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, LargeBinary, Table, insert
from sqlalchemy.exc import CompileError, IntegrityError, StatementError

from activescreen.errors import InputError
from activescreen.originals import CHUNK, Originals
from activescreen.review.archive.backup import FORMAT, MANIFEST, MARK, ORIGINALS, REVIEW
from activescreen.store.database import Database
from activescreen.store.migrating import REVISION, known_revisions
from activescreen.store.population import chunks
from activescreen.store.reviews import LONGEST_NAME, Counters, TakenError, add_restored, is_taken
from activescreen.store.staging import ROWS_AT_ONCE
from activescreen.store.tables import OF_A_REVIEW, decisions, records

_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_CONTENT: Final = (
    *(KeyError, TypeError, ValueError, ArithmeticError),
    *(IntegrityError, StatementError, CompileError),
)
_LARGEST: Final = 64 << 20
"""Bytes that a row or a description may have, since each is held in memory."""

_HIGHEST_RATIO: Final = 300
"""How many times its packed size an archive may unpack to; rows pack to a thirtieth at best."""


class Restored(NamedTuple):
    """A review that was restored."""

    name: str
    counted: Counters


def free_name(database: Database, taken: TakenError) -> str:
    """A name like one that is taken: ``NAME (2)``, or with the next number that is free."""
    ends = (f" ({number})" for number in count(2))
    names = (f"{taken.name[: LONGEST_NAME - len(end)]}{end}" for end in ends)
    with database.reading() as connection:
        return next(name for name in names if not is_taken(connection, name))


def restore(
    database: Database, path: Path, originals: Originals, name: str | None = None
) -> list[Restored]:
    """Put the reviews of a backup into a database, all of them or none.

    Parameters
    ----------
    database
        Where to.
    path
        The archive.
    originals
        Where imported files are to be kept.
    name
        What to call the review, where the archive holds one.

    Raises
    ------
    InputError
        If it is no backup, was damaged or made by a newer version.
    TakenError
        If there is a review of that name already; `free_name` has another one.
    """
    try:
        if path.is_file() and not zipfile.is_zipfile(path):
            raise _no_backup(path)
        with zipfile.ZipFile(path) as archive:
            _check_size(path, archive)
            manifest = _manifest(path, archive)
            _check_members(path, archive, manifest["sha256"])
            _check_names(path, manifest["reviews"], name)
            # Files first: without their review they are harmless, a review without them is not.
            _restore_originals(archive, originals)
            with database.writing() as connection:
                return [
                    _restore_review(connection, archive, f"reviews/{number}", name)
                    for number in range(1, len(manifest["reviews"]) + 1)
                ]
    except OSError as error:
        raise InputError(
            f"The archive cannot be read ({error.strerror or error}).",
            where=str(path),
            remedy="Check that it is there and that you may read it.",
        ) from error
    except (*_DAMAGE, *_CONTENT) as error:
        raise _damaged(path) from error


def _manifest(path: Path, archive: zipfile.ZipFile) -> Mapping[str, Any]:
    if MANIFEST not in archive.namelist():
        raise _no_backup(path)
    said = json.loads(_small(archive, MANIFEST))
    if not isinstance(said, dict) or MARK not in said:
        raise _no_backup(path)
    if said[MARK] != FORMAT or said["revision"] not in known_revisions():
        raise InputError(
            f"The archive was made by a newer version of activescreen ({said.get('version')}; "
            f"revision {said.get('revision')} of its tables, this version knows {REVISION}).",
            where=str(path),
            remedy="Use that version or a newer one.",
        )
    return said


def _check_size(path: Path, archive: zipfile.ZipFile) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _LARGEST + _HIGHEST_RATIO * path.stat().st_size:
        raise InputError(
            "The archive unpacks to far more than a backup has; it was not read.",
            where=str(path),
            remedy="Give an archive that 'activescreen backup' wrote.",
        )


def _small(archive: zipfile.ZipFile, member: str) -> bytes:
    """A member that is read at once."""
    if archive.getinfo(member).file_size > _LARGEST:
        raise ValueError("a description is too large")
    return archive.read(member)


def _check_members(path: Path, archive: zipfile.ZipFile, digests: Mapping[str, str]) -> None:
    if {*digests, MANIFEST} != set(archive.namelist()):
        raise _damaged(path)
    for name, digest in digests.items():
        with archive.open(name) as member:
            if hashlib.file_digest(member, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                raise _damaged(path)


def _check_names(path: Path, names: list[str], name: str | None) -> None:
    if name is not None and len(names) != 1:
        raise InputError(
            f"The archive holds {len(names)} reviews, so one name is not enough.",
            where=str(path),
            remedy="Restore them under their own names, into a workspace that has none of these.",
        )


def _restore_originals(archive: zipfile.ZipFile, originals: Originals) -> None:
    for member in archive.namelist():
        if not member.startswith(f"{ORIGINALS}/"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "original"
            with archive.open(member) as source, copy.open("wb") as target:
                while piece := source.read(CHUNK):
                    target.write(piece)
            originals.keep(copy)


def _restore_review(
    connection: Connection, archive: zipfile.ZipFile, folder: str, name: str | None
) -> Restored:
    said = json.loads(_small(archive, f"{folder}/{REVIEW}"))
    counted = Counters(**said.pop("counters"))
    if name is not None:
        said["name"] = name
    number = add_restored(connection, said, counted)
    members = archive.namelist()
    rows = {}
    for table in OF_A_REVIEW:
        # Tables that came later than the archive are empty.
        if (member := f"{folder}/{table.name}.jsonl") in members:
            rows[table] = _restore_table(connection, archive, member, table, number)
    if (rows[records], rows[decisions]) != (counted.records, counted.events):
        raise ValueError("rows are missing")
    return Restored(said["name"], counted)


def _restore_table(
    connection: Connection, archive: zipfile.ZipFile, member: str, table: Table, review: int
) -> int:
    packed = {column.name for column in table.c if isinstance(column.type, LargeBinary)}
    total = 0
    for some in chunks(_rows(archive, member), ROWS_AT_ONCE):
        for row in some:
            row |= {name: b64decode(row[name]) for name in packed}
            row["review_id"] = review
        connection.execute(insert(table), some)
        total += len(some)
    return total


def _rows(archive: zipfile.ZipFile, member: str) -> Iterator[dict[str, Any]]:
    with archive.open(member) as lines:
        while line := lines.readline(_LARGEST + 1):
            if len(line) > _LARGEST:
                raise ValueError("a row is too large")
            yield json.loads(line)


def _no_backup(path: Path) -> InputError:
    return InputError(
        "This is no backup of reviews.",
        where=str(path),
        remedy="Give an archive that 'activescreen backup' wrote.",
    )


def _damaged(path: Path) -> InputError:
    return InputError(
        "The archive is damaged or was changed; nothing was restored.",
        where=str(path),
        remedy="Take another copy of it.",
    )
