"""EPPI-Reviewer: whether an item is included, in the workbooks of its lists.

Its RIS carries an item's number but neither decisions nor codes.
"""

from __future__ import annotations

from typing import Final

from activescreen.formats.decisions.found import Found
from activescreen.formats.decisions.note_fields import plain
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record

_COLUMNS: Final = frozenset({"included", "id", "shorttitle", "title"})
_VERDICTS: Final = {
    **dict.fromkeys(("i", "included", "true"), Verdict.INCLUDE),
    **dict.fromkeys(("e", "excluded", "false"), Verdict.EXCLUDE),
}


def marks(record: Record) -> Found | None:
    """The team's decision; deleted items and duplicates (``D``, ``S``) have none."""
    columns = {plain(name): (name, text) for name, text in record.fields.items()}
    if not columns.keys() >= _COLUMNS:
        return None
    name, text = columns["included"]
    verdict = _VERDICTS.get(text.strip().lower())
    made = (Decision(record.id, verdict, Draw.PRIOR, resolves=True),) if verdict else ()
    return Found(made, column=name)
