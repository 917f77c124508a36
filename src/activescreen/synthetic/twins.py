"""Near-twins: different publications that look like copies and must be kept apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from activescreen.synthetic.abstracts import bind, write_abstract
from activescreen.synthetic.draw import Draw
from activescreen.synthetic.publications import (
    DISTRACTOR_TOPICS,
    DOI_PREFIX,
    RELEVANT_TOPICS,
    Press,
    Publication,
)

GROUP = "near twins"

# (kind, of distractors, of relevant publications)
_PLAN = (("erratum", 27, 3), ("protocol", 16, 4), ("conference", 37, 3), ("part", 20, 0))
_COLUMNS = (
    "Author reply", "In this issue", "Introduction to the special issue", "Book review",
    "Letter to the editor",
)  # fmt: skip
_COLUMN_COPIES = 3
TOTAL = sum(ours + relevant for _, ours, relevant in _PLAN) + len(_COLUMNS) * _COLUMN_COPIES

_SUPPLEMENTS = 3
_SHARED_DOI_SHARE = 0.4
_TOPICS = {topic.name: topic for topic in (*DISTRACTOR_TOPICS, *RELEVANT_TOPICS)}

_Maker = Callable[[Publication, Press, Draw], Publication]


def add_twins(
    relevant: list[Publication], distractors: list[Publication], press: Press, draw: Draw
) -> list[Publication]:
    """Make the near-twins of some publications.

    A publication that gets a second part becomes "Part 1"; nothing else changes in the lists.
    None of the twins passes screening: errata, protocols and conference abstracts do not meet
    the criteria, whatever the study they belong to.
    """
    twins: list[Publication] = []
    for kind, of_distractors, of_relevant in _PLAN:
        for originals, number in ((distractors, of_distractors), (relevant, of_relevant)):
            places = [p for p, one in enumerate(originals) if one.style != "editorial"]
            for place in draw.sample(places, number):
                if kind == "part":
                    originals[place] = _numbered(originals[place], "Part 1")
                twins.append(_MAKERS[kind](originals[place], press, draw))
    for title in _COLUMNS:
        twins.extend(_column(title, distractors, press, draw) for _ in range(_COLUMN_COPIES))
    return twins


def _twin(original: Publication, press: Press, year: int, **changes: object) -> Publication:
    identity, doi, pmid = press.identifiers(year)
    common = {
        "id": identity, "doi": doi, "pmid": pmid, "year": year, "group": GROUP,
        "passes": False, "included": False,
    }  # fmt: skip
    return replace(original, **{**common, **changes})  # type: ignore[arg-type]  # checked by tests


def _erratum(original: Publication, press: Press, draw: Draw) -> Publication:
    head = draw.choice(("Erratum to", "Correction", "Corrigendum"))
    page = str(draw.integer(1, 1400))
    return _twin(
        original,
        press,
        min(original.year + draw.integer(0, 1), 2018),
        title=f"{head}: {original.title[:1].lower()}{original.title[1:]}"
        if draw.chance(0.3)
        else f"{head}: {original.title}",
        sections=(),
        pages=(page, page),
        style="editorial",
    )


def _protocol(original: Publication, press: Press, draw: Draw) -> Publication:
    topic = _TOPICS[original.topic]
    head = original.title.split(": ")[0]
    return _twin(
        original,
        press,
        original.year - draw.integer(1, 3),
        title=f"{head}: {draw.choice(('study protocol', 'protocol for a randomized trial'))}",
        sections=write_abstract(topic, "protocol", bind(topic, draw), draw),
        pages=(f"e{draw.integer(100, 9000)}", ""),
        style="protocol",
    )


def _conference(original: Publication, press: Press, draw: Draw) -> Publication:
    year = original.year - draw.integer(0, 1)
    page = f"S{draw.integer(1, 300)}"
    twin = _twin(
        original,
        press,
        year,
        title=_congress_title(original, draw),
        sections=original.sections[:1] + original.sections[-1:],
        authors=original.authors[: max(1, len(original.authors) - 2)],
        pages=(page, page),
        pmid="",
    )
    if draw.chance(_SHARED_DOI_SHARE):  # one DOI for the whole supplement, as publishers do
        supplement = draw.integer(1, _SUPPLEMENTS)
        twin = replace(twin, doi=f"{DOI_PREFIX}/syn.supplement.{supplement}")
    return twin


def _congress_title(original: Publication, draw: Draw) -> str:
    # Were the title that of a relevant paper, merging the two would change the number to find.
    if not original.passes and draw.chance(0.5):
        return original.title
    head = draw.choice(("Preliminary results", "Work in progress", "Poster", "Early findings"))
    return f"{head}: {original.title[:1].lower()}{original.title[1:]}"


def _part_two(original: Publication, press: Press, draw: Draw) -> Publication:
    topic = _TOPICS[original.topic]
    first = int(original.pages[1]) + 1
    return _twin(
        _numbered(replace(original, title=original.title.rsplit(". Part 1", 1)[0]), "Part 2"),
        press,
        original.year,
        sections=write_abstract(topic, original.style, bind(topic, draw), draw),
        pages=(str(first), str(first + draw.integer(4, 12))),
    )


def _column(title: str, originals: list[Publication], press: Press, draw: Draw) -> Publication:
    original = draw.choice(originals)
    page = str(draw.integer(1, 1400))
    return _twin(
        original,
        press,
        original.year,
        title=title,
        sections=(),
        authors=original.authors[:1],
        pages=(page, page),
        style="editorial",
        language="English",
        vernacular="",
    )


def _numbered(publication: Publication, part: str) -> Publication:
    return replace(publication, title=f"{publication.title.removesuffix('?')}. {part}")


_MAKERS: dict[str, _Maker] = {
    "erratum": _erratum,
    "protocol": _protocol,
    "conference": _conference,
    "part": _part_two,
}
