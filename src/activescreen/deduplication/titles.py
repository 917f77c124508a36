"""Titles as they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from sys import intern
from typing import Final

from activescreen.deduplication.notices import without_notes
from activescreen.deduplication.spelling import normal_text, one_english, word_set

SHORT_TITLE: Final = 4
"""Titles with fewer words, such as *Reply* or *Introduction*, prove little by themselves."""

FEWEST_OWN: Final = 2
"""So many words must be the title's own: "In this issue of Stroke" comes every month."""

LONG_TITLE: Final = 7
"""Titles with as many words are hardly ever given twice."""

SMALL_WORDS: Final = word_set(
    "a an the of in on for and or to with by from at as is are its their s "
    "der die das und de la le el et"
)
_STANDING: Final = word_set(
    "editorial introduction preface foreword abstracts abstract reply letter comment commentary "
    "response erratum correction corrigendum contents index news obituary discussion summary "
    "conclusion conclusions minutes proceedings guest poster posters oral presentations "
    "presentation message president editor editors letters book review reviews issue special "
    "annual meeting conference report welcome program authors author this note notes "
    "announcement announcements acknowledgment acknowledgments cover untitled no title available "
    "invited session section front matter back table th st nd rd congress supplement"
)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
# Numbers only after one of the words below; "for" is "four" in one English.
_SPELLED: Final = {
    "i": "1",
    "v": "5",
    "x": "10",
    "one": "1",
    "two": "2",
    "three": "3",
    "for": "4",
    "five": "5",
    "first": "1",
    "second": "2",
    "third": "3",
}
_NUMBERED: Final = word_set(
    "part parts phase type study volume chapter number no stage section paper report grade class "
    "level pt update edition"
)
_DESIGNATOR: Final = frozenset({"part", "pt", "chapter", "section", "paper", "volume"})


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared.

    Attributes
    ----------
    compact
        The title without case, accents, markup, punctuation, blanks and what the database added:
        "Smart phone" and "smartphone" are one.
    words
        The words, in order.
    numbers
        Arabic and Roman numerals, in order.
    designated
        Whether it calls itself a part, chapter or section by number.
    notice
        ``correction``, ``retraction``, ``reply`` or ``comment`` if the record is no paper of its
        own but says something about one, else empty.
    """

    compact: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    designated: bool
    notice: str

    @property
    def text(self) -> str:
        """The words, separated by blanks."""
        return " ".join(self.words)

    @property
    def long(self) -> bool:
        """Whether the words are so many that hardly two publications share them."""
        return len(self.words) >= LONG_TITLE and not self.short

    @property
    def short(self) -> bool:
        """Whether so few words, or but one besides standing ones, prove little."""
        own = sum(
            word not in _STANDING and word not in SMALL_WORDS and not word[0].isdigit()
            for word in self.words
        )
        return len(self.words) < SHORT_TITLE or own < FEWEST_OWN


def title_of(text: str) -> Title:
    """Read a title as a source gives it."""
    bare, notice = without_notes(" ".join(text.split()))
    # The same few words make all titles: each is held in memory once.
    words = tuple(map(intern, one_english(normal_text(bare)).split()))
    numbers, designated = _numbers(bare, words)
    return Title("".join(words), words, numbers, designated, notice)


def _numbers(bare: str, words: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    numbers = []
    if any(letter.isdigit() for letter in bare):
        numbers = [n.replace(",", "").lstrip("0") or "0" for n in _NUMBER.findall(bare)]
    designated = False
    before = ""
    for word in words:
        if word in _ROMAN:
            numbers.append(_ROMAN[word])
        elif before in _NUMBERED and word in _SPELLED:
            numbers.append(_SPELLED[word])
        if before in _DESIGNATOR and (word in _ROMAN or word in _SPELLED or word[0].isdigit()):
            designated = True
        before = word
    return tuple(numbers), designated
