"""Which record a file is of, told by its name: only where that leaves no doubt.

A name is taken apart into words, as the identifiers and titles of records are. It tells a record
by its DOI (``10.1234_x.5.pdf``), its PubMed id (``PMID 12345678.pdf``), or its title, which may
stand behind names and a year and may be cut off (``Smith 2019 - Digital peer supp.pdf``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from activescreen.records import Record

Words = tuple[str, ...]

_COPY: Final = re.compile(r"\s*(?:\(\d{1,3}\)|[-_ ]+copy)$", re.IGNORECASE)
"""What browsers and people add to the name of a second download."""

_DOI: Final = re.compile(r"10[._]\d{4,9}[^\s\[\]]*")
_PMID: Final = re.compile(r"(?:^|[^a-z0-9])pmid[\s:_=-]*([1-9]\d{0,7})(?!\d)", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NUMBER: Final = re.compile(r"[1-9]\d{4,7}")
_WORD: Final = re.compile(r"\w+")
_FEWEST_WORDS: Final = 3
_CUT_LETTERS: Final = 40
"""Letters of a title that tell it where the rest is cut off."""


class Match(NamedTuple):
    """A record that a name tells.

    Attributes
    ----------
    record_id
        The record.
    by
        What of it stands in the name: ``DOI``, ``PubMed id`` or ``title``.
    """

    record_id: str
    by: str


class Names:
    """Records as names of files tell them.

    Parameters
    ----------
    records
        The records that a file may be of.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._dois: dict[Words, set[str]] = {}
        self._pmids: dict[str, set[str]] = {}
        self._titles: dict[Words, set[str]] = {}
        for record in records:
            if record.doi:
                self._dois.setdefault(_words(record.doi), set()).add(record.id)
            if record.pmid:
                self._pmids.setdefault(record.pmid, set()).add(record.id)
            words = _words(record.title)
            if len(words) >= _FEWEST_WORDS:
                self._titles.setdefault(words, set()).add(record.id)

    def match(self, name: str) -> Match | None:
        """The one record that the name of a file tells; None if it tells none, or several."""
        stem = _COPY.sub("", re.sub(r"\.pdf$", "", unquote(name), flags=re.IGNORECASE))
        for by, found in (
            ("DOI", self._by_doi(stem)),
            ("PubMed id", self._by_pmid(stem)),
            ("title", self._by_title(stem)),
        ):
            if len(found) == 1:
                return Match(next(iter(found)), by)
            if found:
                return None
        return None

    def _by_doi(self, stem: str) -> set[str]:
        found = _DOI.search(stem)
        return self._dois.get(_words(found.group()), set()) if found else set()

    def _by_pmid(self, stem: str) -> set[str]:
        named = _PMID.search(stem)
        if named:
            return self._pmids.get(named.group(1), set())
        # A number alone is one; beside words it may be a date.
        return self._pmids.get(stem, set()) if _NUMBER.fullmatch(stem) else set()

    def _by_title(self, stem: str) -> set[str]:
        words = _words(stem)
        # Names may stand before a title, up to a year; other words make it another one: "Erratum".
        after_years = [at for at, word in enumerate(words, 1) if _YEAR.fullmatch(word)]
        parts = [words[begin:] for begin in (0, *after_years)]
        for part in parts:
            if part in self._titles:
                return self._titles[part]
        for part in parts:
            if sum(map(len, part)) >= _CUT_LETTERS and (cut := self._cut_off(part)):
                return cut
        return set()

    def _cut_off(self, words: Words) -> set[str]:
        return {
            record_id
            for title, ids in self._titles.items()
            if _is_cut(words, title)
            for record_id in ids
        }


def _is_cut(words: Sequence[str], title: Sequence[str]) -> bool:
    """Whether words are the beginning of a title; the last one may be cut, too."""
    last = len(words) - 1
    return (
        len(title) > last
        and tuple(title[:last]) == tuple(words[:last])
        and title[last].startswith(words[last])
    )


def _words(text: str) -> Words:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(_WORD.findall(plain.replace("_", " ")))
