"""ASReview: the labels that it writes into the notes of RIS."""

from __future__ import annotations

import re
from typing import Final

from activescreen.formats.decisions.found import Found
from activescreen.formats.decisions.note_fields import note_fields
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record

_MARK: Final = re.compile(r"\bASReview_(relevant|irrelevant|not_seen)\b", re.IGNORECASE)
_MARK_IN_TEXT: Final = re.compile(
    rf"{_MARK.pattern}(?:\.[ \t]*|[ \t]+|$)", re.IGNORECASE | re.MULTILINE
)
_VERDICTS: Final = {"relevant": Verdict.INCLUDE, "irrelevant": Verdict.EXCLUDE}


def marks(record: Record) -> Found | None:
    """The label in a note; of several the last, since programs add theirs at the end."""
    said = [
        (name, mark.lower()) for name, text in note_fields(record) for mark in _MARK.findall(text)
    ]
    if not said:
        return None
    name, word = said[-1]
    verdict = _VERDICTS.get(word)
    made = (Decision(record.id, verdict, Draw.PRIOR),) if verdict else ()
    return Found(made, column=name)


def without_marks(note: str) -> str:
    """A note without the labels in it."""
    return _MARK_IN_TEXT.sub("", note)
