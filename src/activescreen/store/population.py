"""The records of a review: put in by thousands, and read back as they were."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, select, update

from activescreen.records import Record, RecordSet, Source
from activescreen.store.reviews import Review
from activescreen.store.staging import insert_rows
from activescreen.store.tables import records
from activescreen.store.text import AnyText, storable

T = TypeVar("T")

_ASKED_AT_ONCE: Final = 500
"""Values in one question; engines have a limit."""

_FAST: Final = 1
_SCALARS: Final = (
    *("title", "abstract", "year", "journal", "volume", "pages", "doi", "pmid"),
    *("language", "kind"),
)
_LISTS: Final = ("authors", "keywords")
_VALUES: Final = (*_SCALARS, "number", *_LISTS)
_IN_ORDER: Final = tuple(column.name for column in records.columns)
_ANY_TEXTS: Final = tuple(c.name for c in records.columns if isinstance(c.type, AnyText))
_COLUMNS: Final = (
    *("number", "record_id", "issue", *_SCALARS, *_LISTS),
    *("source_file", "source_row", "source_line", "source_database"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record on its way in.

    Attributes
    ----------
    record
        As its source had it, with its id.
    file
        Number of its file.
    place
        Its place in the population; None for a copy of another record.
    shown
        The record completed from its copies; None if it has none.
    packed
        What `pack` makes of both; empty: it is made when the record is put in.
    """

    record: Record
    file: int
    place: int | None
    shown: Record | None = None
    packed: bytes = b""


@dataclass(frozen=True, eq=False)
class Population:
    """The records that are screened, and where the database has them.

    Attributes
    ----------
    records
        As they are shown, in the order of their places.
    numbers
        Their numbers among all records of the review; shape (N,).
    """

    records: RecordSet
    numbers: NDArray[np.int64]

    @cached_property
    def ids(self) -> dict[int, str]:
        """Number -> record id."""
        return dict(zip(self.numbers.tolist(), self.records.ids, strict=True))

    def __len__(self) -> int:
        return len(self.records)


def add_records(
    connection: Connection, review: Review, wave: int, first: int, entries: Iterable[Entry]
) -> int:
    """Put records in, numbered from ``first`` on.

    Returns
    -------
    The number after the last.
    """
    return first + insert_rows(connection, rows_of(review, wave, first, entries))


def rows_of(
    review: Review, wave: int, first: int, entries: Iterable[Entry]
) -> Iterator[tuple[Any, ...]]:
    """Rows for `activescreen.store.staging`, numbered from ``first`` on."""
    for number, entry in enumerate(entries, first):
        row = _row(review, wave, number, entry)
        for name in _ANY_TEXTS:
            if row[name] is not None:
                row[name] = storable(row[name])
        yield tuple([row[name] for name in _IN_ORDER])


def load_population(
    connection: Connection, review: Review, waves: Sequence[int] = (), *, full: bool = False
) -> Population:
    """The records that are screened, in the order of their places.

    Parameters
    ----------
    connection, review
        Where, and of what.
    waves
        Only those that these searches brought; all if none is named.
    full
        Also the columns of their source and their pieces of the file, which models need not.
    """
    columns = [records.c[name] for name in _COLUMNS] + ([records.c.more] if full else [])
    query = select(*columns).where(records.c.review_id == review.id, records.c.place.is_not(None))
    if waves:
        query = query.where(records.c.wave.in_(waves))
    rows = connection.execute(query.order_by(records.c.place)).all()
    numbers = np.array([row.number for row in rows], dtype=np.int64)
    return Population(RecordSet(_shown(row, full) for row in rows), numbers)


def load_page(connection: Connection, review: Review, after: int, limit: int) -> Population:
    """At most ``limit`` of the records that are screened, from the place after ``after`` on."""
    columns = [records.c[name] for name in _COLUMNS]
    query = select(*columns).where(records.c.review_id == review.id, records.c.place > after)
    rows = connection.execute(query.order_by(records.c.place).limit(limit)).all()
    numbers = np.array([row.number for row in rows], dtype=np.int64)
    return Population(RecordSet(_shown(row, full=False) for row in rows), numbers)


def load_records(
    connection: Connection, review: Review, numbers: Sequence[int]
) -> dict[int, Record]:
    """Some records of a review, as they are shown, by their numbers."""
    columns = [records.c[name] for name in _COLUMNS]
    query = select(*columns).where(records.c.review_id == review.id)
    rows = connection.execute(query.where(records.c.number.in_(list(numbers))))
    return {row.number: _shown(row, full=False) for row in rows}


