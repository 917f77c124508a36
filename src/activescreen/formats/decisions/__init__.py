"""Decisions that screening tools write into columns and notes, tool by tool."""

from activescreen.formats.decisions.found import Found, Marks
from activescreen.formats.decisions.gathering import found_in, screening_of
from activescreen.formats.decisions.notes import NOTE_COLUMNS, decision_in_note, has_decision

__all__ = [
    "NOTE_COLUMNS",
    "Found",
    "Marks",
    "decision_in_note",
    "found_in",
    "has_decision",
    "screening_of",
]
