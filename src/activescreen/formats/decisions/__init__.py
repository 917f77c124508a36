"""Decisions that screening tools write into columns and notes, tool by tool."""

from activescreen.formats.decisions.found import Found, Marks
from activescreen.formats.decisions.gathering import found_in, screening_of
from activescreen.formats.decisions.note_fields import NOTE_COLUMNS

__all__ = [
    "NOTE_COLUMNS",
    "Found",
    "Marks",
    "found_in",
    "screening_of",
]
