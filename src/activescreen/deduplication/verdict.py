"""Whether two records are one publication: the model, with its weights and its operating point.

The evidence of each field is worth a number of points, agreement above zero, disagreement below.
Their sum decides: from `SAME` on two records are one publication, from `UNCERTAIN` on a person is
asked, below they are two. A point is about one doubling of the odds, as in the record linkage of
Fellegi and Sunter (1969); the points are set by hand so that each can be argued with.

Some disagreements are not outweighed by any sum: `contradiction` names them. Others only keep the
machine from deciding by itself: `_doubt` names these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from activescreen.deduplication.abstracts import AbstractMatch
from activescreen.deduplication.likeness import TitleMatch, compare_titles
from activescreen.deduplication.names import NameMatch, compare_names
from activescreen.deduplication.places import PageMatch, compare_pages, same_journal
from activescreen.deduplication.profile import Profile

SAME: Final = 10
"""From this sum on two records are one publication."""

UNCERTAIN: Final = 7
"""From this sum on a person is asked."""

PMID: Final = 12
DOI: Final = {True: 10, False: -6}
TITLE: Final = {
    TitleMatch.EQUAL: 6,
    TitleMatch.SPELLING: 5,
    TitleMatch.CONTAINED: 2,
    TitleMatch.CHANGED: -3,
    TitleMatch.DIFFERENT: -10,
    TitleMatch.MISSING: 0,
}
_OTHER_VOLUME: Final = "another volume and other pages"
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


class Answer(StrEnum):
    """The three answers."""

    SAME = "same"
    UNCERTAIN = "uncertain"
    DIFFERENT = "different"


class How(StrEnum):
    """By what a duplicate was recognised, the most certain first."""

    IDENTIFIER = "identifier"
    TITLE = "title"
    FUZZY = "fuzzy"
    HUMAN = "human"


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

    @property
    def how(self) -> How:
        """What the records were recognised by, if they are the same."""
        if self.identified:
            return How.IDENTIFIER
        return How.TITLE if self.title is TitleMatch.EQUAL else How.FUZZY


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for two records.

    Attributes
    ----------
    answer
        Same, uncertain or different.
    score
        Sum of the points.
    how
        By what they were recognised, if they are the same.
    reason
        Why, in words.
    """

    answer: Answer
    score: int
    how: How
    reason: str


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
    )


def decide(
    a: Profile, b: Profile, abstracts: Callable[[], AbstractMatch] = lambda: AbstractMatch.MISSING
) -> Verdict:
    """The answer for two records.

    Parameters
    ----------
    a, b
        The records as they are compared.
    abstracts
        Compares their abstracts; asked only where it can matter.
    """
    seen = weigh(a, b)
    score = seen.score
    if score + ABSTRACT[AbstractMatch.SAME] < UNCERTAIN:
        return Verdict(Answer.DIFFERENT, score, seen.how, "too little agrees")
    reason = contradiction(a, b, seen)
    if reason and reason != _OTHER_VOLUME:
        return Verdict(Answer.DIFFERENT, score, seen.how, reason)
    seen = replace(seen, abstract=abstracts())
    score = seen.score
    if reason:
        answer = Answer.UNCERTAIN if _one_text(seen) else Answer.DIFFERENT
        return Verdict(answer, score, seen.how, reason)
    if score < UNCERTAIN:
        return Verdict(Answer.DIFFERENT, score, seen.how, "too little agrees")
    if score < SAME:
        return Verdict(Answer.UNCERTAIN, score, seen.how, _doubt(a, b, seen) or "little agrees")
    if reason := _doubt(a, b, seen):
        return Verdict(Answer.UNCERTAIN, score, seen.how, reason)
    return Verdict(Answer.SAME, score, seen.how, seen.how.value)


def apart(a: Profile, b: Profile, seen: Evidence) -> bool:
    """Whether two records must not be in one group, even if a third is like both."""
    if contradiction(a, b, seen) or a.preprint != b.preprint:
        return True
    return seen.title is TitleMatch.DIFFERENT and not seen.pmid and not _translated(seen)


