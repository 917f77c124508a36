"""What the fields of two records say about their being one publication, and what that is worth.

The evidence of each field is worth a number of points, agreement above zero, disagreement below,
and a field that is missing says nothing. A point is about one doubling of the odds, as in the
record linkage of Fellegi and Sunter (1969); the points are set by hand so that each can be argued
with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from activescreen.deduplication.abstracts import AbstractMatch
from activescreen.deduplication.likeness import TitleMatch, compare_titles
from activescreen.deduplication.names import NameMatch, compare_names
from activescreen.deduplication.places import PageMatch, compare_pages, same_journal
from activescreen.deduplication.profile import Profile

PMID: Final = 12
DOI: Final = {True: 10, False: -6}
TITLE: Final = {
    TitleMatch.EQUAL: 6,
    TitleMatch.SPELLING: 5,
    TitleMatch.NEARLY: 5,
    TitleMatch.CONTAINED: 2,
    TitleMatch.CHANGED: -3,
    TitleMatch.DIFFERENT: -10,
    TitleMatch.MISSING: 0,
    TitleMatch.TRANSLATED: -2,
}
SHORT_TITLE: Final = 1
"""An equal title that is short or a standing one is worth only this."""
UNCONTRADICTED: Final = 4
"""A long title that is the same is worth so much more where no other field disagrees."""
NAMES: Final = {
    NameMatch.SAME: 4,
    NameMatch.FIRST: 3,
    NameMatch.SHARED: 2,
    NameMatch.DIFFERENT: -4,
    NameMatch.MISSING: 0,
}
_VERSION: Final = re.compile(r"\.pub\d+")
YEARS: Final = (1, 0, -3, -6)
"""By how many years lie between two records, three or more alike."""
JOURNAL: Final = {True: 3, False: -3}
VOLUME: Final = {True: 2, False: -3}
ISSUE: Final = {True: 1, False: -1}
PAGES: Final = {
    PageMatch.RANGE: 5,
    PageMatch.FIRST: 4,
    PageMatch.OVERLAP: 2,
    PageMatch.DIFFERENT: -4,
    PageMatch.MISSING: 0,
}
ABSTRACT: Final = {
    AbstractMatch.SAME: 4,
    AbstractMatch.DIFFERENT: -4,
    AbstractMatch.UNCLEAR: 0,
    AbstractMatch.MISSING: 0,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the fields of two records say; None and ``MISSING`` where one says nothing.

    Attributes
    ----------
    pmid, doi, journal, volume, issue
        Whether they are the same.
    short, long
        Whether a title has so few words that it proves little, or so many that it proves much.
    title, authors, pages, abstract
        How they compare.
    years
        How many years lie between them.
    supplement
        Whether one, and only one, stands on the pages of a supplement.
    ahead_of_print
        Whether one seems to be the other before it had a volume and pages.
    """

    pmid: bool | None
    doi: bool | None
    title: TitleMatch
    short: bool
    long: bool
    authors: NameMatch
    years: int | None
    journal: bool | None
    volume: bool | None
    issue: bool | None
    pages: PageMatch
    supplement: bool
    ahead_of_print: bool
    abstract: AbstractMatch = AbstractMatch.MISSING

    @property
    def score(self) -> int:
        """Sum of the points."""
        title = TITLE[self.title]
        if self.short and title > SHORT_TITLE:
            title = SHORT_TITLE
        if self.long and self.title is TitleMatch.EQUAL and not self.disagrees:
            title += UNCONTRADICTED
        points = title + NAMES[self.authors] + PAGES[self.pages] + ABSTRACT[self.abstract]
        points += PMID if self.pmid else 0
        points += DOI[self.doi] if self.doi is not None else 0
        points += YEARS[min(self.years, 3)] if self.years is not None else 0
        points += JOURNAL[self.journal] if self.journal is not None else 0
        points += VOLUME[self.volume] if self.volume is not None else 0
        return points + (ISSUE[self.issue] if self.issue is not None else 0)

    @property
    def disagrees(self) -> bool:
        """Whether any field but the title speaks against one publication."""
        return (
            False in (self.pmid, self.doi, self.journal, self.volume, self.issue)
            or self.pages is PageMatch.DIFFERENT
            or self.authors is NameMatch.DIFFERENT
            or self.abstract is AbstractMatch.DIFFERENT
            or bool(self.years)
        )

    @property
    def identified(self) -> bool:
        """Whether an identifier is the same."""
        return bool(self.pmid or self.doi)

    @property
    def same_page(self) -> bool:
        """Whether the first pages are the same."""
        return self.pages in (PageMatch.FIRST, PageMatch.RANGE)

    @property
    def placed(self) -> bool:
        """Whether volume and first page are the same and the journal does not contradict."""
        return self.volume is True and self.same_page and self.journal is not False

    @property
    def nearly_placed(self) -> bool:
        """Whether journal and volume are the same and the pages overlap."""
        overlap = self.pages is PageMatch.OVERLAP
        return self.placed or (overlap and self.volume is True and self.journal is True)


def weigh(a: Profile, b: Profile) -> Evidence:
    """Compare all fields of two records but their abstracts."""
    return Evidence(
        pmid=_same(a.pmid, b.pmid),
        doi=_same_doi(a.doi, b.doi),
        title=compare_titles(a.title, b.title),
        short=a.title.short or b.title.short,
        long=a.title.long,
        authors=compare_names(a.authors, b.authors),
        years=abs(a.year - b.year) if a.year and b.year else None,
        journal=_same_journal(a, b),
        volume=_same(a.volume, b.volume),
        issue=_same(a.issue, b.issue),
        pages=compare_pages(a.pages, b.pages),
        supplement=bool(a.pages and b.pages and a.pages.supplement != b.pages.supplement),
        ahead_of_print=_ahead_of_print(a, b) or _ahead_of_print(b, a),
    )


def _ahead_of_print(early: Profile, late: Profile) -> bool:
    """Whether a record without volume and pages may be of an article that has both by now."""
    return (
        not (early.volume or early.pages or early.meeting or late.meeting)
        and bool(late.volume and late.pages and early.journal and early.title.long)
        and not (late.pages and late.pages.supplement)
        and same_journal(early.journal, late.journal) is True
        and early.year is not None
        and late.year is not None
        and 0 <= late.year - early.year <= 1
    )


def _same(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def _same_journal(a: Profile, b: Profile) -> bool | None:
    """Whether journals are the same, or one is the conference whose abstracts the other prints."""
    same = same_journal(a.journal, b.journal)
    if same is False and (a.meeting or b.meeting):
        names = [(a.meeting, b.journal), (a.journal, b.meeting), (a.meeting, b.meeting)]
        return any(same_journal(one, other) for one, other in names)
    return same


def _same_doi(one: str, other: str) -> bool | None:
    """Whether two DOIs are the same; one that was cut short says nothing."""
    if not one or not other:
        return None
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if _VERSION.fullmatch(longer.removeprefix(shorter)):
        # Cochrane gives each version of a review a DOI: "….CD001234", "….CD001234.pub2".
        return False
    return None if one.startswith(other) or other.startswith(one) else False
