"""Identifiers found in fields that are not meant for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from activescreen.formats.columns import plain_name
from activescreen.identifiers import all_dois, pubmed_id_in
from activescreen.records import Record

# Where other publications stand: what is cited, corrected, retracted or commented on. An abstract
# names the DOI of a trial's registration; title and abstract of an erratum that of the paper it
# corrects.
_OTHERS = frozenset(
    {"ab", "n2", "oab", "abstract", "abstractnote", "abstracttext", "notesabstract"}
    | {"ti", "t1", "tt", "st", "title", "shorttitle", "kw", "keywords", "authorkeywords"}
    # EndNote's tagged text: %T, %Q, %X, %K.
    | {"t", "q", "x", "k"}
    | {"cr", "references", "citedreferences", "reference", "m1references", "rf", "a2"}
    | {"con", "cin", "ein", "efr", "rin", "rof", "uin", "uof", "spin", "ori", "cri", "crf"}
    | {"prin", "prof", "eci", "ecf", "rpi", "rpf", "ddin", "drin", "pmcr"}
    # Addresses, the book that a chapter stands in, the trial's or the money's register.
    | {
        "c1",
        "d2",
        "bookdoi",
        "fu",
        "fx",
        "fundingtext",
        "fundingtexts",
        "acknowledgements",
        "funding",
    }
    | {"relatedworks", "referencedworks", "publicationrefs", "correction"}
)
_SPEAKS_OF_OTHERS = re.compile(
    r"\b(?:references?|cited|cites|citing|erratum|corrects|comments? on|retract\w*|updates?)\b",
    re.IGNORECASE,
)
# People's notes speak of anything; a DOI there is the record's own only if it stands alone or is
# said to be the DOI. In fields without a meaning of their own, such as Ovid's reference lists in
# M1, it must stand alone.
_NOTES = frozenset(
    {"n1", "notes", "note", "annote", "annotation", "comment", "comments", "usernotes"}
    | {"usernote", "asreviewnote", "researchnotes", "rn", "extra"}
    | {"z", "o"}
)
_ANYTHING = frozenset({"m1", "c2", "u1", "u2", "u3", "u4"}) | {
    f"{name}{number}" for name in ("custom", "") for number in range(1, 8)
}
_ALONE = re.compile(
    r"\s*(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)*10\.\d{4,9}(?:/|%2F)\S+\s*", re.IGNORECASE
)
_LABELLED = re.compile(
    r"(?:^|[;.\n|]\s*)(?:DOI|Digital Object Identifier)\b[:\s]+\S+", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"\b(?:RAYYAN-[A-Z]+|USER-NOTES):.*|^activescreen_decisions: .*"
    r"|^(?:Decisions|Reasons|Tags|Notes): (?=.*^activescreen_decisions: ).*",
    re.DOTALL | re.MULTILINE,
)
# Columns of our own exports, whose records have been through this before.
_EXPORTED = ("activescreen_decisions", "original ")
# EBSCO's note about a record: "Accession Number: 1; Cited References: (3); DOI: 10.1000/1".
_CATALOGUED = re.compile(r"\s*Accession Number: ")
_IDENTIFIER = re.compile(r"\b(?:PMID|DOI): \S+")
# In sentences, not in addresses: where data, protocols and other versions are.
_ELSEWHERE = re.compile(
    r"\b(?:published (?:in|as|version)|preprint|related|data ?sets?|data avail\w*|supplement\w*"
    r"|protocols?|registr\w+|translation of|reprint(?:ed)? (?:of|from)|version of)\b.*\s",
    re.IGNORECASE,
)
_LINKS = frozenset({"ur", "url", "lk", "link", "links", "l2", "do", "doi", "l3", "m3"})
_LONGEST_FIELD = 2_000
"""Characters; longer fields are texts or reference lists."""


def harvest(record: Record) -> tuple[Record, tuple[str, ...]]:
    """The record with a DOI and a PubMed id by pattern from any field, where it has none.

    A DOI counts only if it is the only one in all fields that speak of the record itself; cited
    references, links to errata and abstracts do not.

    Returns
    -------
    The record, and the names of the fields that were found: ``doi``, ``pmid``.
    """
    if (record.doi and record.pmid) or _is_exported(record):
        return record, ()
    found: dict[str, str] = {}
    if not record.doi and (doi := _only_doi(record)):
        found["doi"] = doi
    if not record.pmid and (pmid := _only_pmid(record)):
        found["pmid"] = pmid
    if not found:
        return record, ()
    return replace(
        record, doi=found.get("doi", record.doi), pmid=found.get("pmid", record.pmid)
    ), tuple(found)


def _is_exported(record: Record) -> bool:
    return "pmid" in record.fields and any(name.startswith(_EXPORTED) for name in record.fields)


def _only_doi(record: Record) -> str:
    distinct: dict[str, str] = {}
    for name, text in _speaking_of_itself(record):
        if ("10." in text or "%2F" in text or "%2f" in text) and not _ELSEWHERE.search(text):
            if name in _NOTES | _ANYTHING and not _ALONE.fullmatch(text):
                labelled = _LABELLED.findall(text) if name in _NOTES else ()
                text = " ".join(labelled)
            for doi in all_dois(text):
                distinct.setdefault(doi.lower(), doi)
            if len(distinct) > 1:
                return ""
    return next(iter(distinct.values()), "")


def _only_pmid(record: Record) -> str:
    distinct = {pubmed_id_in(text) for _, text in _speaking_of_itself(record)} - {""}
    return distinct.pop() if len(distinct) == 1 else ""


def _speaking_of_itself(record: Record) -> Iterator[tuple[str, str]]:
    """Plain name and text of the fields that speak of the record and of no other."""
    for name, text in record.fields.items():
        plain = plain_name(name)
        if plain in _OTHERS or (len(text) > _LONGEST_FIELD and plain not in _LINKS):
            continue
        if plain in _NOTES:
            text = _PEOPLE.sub("", text)
        if _CATALOGUED.match(text):
            text = "; ".join(_IDENTIFIER.findall(text))
        if not _SPEAKS_OF_OTHERS.search(text):
            yield plain, re.sub(r"\s*\n\s*", " " if plain not in _NOTES else "\n", text)
