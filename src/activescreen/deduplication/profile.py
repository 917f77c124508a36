"""One record as it is compared with others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from activescreen.deduplication.names import Names, names_of
from activescreen.deduplication.places import Pages, issue_of, journal_of, pages_of, volume_of
from activescreen.deduplication.titles import Title, title_of
from activescreen.identifiers import doi_in
from activescreen.records import Record

_DOI_TAIL: Final = re.compile(
    r"(?:\.(?:pdf|full|short|abstract|html?)|/(?:full|abstract|pdf|meta|epdf))+$"
)
# Of a whole journal: "10.1111/(ISSN)1365-3156".
_JOURNAL_DOI: Final = re.compile(r"/\(?e?issn\)?[-\d]")
_PREPRINT_DOI: Final = re.compile(
    r"10\.(?:1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,}|21203/rs|31234/|31219/|31235/|48550/arxiv|2139/ssrn"
    r"|20944/preprints|26434/chemrxiv|36227/techrxiv|2196/preprints|22541/au|32942/|33774/)"
)
_PREPRINT_SERVER: Final = re.compile(
    r"\b(?:bio|med|psy|ar|chem|soc|eco|edu|tech|sport|eng)r?xiv\b|\bpreprints?\b"
    r"|\bresearch square\b|\bssrn\b"
)
_THESIS_KIND: Final = re.compile(r"\bthes(?:[ei]s)?\b|dissertation", re.IGNORECASE)
_CORRECTION_KIND: Final = re.compile(r"errat|corrigend|^correction$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Profile:
    """One record as it is compared with others.

    Attributes
    ----------
    doi, pmid
        Identifiers in lower case, empty where there is none that could be one.
    title, authors
        As their modules read them.
    year
        Of publication.
    journal, meeting, volume, issue, pages
        Place of publication.
    preprint, thesis
        Whether it was posted on a preprint server, or its source calls it a thesis.
    """

    doi: str
    pmid: str
    title: Title
    authors: Names
    year: int | None
    journal: str
    meeting: str
    volume: str
    issue: str
    pages: Pages | None
    preprint: bool
    thesis: bool = False


def profile_of(record: Record) -> Profile:
    """The profile of a record."""
    doi = _DOI_TAIL.sub("", doi_in(record.doi).lower())
    if _JOURNAL_DOI.search(doi):
        doi = ""
    journal, meeting = journal_of(record.journal)
    title = title_of(record.title)
    if not title.notice and _CORRECTION_KIND.search(record.kind):
        title = replace(title, notice="correction")
    pages = pages_of(record.pages)
    return Profile(
        doi=doi,
        pmid=record.pmid.lstrip("0") if record.pmid.isdigit() else "",
        title=title,
        authors=names_of(record.authors),
        year=record.year,
        journal=journal,
        meeting=meeting,
        volume=volume_of(record.volume, record.year),
        issue=issue_of(record.number, record.volume),
        pages=None if pages and pages.last is None and pages.first == record.year else pages,
        preprint=bool(
            _PREPRINT_DOI.match(doi)
            or (journal and _PREPRINT_SERVER.search(journal))
            or "preprint" in record.kind.lower()
        ),
        thesis=_THESIS_KIND.search(record.kind) is not None,
    )
