"""Which of PubMed's tags a record has: those of its original while they hold, else the usual ones.

The tags of an original are read as a reader will read them. Where that gives another field than
the record has, because two records were merged or a person corrected it, the record's own counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from activescreen.formats.content import lines_of
from activescreen.formats.markup import protected
from activescreen.formats.medline_file import FIELD_TAGS, MARKS, medline_record
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import Piece
from activescreen.identifiers import doi_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

Field = tuple[str, str]
"""A tag and its value."""

NOTE: Final = "GN"
"""General notes, in which we put what reviewers did."""

_TAG: Final = re.compile(r"[A-Z][A-Z0-9]{1,4}")
_TEXTS: Final = frozenset({"TI", "BTI", "CTI", "TT", "AB", "OAB", "FAU", "AU", "CN"})
_NAMES: Final = tuple(name for name in FIELD_TAGS if name != "pmid")
# Field -> tags that go when it is written anew; all others of a field stay if they do no harm.
_TAKEN: Final = {
    "title": ("TI", "CTI"),
    "abstract": ("AB",),
    "authors": ("FAU", "AU", "CN"),
    "year": ("DP", "SO"),
    "journal": ("JT", "SO"),
    "volume": ("VI", "SO"),
    "number": ("IP", "SO"),
    "pages": ("PG", "SO"),
    "doi": ("LID", "AID"),
    "keywords": ("MH", "OT", "OTO"),
    "language": ("LA",),
    "kind": ("PT",),
}
_ALL: Final = frozenset(tag for tags in FIELD_TAGS.values() for tag in tags) | {"SO", "CN", "OTO"}


def tags_of(record: Record) -> list[Field]:
    """Tags and values of a record without its PubMed id and its notes."""
    kept = list(_original(record))
    anew = _differing(record, kept)
    if not anew:
        return kept
    fields = [*_usual(record, anew), *(one for one in kept if not _gives_way(one, anew))]
    if kept and _differing(record, fields):
        # One of the tags left says what the record does not.
        return [*_usual(record, set(_NAMES)), *(one for one in kept if one[0] not in _ALL)]
    return fields


def _original(record: Record) -> Iterator[Field]:
    """The tags of a record that was read from PubMed's text or XML."""
    given = record.fields
    if "TY" in given or not (given.keys() & set(MARKS) and given.keys() & _TEXTS):
        return
    short = lines_of(given.get("AU", ""))
    paired = "FAU" in given and len(lines_of(given["FAU"])) == len(short)
    for tag, text in given.items():
        if tag in {"PMID", NOTE} or not _TAG.fullmatch(tag):
            continue
        values = [line for line in lines_of(text) if line.strip()]
        if tag == "AB" or (tag == "OAB" and len(values) != len(lines_of(given.get("OABL", "")))):
            # The paragraphs that XML gives are one abstract.
            values = ["\n".join(values)]
        if paired and tag == "FAU":
            # Each name is followed by its short form.
            yield from (pair for two in zip(values, short, strict=True) for pair in _pair(*two))
        elif not (paired and tag == "AU"):
            yield from ((tag, value) for value in values if value)


def _pair(full: str, short: str) -> tuple[Field, Field]:
    return ("FAU", full), ("AU", short)


def _differing(record: Record, fields: list[Field]) -> set[str]:
    """The fields that reading these tags would give another value than the record has."""
    piece = Piece(1)
    for tag, value in fields:
        piece.add(tag, " ".join(line.strip() for line in lines_of(value) if line.strip()))
    again = medline_record(piece, FIELD_TAGS, Source("", 0), Notes())
    return {name for name in _NAMES if not _same(getattr(again, name), getattr(record, name))}


def _same(one: object, other: object) -> bool:
    """Whether two values are the same; PubMed's text knows no paragraphs."""
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def _gives_way(field: Field, anew: set[str]) -> bool:
    tag, value = field
    if tag in _TAKEN["doi"]:
        # Publishers' own identifiers stand under the same tags.
        return "doi" in anew and bool(doi_in(value))
    return any(tag in _TAKEN[name] for name in anew)


def _usual(record: Record, names: set[str]) -> Iterator[Field]:
    for tag, value in _every(record):
        if value and any(tag == _WRITTEN[name] for name in names):
            yield tag, value


_WRITTEN: Final = {name: tags[0] for name, tags in FIELD_TAGS.items()} | {"keywords": "OT"}


def _every(record: Record) -> Iterator[Field]:
    yield "DP", str(record.year or "")
    yield "VI", record.volume
    yield "IP", record.number
    yield "TI", protected(" ".join(record.title.split()))
    yield "PG", record.pages
    yield "LID", f"{record.doi} [doi]" if record.doi else ""
    yield "AB", protected(record.abstract)
    yield from (("FAU", name) for name in record.authors)
    said = record.fields.get("LA", "")
    yield "LA", said if said and language_code(said) == record.language else record.language
    yield from (("PT", kind.strip()) for kind in record.kind.split(";"))
    yield "JT", record.journal
    yield from (("OT", word) for word in record.keywords)
