"""Which column of a table holds which field of a record, and which ones hold labels.

Names are compared without case, blanks, underscores and punctuation: ``Author(s)``, ``author_s``
and ``AUTHORS`` are one name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from activescreen.errors import ConfigurationError, InputError

# In reading order: where a row has several of them, the first that is not empty counts.
FIELD_COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("title", "primarytitle", "articletitle", "documenttitle", "titleprimary", "t1", "ti"),
    "abstract": ("abstract", "abstractnote", "abstracttext", "notesabstract", "ab", "n2"),
    "authors": (
        *("authors", "author", "authornames", "firstauthors", "primaryauthors", "authorsprimary"),
        *("authorlist", "authorfullnames", "au", "a1"),
    ),
    "year": (
        *("year", "publicationyear", "publishedyear", "pubyear", "yearpublished", "py"),
        *("date", "publicationdate", "datepublished", "dateofpublication", "pubdate", "y1"),
    ),
    "journal": (
        *("journal", "journaltitle", "journalname", "secondarytitle", "publicationtitle"),
        *("sourcetitle", "fulljournalname", "journalbook", "periodicalfull", "containertitle"),
        *("publication", "periodicalabbrev", "journalabbreviation", "t2", "jf", "jo"),
    ),
    "volume": ("volume", "vol", "volumenumber", "vl"),
    "number": ("number", "issue", "issuenumber", "is"),
    "pages": ("pages", "page", "pagerange", "pagenumbers", "pagination"),
    "doi": ("doi", "digitalobjectidentifier", "doilink", "do"),
    "pmid": ("pmid", "pubmedid", "pubmed", "medlinepmid"),
    "keywords": (
        *("keywords", "keyword", "authorkeywords", "indexkeywords", "meshterms", "subjects", "kw"),
    ),
    "language": ("language", "languageoforiginaldocument", "articlelanguage", "languages", "la"),
    "kind": (
        *("itemtype", "publicationtype", "documenttype", "referencetype", "sourcetype"),
        *("typeofreference", "doctype"),
    ),
}
FIRST_PAGE = ("startpage", "firstpage", "pagestart", "beginningpage", "sp")
LAST_PAGE = ("endpage", "lastpage", "pageend", "endingpage", "ep")

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


def distinct_header(cells: Sequence[str], file: str, mapping: Mapping[str, str]) -> list[str]:
    """Column names that are all different, in order.

    Unnamed columns are called ``column N`` (counted from 1); a second column of a name that
    nothing depends on gets a number.

    Raises
    ------
    InputError
        If two columns have one name and it is one that is read as a field or label.
    """
    names = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
    counts = Counter(name.casefold() for name in names)
    wanted = {column.strip().casefold() for column in mapping.values()}
    clash = {
        name.casefold(): name
        for name in names
        if counts[name.casefold()] > 1
        and (
            name.casefold() in wanted
            or plain_name(name) in _FIELD_OF
            or plain_name(name) in _LABELS
        )
    }
    if clash:
        listed = ", ".join(f"'{name}'" for name in clash.values())
        raise InputError(
            f"More than one column is named {listed}, so it is not clear which one counts.",
            where=file,
            remedy="Rename or delete the columns that are not meant, and read the file again.",
        )
    taken = set(counts)
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


def assign(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Places of the columns that hold each field, in reading order.

    Besides the fields there are ``first_page`` and ``last_page``. A mapped column comes alone.
    """
    places: dict[str, list[int]] = {}
    for place, column in enumerate(header):
        places.setdefault(plain_name(column), []).append(place)
    exact = {column.strip().casefold(): place for place, column in enumerate(header)}
    wanted = {**FIELD_COLUMNS, "first_page": FIRST_PAGE, "last_page": LAST_PAGE}
    found: dict[str, tuple[int, ...]] = {}
    for field, names in wanted.items():
        mapped = exact.get(mapping[field].strip().casefold()) if field in mapping else None
        if mapped is not None:
            found[field] = (mapped,)
        else:
            found[field] = tuple(place for name in names for place in places.get(name, ()))
    return found
