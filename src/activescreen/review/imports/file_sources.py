"""The name under which the flow diagram counts a file's records, where somebody has given one.

An entry of the kind `Kind.SOURCE` has ``{"file": number, "source": name}``; an empty name leaves it
to the file again. The last one of a file counts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from activescreen.errors import MissingError
from activescreen.review.imports.searches import clean_source
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry, entries
from activescreen.store.reviews import Review, count
from activescreen.store.searches import StoredFile, files_of


def named_sources(connection: Connection, review: Review) -> dict[int, str]:
    """File's number -> the name that somebody gave its source."""
    said = [entry.content for entry in entries(connection, review, [Kind.SOURCE])]
    found = {each["file"]: each["source"] for each in said}
    return {number: name for number, name in found.items() if name}


def name_source(
    database: Database, access: Access, number: int, name: str, now: datetime
) -> StoredFile:
    """Say where a file's records were found; without a name, what the file says holds.

    Raises
    ------
    MissingError
        If the review has no such file.
    InputError
        If the name is too long.
    """
    clean, review = clean_source(name), access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        file = next((each for each in files_of(connection, review) if each.number == number), None)
        if file is None:
            raise MissingError(
                "The review has no file of this number.", remedy="Reload the page of searches."
            )
        if named_sources(connection, review).get(number, "") != clean:
            said = {"file": number, "source": clean}
            add_entry(connection, review, Kind.SOURCE, access.account.name, now, said)
    return file
