"""Which fields of two records differ, when both are read as they are compared."""

from __future__ import annotations

from activescreen.deduplication.abstracts import AbstractMatch, Abstracts
from activescreen.deduplication.evidence import weigh
from activescreen.deduplication.likeness import TitleMatch
from activescreen.deduplication.names import NameMatch
from activescreen.deduplication.places import PageMatch
from activescreen.deduplication.profile import profile_of
from activescreen.records import Record


def differing_fields(one: Record, other: Record) -> tuple[str, ...]:
    """Names of the fields that differ.

    Spellings of one thing ("J Clin Oncol", "123-9", a DOI as an address) do not differ, nor does
    a field that one of the records lacks.

    Parameters
    ----------
    one, other
        The records.
    """
    seen = weigh(profile_of(one), profile_of(other))
    differs = {
        "title": seen.title not in (TitleMatch.EQUAL, TitleMatch.MISSING),
        "authors": seen.authors in (NameMatch.SHARED, NameMatch.DIFFERENT),
        "year": bool(seen.years),
        "journal": seen.journal is False,
        "volume": seen.volume is False,
        "number": seen.issue is False,
        "pages": seen.pages in (PageMatch.OVERLAP, PageMatch.DIFFERENT),
        "doi": seen.doi is False,
        "pmid": seen.pmid is False,
        "abstract": Abstracts((one, other)).compare(0, 1) is AbstractMatch.DIFFERENT,
    }
    return tuple(field for field, differ in differs.items() if differ)
