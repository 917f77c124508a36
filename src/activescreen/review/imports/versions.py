"""What a record says that no earlier one of the same publication said.

Spelling does not count: neither case, blanks, punctuation and markup, nor an abbreviated journal, a
DOI as an address, a copyright notice after an abstract or where a source cut it. Nor does a field
that the later record lacks. What any earlier record said is not said again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from activescreen.deduplication.places import journal_of, same_journal
from activescreen.deduplication.spelling import normal_text
from activescreen.deduplication.titles import title_of
from activescreen.identifiers import doi_in
from activescreen.records import Record
from activescreen.review.imports.signs import signs_of, without_marks


class Field(StrEnum):
    """What is compared, what matters most first; the first three are marks."""

    RETRACTION = "retraction"
    CONCERN = "concern"
    CORRECTION = "correction"
    TITLE = "title"
    ABSTRACT = "abstract"
    YEAR = "year"
    JOURNAL = "journal"
    DOI = "doi"

    @property
    def is_mark(self) -> bool:
        """Whether it is a mark of what became of the publication."""
        return self in _MARKS


_MARKS: Final = (Field.RETRACTION, Field.CONCERN, Field.CORRECTION)

# At the end of an abstract: "Copyright (c) 2019 Elsevier Ltd. All rights reserved."
_NOTICE: Final = re.compile(
    r"(?:(?:copyright\s*)?(?:©|\(c\))|copyright)\s*,?\s*"
    r"(?:(?:19|20)\d\d|the authors?\b|by\b).{0,250}$",
    re.IGNORECASE | re.DOTALL,
)


class Anew(NamedTuple):
    """What a later record says anew.

    Attributes
    ----------
    field
        What it is about.
    before, after
        What the review has, and what the later record says; nothing before a mark.
    filled
        Whether no earlier record said anything there.
    """

    field: Field
    before: str
    after: str
    filled: bool


def said_anew(later: Record, earlier: Sequence[Record]) -> Iterator[Anew]:
    """What a record says that no earlier one of the same publication said.

    Parameters
    ----------
    later
        The record.
    earlier
        The earlier ones, first the one that stands for all; at least one.
    """
    kept = earlier[0]
    if new := signs_of(later):
        old = {mark for record in earlier for mark in signs_of(record)}
        for mark, sign in new.items():
            if mark not in old:
                yield Anew(Field(mark.value), "", sign.words, filled=False)
    for field, is_known in _COMPARED.items():
        after = _text(later, field)
        known = [text for record in earlier if (text := _text(record, field))]
        # Most say word for word the same, which need not be read as it is compared.
        if after and after not in known and not any(is_known(after, text) for text in known):
            yield Anew(field, _text(kept, field), after, filled=not known)


def _text(record: Record, field: Field) -> str:
    value = getattr(record, field.value)
    return "" if value is None else str(value).strip()


def _known_title(new: str, old: str) -> bool:
    # A mark in the title is told as what it is, and not once more as another title.
    return title_of(without_marks(new)).compact == title_of(without_marks(old)).compact


def _known_abstract(new: str, old: str) -> bool:
    return _words(new) in _words(old)


def _words(abstract: str) -> str:
    return normal_text(_NOTICE.sub("", abstract)).replace(" ", "")


def _known_journal(new: str, old: str) -> bool:
    return same_journal(journal_of(new)[0], journal_of(old)[0]) is not False


def _known_doi(new: str, old: str) -> bool:
    return (doi_in(new) or new).casefold() == (doi_in(old) or old).casefold()


def _equal(new: str, old: str) -> bool:
    return new == old


_COMPARED: Final[dict[Field, Callable[[str, str], bool]]] = {
    Field.TITLE: _known_title,
    Field.ABSTRACT: _known_abstract,
    Field.YEAR: _equal,
    Field.JOURNAL: _known_journal,
    Field.DOI: _known_doi,
}
