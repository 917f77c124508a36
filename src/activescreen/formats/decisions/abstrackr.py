"""Abstrackr: a column a user with 1 (relevant), 0 (maybe) or -1 (irrelevant).

Beside each stands when it was set, in ``labeled_at``. ``consensus`` is a user of its own: ``o``
stands for none, ``x`` for votes that differ. Notes are columns such as ``general notes (ann)``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from activescreen.formats.columns import field_of
from activescreen.formats.decisions.found import Found
from activescreen.formats.decisions.note_fields import plain
from activescreen.formats.screening import UserNote
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record

_VERDICTS: Final = {
    **dict.fromkeys(("1", "1.0"), Verdict.INCLUDE),
    **dict.fromkeys(("0", "0.0"), Verdict.MAYBE),
    **dict.fromkeys(("-1", "-1.0"), Verdict.EXCLUDE),
}
_NONE: Final = frozenset({"", "o", "x"})
_IDS: Final = frozenset({"internalid", "sourceid", "citationid", "refmanid", "id", "tags"})
_MARKS: Final = frozenset({"internalid", "citationid", "labeledat"})
_NOTES: Final = re.compile(r"(.+?) notes \((.+)\)")
_CONSENSUS: Final = "consensus"


def marks(record: Record) -> Found | None:
    """Each user's label, the consensus last."""
    names = {plain(name) for name in record.fields}
    if _CONSENSUS not in names or not names & _MARKS:
        return None
    columns = list(record.fields.items())
    timed: list[tuple[Decision, datetime | None]] = []
    notes: list[UserNote] = []
    for place, (name, text) in enumerate(columns):
        if said := _NOTES.fullmatch(name.strip()):
            kind, user = said.groups()
            if text.strip():
                notes.append(UserNote(text if kind == "general" else f"{kind}: {text}", user))
        elif _is_user(name, text) and (verdict := _VERDICTS.get(text.strip())):
            following = columns[place + 1] if place + 1 < len(columns) else ("", "")
            at = _time(following[1]) if plain(following[0]).startswith("labeledat") else None
            agreed = plain(name) == _CONSENSUS
            timed.append(
                (
                    Decision(
                        record.id,
                        verdict,
                        Draw.PRIOR,
                        reviewer="" if agreed else name.strip(),
                        resolves=agreed,
                        at=at,
                    ),
                    at,
                )
            )
    # In the order of the columns where times are missing, but the consensus ends it.
    timed.sort(key=lambda pair: pair[0].resolves)
    if all(at for _, at in timed):
        timed.sort(key=lambda pair: pair[1] or datetime.min.replace(tzinfo=UTC))
    tags = next((text for name, text in columns if plain(name) == "tags"), "")
    return Found(
        tuple(decision for decision, _ in timed),
        tags=tuple(tag.strip() for tag in tags.split(",") if tag.strip()),
        notes=tuple(notes),
        column=next(name for name, _ in columns if plain(name) == _CONSENSUS),
    )


def _is_user(name: str, text: str) -> bool:
    bare = plain(name)
    if bare in _IDS or bare.startswith(("labeledat", "column")) or field_of(name):
        return False
    return text.strip() in _VERDICTS or text.strip() in _NONE


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
