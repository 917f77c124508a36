"""ASReview: the decisions of its projects, and the columns and notes of its exports.

An export has ``asreview_label`` with ``asreview_time``, ``asreview_note``, ``asreview_user_name``,
``asreview_user_email`` and a column ``asreview_tag_GROUP_TAG`` a tag; RIS has them in notes such as
``asreview_time: "2026-01-05 10:00:00"``, and the label as ``ASReview_relevant``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from activescreen.formats.columns import plain_name
from activescreen.formats.decisions.found import Found
from activescreen.formats.decisions.note_fields import notes_in
from activescreen.formats.screening import UserNote
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record

LOG: Final = "asreview_log"
"""Field of a record in which the reader of ASReview's projects puts what was done with it."""

LABEL: Final = "asreview_label"
_PREFIX: Final = "asreview_"
_TAG: Final = "asreview_tag_"
_IN_NOTE: Final = re.compile(r"^(asreview_\w+): (.*)$", re.MULTILINE)
_MARK: Final = re.compile(r"\bASReview_(relevant|irrelevant|not_seen)\b")
_VERDICTS: Final = {
    **dict.fromkeys(("1", "1.0", "relevant"), Verdict.INCLUDE),
    **dict.fromkeys(("0", "0.0", "irrelevant"), Verdict.EXCLUDE),
}
_NO: Final = frozenset({"", "0", "0.0", "nan", "null", "none", "false"})


def marks(record: Record) -> Found | None:
    """What ASReview's reviewers did with a record; ``None`` if ASReview left nothing there.

    Labels that stand in a note by themselves are left to `asreview_notes`.
    """
    if log := record.fields.get(LOG):
        return _from_log(record.id, json.loads(log))
    said = {name.lower(): text for name, text in record.fields.items() if _is_ours(name)}
    if LABEL in said:
        return _from_columns(record.id, said, LABEL)
    for text in notes_in(record):
        lines = {name: _value(value) for name, value in _IN_NOTE.findall(text)}
        found = _MARK.findall(text)
        if lines and found:
            return _from_columns(record.id, {**lines, LABEL: found[-1]}, "N1")
    return None


def entry(history: Sequence[Mapping[str, Any]], note: str, tags: Sequence[str]) -> str:
    """What `LOG` holds: decisions in their order, a note, tags.

    Parameters
    ----------
    history
        For each decision ``label`` (1, 0 or None), ``time`` (ISO 8601 or empty), ``reviewer``,
        ``prior``.
    note
        The note of the record.
    tags
        Tags that were set.
    """
    said = {"decisions": list(history), "note": note, "tags": list(tags)}
    return json.dumps(said, ensure_ascii=False)


def moment(value: object) -> datetime | None:
    """A time as ASReview has it: seconds since 1970, or a text in universal time."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, (int, float)):
            return datetime.fromtimestamp(value, UTC)
        parsed = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _is_ours(name: str) -> bool:
    return name[: len(_PREFIX)].lower() == _PREFIX


def _from_log(record_id: str, log: Mapping[str, Any]) -> Found:
    made = tuple(
        Decision(
            record_id,
            _VERDICTS[str(event["label"])],
            Draw.PRIOR if event["prior"] else Draw.RANKED,
            reviewer=event["reviewer"],
            at=moment(event["time"]),
        )
        for event in log["decisions"]
        if str(event["label"]) in _VERDICTS
    )
    reviewer = made[-1].reviewer if made else ""
    notes = (UserNote(log["note"], reviewer),) if log["note"] else ()
    return Found(made, tags=tuple(log["tags"]), notes=notes, column=LOG)


def _from_columns(record_id: str, said: Mapping[str, str], column: str) -> Found:
    verdict = _VERDICTS.get(said[LABEL].strip().lower())
    reviewer = _text(said, "asreview_user_name") or _text(said, "asreview_user_email")
    prior = _text(said, "asreview_prior") not in _NO
    made: tuple[Decision, ...] = ()
    if verdict is not None:
        at = moment(_text(said, "asreview_time"))
        draw = Draw.PRIOR if prior or at is None else Draw.RANKED
        made = (Decision(record_id, verdict, draw, reviewer=reviewer, at=at),)
    note = _text(said, "asreview_note")
    notes = (UserNote(note, reviewer),) if note else ()
    return Found(made, tags=tuple(_tags(said)), notes=notes, column=column)


def _tags(said: Mapping[str, str]) -> Iterator[str]:
    for name, text in said.items():
        if name.startswith(_TAG) and plain_name(name) and text.strip().lower() not in _NO:
            yield name.removeprefix(_TAG)


def _text(said: Mapping[str, str], name: str) -> str:
    text = said.get(name, "").strip()
    return "" if text.lower() in {"nan", "none", "null", "nat"} else text


def _value(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return "" if value is None else str(value)
