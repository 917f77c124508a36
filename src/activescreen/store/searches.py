"""Searches: their files with the import doctor's reports, and what of them was known already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from activescreen.import_report import ImportReport, Quarantined
from activescreen.store.reviews import Review, Wave
from activescreen.store.tables import duplicates, files, records, uncertain_pairs, waves


class Origin(StrEnum):
    """Where records were found, as a PRISMA flow diagram parts them."""

    DATABASE = "database"
    REGISTER = "register"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was imported.

    Attributes
    ----------
    number
        Files of a review are counted from 1.
    wave
        Number of the search that it belongs to.
    name, origin
        Its name, and where its records were found.
    original
        Digest under which the file itself is kept; that of the archive, if it came in one.
    report
        What the import doctor said of it.
    """

    number: int
    wave: int
    name: str
    origin: Origin
    original: str
    report: ImportReport


class Copy(NamedTuple):
    """A record that is a copy of another, by their numbers."""

    record: int
    kept: int
    how: str
    score: int


class Doubt(NamedTuple):
    """Two records, by their numbers, of which a person must say whether they are one."""

    one: int
    other: int
    score: int
    reason: str


def add_wave(connection: Connection, review: Review, name: str, created: str) -> Wave:
    """Add a search, which has no records yet."""
    wave = Wave(next_wave(connection, review), name, created)
    connection.execute(insert(waves).values(review_id=review.id, **wave._asdict()))
    return wave


def next_wave(connection: Connection, review: Review) -> int:
    """The number of the next search."""
    here = waves.c.review_id == review.id
    last = connection.execute(select(func.max(waves.c.number)).where(here)).scalar()
    return (last or 0) + 1


def waves_with(connection: Connection, review: Review, numbers: Iterable[int]) -> set[int]:
    """Numbers of the searches that brought these records."""
    row = records.c
    query = select(row.wave).where(row.review_id == review.id, row.number.in_(list(numbers)))
    return set(connection.execute(query.distinct()).scalars())


def waves_by_record(connection: Connection, review: Review) -> dict[int, int]:
    """Number of every record that was imported -> number of the search that brought it."""
    row = records.c
    query = select(row.number, row.wave).where(row.review_id == review.id)
    return {row.number: row.wave for row in connection.execute(query)}


def next_file(connection: Connection, review: Review) -> int:
    """The number of the next file."""
    here = files.c.review_id == review.id
    last = connection.execute(select(func.max(files.c.number)).where(here)).scalar()
    return (last or 0) + 1


def add_files(connection: Connection, review: Review, added: Iterable[StoredFile]) -> None:
    """Add files to a search."""
    rows = [
        {
            "review_id": review.id,
            "number": file.number,
            "wave": file.wave,
            "name": file.name,
            "origin": str(file.origin),
            "original": file.original,
            "report": json.dumps(asdict(file.report)),
        }
        for file in added
    ]
    connection.execute(insert(files), rows)


def files_of(connection: Connection, review: Review) -> list[StoredFile]:
    """The files of a review, in the order in which they came."""
    rows = connection.execute(
        select(files).where(files.c.review_id == review.id).order_by(files.c.number)
    )
    return [
        StoredFile(
            row.number,
            row.wave,
            row.name,
            Origin(row.origin),
            row.original,
            _report(json.loads(row.report)),
        )
        for row in rows
    ]


def add_copies(connection: Connection, review: Review, wave: int, copies: Iterable[Copy]) -> None:
    """Say which records are copies of which."""
    rows = [{"review_id": review.id, "wave": wave, **copy._asdict()} for copy in copies]
    if rows:
        connection.execute(insert(duplicates), rows)


def copies_of(connection: Connection, review: Review) -> list[Copy]:
    """Which records are copies of which, in the order of import."""
    columns = (duplicates.c.record, duplicates.c.kept, duplicates.c.how, duplicates.c.score)
    query = select(*columns).where(duplicates.c.review_id == review.id)
    return [Copy(*row) for row in connection.execute(query.order_by(duplicates.c.record))]


def remove_copy(connection: Connection, review: Review, record: int) -> None:
    """Say no more that a record is a copy."""
    row = duplicates.c
    here = (row.review_id == review.id) & (row.record == record)
    connection.execute(delete(duplicates).where(here))


def add_doubts(connection: Connection, review: Review, wave: int, doubts: Iterable[Doubt]) -> None:
    """Keep pairs for a person to decide on."""
    rows = [{"review_id": review.id, "wave": wave, **doubt._asdict()} for doubt in doubts]
    if rows:
        connection.execute(insert(uncertain_pairs), rows)


def doubts_of(connection: Connection, review: Review) -> list[Doubt]:
    """Pairs for a person to decide on, the likeliest first."""
    pair = uncertain_pairs.c
    query = select(pair.one, pair.other, pair.score, pair.reason)
    query = query.where(pair.review_id == review.id)
    rows = connection.execute(query.order_by(pair.score.desc(), pair.one, pair.other))
    return [Doubt(*row) for row in rows]


def _report(said: Mapping[str, Any]) -> ImportReport:
    given = {
        **said,
        "repairs": tuple(said["repairs"]),
        "warnings": tuple(said["warnings"]),
        "quarantined": tuple(Quarantined(**piece) for piece in said["quarantined"]),
    }
    return ImportReport(**given)
