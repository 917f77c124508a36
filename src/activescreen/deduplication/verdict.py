"""Whether two records are one publication: the operating point, and what no sum outweighs.

The points of `evidence` are added up: from `SAME` on two records are one publication, from
`UNCERTAIN` on a person is asked, below they are two. Some disagreements are not outweighed by any
sum: `contradiction` names them. Others only keep the machine from deciding by itself: `_doubt`
names these. False merges lose studies, so what is not told by the records is left to a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from activescreen.deduplication.abstracts import AbstractMatch
from activescreen.deduplication.evidence import ABSTRACT, Evidence, weigh
from activescreen.deduplication.likeness import TitleMatch
from activescreen.deduplication.names import NameMatch
from activescreen.deduplication.places import PageMatch, Pages
from activescreen.deduplication.profile import Profile

SAME: Final = 10
"""From this sum on two records are one publication."""

UNCERTAIN: Final = 7
"""From this sum on a person is asked."""

YEARS_APART: Final = 2
"""Records further apart than this are two, whatever their titles, unless the place is one."""

LONGEST_ARTICLE: Final = 40
"""A range of more pages may be a whole supplement, given for each of its abstracts."""

_AGREEING: Final = (NameMatch.SAME, NameMatch.FIRST, NameMatch.SHARED)
_SPELLED: Final = (TitleMatch.SPELLING, TitleMatch.NEARLY)
_RELATED: Final = (*_SPELLED, TitleMatch.CONTAINED, TitleMatch.CHANGED)
_OTHER_VOLUME: Final = "another volume and other pages"
_TOO_LITTLE: Final = "too little agrees"


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


def decide(
    a: Profile,
    b: Profile,
    abstracts: Callable[[], AbstractMatch] = lambda: AbstractMatch.MISSING,
    two_languages: Callable[[], bool] = lambda: False,
) -> Verdict:
    """The answer for two records.

    Parameters
    ----------
    a, b
        The records as they are compared.
    abstracts
        Compares their abstracts; asked only where it can matter.
    two_languages
        Tells whether their titles are in two languages; likewise.
    """
    seen = weigh(a, b)
    if _may_be_translated(a, b, seen) and two_languages():
        seen = replace(seen, title=TitleMatch.TRANSLATED)
    reason = contradiction(a, b, seen)
    ask = _to_be_asked(a, b, seen, reason)
    if reason and not ask:
        return _verdict(Answer.DIFFERENT, seen, reason)
    if not ask and seen.score + ABSTRACT[AbstractMatch.SAME] < UNCERTAIN:
        return _verdict(Answer.DIFFERENT, seen, _TOO_LITTLE)
    seen = replace(seen, abstract=abstracts())
    if reason:
        answer = Answer.UNCERTAIN if _one_text(a, b, seen) else Answer.DIFFERENT
        return _verdict(answer, seen, ask if answer is Answer.UNCERTAIN else reason)
    if ask:
        return _verdict(Answer.UNCERTAIN, seen, ask)
    if seen.score < UNCERTAIN or _nothing_to_go_by(seen):
        return _verdict(Answer.DIFFERENT, seen, _TOO_LITTLE)
    if doubt := _doubt(seen):
        return _verdict(Answer.UNCERTAIN, seen, doubt)
    if seen.score < SAME:
        return _verdict(Answer.UNCERTAIN, seen, "little agrees, though nothing contradicts")
    return _verdict(Answer.SAME, seen, "")


def _verdict(answer: Answer, seen: Evidence, reason: str) -> Verdict:
    how = How.FUZZY
    if seen.identified:
        how = How.IDENTIFIER
    elif seen.title is TitleMatch.EQUAL:
        how = How.TITLE
    return Verdict(answer, seen.score, how, reason)


def apart(a: Profile, b: Profile) -> bool:
    """Whether two records must not be in one group, even if a third is like both."""
    seen = weigh(a, b)
    if contradiction(a, b, seen) or a.preprint != b.preprint:
        return True
    if seen.title is not TitleMatch.DIFFERENT or seen.pmid:
        return False
    # One DOI may be that of a whole congress, so it takes the place as well.
    return not (_may_be_translated(a, b, seen) and seen.placed)


def contradiction(a: Profile, b: Profile, seen: Evidence) -> str:
    """What keeps two records apart whatever else agrees; empty if nothing does.

    It is asked of any two members of a group, so that a chain of likenesses does not join what
    its ends contradict.
    """
    if seen.pmid is False:
        return "two PubMed ids"
    if a.title.notice != b.title.notice and not _named_otherwise(a, b, seen):
        return f"{a.title.notice or b.title.notice} on a paper, and the paper or another notice"
    if seen.pmid:
        return ""
    if seen.title in _RELATED and (reason := _numbered_apart(a, b)):
        return reason
    if seen.volume is False and seen.pages is PageMatch.DIFFERENT and not seen.doi:
        return _OTHER_VOLUME
    if seen.doi is False and seen.pages is PageMatch.DIFFERENT:
        return "two DOIs and other pages"
    if (seen.years or 0) > YEARS_APART and not seen.doi and not seen.placed:
        return "years apart"
    return ""


def _named_otherwise(a: Profile, b: Profile, seen: Evidence) -> bool:
    """Whether one source calls a comment what the other does not: its authors, at its place."""
    named = {a.title.notice, b.title.notice} <= {"", "comment", "reply"}
    authors = seen.authors in (NameMatch.SAME, NameMatch.FIRST)
    return named and authors and seen.placed and seen.issue is not False


def _numbered_apart(a: Profile, b: Profile) -> str:
    one, other = a.title.numbers, b.title.numbers
    if sorted(one) == sorted(other):
        return "" if one == other else "numbers in another order"
    if one and other and not (set(one) <= set(other) or set(other) <= set(one)):
        return "other numbers in the title"
    return "a numbered part" if a.title.designated != b.title.designated else ""


def _to_be_asked(a: Profile, b: Profile, seen: Evidence, contradicts: str) -> str:
    """What a person is asked whatever the sum: a preprint, a thesis, one text at two places."""
    close = (
        seen.title in (TitleMatch.EQUAL, *_SPELLED)
        and not seen.short
        and seen.authors in (NameMatch.SAME, NameMatch.FIRST)
        and (seen.years or 0) <= YEARS_APART
    )
    if a.preprint != b.preprint and close and contradicts in ("", _OTHER_VOLUME):
        return "preprint and journal version"
    if a.thesis != b.thesis and close and not contradicts and not seen.identified:
        return "thesis and publication"
    if contradicts == _OTHER_VOLUME and close and seen.authors is NameMatch.SAME:
        return contradicts
    return ""


def _one_text(a: Profile, b: Profile, seen: Evidence) -> bool:
    """Whether what stands at two places seems to be one text, or a preprint and its article."""
    if seen.abstract is AbstractMatch.MISSING:
        return a.preprint != b.preprint or seen.score >= UNCERTAIN
    return a.preprint != b.preprint or seen.abstract is AbstractMatch.SAME


def _nothing_to_go_by(seen: Evidence) -> bool:
    """Whether a title is missing and nothing else tells one publication from another."""
    return seen.title is TitleMatch.MISSING and not (
        seen.identified or seen.nearly_placed or seen.abstract is AbstractMatch.SAME
    )


def _doubt(seen: Evidence) -> str:
    """Why a person must decide although the sum may do; empty if nothing speaks against it."""
    same_text = seen.abstract is AbstractMatch.SAME
    if seen.pmid:
        return ""
    if seen.title is TitleMatch.DIFFERENT:
        return "different titles"
    if seen.title is TitleMatch.CHANGED and not (same_text and (seen.placed or seen.identified)):
        return "titles in which words differ"
    confirmed = seen.identified or seen.nearly_placed or seen.same_page or same_text
    if seen.title is TitleMatch.NEARLY and not confirmed:
        # "Rats" and "cats", or one word more: "malaria" and "severe malaria".
        return str(TitleMatch.NEARLY)
    if seen.journal is False and not (seen.identified or seen.same_page):
        return "another journal"
    other_issue = seen.issue is False and seen.pages is PageMatch.DIFFERENT
    if other_issue and not (same_text or seen.doi):
        return "another issue and other pages"
    if seen.supplement and seen.pages is PageMatch.DIFFERENT and not seen.doi:
        return "a page of a supplement, and another page"
    if seen.title is TitleMatch.CONTAINED and not (seen.identified or seen.nearly_placed):
        return "one title is part of the other"
    if seen.title is TitleMatch.MISSING and not (seen.identified or seen.placed):
        return "a title is missing"
    if seen.short and not (seen.identified or seen.same_page or same_text):
        return "a title that many records have"
    if seen.abstract is AbstractMatch.DIFFERENT and not (seen.identified or seen.placed):
        return "different abstracts"
    if seen.years and not (
        seen.identified or seen.volume or seen.same_page or same_text or seen.ahead_of_print
    ):
        return "another year"
    return ""


def _may_be_translated(a: Profile, b: Profile, seen: Evidence) -> bool:
    """Whether unlike titles are of one identifier or on the same pages, by the same authors."""
    if seen.title is not TitleMatch.DIFFERENT or seen.authors not in _AGREEING:
        return False
    if seen.journal is False or seen.volume is False or seen.pages is PageMatch.DIFFERENT:
        return False
    same_pages = seen.volume is True and seen.pages is PageMatch.RANGE and _one_article(a.pages)
    return seen.identified or same_pages


def _one_article(pages: Pages | None) -> bool:
    if pages is None or pages.last is None:
        return False
    return pages.last - pages.first <= LONGEST_ARTICLE
