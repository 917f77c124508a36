"""What a database makes of a publication: the differences between copies of one record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from activescreen.synthetic.databases import DATABASES, Database
from activescreen.synthetic.draw import Draw
from activescreen.synthetic.publications import Publication

# Changes that survive lower case and the removal of punctuation: with no identifier in common,
# such a copy is found only by comparing titles for likeness.
_HARD_TITLE_SHARE = 0.05
_SOFT_TITLE_SHARE = 0.45
_AHEAD_OF_PRINT_SHARE = 0.04
_CUT_SHARE = 0.3
_VERNACULAR_SHARE = 0.3

_LABELS = {
    "background": ("Background", "Introduction", "Objective"),
    "methods": ("Methods", "Design and methods", "Method"),
    "results": ("Results", "Findings"),
    "conclusions": ("Conclusions", "Conclusion", "Discussion"),
}
_SPELLINGS = (
    ("randomised", "randomized"), ("behavioural", "behavioral"), ("programme", "program"),
    ("centred", "centered"), ("counsellors", "counselors"), ("computerized", "computerised"),
    ("mental illness", "mental illnesses"), ("online", "on-line"), ("and ", "& "),
    ("smartphone", "smart phone"), ("web-based", "web based"), ("randomized", "randomised"),
)  # fmt: skip


@dataclass(frozen=True)
class SourceRecord:
    """One record as one database prints it; empty strings where it has nothing."""

    publication: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    year: int
    journal: str
    volume: str
    number: str
    pages: tuple[str, str]
    doi: str
    pmid: str
    accession: int
    keywords: tuple[str, ...]
    language: str


def copy_of(publication: Publication, database: str, draw: Draw) -> SourceRecord:
    """The record that a database holds of a publication."""
    profile = DATABASES[database]
    ahead_of_print = draw.chance(_AHEAD_OF_PRINT_SHARE)
    journal = publication.journal
    return SourceRecord(
        publication=publication.id,
        title=_title(publication, profile, draw),
        abstract=_abstract(publication, profile, draw),
        authors=_authors(publication.authors, profile, draw),
        year=publication.year - ahead_of_print,
        journal=journal.abbreviation if profile.abbreviates or draw.chance(0.1) else journal.name,
        volume="" if ahead_of_print else str(publication.volume),
        number="" if ahead_of_print or draw.chance(0.1) else str(publication.number),
        pages=("", "") if ahead_of_print else _pages(publication.pages, profile, draw),
        doi=_cased(publication.doi, draw) if draw.chance(profile.doi) else "",
        pmid=publication.pmid if draw.chance(profile.pmid) else "",
        accession=draw.integer(100_000_000, 999_999_999),
        keywords=publication.keywords[: draw.integer(0, 3)],
        language=publication.language,
    )  # fmt: skip


def _cased(doi: str, draw: Draw) -> str:
    return doi.upper() if draw.chance(0.08) else doi


def _title(publication: Publication, profile: Database, draw: Draw) -> str:
    title = publication.title
    if draw.chance(_HARD_TITLE_SHARE):
        title = draw.choice(_HARD_CHANGES)(title, draw)
    if publication.vernacular:
        if profile.name == "PubMed":
            return f"[{title}]."
        if draw.chance(_VERNACULAR_SHARE):
            return publication.vernacular
    if draw.chance(_SOFT_TITLE_SHARE):
        title = draw.choice(_SOFT_CHANGES)(title, draw)
    if draw.chance(profile.upper_titles):
        title = title.upper()
    if profile.closing_stop and not title.endswith(("?", ".")):
        title += "."
    return title


def _respell(title: str, draw: Draw) -> str:
    fitting = [pair for pair in _SPELLINGS if pair[0] in title]
    if not fitting:
        return _typing_error(title, draw)
    old, new = draw.choice(fitting)
    return title.replace(old, new, 1)


def _typing_error(title: str, draw: Draw) -> str:
    place = draw.integer(len(title) // 3, len(title) - 3)
    return title[:place] + title[place + 1 :]


def _without_subtitle(title: str, draw: Draw) -> str:
    head, found, _ = title.partition(": ")
    # A bare study name, or "Erratum", would be another publication's title.
    return head if found and len(head) > 40 else _typing_error(title, draw)


def _entity(title: str, draw: Draw) -> str:
    return title.replace(" and ", " &amp; ", 1) if " and " in title else _respell(title, draw)


def _capitals(title: str, draw: Draw) -> str:
    del draw
    return re.sub(r"\b[a-z](?=\w{3,})", lambda match: match[0].upper(), title)


def _separator(title: str, draw: Draw) -> str:
    return title.replace(": ", draw.choice((" - ", ". ", " : ", "—")), 1)


def _quotes(title: str, draw: Draw) -> str:
    del draw
    return title.replace("'", "’").replace("-", "‐")  # U+2010, as CENTRAL prints hyphens


def _lower(title: str, draw: Draw) -> str:
    del draw
    return title[:1] + title[1:].lower()


_HARD_CHANGES: tuple[Callable[[str, Draw], str], ...] = (
    _respell, _respell, _typing_error, _without_subtitle, _entity,
)  # fmt: skip
_SOFT_CHANGES: tuple[Callable[[str, Draw], str], ...] = (_capitals, _separator, _quotes, _lower)


def _abstract(publication: Publication, profile: Database, draw: Draw) -> str:
    if not publication.sections or draw.chance(0.01):
        return ""
    labelled = profile.labels != "none" and draw.chance(0.75)
    parts = []
    for name, text in publication.sections:
        label = draw.choice(_LABELS[name])
        if profile.labels == "objective" and name == "background":
            label = "Objective"
        label = label.upper() if profile.labels == "upper" else label
        parts.append(f"{label}: {text}" if labelled else text)
    abstract = " ".join(parts)
    if draw.chance(0.05):
        abstract = abstract.replace("<", "&lt;").replace("'", "&#39;")
    limit = profile.abstract_limit
    if limit is not None and len(abstract) > limit and draw.chance(_CUT_SHARE):
        abstract = abstract[:limit].rsplit(" ", 1)[0] + " ..."
    if draw.chance(profile.notice):
        abstract += draw.choice(
            (
                f" (c) {publication.year} The Authors. All rights reserved.",
                f" Copyright © {publication.year} {publication.journal.name}.",
                f" © {publication.year}. Reproduced with permission.",
            )
        )
    return abstract


def _authors(
    authors: tuple[tuple[str, str], ...], profile: Database, draw: Draw
) -> tuple[str, ...]:
    limit = 3 if draw.chance(0.04) else profile.author_limit
    printed = [_author(family, given, profile) for family, given in authors[:limit]]
    if len(authors) > limit:
        printed.append("et al.")
    return tuple(printed)


def _author(family: str, given: str, profile: Database) -> str:
    initials = [name[0] for name in given.split()]
    if profile.authors == "full":
        return f"{family}, {given}"
    if profile.authors == "dotted":
        return f"{family} {''.join(f'{initial}.' for initial in initials)}"
    return f"{family}, {''.join(initials)}"


def _pages(pages: tuple[str, str], profile: Database, draw: Draw) -> tuple[str, str]:
    first, last = pages
    if draw.chance(0.08):
        return first, ""
    if profile.abbreviates and first.isdigit() and last.isdigit() and len(first) == len(last):
        # 123-9 for 123-129
        kept = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
        return first, last[kept:]
    return first, last
