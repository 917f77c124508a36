"""The notes of a record as EndNote's formats carry them: the source's own, then the reviewers'."""

from __future__ import annotations

from activescreen.formats.decisions import own
from activescreen.formats.decisions.note_fields import notes_in
from activescreen.formats.ris_writer import notes_of
from activescreen.formats.screening import Screening
from activescreen.records import Record


def notes_as_text(record: Record, screening: Screening) -> str:
    """Everything there is to say of a record in notes, one thing a line; empty if nothing."""
    said = list(notes_of(record, screening))
    if not own.note_mark_of(record.id, screening):
        # Where nothing was decided, nothing of the source's notes is said in another way.
        given = dict.fromkeys(notes_in(record))
        said = [*(note for note in given if note not in said), *said]
    return "\n".join(said)
