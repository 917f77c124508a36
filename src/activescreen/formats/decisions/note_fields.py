"""The columns and tags of a record that hold notes, in which tools leave their marks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from activescreen.formats.columns import plain_name
from activescreen.records import Record

NOTE_COLUMNS = frozenset({"notes", "note", "n1", "rayyannotes", "usernotes", "gn", "z"})
"""Names of columns and tags with notes, as `plain_name` spells them."""

# A record has some twenty names of columns, and a file the same ones in every record.
plain = lru_cache(maxsize=4096)(plain_name)


def note_fields(record: Record) -> Iterator[tuple[str, str]]:
    """Names and texts of the columns or tags of a record that are named as notes."""
    for name, text in record.fields.items():
        if text and plain(name) in NOTE_COLUMNS:
            yield name, text


def notes_in(record: Record) -> Iterator[str]:
    """Texts of the columns or tags of a record that are named as notes."""
    return (text for _, text in note_fields(record))
