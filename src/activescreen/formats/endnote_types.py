"""EndNote's types of reference: their names, their numbers, and which one a record has."""

from __future__ import annotations

import re
from typing import Final

ARTICLE: Final = "Journal Article"

NUMBERS: Final = {
    "Artwork": 2,
    "Audiovisual Material": 3,
    "Bill": 4,
    "Book Section": 5,
    "Book": 6,
    "Case": 7,
    "Catalog": 8,
    "Computer Program": 9,
    "Conference Proceedings": 10,
    "Web Page": 12,
    "Generic": 13,
    "Hearing": 14,
    ARTICLE: 17,
    "Magazine Article": 19,
    "Map": 20,
    "Film or Broadcast": 21,
    "Newspaper Article": 23,
    "Pamphlet": 24,
    "Patent": 25,
    "Personal Communication": 26,
    "Report": 27,
    "Edited Book": 28,
    "Statute": 31,
    "Thesis": 32,
    "Unpublished Work": 34,
    "Manuscript": 36,
    "Figure": 37,
    "Chart or Table": 38,
    "Equation": 39,
    "Electronic Article": 43,
    "Electronic Book": 44,
    "Online Database": 45,
    "Government Document": 46,
    "Conference Paper": 47,
    "Online Multimedia": 48,
    "Classical Work": 49,
    "Legal Rule or Regulation": 50,
    "Ancient Text": 51,
    "Dictionary": 52,
    "Encyclopedia": 53,
    "Grant": 54,
    "Aggregated Database": 55,
    "Blog": 56,
    "Serial": 57,
    "Standard": 58,
    "Dataset": 59,
    "Electronic Book Section": 60,
    "Music": 61,
}
"""Name of a type -> its number in EndNote's XML."""

_NAMES: Final = {str(number): name for name, number in NUMBERS.items()}
_KNOWN: Final = {name.lower(): name for name in NUMBERS}
# What other sources call it -> EndNote's name; the first that fits.
_WORDS: Final = tuple(
    (re.compile(words, re.IGNORECASE), name)
    for words, name in (
        (r"chapter|book ?section|\bchap\b|inbook|incollection", "Book Section"),
        (r"conference paper|\bcpaper\b", "Conference Paper"),
        (r"proceeding|conference|meeting|\bconf\b", "Conference Proceedings"),
        (r"thes[ie]s|dissertation|\bthes\b", "Thesis"),
        (r"report|\brprt\b", "Report"),
        (r"\bbook\b|monograph", "Book"),
        (r"web ?page|\belec\b", "Web Page"),
        (r"data ?set|trial regist", "Dataset"),
        (r"\bgeneric\b|\bgen\b", "Generic"),
    )
)
_EDITED: Final = frozenset({"book", "edited book", "electronic book", "conference proceedings"})
_WITHIN: Final = frozenset(
    {"Book Section", "Electronic Book Section", "Conference Paper", "Conference Proceedings"}
)


def type_name(text: str) -> str:
    """The name of a type that is given by its number; any other text as it is."""
    return _NAMES.get(text, text)


def type_of(kind: str) -> str:
    """EndNote's name of the type for what a record is called by its source."""
    if known := _KNOWN.get(kind.strip().lower()):
        return known
    return next((name for words, name in _WORDS if words.search(kind)), ARTICLE)


def has_editors(kind: str) -> bool:
    """Whether those who made it may stand as editors only."""
    return kind.strip().lower() in _EDITED


def stands_in_book(kind: str) -> bool:
    """Whether it is a part of a book or of proceedings, which are no journal."""
    return kind in _WITHIN
