"""What became of what: a file that was just written is read back and compared with its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from html import unescape
from pathlib import Path
from typing import Final

from activescreen.errors import InputError
from activescreen.formats import Screening, open_imports
from activescreen.formats.decisions import NOTE_COLUMNS, found_in, own
from activescreen.formats.decisions.found import Found
from activescreen.formats.decisions.note_fields import plain
from activescreen.formats.export_table import is_ours
from activescreen.formats.wording import reasons_of
from activescreen.languages import language_code
from activescreen.records import Record

_CONTINUED: Final = re.compile(r" \(continued \d+\)$")
_LANGUAGE: Final = re.compile(r"^LA$|^langu|^original langu", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")
# What says only how a record was written down, or what was done with it, which is counted apart.
_TYPES: Final = frozenset({"TY", "ER", "ENTRYTYPE"})
_MARKS: Final = (own.COLUMN, "rayyan_log", "asreview_")


@dataclass(frozen=True)
class Tally:
    """How much of each there is."""

    records: int = 0
    decisions: int = 0
    reasons: int = 0
    tags: int = 0
    notes: int = 0

    def __str__(self) -> str:
        return ", ".join(
            f"{number:,} {field.name if number != 1 else field.name[:-1]}"
            for field in fields(self)
            if (number := getattr(self, field.name)) or field.name == "records"
        )

    def lacking(self, after: Tally) -> Iterator[str]:
        """Of what there is less afterwards, and by how much."""
        for field in fields(self):
            was, now = getattr(self, field.name), getattr(after, field.name)
            if now < was:
                yield f"{was - now:,} of {was:,} {field.name}"


@dataclass(frozen=True)
class Comparison:
    """What a file holds that was just written.

    Attributes
    ----------
    after
        How much of each is read back.
    columns
        Column or tag of the source -> number of records of which something in it is no more there.
    """

    after: Tally
    columns: dict[str, int]


def tally_of(screening: Screening) -> Tally:
    """What a screening holds; a note with a decision is one of the notes."""
    ids = screening.records.ids
    notes = sum(bool(decision.note) for decision in screening.decisions)
    return Tally(
        len(ids),
        len(screening.decisions),
        sum(len(reasons_of(screening, record_id)) for record_id in ids),
        sum(map(len, screening.tags.values())),
        sum(map(len, screening.notes.values())) + notes,
    )


def compare(screening: Screening, out: Path) -> Comparison:
    """Read what was written as any program would that gets it.

    Raises
    ------
    InputError
        If it holds another number of records, or cannot be read.
    """
    total = Counter[str]()
    columns = Counter[str]()
    before = iter(screening.records)
    for source in open_imports(out):
        for number, record in enumerate(source):
            # Ids come with a set of records; here each one stands for itself.
            total.update(_counts(found_in(replace(record, id=str(number)))))
            if (was := next(before, None)) is not None:
                columns.update(_left_out(was, record))
    after = Tally(**total)
    if after.records != len(screening.records):
        raise InputError(
            f"{len(screening.records):,} records were written, but {after.records:,} are read "
            "back.",
            where=str(out),
            remedy="Do not use the file; please report this with the file that was read.",
        )
    return Comparison(after, dict(columns))


def _counts(found: Found) -> dict[str, int]:
    given = [word for each in found.decisions if each.reason for word in each.reason.split("; ")]
    return {
        "records": 1,
        "decisions": len(found.decisions),
        "reasons": len(dict.fromkeys((*found.reasons, *given))),
        "tags": len(found.tags),
        "notes": len(found.notes) + sum(bool(each.note) for each in found.decisions),
    }


def _left_out(was: Record, now: Record) -> Iterator[str]:
    """Columns of the source in which there are words that are nowhere in what was written."""
    exported = own.COLUMN in was.fields
    kept = "\n".join((*_texts(now.fields), *_values(now)))
    words: set[str] = set()
    for name, text in was.fields.items():
        if not text or name in _TYPES or _is_mark(name) or (exported and is_ours(name)):
            continue
        if text in kept or (_LANGUAGE.search(name) and language_code(text) == now.language):
            continue
        words = words or _words(kept)
        if not _words(text) <= words:
            yield name


def _texts(columns: Mapping[str, str]) -> Iterator[str]:
    """The columns' texts, those put together again that were cut for a spreadsheet's cells."""
    whole: dict[str, str] = {}
    for name, text in columns.items():
        first = _CONTINUED.sub("", name)
        whole[first] = whole.get(first, "") + text
    return iter(whole.values())


def _is_mark(name: str) -> bool:
    return name.startswith(_MARKS) or name == own.FIELD or plain(name) in NOTE_COLUMNS


def _values(record: Record) -> Iterable[str]:
    single = (record.title, record.abstract, record.journal, record.volume, record.number)
    numbers = (record.pages, record.doi, record.pmid, str(record.year or ""), record.language)
    return (*single, *numbers, record.kind, *record.authors, *record.keywords)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(unescape(text).casefold()))
