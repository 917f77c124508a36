"""What a record says of what became of its publication: retracted, doubted or corrected.

Databases say it in the title ("RETRACTED: …", "… (Retracted article. See vol. 10, 2012)"), by the
type of publication ("Retracted Publication"), or by naming the notice (PubMed's "Retraction in").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from activescreen.records import Record


class Mark(StrEnum):
    """What became of a publication, the gravest first."""

    RETRACTION = "retraction"
    CONCERN = "concern"
    CORRECTION = "correction"


class Sign(NamedTuple):
    """A mark, and the words of the record that make it."""

    mark: Mark
    words: str


_WHAT: Final = r"(?:\s+(?:article|paper|publication|chapter))?"
# "Retracted and re-analysed" begins many an honest title: what follows must set the word apart.
_TITLES: Final = {
    Mark.RETRACTION: re.compile(
        rf"^\W*(?:(?i:retract(?:ed|ion){_WHAT}|withdrawn{_WHAT})\s*[\]):.–—-]"
        rf"|(?:RETRACTED|WITHDRAWN)\b|(?i:retraction (?:note|notice|statement)\b"
        rf"|(?:notice|statement) of (?:retraction|withdrawal)\b))"
        rf"|[(\[]\s*(?i:(?:retracted|withdrawn){_WHAT}\b|retraction (?:of|in|appears|notice)\b)"
        r"[^)\]]*[)\]]?"
    ),
    Mark.CONCERN: re.compile(r"\bexpressions? of concern\b", re.IGNORECASE),
    Mark.CORRECTION: re.compile(
        r"^\W*(?:published |author |publisher )?(?:corrections?|errat(?:um|a)|corrigend(?:um|a))"
        r"\s*(?:[\]):.–—]|to\b|for\b)"
        r"|[(\[]\s*(?:corrected|(?:published )?errat(?:um|a)|corrections?|corrigend(?:um|a))\b"
        r"[^)\]]*[)\]]?",
        re.IGNORECASE,
    ),
}
_TYPES: Final = {
    Mark.RETRACTION: re.compile(
        r"\b(?:retracted (?:publication|article|paper)|retraction of publication|retraction"
        r"|retracted|withdrawn)\b",
        re.IGNORECASE,
    ),
    Mark.CONCERN: re.compile(r"\bexpressions? of concern\b", re.IGNORECASE),
    Mark.CORRECTION: re.compile(
        r"\b(?:corrected and republished article|(?:published )?erratum|corrigendum|correction)\b",
        re.IGNORECASE,
    ),
}
_TYPE_FIELDS: Final = frozenset({"pt", "dt", "m3", "type", "publicationtype", "documenttype"})
# PubMed's tags of notices about the record; those of which the record is the notice are others.
_NOTICES: Final = {
    "RIN": (Mark.RETRACTION, "Retraction in"),
    "PRIN": (Mark.RETRACTION, "Partial retraction in"),
    "ECI": (Mark.CONCERN, "Expression of concern in"),
    "EIN": (Mark.CORRECTION, "Erratum in"),
    "CRI": (Mark.CORRECTION, "Corrected and republished in"),
}
_LONGEST: Final = 300


def signs_of(record: Record) -> dict[Mark, Sign]:
    """What a record says of what became of its publication; of each mark the first sign."""
    found: dict[Mark, Sign] = {}
    for sign in _signs(record):
        found.setdefault(sign.mark, sign)
    return found


def without_marks(title: str) -> str:
    """The title without what marks it."""
    for words in _TITLES.values():
        title = words.sub("", title)
    return title


def _signs(record: Record) -> Iterator[Sign]:
    for mark, words in _TITLES.items():
        if words.search(record.title):
            yield Sign(mark, f"Title: {_short(record.title)}")
    types = [record.kind]
    for name, value in record.fields.items():
        if "".join(filter(str.isalnum, name)).lower() in _TYPE_FIELDS:
            types.append(value)
    for mark, words in _TYPES.items():
        for text in types:
            if seen := words.search(text):
                yield Sign(mark, f"Type of publication: {seen.group()}")
    for tag, (mark, name) in _NOTICES.items():
        if value := record.fields.get(tag, "").strip():
            yield Sign(mark, f"{name}: {_short(value)}")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
