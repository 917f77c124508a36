"""Our own marks, which lose nothing: everything about a record's decisions as JSON.

They stand in a column ``activescreen_decisions`` of tables, after these words in a note of formats
that have no columns, and in a field of their own of BibTeX and JSON lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from activescreen.errors import InputError
from activescreen.formats.decisions.found import Found
from activescreen.formats.decisions.note_fields import note_fields
from activescreen.formats.screening import Screening, UserNote
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record

COLUMN: Final = "activescreen_decisions"
FIELD: Final = "activescreen"
"""Beside the fields of the source, in formats in which these keep their names."""

CONTINUED: Final = " (continued {number})"
"""What follows a column's name where a spreadsheet's cell could not hold all of a text."""

_NOTE: Final = re.compile(rf"{COLUMN}:\s*(?=\{{)")
_DEFAULTS: Final = Decision("", Verdict.MAYBE)
_NAMES: Final = tuple(field.name for field in fields(Decision) if field.name != "record_id")
_DECODER: Final = json.JSONDecoder(strict=False)


def marks(record: Record) -> Found | None:
    """What an export of ours says of a record.

    Raises
    ------
    InputError
        If the marks are damaged, as by a program that cut them off.
    """
    if COLUMN in record.fields:
        return _found(_whole_cell(record.fields), record, COLUMN)
    if FIELD in record.fields:
        return _found(record.fields[FIELD], record, FIELD)
    for name, text in note_fields(record):
        if begin := _NOTE.search(text):
            return _found(text[begin.end() :], record, name)
    return None


def marks_as_json(record_id: str, screening: Screening) -> dict[str, object]:
    """What there is to say of a record, for JSON; empty if nothing."""
    said: dict[str, object] = {
        "decisions": [decision_as_json(decision) for decision in screening.decisions_on(record_id)],
        "reasons": list(screening.reasons.get(record_id, ())),
        "tags": list(screening.tags.get(record_id, ())),
        "notes": [
            {"text": note.text, "reviewer": note.reviewer}
            for note in screening.notes.get(record_id, ())
        ],
    }
    return {name: value for name, value in said.items() if value}


def mark_of(record_id: str, screening: Screening) -> str:
    """The marks of a record on one line; empty if there is nothing to say of it."""
    said = marks_as_json(record_id, screening)
    return json.dumps({"version": 1, **said}, ensure_ascii=True) if said else ""


def note_mark_of(record_id: str, screening: Screening) -> str:
    """The marks as a note has them."""
    mark = mark_of(record_id, screening)
    return f"{COLUMN}: {mark}" if mark else ""


def renewed(fields: Mapping[str, str], mark: str) -> dict[str, str]:
    """The fields of a record, with its marks of today where an export of ours had earlier ones."""
    kept = {
        name: text
        for name, text in fields.items()
        if name != FIELD and not name.startswith(f"{COLUMN} ")
    }
    return {**kept, COLUMN: mark} if COLUMN in kept else kept


def without_mark(note: str) -> str:
    """A note without our marks in it."""
    begin = _NOTE.search(note)
    if begin is None:
        return note
    try:
        _, end = _DECODER.raw_decode(note, begin.end())
    except ValueError:
        return note
    return f"{note[: begin.start()].rstrip()}\n{note[end:].strip()}".strip()


def decision_of(said: Mapping[str, Any], record_id: str) -> Decision:
    """A decision from what `decision_as_json` gave.

    Raises
    ------
    KeyError, ValueError, TypeError
        If the verdict is missing, or something is no verdict, draw, time or text.
    """
    given = {name: said[name] for name in _NAMES if name in said}
    given["verdict"] = Verdict(said["verdict"])
    if "draw" in given:
        given["draw"] = Draw(given["draw"])
    if "at" in given:
        given["at"] = datetime.fromisoformat(given["at"])
    if "failed_criteria" in given:
        given["failed_criteria"] = tuple(map(str, given["failed_criteria"]))
    return Decision(record_id, **given)


def decision_as_json(decision: Decision) -> dict[str, object]:
    """The fields of a decision that say something, the verdict and how it was drawn always.

    The record that it is about is left out.
    """
    said: dict[str, object] = {}
    for name in _NAMES:
        value = getattr(decision, name)
        if name in {"verdict", "draw"}:
            said[name] = str(value)
        elif isinstance(value, datetime):
            said[name] = value.isoformat()
        elif value != getattr(_DEFAULTS, name):
            said[name] = list(value) if isinstance(value, tuple) else value
    return said


def _whole_cell(columns: Mapping[str, str]) -> str:
    pieces, number = [columns[COLUMN]], 2
    while (piece := columns.get(COLUMN + CONTINUED.format(number=number))) is not None:
        pieces.append(piece)
        number += 1
    return "".join(pieces)


def _found(text: str, record: Record, column: str) -> Found:
    if not text.strip():
        return Found(column=column)
    try:
        said, _ = _DECODER.raw_decode(text.strip())
        return Found(
            decisions=tuple(decision_of(each, record.id) for each in said.get("decisions", ())),
            reasons=tuple(map(str, said.get("reasons", ()))),
            tags=tuple(map(str, said.get("tags", ()))),
            notes=tuple(
                UserNote(str(note["text"]), str(note["reviewer"])) for note in said.get("notes", ())
            ),
            column=column,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"The decisions in '{column}' are damaged ({error}).",
            where=str(record.source),
            remedy="A program may have cut the cell off; take the file as it was exported, or "
            "delete this column to leave the decisions out.",
        ) from error
