"""From members of JSON objects to the values of fields."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from activescreen.formats.decisions import own
from activescreen.formats.values import split_authors, split_keywords

Item = Mapping[str, object]
_HALVES = re.compile("[\ud800-\udfff]")
_PARTICLES = ("non-dropping-particle", "dropping-particle")


def text_of(value: object) -> str:
    """A member as text: Crossref keeps a title in a list, and numbers may be numbers."""
    if isinstance(value, list):
        return next(filter(None, map(text_of, value)), "")
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return ""
    # Half a character, which an escape such as "\\ud83d" can leave, could not be stored.
    return _HALVES.sub("\ufffd", str(value)).strip()


def date_of(value: object) -> str:
    """The beginning of a date, from CSL's ``date-parts``, ``raw`` or ``literal``, or from text."""
    if not isinstance(value, dict):
        return text_of(value)
    parts = value.get("date-parts")
    # {"date-parts": [["2020", 3, 1]]}
    while isinstance(parts, list) and parts:
        parts = parts[0]
    if parts and not isinstance(parts, list):
        return text_of(parts)
    return text_of(value.get("raw")) or text_of(value.get("literal"))


def authors_of(value: object) -> tuple[str, ...]:
    """Names as ``Family, Given``, from CSL's objects or from texts."""
    if isinstance(value, str):
        return split_authors(value)
    if not isinstance(value, list):
        return ()
    return tuple(name for name in map(_name, value) if name)


def _name(person: object) -> str:
    if not isinstance(person, dict):
        return text_of(person)
    family = text_of(person.get("family"))
    if not family:
        return text_of(person.get("literal")) or text_of(person.get("name"))
    before = next(filter(None, (text_of(person.get(name)) for name in _PARTICLES)), "")
    parts = (
        f"{before} {family}".strip(),
        text_of(person.get("given")),
        text_of(person.get("suffix")),
    )
    return ", ".join(filter(None, parts))


def listed(value: object) -> tuple[str, ...]:
    """Keywords from a list, or from one text."""
    if isinstance(value, list):
        return tuple(filter(None, map(text_of, value)))
    return split_keywords(text_of(value))


def is_ours(item: Item) -> bool:
    """Whether an item is a record as our own JSON has it, with texts that hold no markup."""
    return isinstance(item.get("fields"), dict) and "source" in item


def flat(item: Item) -> dict[str, str]:
    """Every member as text, what is nested as JSON; our own records keep the original's fields."""
    kept = item.get("fields")
    if isinstance(kept, dict) and is_ours(item):
        fields = {text_of(name): text_of(value) for name, value in kept.items()}
        marks = text_of(item.get(own.COLUMN))
        return fields | ({own.FIELD: marks} if marks and own.COLUMN not in fields else {})
    return {
        text_of(name): text_of(json.dumps(value, ensure_ascii=False))
        if isinstance(value, (dict, list))
        else text_of(value)
        for name, value in item.items()
    }
