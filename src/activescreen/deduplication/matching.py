"""Whether two records are copies of one publication.

False merges lose studies, so contradicting evidence outweighs agreeing evidence: one DOI that
many conference abstracts share, two PubMed ids, or an erratum under its paper's title keep
records apart.
"""

from __future__ import annotations

import re

from activescreen.deduplication.keys import Keys

SHARED_WORDS = 0.6
"""Share of the shorter title's words that the other must have if an identifier agrees."""

SHARED_AT_PLACE = 0.8
"""Share of all words of both titles that must be common if only the place agrees."""

SHORT_TITLE = 4
"""Titles with fewer words, such as *Reply* or *Introduction*, prove little by themselves."""

_NOTICES = frozenset(
    {"erratum", "errata", "corrigendum", "corrigenda", "correction"}
    | {"retraction", "retracted", "reply", "comment", "commentary"}
)
_NUMERAL = re.compile(r"\d+|[ivx]+")


def same_publication(a: Keys, b: Keys) -> bool:
    """Whether identifiers and titles say that both records are one publication.

    Either a DOI or PubMed id agrees and the titles do not contradict it; or the titles are equal
    and year, first author and place of publication do not contradict it; or the place is the same
    and titles and authors are nearly so.
    """
    if a.pmid and b.pmid and a.pmid != b.pmid:
        return False
    if (a.pmid and a.pmid == b.pmid) or (a.doi and a.doi == b.doi):
        return titles_compatible(a, b)
    if a.title and a.title == b.title:
        return _circumstances_agree(a, b)
    return bool(a.place) and a.place == b.place and _spellings_of_one(a, b)


def titles_compatible(a: Keys, b: Keys) -> bool:
    """Whether two titles may be two spellings of one; a missing title contradicts nothing."""
    if not a.words or not b.words or a.title == b.title:
        return True
    if (a.words & _NOTICES) != (b.words & _NOTICES):
        return False
    one, other = _numerals(a), _numerals(b)
    if one != other and one and other:
        return False
    shorter = min(len(a.words), len(b.words))
    return len(a.words & b.words) >= SHARED_WORDS * shorter


def _numerals(keys: Keys) -> frozenset[str]:
    return frozenset(word for word in keys.words if _NUMERAL.fullmatch(word))


def _circumstances_agree(a: Keys, b: Keys) -> bool:
    """Whether records of one title were published by one author at one place.

    A conference abstract and the paper after it have one title; volume and first page, the year
    or the DOI tell them apart.
    """
    volume, page = _compare(a.volume, b.volume), _compare(a.page, b.page)
    journal = _compare(a.journal, b.journal)
    if volume is False and page is False:
        return False
    if a.place and a.place == b.place:
        # Names are spelled in more ways than one: "van Kessel", "Kessel".
        return len(a.words) >= SHORT_TITLE or _authors_agree(a.author, b.author)
    if not _authors_agree(a.author, b.author):
        return False
    equal = [volume, page, journal].count(True)
    if len(a.words) < SHORT_TITLE or (a.doi and b.doi):
        return equal >= 2
    if a.year is None or b.year is None or a.year == b.year:
        return True
    return abs(a.year - b.year) == 1 and (volume is True or page is True)


def _spellings_of_one(a: Keys, b: Keys) -> bool:
    if not a.words or not b.words or (a.doi and b.doi):
        return False
    shared = len(a.words & b.words) / len(a.words | b.words)
    return (
        shared >= SHARED_AT_PLACE and titles_compatible(a, b) and _authors_agree(a.author, b.author)
    )


def _compare(one: str, other: str) -> bool | None:
    """Whether two values are equal; ``None`` if one is missing."""
    return one == other if one and other else None


def _authors_agree(one: str, other: str) -> bool:
    return not one or not other or one.startswith(other) or other.startswith(one)
