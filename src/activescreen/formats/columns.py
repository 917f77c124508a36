"""Which column of a table holds which field of a record, and which ones hold labels.

Names are compared without case, blanks, underscores and punctuation: ``Author(s)``, ``author_s``
and ``AUTHORS`` are one name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from activescreen.errors import ConfigurationError

# In reading order: where a row has several of them, the first that is not empty counts; only
# keywords are put together. OpenAlex joins names of levels ("biblio.first_page").
FIELD_COLUMNS: dict[str, tuple[str, ...]] = {
    "title": (
        *("title", "primarytitle", "articletitle", "documenttitle", "titleprimary", "t1", "ti"),
        *("displayname", "papertitle", "studytitle", "itemtitle", "citationtitle"),
    ),
    "abstract": (
        *("abstract", "abstractnote", "abstracttext", "notesabstract", "ab", "n2"),
        *("citationabstract", "briefsummary", "description"),
    ),
    "authors": (
        *("authors", "author", "authornames", "firstauthors", "primaryauthors", "authorsprimary"),
        *("authorlist", "authorfullnames", "au", "a1", "authorshipsauthordisplayname"),
        *("authorshipsrawauthorname", "contributors", "creators", "bookauthors", "groupauthors"),
        *("authorstring", "citationauthors"),
    ),
    "year": (
        *("year", "publicationyear", "publishedyear", "pubyear", "yearpublished", "py"),
        *("yearofpublication", "date", "publicationdate", "datepublished", "dateofpublication"),
        *("pubdate", "coverdate", "y1", "earlyaccessdate", "publicationdateyear", "issued"),
        *("citationpubyear", "publishedprint", "publishedonline", "firstposted", "startdate"),
    ),
    "journal": (
        *("journal", "journaltitle", "journalname", "secondarytitle", "publicationtitle"),
        *("sourcetitle", "fulljournalname", "journalbook", "periodicalfull", "containertitle"),
        *("pubtitle", "primarylocationsourcedisplayname", "hostvenuedisplayname"),
        *("publication", "periodicalabbrev", "journalabbreviation", "abbreviatedsourcetitle"),
        *("venue", "citationjournalname", "t2", "jf", "jo"),
    ),
    "volume": (
        "volume",
        "vol",
        "volumenumber",
        "vl",
        "bibliovolume",
        "journalvolume",
        "citationjournalvolume",
    ),
    "number": (
        "number",
        "issue",
        "issuenumber",
        "is",
        "biblioissue",
        "journalissue",
        "citationjournalissue",
    ),
    "pages": ("pages", "page", "pagerange", "pagenumbers", "pagination", "pageinfo"),
    "doi": (
        "doi",
        "digitalobjectidentifier",
        "doilink",
        "do",
        "doiurl",
        "idsdoi",
        "itemdoi",
        "citationdoi",
    ),
    "pmid": ("pmid", "pubmedid", "pubmed", "medlinepmid", "idspmid"),
    "keywords": (
        *("keywords", "keyword", "authorkeywords", "authorskeywords", "identifierkeywords"),
        *("manualtags", "automatictags", "keywordsdisplayname", "indexkeywords", "keywordsplus"),
        *("meshterms", "meshheadings", "ieeeterms", "subjects", "subjectterms", "kw"),
        *("emtreemedicalindextermsmajorfocus", "emtreemedicalindexterms"),
        *("emtreedrugindextermsmajorfocus", "emtreedrugindexterms", "citationkeywords"),
    ),
    "language": ("language", "languageoforiginaldocument", "articlelanguage", "languages", "la"),
    "kind": (
        *("itemtype", "publicationtype", "documenttype", "referencetype", "sourcetype"),
        *("typeofreference", "doctype", "doctypes", "pubtypes", "articletype", "type"),
    ),
}
FURTHER_COLUMNS: dict[str, tuple[str, ...]] = {
    "first_page": ("startpage", "firstpage", "pagestart", "beginningpage", "sp", "bibliofirstpage"),
    "last_page": ("endpage", "lastpage", "pageend", "endingpage", "ep", "bibliolastpage"),
    "article": ("artno", "articlenumber", "articleno"),
    "citation": (),
}
"""What pages are made of, and a whole citation out of which missing fields are taken."""

# Columns that mean something else, or something more, in the tables of one exporter: the columns
# by which it is known, and what comes before the usual names.
_EXPORTERS: tuple[tuple[frozenset[str], dict[str, tuple[str, ...]]], ...] = (
    (frozenset({"centralid"}), {"journal": ("source",)}),
    (frozenset({"gsrank"}), {"journal": ("source",)}),
    (frozenset({"longdbname", "plink"}), {"journal": ("source",)}),
    (frozenset({"authorstring", "extid"}), {"pmid": ("extid",)}),
    (frozenset({"paperid", "externalids"}), {"journal": ("venue",), "pmid": ("externalids",)}),
    (frozenset({"publicationdateyear", "source"}), {"citation": ("source",)}),
    (frozenset({"contributors", "source"}), {"journal": ("source",)}),
    (frozenset({"authornames", "source"}), {"citation": ("source",)}),
    (frozenset({"journalbook", "citation"}), {"citation": ("citation",)}),
    (frozenset({"referenceid", "titleprimary"}), {"last_page": ("otherpages",)}),
    (
        frozenset({"utuniquewosid"}),
        {
            "kind": ("documenttype",),
            "number": ("issue", "supplement", "specialissue"),
        },
    ),
)
_WOS_MARKS = frozenset({"pt", "so", "ti"})
# Of Web of Science's two letters, SP are sponsors, and CR cited references.
_WOS_COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("ti",),
    "abstract": ("ab",),
    "authors": ("au", "af", "ba", "ca", "gp"),
    "year": ("py", "pd", "ea"),
    "journal": ("so", "ji", "j9"),
    "volume": ("vl",),
    "number": ("is", "su", "si"),
    "pages": ("ps",),
    "doi": ("di",),
    "pmid": ("pm",),
    "keywords": ("de", "id"),
    "language": ("la",),
    "kind": ("dt", "pt"),
    "first_page": ("bp",),
    "last_page": ("ep",),
    "article": ("ar",),
    "citation": (),
}

# ASReview's names in its reading order, then those that say that they are of one stage.
LABEL_COLUMNS = (
    *("asreviewlabel", "included", "label", "finalincluded", "labelincluded", "includedlabel"),
    *("includedfinal", "includedflag", "include"),
)
TITLE_ABSTRACT_LABELS = (
    *("labelabstractscreening", "labeltitleabstract", "labelabstract", "abstractlabel"),
    *("titleabstractlabel", "includedabstract", "abstractincluded", "abstractscreening"),
)
FULL_TEXT_LABELS = ("labelfulltext", "fulltextlabel", "includedfulltext", "fulltextincluded")

_FIELD_OF = {name: field for field, names in FIELD_COLUMNS.items() for name in names}
_LABELS = frozenset((*LABEL_COLUMNS, *TITLE_ABSTRACT_LABELS, *FULL_TEXT_LABELS))


def plain_name(column: str) -> str:
    """A column's name in lower case, letters and digits only."""
    return "".join(filter(str.isalnum, column.lower()))


