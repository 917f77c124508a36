"""Where the records of a review were found, added up by the engine."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from activescreen.store.reviews import Review
from activescreen.store.tables import records


class FoundThere(NamedTuple):
    """How many records of a file were found in one place, and whether others stand for them."""

    file: int
    database: str | None
    are_copies: bool
    number: int


def origins_of(connection: Connection, review: Review) -> list[FoundThere]:
    """Where the imported records were found, files in the order of their numbers."""
    row = records.c
    are_copies = row.place.is_(None)
    query = (
        select(row.file, row.source_database, are_copies, func.count())
        .where(row.review_id == review.id)
        .group_by(row.file, row.source_database, are_copies)
        .order_by(row.file, func.min(row.number))
    )
    return [
        FoundThere(file, database, bool(copies), number)
        for file, database, copies, number in connection.execute(query)
    ]


def screened_from(
    connection: Connection, review: Review, files: Collection[int]
) -> list[tuple[str, int, str | None]]:
    """Id, file and place of finding of the records of some files that are screened."""
    row = records.c
    query = select(row.record_id, row.file, row.source_database)
    here = (row.review_id == review.id) & row.place.is_not(None) & row.file.in_(list(files))
    return [
        (name, file, database)
        for name, file, database in connection.execute(query.where(here).order_by(row.number))
    ]