def contradiction(a: Profile, b: Profile, seen: Evidence) -> str:
    """What keeps two records apart whatever else agrees; empty if nothing does.

    It is asked of any two members of a group, so that a chain of likenesses does not join what
    its ends contradict.
    """
    if seen.pmid is False:
        return "two PubMed ids"
    if a.title.notice != b.title.notice:
        return f"{a.title.notice or b.title.notice} on a paper, and the paper or another notice"
    if seen.pmid:
        return ""
    if (seen.title is not TitleMatch.EQUAL) and (reason := _numbered_apart(a, b)):
        return reason
    if _other_volume(seen):
        return _OTHER_VOLUME
    if seen.doi is False and seen.pages is PageMatch.DIFFERENT:
        return "two DOIs and other pages"
    if (seen.years or 0) > 2 and not seen.doi and not seen.placed:
        return "years apart"
    return ""


def _one_text(seen: Evidence) -> bool:
    """Whether one text seems to be printed at two places, of which a person must judge."""
    return (
        seen.title is TitleMatch.EQUAL
        and not seen.short
        and seen.authors is NameMatch.SAME
        and (seen.years or 0) <= 1
        and seen.abstract in (AbstractMatch.SAME, AbstractMatch.MISSING)
    )


def _other_volume(seen: Evidence) -> bool:
    """Whether two volumes hold the records, as a conference abstract and the paper after it."""
    return seen.volume is False and seen.pages is PageMatch.DIFFERENT and not seen.doi


def _other_issue(seen: Evidence) -> bool:
    """Whether two numbers of one volume hold the records, as a paper and its erratum."""
    return seen.issue is False and seen.pages is PageMatch.DIFFERENT and not seen.doi


def _numbered_apart(a: Profile, b: Profile) -> str:
    one, other = a.title.numbers, b.title.numbers
    if sorted(one) == sorted(other):
        return "" if one == other else "numbers in another order"
    if one and other and not (set(one) <= set(other) or set(other) <= set(one)):
        return "other numbers in the title"
    if a.title.designated != b.title.designated and one != other:
        return "a numbered part"
    return ""


def _doubt(a: Profile, b: Profile, seen: Evidence) -> str:
    """Why a person must decide although the sum would do; empty if nothing speaks against it."""
    if a.preprint != b.preprint:
        return "preprint and journal version"
    if seen.pmid:
        return ""
    if seen.title is TitleMatch.DIFFERENT and not _translated(seen):
        return "different titles"
    if seen.title is TitleMatch.CHANGED and not (
        seen.abstract is AbstractMatch.SAME and (seen.placed or seen.identified)
    ):
        return "titles in which words differ"
    if seen.journal is False and not (seen.identified or seen.same_page):
        return "another journal"
    if _other_issue(seen) and seen.abstract is not AbstractMatch.SAME:
        return "another issue and other pages"
    if seen.title is TitleMatch.CONTAINED and not (seen.identified or seen.nearly_placed):
        return "one title is part of the other"
    if seen.title is TitleMatch.MISSING and not (seen.identified or seen.placed):
        return "a title is missing"
    if seen.short and not (
        seen.identified or seen.same_page or seen.abstract is AbstractMatch.SAME
    ):
        return "a title that many records have"
    if seen.abstract is AbstractMatch.DIFFERENT and not (seen.identified or seen.placed):
        return "different abstracts"
    if seen.years and not (
        seen.identified or seen.volume or seen.same_page or seen.abstract is AbstractMatch.SAME
    ):
        return "another year"
    return ""


def _translated(seen: Evidence) -> bool:
    """Whether titles in two languages may be of one paper: the same pages of one issue."""
    return (
        seen.pages is PageMatch.RANGE
        and seen.volume is True
        and seen.journal is True
        and seen.authors in (NameMatch.SAME, NameMatch.FIRST, NameMatch.SHARED)
        and seen.abstract is not AbstractMatch.DIFFERENT
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
    return None if one.startswith(other) or other.startswith(one) else False