def recognised(cells: Sequence[str]) -> int:
    """How many cells name a field; a row with neither title nor abstract counts none.

    This is what tells a header from the lines before it, and the right separator from others.
    """
    names = [plain_name(cell) for cell in cells if len(cell) < 64]
    fields = {_FIELD_OF[name] for name in names if name in _FIELD_OF}
    return len(fields) if fields & {"title", "abstract"} else 0


def is_header(cells: Sequence[str], place: int) -> bool:
    """Whether a row names columns; one below the first must name two fields at least.

    Tagged formats have lines such as "Abstract" of their own, which are no header.
    """
    return recognised(cells) >= (2 if place else 1)


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Refuse a mapping that names unknown fields.

    Raises
    ------
    ConfigurationError
        If a key is not a field of a record.
    """
    for field in mapping:
        if field not in FIELD_COLUMNS:
            near = get_close_matches(field, FIELD_COLUMNS, n=1)
            hint = f"Did you mean '{near[0]}'? " if near else ""
            raise ConfigurationError(
                f"A record has no field '{field}' to which a column could be mapped.",
                remedy=f"{hint}Fields are: {', '.join(FIELD_COLUMNS)}.",
            )


def field_of(column: str) -> str:
    """The field that a column's name speaks of by itself; empty if none."""
    return _FIELD_OF.get(plain_name(column), "") if len(column) < 64 else ""


def distinct_header(cells: Sequence[str]) -> list[str]:
    """Column names that are all different, in order.

    Unnamed columns are called ``column N`` (counted from 1); a second column of a name gets a
    number.
    """
    names = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
    taken = {name.casefold() for name in names}
    used: Counter[str] = Counter()
    result = []
    for name in names:
        used[name.casefold()] += 1
        number, candidate = used[name.casefold()], name
        while number > 1 and (candidate := f"{name} ({number})").casefold() in taken:
            number += 1
        taken.add(candidate.casefold())
        result.append(candidate)
    return result


def twins(cells: Sequence[str], mapping: Mapping[str, str]) -> list[tuple[int, ...]]:
    """Places of columns of one name, where it is one that is read as a field or label."""
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        places.setdefault(cell.strip().casefold(), []).append(place)
    wanted = {column.strip().casefold() for column in mapping.values()}
    return [
        tuple(listed)
        for name, listed in places.items()
        if len(listed) > 1
        and (name in wanted or plain_name(name) in _FIELD_OF or plain_name(name) in _LABELS)
    ]


def assign(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Places of the columns that hold each field, in reading order.

    Besides the fields there are those of `FURTHER_COLUMNS`. A mapped column comes alone.
    """
    places: dict[str, list[int]] = {}
    for place, column in enumerate(header):
        places.setdefault(plain_name(column), []).append(place)
    exact = {column.strip().casefold(): place for place, column in enumerate(header)}
    found: dict[str, tuple[int, ...]] = {}
    for field, names in _names(frozenset(places)).items():
        mapped = exact.get(mapping[field].strip().casefold()) if field in mapping else None
        if mapped is not None:
            found[field] = (mapped,)
        else:
            listed = (place for name in names for place in places.get(name, ()))
            found[field] = tuple(dict.fromkeys(listed))
    return found


def _names(present: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Names of the columns of each field, as the exporter of these columns uses them."""
    if present >= _WOS_MARKS:
        return _WOS_COLUMNS
    names = {**FIELD_COLUMNS, **FURTHER_COLUMNS}
    for marks, own in _EXPORTERS:
        if marks <= present:
            names.update({field: (*first, *names[field]) for field, first in own.items()})
    return names
