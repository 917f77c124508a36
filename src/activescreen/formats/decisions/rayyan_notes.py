"""What Rayyan writes into the notes of a record, read and written.

After any note that the record had before stands ``RAYYAN-INCLUSION: {"Ann"=>"Included"} |
RAYYAN-LABELS: a,b | RAYYAN-EXCLUSION-REASONS: c,d | USER-NOTES: {"Ann"=>["text"]}``. Reviewers
without a decision are absent; labels and reasons do not say whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from activescreen.formats.decisions import ruby
from activescreen.formats.screening import UserNote
from activescreen.ledger import Verdict

_MARK = re.compile(r"(RAYYAN-INCLUSION|RAYYAN-LABELS|RAYYAN-EXCLUSION-REASONS|USER-NOTES):[ \t]*")
_SURE_MARK = re.compile(r"RAYYAN-[A-Z-]+:|USER-NOTES:\s*\{")
# What stands in a note if a further program has put markup or quotation marks around it.
_CODED = re.compile(r"(?:RAYYAN-INCLUSION|USER-NOTES):\s*\{\s*(?:\"|&quot;)[^=]*=&gt;")
_ESCAPED = re.compile(r"(?:RAYYAN-INCLUSION|USER-NOTES):\s*\{\s*\\\"")
_DOUBLED = re.compile(r"(?:RAYYAN-INCLUSION|USER-NOTES):\s*\{\s*\"\"[^\"=]")
_WORDS = {
    **dict.fromkeys(("included", "true", "1"), Verdict.INCLUDE),
    **dict.fromkeys(("excluded", "false", "-1"), Verdict.EXCLUDE),
    **dict.fromkeys(("maybe", "0"), Verdict.MAYBE),
}
_SAID = {Verdict.INCLUDE: "Included", Verdict.EXCLUDE: "Excluded", Verdict.MAYBE: "Maybe"}


@dataclass(frozen=True, slots=True)
class RayyanNote:
    """The parts of a note.

    Attributes
    ----------
    before
        What stands before Rayyan's part: the note that the record had.
    votes
        Reviewer and verdict, in their order.
    labels, reasons
        Without saying whose they are.
    notes
        Of reviewers, by name.
    """

    before: str = ""
    votes: tuple[tuple[str, Verdict], ...] = ()
    labels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[UserNote, ...] = ()


def is_rayyan_note(text: str) -> bool:
    """Whether Rayyan has written in a note."""
    return bool(_SURE_MARK.search(text))


def read_note(text: str) -> RayyanNote:
    r"""Take a note apart.

    Examples
    --------
    >>> read_note('L370 | RAYYAN-INCLUSION: {"Ann"=>"Maybe"} | RAYYAN-LABELS: a,b').labels
    ('a', 'b')
    """
    text = _bare(text)
    first = _SURE_MARK.search(text)
    if first is None:
        return RayyanNote(text.strip())
    rest = [text[: first.start()].rstrip().removesuffix("|").rstrip()]
    votes: list[tuple[str, Verdict]] = []
    labels: list[str] = []
    reasons: list[str] = []
    notes: list[UserNote] = []
    place = first.start()
    while mark := _MARK.search(text, place):
        name, place = mark.group(1), mark.end()
        if name in {"RAYYAN-INCLUSION", "USER-NOTES"}:
            pairs, place = ruby.read_hash(text, place)
            for reviewer, value in pairs.items():
                said = (value,) if isinstance(value, str) else value
                if name == "USER-NOTES":
                    notes += [UserNote(note, reviewer) for note in said]
                elif said and (verdict := _WORDS.get(said[0].strip().lower())):
                    votes.append((reviewer, verdict))
        else:
            listed, place = _listed(text, place)
            (labels if name == "RAYYAN-LABELS" else reasons).extend(listed)
        following = _MARK.search(text, place)
        # Notes of other tags may follow on lines of their own.
        between = text[place : following.start() if following else len(text)]
        rest += [line.strip() for line in between.split("\n")[1:]]
    before = "\n".join(part for part in rest if part.strip(" |"))
    return RayyanNote(before.strip(), tuple(votes), tuple(labels), tuple(reasons), tuple(notes))


def write_note(note: RayyanNote) -> str:
    """A note as Rayyan writes it, on one line but for what stood before; empty parts left out."""
    said: dict[str, list[str]] = {}
    for user_note in note.notes:
        said.setdefault(user_note.reviewer, []).append(user_note.text)
    votes = {reviewer: _SAID[verdict] for reviewer, verdict in note.votes}
    parts = (
        note.before,
        f"RAYYAN-INCLUSION: {ruby.write_hash(votes)}" if votes else "",
        _list("RAYYAN-LABELS", note.labels),
        _list("RAYYAN-EXCLUSION-REASONS", note.reasons),
        f"USER-NOTES: {ruby.write_hash(said)}" if said else "",
    )
    return " | ".join(part for part in parts if part)


def _listed(text: str, place: int) -> tuple[list[str], int]:
    """Words between commas, up to the next part or the end of the line."""
    following = _MARK.search(text, place)
    end = following.start() if following else len(text)
    line = text.find("\n", place, end)
    end = line if line >= 0 else end
    words = text[place:end].rstrip().removesuffix("|").split(",")
    return [word.strip() for word in words if word.strip()], end


def _list(name: str, words: Sequence[str]) -> str:
    """Words between commas; within one a comma, bar or line break would make several of it."""
    plain = [" ".join(re.sub(r"[,|]", ";", word).split()) for word in words]
    return f"{name}: {','.join(word for word in plain if word)}" if any(plain) else ""


def _bare(text: str) -> str:
    """The note without what a further program put around it: markup, or quotation marks twice."""
    if _CODED.search(text):
        text = unescape(text)
    if _ESCAPED.search(text):
        text = text.replace('\\"', '"')
    if _DOUBLED.search(text):
        text = text.replace('""', '"')
    return text
