"""Identifiers of publications, found in whatever a source wrote around them."""

from __future__ import annotations

import re
from typing import Final

# Old DOIs of Wiley and others have angle brackets: "10.1002/(SICI)…7:1<1::AID-X>3.0.CO;2-A".
_DOI: Final = re.compile(
    r"10\.\d{4,9}/(?:[^\s\"<>]{1,200}<[^\s\"<>]{1,60}>\d\.\d\.(?:CO|TX);[\w-]+|[^\s\"<>]+)",
    re.IGNORECASE,
)
_DOI_TAIL: Final = re.compile(r"[.,;:'\]}]+$")
# What follows a DOI in the query of an address: "&atitle=Cysts", "?download=true", "#abstract".
_QUERY: Final = re.compile(r"(?:&(?:amp;)?|\?)[A-Za-z]\w*=.*|#[a-z][\w-]*$")
# What is glued to it, where a source lost the blank between them.
_GLUED: Final = re.compile(
    r"(?:\[(?:doi|pii)\]|https?:|(?<=\w)doi:|[.;,](?:Epub|PMID|PMCID|eCollection)\b).*", re.DOTALL
)
# What publishers' addresses add to it: "10.1101/….v1.full.pdf", "10.1177/….short", "…/full".
_PAGE: Final = re.compile(
    r"(?:(?<=\d)v\d+(?=[./]full|\.abstract|\.pdf|$)(?:[./](?:full|abstract))?(?:\.pdf)?(?:\+html)?"
    r"|[./](?:full|abstract|short|long|summary|extract|epdf|pdf)(?:[-.](?:text|pdf|html))?(?:\+html)?"
    r")$",
    re.IGNORECASE,
)
_VERSIONED: Final = ("10.1101/", "10.64898/")
# Characters as addresses write them; "%25" may be a percent sign of the DOI's own.
_CODED: Final = re.compile(r"%(?!25)[2-7][0-9A-Fa-f]")
# CENTRAL gives every trial an address of its own, which is not that of the publication.
_CENTRAL: Final = "10.1002/central/cn-"
_PMID: Final = re.compile(
    r"(?:pmid:?|pubmed:?|medline:?)?\s*([1-9]\d{0,7})(?:\.0)?(?:\s*\[pmid\])?", re.IGNORECASE
)
_NAMED_PMID: Final = re.compile(
    r"(?:\bPMID\b[\s:=#]*(?:NLM)?|\bPubMed(?: ?ID)?['\"]?[\s:=#]+['\"]?"
    r"|europepmc\.org/(?:abstract|article)/MED/|ncbi\.nlm\.nih\.gov/pubmed/(?:\?term=)?|pubmed\.ncbi\.nlm\.nih\.gov/)(\d{4,8})(?!\d)",
    re.IGNORECASE,
)


def doi_in(text: str) -> str:
    """The first DOI within a text or address, without prefix and trailing punctuation.

    Letter case is kept: DOIs are compared without it, but printed as the source had them.
    """
    return next(iter(all_dois(text)), "") if "10." in text else ""


def all_dois(text: str) -> tuple[str, ...]:
    """Every DOI within a text, in order, as `doi_in` gives them."""
    if "%" in text:
        text = _CODED.sub(lambda code: chr(int(code.group()[1:], 16)), text)
    if "&lt;" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">")
    found = _DOI.findall(text)
    return tuple(doi for doi in map(_trimmed, found) if doi)


def _trimmed(found: str) -> str:
    if found.lower().startswith(_CENTRAL):
        return ""
    doi = _DOI_TAIL.sub("", _GLUED.sub("", _QUERY.sub("", found)))
    # A closing bracket belongs to the DOI only if it was opened inside, as in Elsevier's S0140(…).
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = _DOI_TAIL.sub("", doi[:-1])
    page = _PAGE.search(doi)
    if page and (page.group()[0] != "v" or doi.startswith(_VERSIONED)):
        doi = _DOI_TAIL.sub("", doi[: page.start()])
    return doi if doi.rstrip("/").count("/") else ""


def pmid_in(text: str) -> str:
    """The digits of a PubMed id, from ``PUBMED 37362617`` or ``10051933.0`` too."""
    found = _PMID.fullmatch(text.strip())
    return found.group(1) if found else ""


def pubmed_id_in(text: str) -> str:
    """The digits of a PubMed id that a text names as one, or that its address to PubMed holds."""
    if not any(mark in text.lower() for mark in ("ubmed", "pmid", "europepmc")):
        return ""
    found = _NAMED_PMID.search(text)
    return found.group(1) if found else ""
