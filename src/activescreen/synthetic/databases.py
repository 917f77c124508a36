"""The six databases: how complete their records are and how they print them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AuthorStyle = Literal["initials", "full", "dotted"]
LabelStyle = Literal["upper", "title", "none", "objective"]


@dataclass(frozen=True)
class Database:
    """One database.

    Attributes
    ----------
    name, file
        Its name, and the export that the made-up search saved.
    weight
        How often it is where a publication was found.
    doi, pmid
        Share of records that carry the identifier, where the publication has one.
    authors
        "Caldberg F" (initials), "Caldberg, Farid" (full) or "Caldberg F.J." (dotted).
    author_limit
        Longer author lists end in "et al." after that many.
    labels
        How the abstract's sections are marked.
    abbreviates
        Whether the journal is abbreviated.
    upper_titles
        Share of titles in capitals.
    closing_stop
        Whether titles end with a full stop.
    notice
        Share of abstracts that end with a copyright notice.
    abstract_limit
        Characters after which some abstracts are cut; None if never.
    """

    name: str
    file: str
    weight: float
    doi: float
    pmid: float
    authors: AuthorStyle
    author_limit: int
    labels: LabelStyle
    abbreviates: bool
    upper_titles: float = 0.0
    closing_stop: bool = False
    notice: float = 0.0
    abstract_limit: int | None = None


DATABASES: dict[str, Database] = {
    database.name: database
    for database in (
        Database(
            "PubMed", "pubmed.ris", weight=27, doi=0.94, pmid=1.0,
            authors="full", author_limit=99, labels="upper", abbreviates=True, closing_stop=True,
        ),
        Database(
            "Embase", "embase.csv", weight=27, doi=0.86, pmid=0.78,
            authors="dotted", author_limit=99, labels="title", abbreviates=False, notice=0.25,
        ),
        Database(
            "Web of Science", "web_of_science.ris", weight=19, doi=0.88, pmid=0.35,
            authors="initials", author_limit=99, labels="none", abbreviates=False, upper_titles=0.3,
        ),
        Database(
            "CENTRAL", "central.ris", weight=8, doi=0.6, pmid=0.6,
            authors="initials", author_limit=4, labels="upper", abbreviates=False,
        ),
        Database(
            "CINAHL", "cinahl.ris", weight=9, doi=0.55, pmid=0.2,
            authors="full", author_limit=6, labels="objective", abbreviates=False,
            closing_stop=True, notice=0.3, abstract_limit=900,
        ),
        Database(
            "PsycINFO", "psycinfo.csv", weight=20, doi=0.9, pmid=0.3,
            authors="full", author_limit=8, labels="objective", abbreviates=False, notice=0.5,
        ),
    )
}  # fmt: skip

# PubMed numbers its records; the others hold what they like.
PUBMED = "PubMed"
# Where studies that assign people to treatments end up, and laboratory ones do not.
TRIALS_ONLY = "CENTRAL"
TRIAL_STYLES = frozenset({"trial", "pilot", "drug", "protocol"})
NURSING = "CINAHL"
LABORATORY_STYLES = frozenset({"drug", "biology"})
