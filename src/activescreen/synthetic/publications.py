"""The 5,905 distinct publications of the made-up literature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from activescreen.synthetic.abstracts import Sections, bind, write_abstract, write_title
from activescreen.synthetic.draw import Draw
from activescreen.synthetic.far_topics import FAR_TOPICS
from activescreen.synthetic.languages import translated
from activescreen.synthetic.names import JOURNALS, Journal, authors
from activescreen.synthetic.near_topics import NEAR_TOPICS
from activescreen.synthetic.relevant_topics import FULL_TEXT_TOPICS, INCLUDED_TOPICS
from activescreen.synthetic.topics import ALL_STYLES, Topic, apportion

RELEVANT_TOPICS = (*INCLUDED_TOPICS, *FULL_TEXT_TOPICS)
DISTRACTOR_TOPICS = (*NEAR_TOPICS, *FAR_TOPICS)

# Test prefix of the DOI system, and PubMed numbers that are far from being given out.
DOI_PREFIX = "10.5555"
FIRST_PMID = 90_000_001

_NO_ABSTRACT_SHARE = 0.07
_NO_ABSTRACT_RELEVANT = 3
_NON_ENGLISH_SHARE = 0.015
_FIRST_DOI_YEAR = 1999
# No smartphones before their time: such titles are moved to these years or later.
_FIRST_YEARS = (
    (re.compile(r"\b(smartphone|apps?|mobile|social media|facebook|tablet)\b", re.I), 2010),
    (re.compile(r"\b(online|internet|web|digital|text messag\w*|chat|website)\b", re.I), 2001),
)


@dataclass(frozen=True)
class Publication:
    """One publication, before any database has its own way with it.

    Attributes
    ----------
    id
        Its name in the truth file.
    topic, group, style
        What it is about, which neighbouring subject that belongs to, what kind of study it is.
    title, vernacular
        Its English title and, if it is not in English, its own.
    sections
        The abstract as (section name, text); empty if it has none.
    authors
        (family name, given names) each.
    doi, pmid
        Empty if it has none.
    passes, included
        The two decisions about it.
    """

    id: str
    topic: str
    group: str
    style: str
    title: str
    sections: Sections
    authors: tuple[tuple[str, str], ...]
    year: int
    journal: Journal
    volume: int
    number: int
    pages: tuple[str, str]
    doi: str
    pmid: str
    keywords: tuple[str, ...]
    language: str = "English"
    vernacular: str = ""
    passes: bool = False
    included: bool = False


def plain_title(title: str) -> str:
    """A title without case and punctuation: what makes two titles the same."""
    return " ".join(re.sub(r"\W+", " ", title.casefold()).split())


def _year(title: str, draw: Draw) -> int:
    """A year up to 2018, the more likely the later."""
    year = 2018 - int(draw.uniform(0, 1) ** 1.8 * 30)
    first = next((first for words, first in _FIRST_YEARS if words.search(title)), year)
    return year if year >= first else draw.integer(first, 2018)


class Press:
    """Prints publications with titles and identifiers of their own.

    Parameters
    ----------
    draw
        Where all chance comes from.
    """

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._titles: set[str] = set()
        self._printed = 0

    def identifiers(self, year: int) -> tuple[str, str, str]:
        """A new publication id, DOI and PMID; the latter two may be empty."""
        self._printed += 1
        draw = self._draw
        doi = ""
        if year >= _FIRST_DOI_YEAR and draw.chance(0.93):
            doi = f"{DOI_PREFIX}/syn.{year}.{self._printed:05d}"
        pmid = str(FIRST_PMID + 13 * self._printed) if draw.chance(0.8) else ""
        return f"P{self._printed:04d}", doi, pmid

    def publish(self, topic: Topic) -> Publication:
        """One publication on a topic."""
        draw = self._draw
        style = draw.choice(topic.styles)
        grammar = bind(topic, draw)
        title = write_title(grammar, ALL_STYLES[style], draw)
        while plain_title(title) in self._titles:
            grammar = bind(topic, draw)
            title = write_title(grammar, ALL_STYLES[style], draw)
        self._titles.add(plain_title(title))
        year = _year(title, draw)
        identity, doi, pmid = self.identifiers(year)
        first = draw.integer(1, 1400)
        return Publication(
            id=identity,
            topic=topic.name,
            group=topic.group,
            style=style,
            title=title,
            sections=write_abstract(topic, style, grammar, draw),
            authors=authors(draw),
            year=year,
            journal=draw.choice(JOURNALS),
            volume=year - 1970 + draw.integer(0, 20),
            number=draw.integer(1, 12),
            pages=(str(first), str(first + draw.integer(2, 16))),
            doi=doi,
            pmid=pmid,
            keywords=tuple(draw.sample(topic.keywords, 3)),
            passes=topic.passes,
            included=topic.included,
        )

    def run(self, topics: Sequence[Topic], total: int) -> list[Publication]:
        """``total`` publications, shared out over the topics."""
        return [
            self.publish(topic)
            for topic, count in zip(topics, apportion(topics, total), strict=True)
            for _ in range(count)
        ]


def strip_some(publications: Sequence[Publication], draw: Draw) -> list[Publication]:
    """Take the abstract from some distractors, and put some into another language."""
    result = []
    for publication in publications:
        share = 0.25 if publication.style == "editorial" else _NO_ABSTRACT_SHARE
        if draw.chance(share):
            publication = replace(publication, sections=())
        if draw.chance(_NON_ENGLISH_SHARE):
            language, vernacular = translated(publication.title, draw)
            publication = replace(publication, language=language, vernacular=vernacular)
        result.append(publication)
    return result


def strip_relevant(publications: Sequence[Publication], draw: Draw) -> list[Publication]:
    """Take the abstract from a fixed number of the relevant ones."""
    bare = set(draw.sample(range(len(publications)), _NO_ABSTRACT_RELEVANT))
    return [
        replace(publication, sections=()) if place in bare else publication
        for place, publication in enumerate(publications)
    ]
