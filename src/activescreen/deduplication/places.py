"""Where a record was published: journal, volume, issue, pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from activescreen.deduplication.spelling import normal_text, one_english, word_set

_DIGITS: Final = re.compile(r"\d+")
_SUPPLEMENT: Final = re.compile(r"supp|\bs\d", re.IGNORECASE)
_RANGE: Final = re.compile(r"(\d+)\s*[a-z]?\s*[-–—‐‑‒−/]+\s*(?:[a-z]{1,3}\s*)?(\d+)", re.IGNORECASE)
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_EXCEL_DATE: Final = re.compile(
    rf"(?:(\d{{1,4}})[-\s/.]({'|'.join(_MONTHS)})[a-z]*|({'|'.join(_MONTHS)})[a-z]*[-\s/.](\d{{1,4}}))",
    re.IGNORECASE,
)
_SMALL: Final = word_set(
    "the of and for in on de la le der die und fur et del di da do to official"
)
_SERIES: Final = frozenset({"proceedings", "conference", "annual"})
_MEETING: Final = re.compile(
    r"[.:;,]?\s*(?:\bconference publication\b|\bonline\b|\belectronic resource\b"
    r"|[(\[](?:online|electronic|print|internet|basel|london|new york)[^)\]]*[)\]]).*$",
    re.IGNORECASE,
)


class PageMatch(StrEnum):
    """How the pages of two records compare."""

    RANGE = "the same first and last page"
    FIRST = "the same first page"
    OVERLAP = "overlapping pages"
    DIFFERENT = "different pages"
    MISSING = "no pages to compare"


@dataclass(frozen=True, slots=True)
class Pages:
    """First and last page.

    Attributes
    ----------
    first
        The first page, or the number of the article.
    last
        The last page; None where the source gives one number.
    supplement
        Whether an S stands before the number.
    """

    first: int
    last: int | None
    supplement: bool = False


def pages_of(text: str) -> Pages | None:
    """Read pages: ``123-9``, ``S12-S20``, ``e1003``, and ``06-Oct``, which was 6-10."""
    if not text or not (found := _DIGITS.search(text)):
        return None
    if date := _EXCEL_DATE.search(text):
        day = int(date.group(1) or date.group(4))
        month = _MONTHS.index((date.group(2) or date.group(3)).lower()) + 1
        return Pages(min(day, month), max(day, month))
    supplement = text[: found.start()].strip().lower() == "s"
    if span := _RANGE.search(text):
        first, last = span.groups()
        if len(last) < len(first):
            last = first[: len(first) - len(last)] + last
        if int(last) >= int(first):
            return Pages(int(first), int(last), supplement)
        return Pages(int(first), None, supplement)
    return Pages(int(found.group()[-15:]), None, supplement)


def compare_pages(a: Pages | None, b: Pages | None) -> PageMatch:
    """How two page ranges compare."""
    if a is None or b is None:
        return PageMatch.MISSING
    if a.first == b.first:
        several = a.last is not None and a.last > a.first
        return PageMatch.RANGE if several and a.last == b.last else PageMatch.FIRST
    a_last, b_last = a.last or a.first, b.last or b.first
    if a.first <= b_last and b.first <= a_last and max(a_last - a.first, b_last - b.first) < 200:
        return PageMatch.OVERLAP
    return PageMatch.DIFFERENT


def volume_of(text: str, year: int | None) -> str:
    """The number of the volume; empty where the year or a month stands in its place."""
    found = _DIGITS.findall(text)
    volume = found[0].lstrip("0") if found else ""
    return "" if volume == str(year or "") else volume


def issue_of(number: str, volume: str) -> str:
    """The number of the issue or supplement, which may stand with the volume: ``35 Suppl 1``."""
    found = _DIGITS.findall(number)
    if not found and _SUPPLEMENT.search(volume):
        found = _DIGITS.findall(volume)[1:2]
    return found[0].lstrip("0") if found else ""


def journal_of(text: str) -> tuple[str, str]:
    """The journal's name in plain words, and the conference whose abstracts it prints.

    Embase writes both: "Journal of Hypertension. Conference: 28th Annual Meeting …".
    """
    name, found, meeting = text.partition("Conference:")
    bare = _MEETING.sub("", name).strip(" .,:;") or name
    return one_english(normal_text(bare)), one_english(normal_text(meeting)) if found else ""


@lru_cache(maxsize=100_000)
def same_journal(a: str, b: str) -> bool | None:
    """Whether two names are of one journal, in full or abbreviated; None if that cannot be told."""
    if not a or not b:
        return None
    if a == b:
        return True
    one = [word for word in a.split() if word not in _SMALL]
    other = [word for word in b.split() if word not in _SMALL]
    if not one or not other:
        return a == b
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=lambda words: (len(words), sum(map(len, words))))
    if _abbreviates(shorter, longer):
        return True
    if _abbreviates(shorter, longer[: len(shorter)]) and len("".join(shorter)) > 5:
        # A subtitle, or another journal of the family: "Lancet", "Lancet Neurology".
        return None
    named = [word for word in shorter if word not in _SERIES and not word.isdigit()]
    every = "".join(word[0] for word in _all(a, b, longer))
    return len(named) == 1 and len(longer) > 2 and (_acronym(named[0], longer) or named[0] == every)


def _all(a: str, b: str, longer: list[str]) -> list[str]:
    """Every word of the longer name, small ones too."""
    return a.split() if longer[-1] in a.split() else b.split()


def _acronym(letters: str, words: list[str]) -> bool:
    """Whether the letters are the first one, two or three of each word: "amcis"."""
    if not words:
        return not letters
    return any(
        letters[:size] == words[0][:size]
        and len(letters) >= size
        and _acronym(letters[size:], words[1:])
        for size in (1, 2, 3)
        if letters
    )


def _abbreviates(short: list[str], full: list[str]) -> bool:
    """Whether every word of one name shortens the word in its place in the other."""
    if len(short) != len(full):
        return False
    return all(
        _shortens(one, other) or _shortens(other, one)
        for one, other in zip(short, full, strict=True)
    )


def _shortens(short: str, full: str) -> bool:
    if not full.startswith(short[0]):
        return False
    place = 0
    for letter in short:
        place = full.find(letter, place) + 1
        if not place:
            return False
    return True
