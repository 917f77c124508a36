"""Records: what a search returned, unchanged, plus where it came from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import InputError
from activescreen.import_report import ImportReport

TEXT_FIELDS = ("title", "abstract", "keywords")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record came from.

    Attributes
    ----------
    file
        Name of the file, without its folder.
    row
        0-based position of the record in that file.
    line
        1-based line on which it starts, where the format has lines.
    database
        The database that was searched, where the file says so.
    """

    file: str
    row: int
    line: int | None = None
    database: str | None = None

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line is not None else f"row {self.row}"
        return f"{self.file}, {place}"


@dataclass(frozen=True, slots=True)
class Record:
    """One bibliographic record.

    Text fields are kept as the source had them; a missing one is the empty string. ``language``
    is an ISO 639-1 code or empty, ``kind`` the type of publication in the source's own words.
    ``fields`` holds every column or tag of the original, under its original name, and ``raw`` the
    piece of the file that the record was made of, where the format is text.
    """

    title: str
    source: Source
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    kind: str = ""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    raw: str = field(default="", repr=False, compare=False)
    id: str = ""

    def content_digest(self) -> str:
        """16 hexadecimal digits that depend on what the record says, not on where it stood.

        Ties in a ranking are broken by record id. Were the id a row number, a file sorted by
        label would leak its labels into every tie.
        """
        parts = (
            self.title,
            self.abstract,
            "; ".join(self.authors),
            str(self.year or ""),
            self.journal,
            self.volume,
            self.number,
            self.pages,
            self.doi,
            self.pmid,
            "; ".join(self.keywords),
        )
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()

    def text_digest(self) -> str:
        """SHA-256 over title, abstract, authors, year, journal, DOI and PubMed id.

        An id may have been given; this always depends on what a reviewer is shown.
        """
        parts = (
            *(self.title, self.abstract, list(self.authors), self.year),
            *(self.journal, self.doi, self.pmid),
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def text(self, parts: Sequence[str] = TEXT_FIELDS) -> str:
        """The record as one text, its non-empty parts separated by a blank line."""
        pieces = []
        for part in parts:
            value = getattr(self, part)
            joined = "; ".join(value) if isinstance(value, tuple) else str(value or "")
            if joined.strip():
                pieces.append(joined.strip())
        return "\n\n".join(pieces)


class RecordSet(Sequence[Record]):
    """An ordered, immutable set of records with unique ids.

    Parameters
    ----------
    records
        The records. Those without an id get one made from their content; if two say exactly
        the same, the second and later ones are numbered.
    reports
        What reading them did, one report a file.

    Raises
    ------
    InputError
        If two records carry the same given id.
    """

    def __init__(self, records: Iterable[Record], reports: Iterable[ImportReport] = ()) -> None:
        self._records = _with_ids(records)
        self.reports: tuple[ImportReport, ...] = tuple(reports)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> RecordSet: ...
    def __getitem__(self, index: int | slice) -> Record | RecordSet:
        if isinstance(index, slice):
            return RecordSet(self._records[index], self.reports)
        return self._records[index]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __contains__(self, item: object) -> bool:
        return isinstance(item, Record) and self.has(item.id)

    def __repr__(self) -> str:
        files = ", ".join(sorted({record.source.file for record in self._records}))
        return f"<RecordSet of {len(self)} from {files or 'nowhere'}>"

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The record ids, in order."""
        return tuple(record.id for record in self._records)

    @cached_property
    def id_order(self) -> NDArray[np.int64]:
        """For each record the place of its id among the sorted ids; what breaks ties."""
        order = sorted(range(len(self)), key=self.ids.__getitem__)
        places = np.empty(len(self), dtype=np.int64)
        places[order] = np.arange(len(self))
        return places

    @cached_property
    def data_hash(self) -> str:
        """SHA-256 over the ids in order: the same content gives the same hash."""
        return hashlib.sha256("\n".join(self.ids).encode()).hexdigest()

    @cached_property
    def text_digests(self) -> tuple[str, ...]:
        """``Record.text_digest`` of each record, in order."""
        return tuple(record.text_digest() for record in self._records)

    @cached_property
    def texts_digest(self) -> str:
        """SHA-256 over the ids with their ``text_digests``, sorted: other texts give another."""
        return digest_of_texts(zip(self.ids, self.text_digests, strict=True))

    @cached_property
    def copies(self) -> tuple[tuple[int, ...], ...]:
        """Places of records that say exactly the same, where more than one does.

        Records without title and abstract say nothing that could be the same.
        """
        places: dict[str, list[int]] = {}
        for place, (record, digest) in enumerate(zip(self, self.text_digests, strict=True)):
            if record.title.strip() or record.abstract.strip():
                places.setdefault(digest, []).append(place)
        return tuple(tuple(group) for group in places.values() if len(group) > 1)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {record.id: place for place, record in enumerate(self._records)}

    def has(self, record_id: str) -> bool:
        """Whether a record of that id is in the set."""
        return record_id in self._position

    def position(self, record_id: str) -> int:
        """0-based place of a record in this set.

        Raises
        ------
        InputError
            If no record has that id.
        """
        try:
            return self._position[record_id]
        except KeyError:
            raise InputError(
                f"There is no record '{record_id}' among these {len(self)}.",
                remedy="Check that labels and records come from the same import.",
            ) from None

    def take(self, positions: Iterable[int]) -> RecordSet:
        """The records at these places, in the order given."""
        return RecordSet((self._records[place] for place in positions), self.reports)

    def texts(self, parts: Sequence[str] = TEXT_FIELDS) -> list[str]:
        """One text a record, for feature extraction."""
        return [record.text(parts) for record in self._records]

    @property
    def without_abstract(self) -> int:
        """How many records have no abstract."""
        return sum(not record.abstract.strip() for record in self._records)


def digest_of_texts(texts: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over pairs of a record id and its text digest, sorted."""
    lines = (f"{digest} {record_id}" for record_id, digest in texts)
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _with_ids(records: Iterable[Record]) -> tuple[Record, ...]:
    records = tuple(records)
    taken: set[str] = set()
    for record in records:
        if record.id and record.id in taken:
            raise InputError(
                f"Two records have the id '{record.id}'.",
                where=str(record.source),
                remedy="Ids must be unique; leave them out to have them made.",
            )
        taken.add(record.id)
    seen: Counter[str] = Counter()
    return tuple(record if record.id else _numbered(record, seen, taken) for record in records)


def _numbered(record: Record, seen: Counter[str], taken: set[str]) -> Record:
    """The record with an id from its content that no other record has, a given one included."""
    digest = name = record.content_digest()
    while not seen[digest] or name in taken:
        seen[digest] += 1
        name = f"{digest}-{seen[digest]}" if seen[digest] > 1 else digest
    taken.add(name)
    return replace(record, id=name)
