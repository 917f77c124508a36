"""Identifiers of publications, found in whatever a source wrote around them."""

from __future__ import annotations

import re
from typing import Final

_DOI: Final = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
_DOI_TAIL: Final = re.compile(r"[.,;:'\]}]+$")
_PMID: Final = re.compile(r"(?:pmid:?|pubmed:?|medline:?)?\s*(\d{1,8})(?:\.0)?", re.IGNORECASE)


def doi_in(text: str) -> str:
    """The DOI within a text or address, without prefix and trailing punctuation.

    Letter case is kept: DOIs are compared without it, but printed as the source had them.
    """
    if "10." not in text:
        return ""
    found = _DOI.search(text.replace("%2F", "/").replace("%2f", "/"))
    if not found:
        return ""
    doi = _DOI_TAIL.sub("", found.group())
    # A closing bracket belongs to the DOI only if it was opened inside, as in Elsevier's S0140(…).
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = _DOI_TAIL.sub("", doi[:-1])
    return doi if doi.rstrip("/").count("/") else ""


def pmid_in(text: str) -> str:
    """The digits of a PubMed id, from ``PUBMED 37362617`` or ``10051933.0`` too."""
    found = _PMID.fullmatch(text.strip())
    return found.group(1) if found else ""
