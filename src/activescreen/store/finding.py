"""Finding records of a review by what they say and where they are from."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, ColumnElement, Connection, Select, false, func, or_, select

from activescreen.records import Source
from activescreen.store.reviews import Review
from activescreen.store.tables import duplicates, files, records, waves

_ESCAPE: Final = "!"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What records must say, and where they must be from.

    Attributes
    ----------
    words
        Each must be in the title, the abstract, an author or the DOI, or be the PubMed id.
    wave, file
        Number of the search, and of the file; None: any.
    first_year, last_year
        Of publication; None: any.
    language
        As its source has it; None: any.
    abstract
        Whether there must be an abstract, or must be none; None: either.
    """

    words: tuple[str, ...] = ()
    wave: int | None = None
    file: int | None = None
    first_year: int | None = None
    last_year: int | None = None
    language: str | None = None
    abstract: bool | None = None


class FileName(NamedTuple):
    """A file that records came in."""

    number: int
    name: str


def places_of(connection: Connection, review: Review, wanted: Wanted) -> NDArray[np.int64]:
    """Places of the records that are as wanted, in no certain order; shape (n,)."""
    row = records.c
    query = _screened(select(row.place), review)
    for column, number in ((row.wave, wanted.wave), (row.file, wanted.file)):
        if number is not None:
            query = query.where(column == number)
    if wanted.first_year is not None:
        query = query.where(row.year >= wanted.first_year)
    if wanted.last_year is not None:
        query = query.where(row.year <= wanted.last_year)
    if wanted.language is not None:
        query = query.where(row.language == wanted.language)
    if wanted.abstract is not None:
        is_blank = func.trim(row.abstract) == ""
        query = query.where(~is_blank if wanted.abstract else is_blank)
    for word in wanted.words:
        query = query.where(_says(connection, word))
    found = connection.execute(query).scalars().all()
    return np.array(found, dtype=np.int64)


def years_of(connection: Connection, review: Review) -> list[int | None]:
    """The year of each record that is screened, by place."""
    query = _screened(select(records.c.year), review).order_by(records.c.place)
    return list(connection.execute(query).scalars())


def titles_of(connection: Connection, review: Review) -> list[str]:
    """The title of each record that is screened, by place."""
    query = _screened(select(records.c.title), review).order_by(records.c.place)
    return list(connection.execute(query).scalars())


def languages_of(connection: Connection, review: Review) -> list[str]:
    """The languages that records name, sorted; the empty one stands for none."""
    query = _screened(select(records.c.language).distinct(), review)
    return sorted(connection.execute(query).scalars())


def file_names(connection: Connection, review: Review) -> list[FileName]:
    """The files of a review in the order in which they came, without their reports."""
    query = select(files.c.number, files.c.name).where(files.c.review_id == review.id)
    return [FileName(*row) for row in connection.execute(query.order_by(files.c.number))]


def _screened(query: Select[Any], review: Review) -> Select[Any]:
    return query.where(records.c.review_id == review.id, records.c.place.is_not(None))


def _says(connection: Connection, word: str) -> ColumnElement[bool]:
    row = records.c
    spellings = list(_spellings(word))
    texts = [_holds(connection, col, spelling) for spelling in spellings for col in _TEXTS]
    # Names are kept as JSON, in which letters beyond ASCII are written as numbers.
    names = [_holds(connection, row.authors, json.dumps(spelling)[1:-1]) for spelling in spellings]
    return or_(*texts, *names, row.pmid == word if word.isdecimal() else false())


_TEXTS: Final = (records.c.title, records.c.abstract, records.c.doi)


def _holds(connection: Connection, column: Column[Any], text: str) -> ColumnElement[bool]:
    for special in (_ESCAPE, "%", "_"):
        text = text.replace(special, _ESCAPE + special)
    # In SQLite, LIKE takes capital and small letters of ASCII for the same, and is faster.
    like = column.like if connection.dialect.name == "sqlite" else column.ilike
    return like(f"%{text}%", escape=_ESCAPE)


def _spellings(word: str) -> Iterator[str]:
    """The word, and how it may stand there where engines do not know its letters."""
    if word.isascii():
        yield word
        return
    written = (word, word.lower(), word.upper(), word.capitalize())
    forms: Sequence[Any] = ("NFC", "NFD")
    yield from dict.fromkeys(
        unicodedata.normalize(form, each) for form in forms for each in written
    )


class CopyLine(NamedTuple):
    """A record that was recognised as a copy of another one when it was imported.

    Attributes
    ----------
    record_id, title
        The record.
    source
        Where it came from.
    how, score
        By what it was recognised, with how many points.
    """

    record_id: str
    title: str
    source: Source
    how: str
    score: int


def copies_of_one(connection: Connection, review: Review, number: int) -> list[CopyLine]:
    """The copies of a record, by its number, in the order of import."""
    row = records.c
    query = select(
        *(row.record_id, row.title, row.source_file, row.source_row, row.source_line),
        *(row.source_database, duplicates.c.how, duplicates.c.score),
    ).join(
        duplicates,
        (duplicates.c.review_id == row.review_id) & (duplicates.c.record == row.number),
    )
    query = query.where(row.review_id == review.id, duplicates.c.kept == number)
    return [
        CopyLine(name, title, Source(file, at, line, database), how, score)
        for name, title, file, at, line, database, how, score in connection.execute(
            query.order_by(row.number)
        )
    ]


def kept_for(connection: Connection, review: Review, number: int) -> str | None:
    """Id of the record that one is a copy of, by its number; None if it is none."""
    query = select(records.c.record_id).join(
        duplicates,
        (duplicates.c.review_id == records.c.review_id) & (duplicates.c.kept == records.c.number),
    )
    here = (duplicates.c.review_id == review.id) & (duplicates.c.record == number)
    found: str | None = connection.execute(query.where(here)).scalar()
    return found


def wave_and_file(connection: Connection, review: Review, number: int) -> tuple[str, str, str]:
    """Of a record, by its number: the name of its search, when it came, and its file's name."""
    query = (
        select(waves.c.name, waves.c.created, files.c.name)
        .join(
            records, (records.c.review_id == waves.c.review_id) & (records.c.wave == waves.c.number)
        )
        .join(
            files, (files.c.review_id == records.c.review_id) & (files.c.number == records.c.file)
        )
    )
    here = (records.c.review_id == review.id) & (records.c.number == number)
    wave, created, file = connection.execute(query.where(here)).one()
    return wave, created, file
