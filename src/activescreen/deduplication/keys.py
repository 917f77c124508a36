"""What records are compared by: identifiers, titles and names in one spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from activescreen.identifiers import doi_in
from activescreen.records import Record

_MARKUP = re.compile(r"</?(?:i|b|em|sub|sup|inf|p|br|strong|sc)\s*/?>")
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
# Databases put language, kind and errata in square brackets after a title: "… [German]".
_SUFFIX = re.compile(r"(?<=\S)\.?\s*\[[^\[\]]*\]\s*\.?\s*$")
_GREEK = str.maketrans(
    {"α": " alpha ", "β": " beta ", "γ": " gamma ", "δ": " delta ", "κ": " kappa ", "μ": " mu "}
)


@dataclass(frozen=True, slots=True)
class Keys:
    """One record as it is compared.

    Attributes
    ----------
    doi, pmid
        Identifiers in lower case, empty where there is none that could be one.
    title
        Words of the title without case, accents, markup and punctuation, as one text.
    words
        The same as a set.
    author
        Surname of the first author, likewise.
    year
        Year of publication.
    journal, volume, page
        Words of the journal's name as one text, first digits of the volume and of the pages:
        "S12-S20" and "12-20" are one place.
    """

    doi: str
    pmid: str
    title: str
    words: frozenset[str]
    author: str
    year: int | None
    journal: str
    volume: str
    page: str

    @property
    def place(self) -> str:
        """Year, volume and first page as one text; empty if one is missing."""
        if self.year is None or not self.volume or not self.page:
            return ""
        return f"{self.year} {self.volume} {self.page}"


def keys_of(record: Record) -> Keys:
    """The keys of a record."""
    title = title_key(record.title)
    return Keys(
        doi=doi_in(record.doi).lower(),
        pmid=record.pmid if record.pmid.isdigit() else "",
        title=title,
        words=frozenset(title.split()),
        author=author_key(record.authors[0]) if record.authors else "",
        year=record.year,
        journal=normal_text(record.journal),
        volume="".join(_DIGITS.findall(record.volume)[:1]),
        page="".join(_DIGITS.findall(record.pages)[:1]).lstrip("0"),
    )


def normal_text(text: str) -> str:
    """Words in lower case without accents, markup and punctuation, separated by one blank."""
    if not text:
        return ""
    text = _MARKUP.sub("", text.lower().translate(_GREEK)).replace("&", " and ")
    plain = unicodedata.normalize("NFKD", text)
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def title_key(title: str) -> str:
    """The title as `normal_text` spells it, without remarks in square brackets after it."""
    bare = title
    while (shorter := _SUFFIX.sub("", bare)) != bare and shorter.strip():
        bare = shorter
    return normal_text(bare)


def author_key(author: str) -> str:
    """The surname: what stands before the comma, or else the longest of the first two words."""
    surname, comma, _ = author.partition(",")
    names = _NAME.findall(normal_text(surname if comma else author))
    if not names:
        return ""
    return "".join(names) if comma else max(names[:2], key=len)
