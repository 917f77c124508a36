"""Two records side by side: which fields differ, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from activescreen.deduplication import differing_fields
from activescreen.records import Record

_FIELDS: Final = {
    "title": "Title",
    "authors": "Authors",
    "year": "Year",
    "journal": "Journal",
    "volume": "Volume",
    "number": "Issue",
    "pages": "Pages",
    "doi": "DOI",
    "pmid": "PubMed ID",
    "abstract": "Abstract",
    "language": "Language",
    "kind": "Type",
}
_IN_WORDS: Final = frozenset({"title", "authors", "journal", "abstract"})
_LONGEST: Final = 6_000
"""Characters of a text that are compared word by word; beyond, only whether it differs is told."""


class Piece(NamedTuple):
    """Part of a text, and whether the other text lacks it."""

    text: str
    lacks: bool


class Compared(NamedTuple):
    """A field of two records.

    Attributes
    ----------
    name
        Its name for people.
    one, other
        What each says, in pieces; none where it says nothing.
    differs
        Whether it differs when read as records are compared: other spellings do not.
    """

    name: str
    one: tuple[Piece, ...]
    other: tuple[Piece, ...]
    differs: bool


def compared(one: Record, other: Record) -> list[Compared]:
    """The fields that at least one of two records has, and where both were found."""
    differing = differing_fields(one, other)
    found = []
    for field, name in _FIELDS.items():
        texts = _text(one, field), _text(other, field)
        if any(texts):
            differs = field in differing
            pieces = pieces_of(*texts, in_words=field in _IN_WORDS)
            found.append(Compared(name, *pieces, differs))
    where = _whole(str(one.source), str(other.source))
    return [*found, Compared("Found in", *where, False)]


def _text(record: Record, field: str) -> str:
    value = getattr(record, field)
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value).strip()


def _whole(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    first, second = (() if not text else (Piece(text, False),) for text in (one, other))
    return first, second


def pieces_of(
    one: str, other: str, *, in_words: bool
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts in pieces, which tell where words differ; each whole, if they are no words."""
    alike = not one or not other or one == other
    if not in_words or alike or len(one) + len(other) > _LONGEST:
        return _whole(one, other)
    words = [re.findall(r"\s*\S+", text) for text in (one, other)]
    a, b = ([re.sub(r"\W", "", word).casefold() for word in each] for each in words)
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    same_one = {block.a + n for block in blocks for n in range(block.size)}
    same_other = {block.b + n for block in blocks for n in range(block.size)}
    return tuple(_runs(words[0], same_one)), tuple(_runs(words[1], same_other))


def _runs(words: list[str], same: set[int]) -> Iterator[Piece]:
    run, lacks = "", False
    for number, word in enumerate(words):
        if run and (number not in same) != lacks:
            yield Piece(run, lacks)
            run = ""
        run, lacks = run + word, number not in same
    if run:
        yield Piece(run, lacks)
