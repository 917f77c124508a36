"""Where a file's records were found, under the name that the flow diagram counts them by.

An entry of the kind `Kind.SOURCE` has ``{"file": number, "source": name}``; an empty name leaves it
to the file again. The last one of a file counts. Where nobody has given a name, a record or its
file says it; a reference manager or a screening tool is no place where records are found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from activescreen.errors import MissingError
from activescreen.formats.tools import is_tool
from activescreen.review.imports.searches import clean_source
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry, entries
from activescreen.store.origins import FoundThere
from activescreen.store.reviews import Review, count
from activescreen.store.searches import StoredFile, files_of


class FileSources(NamedTuple):
    """Where records of a review were found, under names that people know.

    Attributes
    ----------
    files
        Number -> file.
    named
        File's number -> the name that somebody gave its source.
    """

    files: Mapping[int, StoredFile]
    named: Mapping[int, str]

    def name(self, file: int, database: str | None) -> str:
        """As somebody named it, else as the record or its file says it, else the file's name."""
        return self._said(file, database) or self.files[file].name

    def nameless(self, there: Iterable[FoundThere]) -> Counter[int]:
        """File's number -> how many of its records are counted under the file's own name."""
        found: Counter[int] = Counter()
        for each in there:
            if not self._said(each.file, each.database):
                found[each.file] += each.number
        return found

    def _said(self, file: int, database: str | None) -> str:
        said = (database, self.files[file].report.dialect)
        return self.named.get(file) or next(
            (name for name in said if name and not is_tool(name)), ""
        )


def sources_in(connection: Connection, review: Review) -> FileSources:
    """Where the records of a review were found."""
    files = {file.number: file for file in files_of(connection, review)}
    return FileSources(files, named_sources(connection, review))


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
