"""Which database or program wrote a file, told by marks that it leaves. For reports only.

Nothing is read differently by dialect: a file that was edited, or went through a second program,
carries marks of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from activescreen.formats.columns import plain_name

# The columns that only one exporter writes together, likeliest mark first.
_TABLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("Covidence", frozenset({"covidence"})),
    ("Rayyan", frozenset({"key", "pubmedid", "pmcid", "notes", "issue"})),
    ("EPPI-Reviewer", frozenset({"id", "shorttitle", "title", "year"})),
    ("Zotero", frozenset({"itemtype", "publicationtitle", "abstractnote"})),
    ("Scopus", frozenset({"eid", "sourcetitle"})),
    ("Embase.com", frozenset({"authornames", "originaltitle"})),
    ("Embase.com", frozenset({"authornames", "embaseaccessionid"})),
    ("Embase.com", frozenset({"authornames", "correspondenceaddress"})),
    ("PubMed", frozenset({"pmid", "journalbook", "citation"})),
    ("Cochrane CENTRAL", frozenset({"centralid"})),
    ("EBSCO", frozenset({"articletitle", "journaltitle", "issn", "permalink"})),
    ("EBSCO", frozenset({"articletitle", "journaltitle", "isbn", "doctypes"})),
    ("EBSCO", frozenset({"articletitle", "journaltitle", "pagecount"})),
    ("Lens", frozenset({"lensid"})),
    ("RefWorks", frozenset({"referencetype", "titleprimary"})),
    ("RefWorks", frozenset({"referenceid", "periodicalfull"})),
    ("Publish or Perish", frozenset({"gsrank", "cites"})),
    ("Web of Science", frozenset({"utuniquewosid"})),
    ("Web of Science", frozenset({"articletitle", "utuniqueid"})),
    ("Google Scholar", frozenset({"authors", "title", "publication", "publisher"})),
    ("activescreen", frozenset({"activescreendecisions"})),
    ("ASReview", frozenset({"asreviewlabel"})),
)

_RIS_MARKS: tuple[tuple[str, str], ...] = (
    ("Cochrane CENTRAL", "cochranelibrary.com"),
    ("Cochrane CENTRAL", "cochrane central"),
    ("Embase.com", "embase.com"),
    ("Scopus", "scopus.com"),
    ("Scopus", "db: scopus"),
    ("Web of Science", "wos:"),
    ("Ovid", "ovidsp"),
    ("Ovid", "ovid technologies"),
    ("EBSCO", "ebscohost"),
    ("ProQuest", "proquest.com"),
    ("Lens", "lens.org"),
    ("LILACS", "bvsalud.org"),
    ("SciELO", "scielo"),
    ("RefWorks", "refid:"),
    ("IEEE Xplore", "ieeexplore"),
    ("APA PsycNet", "psycnet.apa.org"),
)
_HEADS: tuple[tuple[str, str], ...] = (
    ("Cochrane CENTRAL", "Provider: John Wiley"),
    ("Ovid", "Link to the Ovid"),
)


def table_dialect(header: Sequence[str]) -> str:
    """The exporter whose columns these are; empty if none is known."""
    names = {plain_name(name) for name in header}
    return next((dialect for dialect, marks in _TABLES if marks <= names), "")


def ris_dialect(tags: Mapping[str, Sequence[str]], before: Iterable[str]) -> str:
    """The exporter of a RIS record.

    Parameters
    ----------
    tags
        Tag -> its values, in their order in the record.
    before
        Lines that stand before the record.
    """
    for dialect, mark in _HEADS:
        if any(mark in line for line in before):
            return dialect
    spoken = " ".join(
        f"{tag.lower()}: {value.lower()}"
        for tag in ("UR", "LK", "DB", "DP", "AN", "ID", "L2", "N1", "U5")
        for value in tags.get(tag, ())
        if len(value) < 500
    )
    for dialect, mark in _RIS_MARKS:
        if mark in spoken:
            return dialect
    if "U1" in tags and any(value.endswith("///") for value in tags.get("Y1", tags.get("PY", ()))):
        return "EPPI-Reviewer"
    if {"LB", "ID"} <= tags.keys() or {"ID", "ST", "T2"} <= tags.keys():
        return "EndNote"
    order = [tag for tag in tags if tag != "TY"]
    if len(order) > 5 and order == sorted(order):
        return "Mendeley"
    return "Zotero" if {"DP", "Y2"} <= tags.keys() else ""
