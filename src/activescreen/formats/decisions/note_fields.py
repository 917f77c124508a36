"""The columns and tags of a record that hold notes, in which tools leave their marks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from activescreen.formats.columns import plain_name
from activescreen.formats.decisions.notes import NOTE_COLUMNS
from activescreen.records import Record

# A record has some twenty names of columns, and a file the same ones in every record.
plain = lru_cache(maxsize=4096)(plain_name)


def notes_in(record: Record) -> Iterator[str]:
    """Texts of the columns or tags of a record that are named as notes."""
    for name, text in record.fields.items():
        if text and plain(name) in NOTE_COLUMNS:
            yield text
