"""The searches of a review as people look at them: what each brought, and its files' reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from activescreen.review.imports.file_sources import sources_in
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.origins import origins_of
from activescreen.store.reviews import Wave, waves_of
from activescreen.store.search_sums import NOTHING, Brought, brought_by
from activescreen.store.searches import StoredFile


@dataclass(frozen=True)
class SeenSearch:
    """A search.

    Attributes
    ----------
    wave, files, brought
        Its name and day, its files with the import doctor's reports, and what it brought.
    sources
        Where its records were found, as the flow diagram names it -> number of records.
    named
        File's number -> the name that somebody gave its source.
    nameless
        Number of a file that names no source -> how many of its records have its own name.
    """

    wave: Wave
    files: tuple[StoredFile, ...]
    brought: Brought
    sources: Counter[str]
    named: Mapping[int, str]
    nameless: Mapping[int, int]


def see_searches(database: Database, access: Access) -> list[SeenSearch]:
    """The searches of a review, the newest first."""
    review = access.review
    with database.reading() as connection:
        waves, brought = waves_of(connection, review), brought_by(connection, review)
        sources, there = sources_in(connection, review), origins_of(connection, review)
    found: dict[int, Counter[str]] = {}
    for each in there:
        here = found.setdefault(sources.files[each.file].wave, Counter())
        here[sources.name(each.file, each.database)] += each.number
    nameless = sources.nameless(there)
    return [
        SeenSearch(
            wave,
            tuple(file for file in sources.files.values() if file.wave == wave.number),
            brought.get(wave.number, NOTHING),
            found.get(wave.number, Counter()),
            sources.named,
            nameless,
        )
        for wave in reversed(waves)
    ]
