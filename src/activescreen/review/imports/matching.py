"""Which record of a review each row of a file is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from activescreen.deduplication import find_duplicates
from activescreen.errors import InputError
from activescreen.records import RecordSet
from activescreen.review.duplicates.merging import merged_records
from activescreen.store.population import Population, all_ids
from activescreen.store.reviews import Review
from activescreen.store.searches import copies_of

ID_COLUMN: Final = "record_id"
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Homes:
    """The records that rows are about.

    Attributes
    ----------
    found
        Id of a row -> of the record that is screened.
    matched
        How many rows had none of the review's ids and were recognised by what they say.
    """

    found: Mapping[str, str]
    matched: int


def homes_of(
    connection: Connection, review: Review, population: Population, rows: RecordSet
) -> Homes:
    """Id of each row's record in the file -> of the record of the review.

    Raises
    ------
    InputError
        If a row is about no record of the review.
    """
    numbers = all_ids(connection, review)
    kept = {copy.record: copy.kept for copy in copies_of(connection, review)}
    merged = merged_records(connection, review)
    found: dict[str, str] = {}
    unnamed: list[int] = []
    for place, row in enumerate(rows):
        given = row.fields.get(ID_COLUMN, "").strip() or row.id
        number = numbers.get(given)
        if number is None:
            unnamed.append(place)
        else:
            home = kept.get(number, number)
            found[row.id] = population.ids[merged.get(home, home)]
    matched = {}
    if unnamed:
        matched = find_duplicates(rows.take(unnamed), population.records).matched
    for at, place in enumerate(unnamed):
        if at in matched:
            home = int(population.numbers[matched[at]])
            found[rows.ids[place]] = population.ids[merged.get(home, home)]
    missing = [rows[place] for at, place in enumerate(unnamed) if at not in matched]
    if missing:
        named = "; ".join(f"{row.source}: {row.title[:60]}" for row in missing[:_SHOWN])
        raise InputError(
            f"{len(missing):,} of {len(rows):,} rows are about no record of the review ({named}"
            f"{'; …' if len(missing) > _SHOWN else ''}). Nothing was added.",
            where=rows[0].source.file,
            remedy="Import their search first, or give the column 'record_id' of the ranked table.",
        )
    return Homes(found, len(unnamed))
