"""Covidence: reasons in notes, tags, and the list that a file is.

Covidence exports no votes. What was decided is which list was exported, which the file's name
says: ``review_12345_irrelevant_csv_….csv`` was excluded by title and abstract, ``…_excluded_…`` by
full text, ``…_select_…`` passed title and abstract, ``…_included_…`` passed both.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from activescreen.errors import ConfigurationError
from activescreen.formats.decisions import own
from activescreen.formats.decisions.found import Found
from activescreen.formats.decisions.note_fields import notes_in, plain
from activescreen.formats.screening import Screening, UserNote
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.records import Record

Votes = tuple[tuple[str, Verdict], ...]

LISTS: Final[dict[str, Votes]] = {
    "irrelevant": ((TITLE_ABSTRACT, Verdict.EXCLUDE),),
    "excluded": ((TITLE_ABSTRACT, Verdict.INCLUDE), (FULL_TEXT, Verdict.EXCLUDE)),
    "select": ((TITLE_ABSTRACT, Verdict.INCLUDE),),
    "included": ((TITLE_ABSTRACT, Verdict.INCLUDE), (FULL_TEXT, Verdict.INCLUDE)),
    "screen": (),
}
"""Covidence's lists, and what being on them says."""

_MEANING: Final = {
    "irrelevant": "excluded by title and abstract",
    "excluded": "excluded by full text",
    "select": "passed by title and abstract, and open by full text",
    "included": "included by full text",
    "screen": "not decided on yet",
}
_WORDS: Final = {**{name: name for name in LISTS}, "extraction": "included", "exclude": "excluded"}
_REASON: Final = re.compile(r"Exclusion reason:\s*([^;\n]*);?[ \t]*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?:Covidence\s*)?#\d+", re.IGNORECASE)


def marks(record: Record) -> Found | None:
    """What Covidence left in a record, with the decision that the file's name tells."""
    if not (column := _covidence_column(record)):
        return None
    note = "\n".join(notes_in(record))
    reasons = tuple(word.strip() for word in _REASON.findall(note) if word.strip())
    rest = _REASON.sub("", note).strip()
    votes = LISTS.get(list_of(record.source.file), ())
    if reasons and not votes:
        # Reasons are asked for at the full text only.
        votes = LISTS["excluded"]
    return Found(
        tuple(_decision(record.id, stage, verdict) for stage, verdict in votes),
        reasons,
        tuple(_tags(record)),
        (UserNote(rest),) if rest else (),
        column if votes else "",
    )


def list_of(file: str) -> str:
    """Which of Covidence's lists a file is, by its name; empty if that does not say it."""
    words = re.split(r"[^a-z]+", PurePath(file).name.lower())
    if "not" in words:
        return ""
    return next((_WORDS[word] for word in words if word in _WORDS), "")


def assumption(records: Screening) -> str:
    """A sentence on what was taken from the names of files; empty if nothing was."""
    files = dict.fromkeys(
        record.source.file
        for record in records.records
        if _covidence_column(record) and own.marks(record) is None
    )
    said = [
        f"'{file}' was taken for Covidence's list '{name}': {_MEANING[name]}."
        for file in files
        if (name := list_of(file))
    ]
    unsaid = [file for file in files if not list_of(file)]
    if unsaid:
        listed = ", ".join(f"'{file}'" for file in unsaid)
        said.append(
            f"{listed} comes from Covidence, whose files hold no votes, and does not say in its "
            f"name which list it is ({', '.join(LISTS)}); only reasons for exclusion tell "
            "decisions."
        )
    return " ".join(said)


def as_list(screening: Screening, name: str) -> Screening:
    """The screening with the decisions that being on one of Covidence's lists says.

    Parameters
    ----------
    screening
        Records that were exported as one list.
    name
        Which list: one of `LISTS`.

    Raises
    ------
    ConfigurationError
        If there is no such list.
    """
    if name not in LISTS:
        raise ConfigurationError(
            f"Covidence has no list '{name}'.", remedy=f"Use one of: {', '.join(LISTS)}."
        )
    decisions = tuple(
        _decision(record_id, stage, verdict)
        for record_id in screening.records.ids
        for stage, verdict in LISTS[name]
    )
    return replace(screening, decisions=decisions)


def _covidence_column(record: Record) -> str:
    """The column or tag with Covidence's number of a study; empty if it is not from there."""
    names = {plain(name): name for name in record.fields}
    tags = (names[tag] for tag in ("c1", "u1", "id") if tag in names)
    numbered = next((tag for tag in tags if _NUMBER.fullmatch(record.fields[tag].strip())), "")
    return names.get("covidence", numbered)


def _tags(record: Record) -> list[str]:
    text = next((text for name, text in record.fields.items() if plain(name) == "tags"), "")
    apart = ";" if ";" in text else ","
    return [word.strip() for word in text.split(apart) if word.strip()]


def _decision(record_id: str, stage: str, verdict: Verdict) -> Decision:
    return Decision(record_id, verdict, Draw.PRIOR, stage=stage, resolves=True)
