"""Whether two abstracts are one text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from activescreen.deduplication.spelling import normal_text
from activescreen.records import Record

_FEWEST_WORDS: Final = 20
_MOST_LETTERS: Final = 4000


class AbstractMatch(StrEnum):
    """How two abstracts compare."""

    SAME = "the same abstract"
    DIFFERENT = "different abstracts"
    UNCLEAR = "abstracts that do not tell"
    MISSING = "no abstract to compare"


class Abstracts:
    """Abstracts of records, read when they are first asked for.

    Parameters
    ----------
    records
        The records; asked for by position.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._words = lru_cache(maxsize=2_000)(self._read)

    def compare(self, one: int, other: int) -> AbstractMatch:
        """How the abstracts of two records compare, by the words that they share.

        Headings, copyright notices and where a source cut the text change few of the words.
        """
        a, b = self._words(one), self._words(other)
        fewer = min(len(a), len(b))
        if fewer < _FEWEST_WORDS:
            return AbstractMatch.MISSING
        share = len(a & b) / fewer
        if share >= 0.85 and (fewer * 3 >= max(len(a), len(b)) or share >= 0.95):
            return AbstractMatch.SAME
        return AbstractMatch.DIFFERENT if share < 0.5 else AbstractMatch.UNCLEAR

    def _read(self, place: int) -> frozenset[str]:
        return frozenset(normal_text(self._records[place].abstract[:_MOST_LETTERS]).split())
