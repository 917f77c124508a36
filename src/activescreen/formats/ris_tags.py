"""Which tags a record has in RIS: those of its original where there is one, and what lacks there.

A tag of the original stays as it is while it still says what the record says, so that a file
that goes through here loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from activescreen.formats import values
from activescreen.formats.columns import plain_name
from activescreen.formats.content import lines_of
from activescreen.formats.markup import protected
from activescreen.identifiers import doi_in
from activescreen.languages import language_code
from activescreen.records import Record

Field = tuple[str, str]
"""A tag and its value."""

_TYPES: Final = tuple(
    (re.compile(words, re.IGNORECASE), kind)
    for words, kind in (
        (r"chapter|book ?section|\bchap\b|inbook|incollection", "CHAP"),
        (r"proceeding|conference|meeting|\bcpaper\b|\bconf\b", "CPAPER"),
        (r"thes[ie]s|dissertation|\bthes\b", "THES"),
        (r"report|\brprt\b", "RPRT"),
        (r"\bbook\b|monograph", "BOOK"),
        (r"trial regist|data ?set|\bdata\b", "DATA"),
    )
)
# Field -> the tags that readers look in, in their order; the first is written where none was.
_ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("TI", "T1", "CT", "BT", "TT", "ST"),
    "authors": ("AU", "A1"),
    "year": ("PY", "Y1", "DA"),
    "journal": ("JF", "T2", "JO", "JA", "J2"),
    "volume": ("VL", "VO"),
    "number": ("IS",),
    "doi": ("DO", "DOI"),
    "language": ("LA",),
    "keywords": ("KW",),
    "abstract": ("AB", "N2"),
}
_DEFAULT: Final = {"journal": "T2"}
# Tags of which each line is a value of its own; lines of the others belong together.
_ONE_A_LINE: Final = frozenset(
    (
        *("AU", "A1", "A2", "A3", "A4", "ED", "KW", "UR", "L1", "L2", "L3", "L4", "LK", "AN"),
        *("SN", "DB", "DP", "DO", "M1", "M3", "C1", "C2", "C3", "C4", "C5"),
        *("U1", "U2", "U3", "U4", "U5"),
    )
)
_TAG: Final = re.compile(r"[A-Z][A-Z0-9]|PMID|PMCID|DOI")
# Columns of tables that have a tag of their own.
_COLUMNS: Final = {
    **dict.fromkeys(("issn", "isbn", "eissn", "issnisbn", "isbnissn"), "SN"),
    **dict.fromkeys(("url", "urls", "link", "links", "articleurl"), "UR"),
    **dict.fromkeys(("publisher", "publishername"), "PB"),
    **dict.fromkeys(("publishedmonth", "month"), "M2"),
    **dict.fromkeys(("accessionnumber", "embaseaccessionid"), "AN"),
    **dict.fromkeys(("authoraddresses", "affiliations", "authoraffiliations", "location"), "AD"),
    **dict.fromkeys(("pmcid", "pmcpubmedid"), "C2"),
    **dict.fromkeys(("database", "databaseprovider"), "DB"),
}


def is_ris(record: Record) -> bool:
    """Whether a record was read from RIS."""
    return "TY" in record.fields


def type_of(record: Record) -> str:
    """The type of reference."""
    if given := record.fields.get("TY", "").strip():
        return lines_of(given)[0]
    if re.fullmatch(r"[A-Z]{3,6}", record.kind):
        return record.kind
    return next((kind for words, kind in _TYPES if words.search(record.kind)), "JOUR")


def fields_of(record: Record, *, notes: bool = True) -> Iterator[Field]:
    """Tags and values of a record without its type, in the usual order; empty ones left out.

    Parameters
    ----------
    record
        The record.
    notes
        Whether the original's notes (N1) are wanted.
    """
    given = {tag: text for tag, text in record.fields.items() if _TAG.fullmatch(tag)}
    given = given if is_ris(record) else {}
    used = {"TY", "ER"} if notes else {"TY", "ER", "N1"}
    for name in _ORDER:
        if name == "doi":
            yield from _pages(record, given, used)
        yield from _field(name, record, given, used)
        if name == "doi":
            yield from _pmid(record, given)
    if not given and record.kind and record.kind != type_of(record):
        yield "M3", record.kind
    for tag, text in given.items():
        if tag not in used:
            yield from _kept(tag, text)
    if not given:
        yield from _columns(record)


def _field(name: str, record: Record, given: Mapping[str, str], used: set[str]) -> Iterator[Field]:
    value = getattr(record, name)
    tags = _ORDER[name]
    if not value:
        # The original may have something that is no value, such as a year "in press".
        return
    tag = next((tag for tag in tags if given.get(tag, "").strip()), _DEFAULT.get(name, tags[0]))
    if isinstance(value, tuple):
        same = _pieces(given.get(tag, "")) == value
        pieces = value
    else:
        pieces = (str(value),)
        tag = next((one for one in tags if _says(name, given.get(one, ""), value)), tag)
        same = bool(given.get(tag)) and _says(name, given[tag], value)
    used.add(tag)
    if same:
        yield from _kept(tag, given[tag])
        return
    for piece in pieces:
        text = " ".join(piece.split()) if name == "title" else piece
        yield tag, protected(text) if name in {"title", "abstract"} else text
    if name in {"title", "abstract"} and (rest := _rest(given.get(tag, ""), str(value))):
        yield tag, rest


def _rest(text: str, value: str) -> str:
    """What a tag of the original has besides: further languages, a notice of copyright."""
    lines, wanted = lines_of(text), value.split()
    for cut in range(1, len(lines)):
        head, tail = "\n".join(lines[:cut]), "\n".join(lines[cut:])
        if values.plain_text(head).split() == wanted:
            return tail.strip()
        if values.plain_text(tail).split() == wanted:
            return head.strip()
    return ""


def _says(name: str, text: str, value: object) -> bool:
    """Whether a tag of the original still says what the record says."""
    if not text.strip():
        return False
    if name == "year":
        return values.parse_year(text) == value
    if name == "language":
        return language_code(text) == value
    if name == "doi":
        return doi_in(text) == value
    if name == "abstract":
        return values.plain_text(text).strip() == value
    if name in {"title", "journal"}:
        plain = values.plain_text(text) if name == "title" else text
        return plain.split() == str(value).split()
    return text.strip() == str(value).strip()


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in re.split(r"[\n;]", text) if piece.strip())


def _pages(record: Record, given: Mapping[str, str], used: set[str]) -> Iterator[Field]:
    first, last = given.get("SP", ""), given.get("EP", "")
    if record.pages and values.page_range(first, last) == record.pages:
        return
    used |= {"SP", "EP"}
    if not record.pages:
        # What readers took for no pages, such as a date in EP, is kept.
        used -= {"SP", "EP"}
        return
    first, dash, last = record.pages.partition("-")
    if dash and values.page_range(first.strip(), last.strip()) == record.pages:
        yield "SP", first
        yield "EP", last
    else:
        yield "SP", record.pages


def _pmid(record: Record, given: Mapping[str, str]) -> Iterator[Field]:
    """The PubMed id where CENTRAL and EndNote have it, unless the original says it already."""
    if record.pmid and not any(
        re.search(rf"(?<!\d){record.pmid}(?!\d)", given.get(tag, ""))
        for tag in ("PMID", "AN", "C2", "C3", "C5", "U2")
    ):
        yield "AN", f"PUBMED {record.pmid}"


def _kept(tag: str, text: str) -> Iterator[Field]:
    if tag in _ONE_A_LINE:
        yield from ((tag, line) for line in lines_of(text) if line.strip())
    elif text.strip():
        yield tag, text


def _columns(record: Record) -> Iterator[Field]:
    for name, text in record.fields.items():
        tag = _COLUMNS.get(plain_name(name))
        if tag == "AN" and not record.pmid and text.strip().isdigit():
            # Beside the name of PubMed, digits under AN would be read as its number.
            tag = "U2"
        if tag and text.strip() and text.strip() != record.doi:
            yield from _kept(tag, text)
