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
    ("Web of Science", frozenset({"pt", "so", "ti", "ut"})),
    ("Dimensions", frozenset({"publicationid", "pubyear", "pagination"})),
    ("OpenAlex", frozenset({"authorshipsauthordisplayname"})),
    ("ProQuest", frozenset({"storeid", "pubtitle"})),
    ("IEEE Xplore", frozenset({"documenttitle", "ieeeterms"})),
    ("Google Scholar", frozenset({"authors", "title", "publication", "publisher"})),
    ("Embase.com", frozenset({"authornames", "pui"})),
    ("EBSCO", frozenset({"longdbname", "plink"})),
    ("ERIC", frozenset({"publicationdateyear", "peerreviewed"})),
    ("Europe PMC", frozenset({"authorstring", "extid"})),
    ("Semantic Scholar", frozenset({"paperid", "externalids"})),
    ("ClinicalTrials.gov", frozenset({"nctnumber", "studytitle"})),
    ("SpringerLink", frozenset({"itemtitle", "itemdoi"})),
    ("Abstrackr", frozenset({"internalid", "sourceid", "consensus"})),
    ("Colandr", frozenset({"citationtitle", "citationscreeningstatus"})),
    ("DistillerSR", frozenset({"refid", "bibliography"})),
    ("activescreen", frozenset({"activescreendecisions"})),
    ("ASReview", frozenset({"asreviewlabel"})),
    ("ASReview", frozenset({"asreviewranking"})),
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
    ("IEEE Xplore", "ieeexplore"),
    ("APA PsycNet", "psycnet.apa.org"),
    ("Rayyan", "id: rayyan-"),
    ("Rayyan", "rayyan-inclusion:"),
    ("Covidence", "covidence"),
    ("Covidence", "exclusion reason:"),
    ("ClinicalTrials.gov", "db: clinicaltrials.gov"),
    ("Publish or Perish", "query date:"),
    ("Dimensions", "dimensions.ai"),
    ("JSTOR", "jstor.org"),
    ("PubMed", "db: pubmed"),
)
_DIGITS_LAST = str.maketrans({str(digit): chr(ord("{") + digit) for digit in range(10)})
_FEW_TAGS = 6
_LONG_VALUE = 500
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
    return _program(tags) or _database(tags, before)


def _program(tags: Mapping[str, Sequence[str]]) -> str:
    """The reference manager, which orders tags in a way of its own whatever database it was."""
    if any(note.startswith("ASReview_") for note in tags.get("N1", ())):
        return "ASReview"
    order = [tag for tag in tags if tag != "TY"]
    if order[:4] == ["T1", "JF", "A1", "ST"] or (order[-2:-1] == ["U1"] and "ST" in tags):
        return "EPPI-Reviewer"
    if len(order) < _FEW_TAGS:
        return ""
    if order[-1] == "ID" and order[:-1] == sorted(order[:-1]):
        return "EndNote"
    # Mendeley sorts letters before digits, and puts the last page after the first.
    pages_aside = [tag.translate(_DIGITS_LAST) for tag in order if tag != "EP"]
    if pages_aside == sorted(pages_aside) and "ID" not in tags:
        return "Mendeley"
    if order[:3] == ["TI", "AU", "T2"] and "DA" in tags and _saved_by_zotero(tags):
        return "Zotero"
    return "RefWorks" if any(name.startswith("RefID:") for name in tags.get("ID", ())) else ""


def _saved_by_zotero(tags: Mapping[str, Sequence[str]]) -> bool:
    """Whether there are Zotero's own links, or the hour at which it saw an address."""
    return "L2" in tags or any(":" in day for day in tags.get("Y2", ()))


def _database(tags: Mapping[str, Sequence[str]], before: Iterable[str]) -> str:
    lines = list(before)
    for dialect, mark in _HEADS:
        if any(mark in line for line in lines):
            return dialect
    spoken = " ".join(
        f"{tag.lower()}: {value.lower()}"
        for tag in ("UR", "LK", "DB", "DP", "AN", "UT", "ID", "L2", "N1", "U1", "U5")
        for value in tags.get(tag, ())
        if len(value) < _LONG_VALUE
    )
    return next((dialect for dialect, mark in _RIS_MARKS if mark in spoken), "")
