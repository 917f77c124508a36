"""What reviewers did with a record, in words for people."""

from __future__ import annotations

from activescreen.formats.decisions.rayyan import reasons_in
from activescreen.formats.screening import Screening
from activescreen.ledger import Decision

_STAGES = {"title_abstract": "title and abstract", "full_text": "full text"}


def decisions_in_words(screening: Screening, record_id: str) -> str:
    """The decisions that count, as in ``Ann: include; Bo: exclude; resolved: include``.

    Where the screening has several stages, each is named before its decisions.
    """
    if len(screening.stages) < 2:
        return "; ".join(map(_decision, screening.standing(record_id)))
    said = {
        _STAGES.get(stage, stage): screening.standing(record_id, stage)
        for stage in screening.stages
    }
    return " | ".join(
        f"{stage} – {'; '.join(map(_decision, made))}" for stage, made in said.items() if made
    )


def reasons_of(screening: Screening, record_id: str) -> list[str]:
    """Every reason for exclusion, whoever gave it, none twice."""
    given = (
        *screening.reasons.get(record_id, ()),
        *reasons_in(screening.standing(record_id)),
    )
    return list(dict.fromkeys(given))


def notes_in_words(screening: Screening, record_id: str) -> str:
    """Notes with who wrote them, one a line."""
    said = [(note.reviewer, note.text) for note in screening.notes.get(record_id, ())]
    said += [
        (decision.reviewer, decision.note)
        for decision in screening.standing(record_id)
        if decision.note
    ]
    return "\n".join(f"{reviewer}: {text}" if reviewer else text for reviewer, text in said)


def _decision(decision: Decision) -> str:
    who = decision.reviewer or "team"
    if decision.resolves:
        who = f"resolved by {decision.reviewer}" if decision.reviewer else "resolved"
    why = f" ({decision.reason})" if decision.reason else ""
    return f"{who}: {decision.verdict}{why}"
