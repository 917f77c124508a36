"""What one tool's marks in a record say: decisions, reasons, tags and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from activescreen.formats.screening import UserNote
from activescreen.ledger import Decision
from activescreen.records import Record


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one record.

    Attributes
    ----------
    decisions
        Who decided what, in order. Their ``record_id`` is that of the record.
    reasons
        Reasons for exclusion that are given without saying whose they are.
    tags, notes
        Tags, and notes without what the tool wrote into them for itself.
    column
        The column or tag that decisions stand in, or a mark that there is none yet; empty if the
        record has neither.
    """

    decisions: tuple[Decision, ...] = ()
    reasons: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[UserNote, ...] = ()
    column: str = ""


class Marks(Protocol):
    """Reads the marks of one tool from the columns or tags of a record."""

    def __call__(self, record: Record) -> Found | None:
        """What the tool left in a record; ``None`` if it left nothing there."""
        ...
