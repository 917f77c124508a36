"""Authors' names, in whatever order and spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import Levenshtein

from activescreen.deduplication.spelling import plain_name

_NOBODY: Final = frozenset({"anonymous", "anon", "et", "al", "others", "jr", "sr", "the"})
_MOST_READ: Final = 40
_CAPITALS: Final = re.compile(r"(?<=[a-z.])(?=[A-Z][a-z])")


class NameMatch(StrEnum):
    """How the authors of two records compare."""

    SAME = "the same authors"
    FIRST = "the same first author"
    SHARED = "shared authors"
    DIFFERENT = "different authors"
    MISSING = "no authors to compare"


@dataclass(frozen=True, slots=True)
class Names:
    """Authors as they are compared.

    Attributes
    ----------
    first
        Words of the first author's name, initials left out: surname and given names are not told
        apart, because sources put them in either order.
    every
        The same of all authors.
    """

    first: frozenset[str]
    every: frozenset[str]


def names_of(authors: Sequence[str]) -> Names:
    """The authors of a record, of whom the first forty are read."""
    first: frozenset[str] = frozenset()
    every: set[str] = set()
    for author in authors[:_MOST_READ]:
        words = _words(author)
        if not first and words:
            # Several names may stand in one field without anything between them.
            first = frozenset(words[:3])
        every.update(words)
    return Names(first, frozenset(every))


def _words(author: str) -> list[str]:
    spaced = _CAPITALS.sub(" ", author) if "." in author else author
    words = [word for word in plain_name(spaced).split() if word not in _NOBODY]
    return [word for word in words if len(word) > 1 and not word.isdigit()]


def compare_names(a: Names, b: Names) -> NameMatch:
    """How the authors of two records compare.

    A list may be cut after one or three names, so what counts is how much of the shorter one is
    found in the longer one.
    """
    if not a.every or not b.every:
        return NameMatch.MISSING
    shared = len(a.every & b.every)
    share = shared / min(len(a.every), len(b.every))
    if a.first & b.first or _one_slip(a.first, b.first):
        return NameMatch.SAME if share >= 0.6 and shared >= 3 else NameMatch.FIRST
    if (a.first & b.every or b.first & a.every) and share >= 0.5:
        return NameMatch.SHARED
    return NameMatch.SHARED if share >= 0.6 else NameMatch.DIFFERENT


def _one_slip(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two surnames differ by a letter, or one is written apart: "Le Quintrec"."""
    for a in one:
        for b in other:
            if min(len(a), len(b)) >= 5 and Levenshtein.distance(a, b, score_cutoff=1) <= 1:
                return True
    joined, twin = "".join(sorted(one)), "".join(sorted(other))
    return min(len(joined), len(twin)) >= 5 and joined == twin
