"""Rayyan: decisions in the notes of a record, and the events of its log where that came along."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from activescreen.formats.decisions import asreview_notes, own
from activescreen.formats.decisions.found import Found
from activescreen.formats.decisions.note_fields import note_fields, notes_in
from activescreen.formats.decisions.rayyan_notes import RayyanNote, is_rayyan_note, read_note
from activescreen.formats.screening import Screening, UserNote
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record

LOG: Final = "rayyan_log"
"""Field of a record in which the reader of Rayyan's archives puts the events of the log."""

REASON_KEY: Final = "__EXR__"
REASONS_APART: Final = "; "
"""Between several reasons that one reviewer gave."""

_CONSENSUS: Final = "consensus"
_NOBODY: Final = "unknown reviewer"
_RESOLVED_BY: Final = re.compile(rf"{_CONSENSUS}(?: \((.*)\))?", re.IGNORECASE | re.DOTALL)


def marks(record: Record) -> Found | None:
    """What Rayyan's reviewers left in a record."""
    texts = {name: text for name, text in note_fields(record) if is_rayyan_note(text)}
    log = record.fields.get(LOG, "")
    if not texts and not log:
        return None
    note = _joined([read_note(text) for text in texts.values()])
    column = next(iter(texts), LOG) if note.votes or log else ""
    votes = tuple(_vote(record.id, name, verdict) for name, verdict in note.votes)
    before = (UserNote(note.before),) if note.before else ()
    notes = (*before, *(replace(each, reviewer=_given(each.reviewer)) for each in note.notes))
    if not log:
        return Found(votes, note.reasons, note.labels, notes, column)
    events = json.loads(log)
    decisions = _from_log(record.id, events)
    standing = {(decision.reviewer, decision.resolves) for decision in decisions}
    if len(standing) < len(votes):
        # The log may be that of one reviewer only, while the others stand in the notes.
        decisions += [vote for vote in votes if (vote.reviewer, vote.resolves) not in standing]
    attributed = {word for made in decisions for word in made.reason.split(REASONS_APART)}
    labels = _set(events, lambda key: key != "included" and not key.startswith(REASON_KEY))
    all_reasons = _set(events, lambda key: key.startswith(REASON_KEY))
    reasons = (*note.reasons, *(key.removeprefix(REASON_KEY) for _, key in all_reasons))
    return Found(
        tuple(decisions),
        tuple(word for word in dict.fromkeys(reasons) if word not in attributed),
        tuple(dict.fromkeys((*note.labels, *(key for _, key in labels)))),
        notes,
        column,
    )


def rayyan_note(record: Record, screening: Screening) -> RayyanNote:
    """What Rayyan would have in the notes of a record.

    Rayyan knows one stage and no resolutions: the last stage counts, and a resolution stands as
    the vote of ``consensus``, with who made it in brackets.
    """
    made = screening.standing(record.id)
    notes = list(screening.notes.get(record.id, ()))
    before = source_note(record, screening)
    if not before and notes and not notes[0].reviewer and _can_stand_before(notes[0].text):
        before = notes.pop(0).text
    said = [UserNote(each.note, rayyan_name(each)) for each in made if each.note]
    written = [replace(note, reviewer=note.reviewer or _NOBODY) for note in notes]
    return RayyanNote(
        " ".join(before.split()),
        tuple((rayyan_name(each), each.verdict) for each in made),
        screening.tags.get(record.id, ()),
        tuple(dict.fromkeys((*screening.reasons.get(record.id, ()), *reasons_in(made)))),
        (*written, *said),
    )


def source_note(record: Record, screening: Screening) -> str:
    """The note that a record had in its source, without what tools wrote into it.

    Empty if it is among the notes of the screening already.
    """
    ours = ("Decisions: ", "Reasons: ", "Tags: ", "Notes: ", "Exclusion reason:")
    known = {note.text for note in screening.notes.get(record.id, ())}
    kept: dict[str, None] = {}
    for text in notes_in(record) if own.COLUMN not in record.fields else ():
        bare = asreview_notes.without_marks(read_note(own.without_mark(text)).before)
        lines = [line for line in bare.split("\n") if not line.strip().startswith(ours)]
        kept["\n".join(lines).strip()] = None
    return "\n".join(text for text in kept if text and text not in known)


def reasons_in(decisions: Sequence[Decision]) -> list[str]:
    """The reasons for exclusion that decisions give, each one by itself."""
    return [
        word
        for decision in decisions
        if decision.reason
        for word in decision.reason.split(REASONS_APART)
    ]


def rayyan_name(decision: Decision) -> str:
    """The reviewer as Rayyan would name them; who resolved stands behind ``consensus``."""
    if decision.resolves:
        return f"{_CONSENSUS} ({decision.reviewer})" if decision.reviewer else _CONSENSUS
    return decision.reviewer or _NOBODY


def _given(name: str) -> str:
    return "" if name == _NOBODY else name


def _vote(record_id: str, name: str, verdict: Verdict, **more: Any) -> Decision:
    resolved = _RESOLVED_BY.fullmatch(name)
    reviewer = (resolved.group(1) or "") if resolved else _given(name)
    return Decision(
        record_id, verdict, Draw.PRIOR, reviewer=reviewer, resolves=bool(resolved), **more
    )


def _can_stand_before(text: str) -> bool:
    return text == " ".join(text.split()) and not is_rayyan_note(text) and text == text.strip(" |")


def _joined(notes: Sequence[RayyanNote]) -> RayyanNote:
    """Several notes as one; a source may have the same one in two columns."""
    if len(notes) == 1:
        return notes[0]
    return RayyanNote(
        "\n".join(dict.fromkeys(note.before for note in notes if note.before)),
        tuple(dict.fromkeys(vote for note in notes for vote in note.votes)),
        tuple(dict.fromkeys(label for note in notes for label in note.labels)),
        tuple(dict.fromkeys(reason for note in notes for reason in note.reasons)),
        tuple(dict.fromkeys(each for note in notes for each in note.notes)),
    )


def _from_log(record_id: str, events: Sequence[Mapping[str, str]]) -> list[Decision]:
    """Every vote in its order; those of a reviewer who took the last one back do not count."""
    reasons: dict[str, list[str]] = {}
    for user, key in _set(events, lambda key: key.startswith(REASON_KEY)):
        reasons.setdefault(user, []).append(key.removeprefix(REASON_KEY))
    votes = [event for event in events if event["key"] == "included"]
    last = {event["user"]: place for place, event in enumerate(votes)}
    taken_back = {user for user, place in last.items() if not _verdict(votes[place])}
    decisions = []
    for place, event in enumerate(votes):
        verdict = _verdict(event)
        if verdict is None or event["user"] in taken_back:
            continue
        given = reasons.get(event["user"], []) if place == last[event["user"]] else []
        reason = REASONS_APART.join(given) if verdict is Verdict.EXCLUDE else ""
        at = datetime.fromisoformat(event["at"]) if event.get("at") else None
        decisions.append(_vote(record_id, event["user"], verdict, reason=reason, at=at))
    return decisions


def _verdict(event: Mapping[str, str]) -> Verdict | None:
    return Verdict(event["value"]) if event["value"] in set(Verdict) else None


def _set(events: Sequence[Mapping[str, str]], wanted: Any) -> list[tuple[str, str]]:
    """User and key of what the last event leaves set."""
    last: dict[tuple[str, str], str] = {}
    for event in events:
        if wanted(event["key"]):
            last[event["user"], event["key"]] = event["value"]
    return [whose for whose, value in last.items() if value == "1"]
