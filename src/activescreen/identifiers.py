"""Identifiers of publications, found in whatever a source wrote around them."""

from __future__ import annotations

import re
from typing import Final

_DOI: Final = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
_DOI_TAIL: Final = re.compile(r"[.,;:'\]}]+$")
# What follows a DOI in the query of an address: "&atitle=Cysts".
_QUERY: Final = re.compile(r"&(?:amp;)?[A-Za-z]\w*=.*")
# CENTRAL gives every trial an address of its own, which is not that of the publication.
_CENTRAL: Final = "10.1002/central/cn-"
_PMID: Final = re.compile(r"(?:pmid:?|pubmed:?|medline:?)?\s*(\d{1,8})(?:\.0)?", re.IGNORECASE)
_NAMED_PMID: Final = re.compile(
    r"(?:\bPMID\b[\s:=#]*|\bPubMed(?: ?ID)?[\s:=#]+"
    r"|ncbi\.nlm\.nih\.gov/pubmed/(?:\?term=)?|pubmed\.ncbi\.nlm\.nih\.gov/)(\d{4,8})(?!\d)",
    re.IGNORECASE,
)


def doi_in(text: str) -> str:
    """The first DOI within a text or address, without prefix and trailing punctuation.

    Letter case is kept: DOIs are compared without it, but printed as the source had them.
    """
    return next(iter(all_dois(text)), "") if "10." in text else ""


def all_dois(text: str) -> tuple[str, ...]:
    """Every DOI within a text, in order, as `doi_in` gives them."""
    found = _DOI.findall(text.replace("%2F", "/").replace("%2f", "/"))
    return tuple(doi for doi in map(_trimmed, found) if doi)


def _trimmed(found: str) -> str:
    if found.lower().startswith(_CENTRAL):
        return ""
    doi = _DOI_TAIL.sub("", _QUERY.sub("", found))
    # A closing bracket belongs to the DOI only if it was opened inside, as in Elsevier's S0140(…).
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = _DOI_TAIL.sub("", doi[:-1])
    return doi if doi.rstrip("/").count("/") else ""


def pmid_in(text: str) -> str:
    """The digits of a PubMed id, from ``PUBMED 37362617`` or ``10051933.0`` too."""
    found = _PMID.fullmatch(text.strip())
    return found.group(1) if found else ""


def pubmed_id_in(text: str) -> str:
    """The digits of a PubMed id that a text names as one, or that its address to PubMed holds."""
    if "ubmed" not in text.lower() and "pmid" not in text.lower():
        return ""
    found = _NAMED_PMID.search(text)
    return found.group(1) if found else ""
