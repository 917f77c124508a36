"""Decisions that screening tools write into the notes of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Names of columns and tags with notes, as `columns.plain_name` spells them.
NOTE_COLUMNS = frozenset({"notes", "note", "n1", "rayyannotes", "usernotes", "gn"})

_RAYYAN = re.compile(r"RAYYAN-INCLUSION:\s*\{(.*?)\}", re.DOTALL)
_VOTE = re.compile(r'=>\s*"+(Included|Excluded|Maybe)"+', re.IGNORECASE)
_ASREVIEW = re.compile(r"\bASReview_(relevant|irrelevant|not_seen)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NoteDecision:
    """What a note decides.

    Attributes
    ----------
    relevant
        The decision, ``None`` if there is none or if there are contradicting ones.
    conflicting
        Whether there are contradicting ones.
    """

    relevant: bool | None = None
    conflicting: bool = False


def has_decision(note: str) -> bool:
    """Whether a note holds a decision or a mark that there is none yet."""
    return bool(_RAYYAN.search(note) or _ASREVIEW.search(note))


def decision_in_note(note: str) -> NoteDecision:
    """The decision that Rayyan's reviewers or ASReview left in a note.

    Rayyan writes ``RAYYAN-INCLUSION: {"Ann"=>"Included", "Bo"=>"Excluded"}``; reviewers without a
    decision are absent, *Maybe* decides nothing. ASReview writes ``ASReview_relevant``,
    ``ASReview_irrelevant`` or ``ASReview_not_seen`` anywhere in the note.
    """
    votes = {
        vote.lower() == "included"
        for found in _RAYYAN.findall(note)
        for vote in _VOTE.findall(found)
        if vote.lower() != "maybe"
    }
    votes |= {
        mark.lower() == "relevant" for mark in _ASREVIEW.findall(note) if mark.lower() != "not_seen"
    }
    if len(votes) == 1:
        return NoteDecision(votes.pop())
    return NoteDecision(conflicting=bool(votes))