def load_full(
    connection: Connection, review: Review, numbers: Sequence[int]
) -> Iterator[tuple[int, Record]]:
    """Some records in full, with their numbers and in the order of these."""
    columns = [records.c[name] for name in _COLUMNS] + [records.c.more]
    query = select(*columns).where(records.c.review_id == review.id)
    for some in chunks(numbers, _ASKED_AT_ONCE):
        rows = {
            row.number: row for row in connection.execute(query.where(records.c.number.in_(some)))
        }
        for number in some:
            yield number, _shown(rows[number], full=True)


def places_from(
    connection: Connection, review: Review, place: int
) -> list[tuple[int, int, str, int]]:
    """Place, number, id and search wave of the records that are screened, from a place on."""
    row = records.c
    query = select(row.place, row.number, row.record_id, row.wave)
    query = query.where(row.review_id == review.id, row.place >= place)
    return [
        (at, number, record_id, wave)
        for at, number, record_id, wave in connection.execute(query.order_by(row.place))
    ]


def find_record(
    connection: Connection, review: Review, record_id: str
) -> tuple[int, int | None, Record] | None:
    """A record's number, its place (None for a copy), and the record in full; None if unknown."""
    columns = [records.c[name] for name in _COLUMNS] + [records.c.more, records.c.place]
    here = (records.c.review_id == review.id) & (records.c.record_id == record_id)
    row = connection.execute(select(*columns).where(here)).first()
    return None if row is None else (row.number, row.place, _shown(row, full=True))


def load_imported(connection: Connection, review: Review) -> list[Record]:
    """Every record that was imported, as its source had it, in the order of import."""
    columns = [records.c[name] for name in _COLUMNS] + [records.c.more]
    query = select(*columns).where(records.c.review_id == review.id)
    return [_own(row) for row in connection.execute(query.order_by(records.c.number))]


def give_place(connection: Connection, review: Review, number: int, place: int) -> None:
    """Screen a copy as a record of its own from now on."""
    here = (records.c.review_id == review.id) & (records.c.number == number)
    connection.execute(update(records).where(here).values(place=place))


def all_ids(connection: Connection, review: Review) -> dict[str, int]:
    """Record id -> number, of every record that was imported."""
    query = select(records.c.record_id, records.c.number).where(records.c.review_id == review.id)
    rows = connection.execute(query.order_by(records.c.number))
    return {row.record_id: row.number for row in rows}


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in lists of at most ``size``."""
    iterator = iter(values)
    while some := list(islice(iterator, size)):
        yield some


def _row(review: Review, wave: int, number: int, entry: Entry) -> dict[str, Any]:
    own, shown = entry.record, entry.shown or entry.record
    return {
        "review_id": review.id,
        "number": number,
        "place": entry.place,
        "record_id": own.id,
        "wave": wave,
        "file": entry.file,
        **{name: getattr(shown, name) for name in _SCALARS},
        "issue": shown.number,
        **{name: json.dumps(getattr(shown, name)) for name in _LISTS},
        "source_file": own.source.file,
        "source_row": own.source.row,
        "source_line": own.source.line,
        "source_database": own.source.database,
        "more": entry.packed or pack(own, shown),
    }


def pack(own: Record, shown: Record) -> bytes:
    """What of a record the database does not look into.

    Parameters
    ----------
    own
        The record as its source had it.
    shown
        The record completed from its copies; the same, if it has none.
    """
    said: dict[str, Any] = {"fields": dict(own.fields), "raw": own.raw}
    if shown is not own:
        said["own"] = {
            name: value for name in _VALUES if (value := getattr(own, name)) != getattr(shown, name)
        }
        said["added"] = {
            name: value for name, value in shown.fields.items() if own.fields.get(name) != value
        }
    return zlib.compress(json.dumps(said).encode(), _FAST)


def _shown(row: Row[Any], full: bool) -> Record:
    if not full:
        return _record(row, {}, "")
    said = json.loads(zlib.decompress(row.more))
    return _record(row, {**said["fields"], **said.get("added", {})}, said["raw"])


def _own(row: Row[Any]) -> Record:
    said = json.loads(zlib.decompress(row.more))
    own = said.get("own", {})
    own |= {name: tuple(own[name]) for name in _LISTS if name in own}
    return replace(_record(row, said["fields"], said["raw"]), **own)


def _record(row: Row[Any], fields: Mapping[str, str], raw: str) -> Record:
    source = Source(row.source_file, row.source_row, row.source_line, row.source_database)
    return Record(
        source=source,
        number=row.issue,
        authors=_texts(row.authors),
        keywords=_texts(row.keywords),
        fields=fields,
        raw=raw,
        id=row.record_id,
        **{name: getattr(row, name) for name in _SCALARS},
    )


def _texts(text: str) -> tuple[str, ...]:
    found: Sequence[str] = json.loads(text)
    return tuple(found)
