"""Records and what was decided on them as one table: for CSV, TSV and XLSX.

First come the fields of every record under names that any reader knows, then every column or tag
of the source that says more than these, then what reviewers did: once for people, and once as
`activescreen.formats.decisions.own` has it, so that nothing is lost on the way back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from activescreen.formats import values
from activescreen.formats.columns import (
    FIELD_COLUMNS,
    FULL_TEXT_LABELS,
    LABEL_COLUMNS,
    TITLE_ABSTRACT_LABELS,
    assign,
    distinct_header,
    field_of,
    plain_name,
)
from activescreen.formats.decisions import own
from activescreen.formats.markup import protected
from activescreen.formats.screening import Screening
from activescreen.formats.wording import decisions_in_words, notes_in_words, reasons_of
from activescreen.records import Record

RECORD_ID: Final = "record_id"
"""The id that the service and its other files know a record by."""

LABEL: Final = "label_included"
STAGE_LABELS: Final = {
    "title_abstract": "label_title_abstract",
    "full_text": "label_full_text",
}
ORIGINAL: Final = "original "
"""Before the name of a column of the source that our own readers would take for a field."""

UNKNOWN: Final = "Generic"
"""What a record is called of which nothing is known, as EndNote does."""

# Name of a column -> field of a record.
STANDARD: Final = {
    **{name: name for name in ("title", "authors", "year", "journal", "volume", "number", "pages")},
    **{name: name for name in ("doi", "pmid", "keywords", "abstract", "language")},
    "type": "kind",
}
_OWN: Final = frozenset(
    {
        *(*STANDARD, RECORD_ID, LABEL, *STAGE_LABELS.values(), own.COLUMN),
        *("decisions", "reasons", "tags", "notes"),
    }
)
_LABELS: Final = frozenset((*LABEL_COLUMNS, *TITLE_ABSTRACT_LABELS, *FULL_TEXT_LABELS))
_LISTS: Final[Mapping[str, Callable[[str], tuple[str, ...]]]] = {
    "authors": values.split_authors,
    "keywords": values.split_keywords,
}


class ExportTable:
    """A screening as rows of cells.

    Parameters
    ----------
    screening
        Records and what reviewers did with them.
    ids
        Whether rows have the ids of their records, where there is anything but records.

    Attributes
    ----------
    header
        Names of the columns, all different.
    """

    def __init__(self, screening: Screening, *, ids: bool = False) -> None:
        ids = ids and screening.has_marks
        self._screening = screening
        self._marks = _mark_columns(screening, ids=ids)
        self._originals = _originals(screening, _OWN if ids else _OWN - {RECORD_ID})
        names = (*STANDARD, *self._originals.values(), *(name for name, _ in self._marks))
        self.header = tuple(distinct_header(names))

    def __len__(self) -> int:
        return len(self._screening.records)

    def rows(self) -> Iterator[list[object]]:
        """One row a record, in their order."""
        for record in self._screening.records:
            row = [
                *(standard_cell(record, field) for field in STANDARD.values()),
                *(record.fields.get(name, "") for name in self._originals),
                *(cell(record.id) for _, cell in self._marks),
            ]
            if not any(str(cell or "").strip() for cell in row):
                # A row of blank cells would be taken for none.
                row[list(STANDARD).index("type")] = UNKNOWN
            yield row


def standard_cell(record: Record, field: str) -> object:
    """A field of a record as a cell that is read back as the same."""
    value = getattr(record, field)
    if field in _LISTS:
        return _list_cell(value, _LISTS[field])
    if field in {"title", "abstract"}:
        return protected(value)
    return value


def _list_cell(words: Sequence[str], split: Callable[[str], tuple[str, ...]]) -> str:
    """Authors or keywords between semicolons.

    Those that would be parted at other places get a last semicolon, where that helps, or are
    written as Python writes lists.
    """
    joined = "; ".join(words)
    ways = (joined, f"{joined};", str(list(words)))
    return next((way for way in ways if not words or split(way) == tuple(words)), joined)


def _originals(screening: Screening, ours: Set[str]) -> dict[str, str]:
    """Column of the source -> its name here, for those that say more than the standard fields."""
    names = dict.fromkeys(name for record in screening.records for name in record.fields)
    exported = own.COLUMN in names
    candidates = [
        name
        for name in names
        # An export of ours that comes back has columns that are made anew.
        if name != own.FIELD and not (exported and is_ours(name)) and _says_more(name, screening)
    ]
    reserved = {plain_name(name) for name in ours - {LABEL}}
    kept = {
        name: name
        for name in candidates
        if plain_name(name) not in reserved
        and not (screening.decisions and plain_name(name) in _LABELS)
        and not _misread([name])
    }
    if _misread(kept):
        kept = {}
    return {name: kept.get(name, f"{ORIGINAL}{name}") for name in candidates}


def is_ours(name: str) -> bool:
    """Whether a column of an export of ours is made anew with every export."""
    return name in _OWN or name.startswith(own.COLUMN)


def _misread(names: Iterable[str]) -> bool:
    """Whether our readers would take one of these columns for a field, or for an exporter's."""
    ours = list(STANDARD)
    return assign([*ours, *names], {}) != assign(ours, {})


def _says_more(name: str, screening: Screening) -> bool:
    """Whether a column has anything that its record's field does not say as well."""
    field = field_of(name)
    if field not in FIELD_COLUMNS:
        return any(record.fields.get(name, "").strip() for record in screening.records)
    return any(
        not _same(record.fields.get(name, ""), field, record) for record in screening.records
    )


def _same(text: str, field: str, record: Record) -> bool:
    if not text.strip():
        return True
    value = getattr(record, field)
    if isinstance(value, tuple):
        pieces = (piece.strip() for piece in re.split(r"[\n;]", text))
        return tuple(piece for piece in pieces if piece) == value
    return text.strip() == str(value or "")


def _mark_columns(screening: Screening, *, ids: bool) -> list[tuple[str, Callable[[str], object]]]:
    """Columns for what reviewers did, and what makes their cells; none where there is nothing."""
    if not screening.has_marks:
        return []
    columns: list[tuple[str, Callable[[str], object]]] = []
    if ids:
        columns.append((RECORD_ID, lambda record_id: record_id))
    if screening.decisions:
        columns.append((LABEL, lambda record_id: _label(screening, record_id)))
    if len(screening.stages) > 1:
        columns += [
            (STAGE_LABELS[stage], _stage_label(screening, stage))
            for stage in screening.stages
            if stage in STAGE_LABELS
        ]
    if screening.decisions:
        columns.append(("decisions", lambda record_id: decisions_in_words(screening, record_id)))
    columns += [
        ("reasons", lambda record_id: "; ".join(reasons_of(screening, record_id))),
        ("tags", lambda record_id: "; ".join(screening.tags.get(record_id, ()))),
        ("notes", lambda record_id: notes_in_words(screening, record_id)),
        (own.COLUMN, lambda record_id: own.mark_of(record_id, screening)),
    ]
    return columns


def _label(screening: Screening, record_id: str, stage: str | None = None) -> int | None:
    label = screening.label(record_id, stage)
    return None if label is None else int(label)


def _stage_label(screening: Screening, stage: str) -> Callable[[str], object]:
    return lambda record_id: _label(screening, record_id, stage)
