"""The searches of a review as people look at them: what each brought, and its files' reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from activescreen.review.imports.file_sources import named_sources
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.reviews import Wave, waves_of
from activescreen.store.search_sums import NOTHING, Brought, brought_by
from activescreen.store.searches import StoredFile, files_of


@dataclass(frozen=True)
class SeenSearch:
    """A search.

    Attributes
    ----------
    wave, files, brought
        Its name and day, its files with the import doctor's reports, and what it brought.
    named
        File's number -> the name that somebody gave its source.
    """

    wave: Wave
    files: tuple[StoredFile, ...]
    brought: Brought
    named: Mapping[int, str]


def see_searches(database: Database, access: Access) -> list[SeenSearch]:
    """The searches of a review, the newest first."""
    review = access.review
    with database.reading() as connection:
        waves, files = waves_of(connection, review), files_of(connection, review)
        brought = brought_by(connection, review)
        named = named_sources(connection, review)
    return [
        SeenSearch(
            wave,
            tuple(file for file in files if file.wave == wave.number),
            brought.get(wave.number, NOTHING),
            named,
        )
        for wave in reversed(waves)
    ]
