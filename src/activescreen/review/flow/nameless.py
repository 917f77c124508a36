"""Files that say of no place where their records were found: the diagram has their own names."""

from __future__ import annotations

from typing import NamedTuple

from activescreen.review.imports.file_sources import sources_in
from activescreen.store.database import Database
from activescreen.store.origins import origins_of
from activescreen.store.reviews import find_review
from activescreen.store.searches import StoredFile


class Nameless(NamedTuple):
    """A file, and how many of its records are counted under its own name."""

    file: StoredFile
    records: int


def nameless_files(database: Database, name: str) -> list[Nameless]:
    """The files of a review that name no database or other source, in their order.

    Raises
    ------
    InputError
        If there is no such review.
    """
    with database.reading() as connection:
        review = find_review(connection, name)
        sources = sources_in(connection, review)
        found = sources.nameless(origins_of(connection, review))
    return [Nameless(sources.files[number], found[number]) for number in sorted(found)]
