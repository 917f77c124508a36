"""RIS in the dialects of the databases and reference managers that write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain

from activescreen.errors import InputError
from activescreen.formats import values
from activescreen.formats.content import Content
from activescreen.formats.dialects import ris_dialect
from activescreen.formats.notes import Notes
from activescreen.formats.ris_lines import USUAL, TaggedRecord, count_starts, marks_of, scan
from activescreen.identifiers import doi_in, pmid_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

# In reading order: the first tag with a value counts.
FIELD_TAGS: dict[str, tuple[str, ...]] = {
    "title": ("TI", "T1", "CT", "BT", "TT", "ST"),
    "abstract": ("AB", "N2"),
    "authors": ("AU", "A1"),
    "year": ("PY", "Y1", "YR", "DA"),
    "journal": ("JF", "T2", "JO", "JA", "J2", "SO"),
    "volume": ("VL", "VO"),
    "number": ("IS", "NO"),
    "pages": ("PG",),
    "doi": ("DO", "DOI", "M3", "L3"),
    "pmid": ("PMID",),
    "keywords": ("KW", "DE", "MH"),
    "language": ("LA",),
    "kind": ("M3", "TY"),
}
_DIALECT_SAMPLE = 50
# Whose books have editors instead of authors; in Ovid's PsycINFO A2 are authors that are cited.
_BOOKS = frozenset({"BOOK", "EDBOOK"})
_EDITORS = ("ED", "A2", "A3")
_NOBODY = frozenset({"...", "…", "et al", "et al.", "others", "null"})
_INITIALLED = r"[^,]+, ?(?:[^\W\d_]\.?[ -]?){1,4}"
_AND = re.compile(r",? (?:and|&) ")
_JOINED = re.compile(rf"(?:{_INITIALLED}{_AND.pattern})+{_INITIALLED}")
_WIDE_SEPARATORS = re.compile(r"[；、，]")
_EPUB_DATE = re.compile(r"(?:19|20)\d{6}")
_EBSCO_MEDLINE = re.compile(r"[?&]db=(?:mnh|mdc|cmedm)&(?:amp;)?an=([1-9]\d{3,7})(?!\d)")
# Ovid's identifiers are PubMed ids in its MEDLINE segments.
_OVID_MEDLINE = re.compile(r"ovidweb\.cgi\?\S*[?&]D=(?:med|prem|ppe|daily)", re.IGNORECASE)
_NOTICE = re.compile(r"Copyright of .{1,300} is the property of ", re.IGNORECASE)
_PUBMED_NUMBER = re.compile(r"PUBMED\s+(\d{1,8})", re.IGNORECASE)
_PUBMED_URL = re.compile(r"(?:ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{1,8})")
_DOI_NOTE = re.compile(r"doi:\s*(10\.\S+)", re.IGNORECASE)

Tags = dict[str, list[str]]


class RisReader:
    """Reads RIS, tolerant of everything that the known exporters do to it."""

    name = "ris"
    title = "RIS in every known dialect"
    extensions: tuple[str, ...] = (".ris", ".txt")

    def recognises(self, content: Content) -> float:
        """Sure if a line begins with TY and a hyphen."""
        marks = marks_of(content.head)
        return 0.0 if marks is None else (0.97 if marks is USUAL else 0.9)

    def starts(self, content: Content) -> int:
        """Lines that begin with TY and a hyphen."""
        return count_starts(content)

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every tag of the original in ``fields``.

        Raises
        ------
        InputError
            If there is text but no record in it.
        """
        mapped = {field: tag.strip().upper() for field, tag in mapping.items()}
        order = {
            field: (mapped[field], *tags) if field in mapped else tags
            for field, tags in FIELD_TAGS.items()
        }
        used: set[str] = set()
        dialects: Counter[str] = Counter()
        row = -1
        for row, item in enumerate(scan(content.lines(), notes, marks_of(content.head) or USUAL)):
            tags = _tags(item)
            used |= tags.keys()
            if row < _DIALECT_SAMPLE:
                dialects[ris_dialect(tags, item.lines[:6])] += 1
            yield _record(item, tags, order, Source(content.name, row, item.line), notes)
        if row < 0:
            raise InputError(
                "No RIS record was found.",
                where=content.name,
                remedy="A record begins with a line 'TY  - JOUR'; export the references again.",
            )
        del dialects[""]
        notes.dialect = dialects.most_common(1)[0][0] if dialects else ""
        columns = {
            field: mapped[field]
            if mapped.get(field) in used
            else ", ".join(tag for tag in tags if tag in used)
            for field, tags in order.items()
        }
        notes.columns = {field: listed for field, listed in columns.items() if listed}
        _tell(notes)


def _tags(item: TaggedRecord) -> Tags:
    tags: Tags = {}
    for tag, lines in item.fields:
        tags.setdefault(tag, []).append("\n".join(lines).strip())
    return tags


def _record(
    item: TaggedRecord,
    tags: Tags,
    order: Mapping[str, tuple[str, ...]],
    source: Source,
    notes: Notes,
) -> Record:
    def pick(field: str) -> str:
        return next((text for text in _values(tags, order[field]) if text), "")

    title = values.plain_text(" ".join(pick("title").split()))
    abstract = values.plain_text(_abstract(tags, order, source, notes))
    if not title and not abstract:
        notes.count("blank", str(source))
    year_text = pick("year")
    year = next(filter(None, map(values.parse_year, _values(tags, order["year"]))), None)
    if year is None and any(map(str.isalnum, year_text)):
        notes.count("no year", f"{source}: '{year_text[:20]}'")
    return Record(
        title=title,
        source=Source(source.file, source.row, source.line, tags["DB"][0])
        if any(tags.get("DB", ()))
        else source,
        abstract=abstract,
        authors=_authors(tags, order["authors"]),
        year=year,
        journal=" ".join((pick("journal") or _book(tags)).split()),
        volume=pick("volume"),
        number=pick("number"),
        pages=pick("pages") or _pages(tags),
        doi=_doi(tags, order["doi"]),
        pmid=_pmid(tags, order["pmid"]),
        keywords=_keywords(tags, order["keywords"]),
        language=language_code(pick("language")),
        # M3 may be the DOI, as in Mendeley's and JabRef's RIS.
        kind=next((text for text in _values(tags, order["kind"]) if text and not doi_in(text)), ""),
        fields={tag: "\n".join(texts) for tag, texts in tags.items()},
        raw="\n".join(item.lines),
    )


def _values(tags: Tags, order: tuple[str, ...]) -> chain[str]:
    return chain.from_iterable(tags.get(tag, ()) for tag in order)


def _listed(tags: Tags, order: tuple[str, ...]) -> tuple[str, ...]:
    """Authors or keywords: one a field, one a line, or several between semicolons."""
    for tag in order:
        texts = tags.get(tag, ())
        found = [
            piece.strip()
            for text in texts
            if not values.is_missing(text)
            for piece in re.split(r"[\n;]", text)
        ]
        if any(found):
            return tuple(piece for piece in found if piece)
    return ()


def _authors(tags: Tags, order: tuple[str, ...]) -> tuple[str, ...]:
    """Authors, or the editors of a book; "et al." and what a search engine cut off is nobody."""
    found = _listed(tags, order)
    if not found and tags.get("TY", [""])[0] in _BOOKS:
        found = _listed(tags, _EDITORS)
    found = tuple(name for listed in found for name in _WIDE_SEPARATORS.split(listed))
    if len(found) == 1:
        joined = _JOINED.fullmatch(found[0])
        found = tuple(_AND.split(found[0])) if joined else values.short_names(found[0])
    # CENTRAL and WorldCat leave the comma after a name of one part.
    found = tuple(name.removesuffix(", null").removesuffix(",null").rstrip(", ") for name in found)
    return tuple(name for name in found if name.lower() not in _NOBODY)


def _keywords(tags: Tags, order: tuple[str, ...]) -> tuple[str, ...]:
    """Keywords; commas separate only where they stand for all between them."""
    found = _listed(tags, order)
    if len(found) == 1 and found[0].count(",") > 1:
        return values.split_keywords(found[0])
    return found


def _book(tags: Tags) -> str:
    """The book of a chapter."""
    title = next(iter(tags.get("BT", ())), "")
    return title if tags.get("TY", [""])[0] == "CHAP" and any(_values(tags, ("TI", "T1"))) else ""


def _pages(tags: Tags) -> str:
    """Pages; failing these, the number of the article."""
    first, last = (next(iter(tags.get(tag, ())), "") for tag in ("SP", "EP"))
    if _EPUB_DATE.fullmatch(last) and len(first) < len(last):
        # EndNote keeps PubMed's date of electronic publication there.
        last = ""
    return values.page_range(first, last) or next(filter(None, tags.get("C7", ())), "")


def _abstract(
    tags: Tags, order: Mapping[str, tuple[str, ...]], source: Source, notes: Notes
) -> str:
    """The first abstract that is one: EBSCO adds a copyright notice as a second, or as the only."""
    for text in _values(tags, order["abstract"]):
        if values.is_missing(text):
            notes.count("no abstract", str(source))
        elif text and not _NOTICE.match(text):
            return text
    return ""


def _doi(tags: Tags, order: tuple[str, ...]) -> str:
    for text in _values(tags, order):
        if doi := doi_in(text):
            return doi
    for text in tags.get("UR", ()):
        if "doi.org/" in text and (doi := doi_in(text)):
            return doi
    for text in tags.get("N1", ()):
        # Reference lists stand in N1 too; their DOIs are other publications'.
        if (found := _DOI_NOTE.match(text)) and (doi := doi_in(found.group(1))):
            return doi
    return ""


def _pmid(tags: Tags, order: tuple[str, ...]) -> str:
    """The PubMed id, also where Scopus (C2), Embase (C5), CENTRAL (C3) and EndNote (AN) put it."""
    for text in _values(tags, order):
        if pmid := pmid_in(text):
            return pmid
    for tag in ("C3", "XR", "C2", "C5", "AN", "U2", "M1"):
        for text in tags.get(tag, ()):
            if found := _PUBMED_NUMBER.search(text):
                return found.group(1)
    database = " ".join(_values(tags, ("DB", "DP", "UR"))).lower()
    for tag, name in (
        ("C2", "scopus"),
        ("C5", "embase"),
        ("AN", "pubmed"),
        ("AN", "nlm"),
        ("AN", "medline"),
    ):
        texts = tags.get(tag, ())
        if name in database and texts and texts[0].isdigit() and len(texts[0]) <= 8:
            return texts[0]
    if _OVID_MEDLINE.search(database) or "medline" in " ".join(tags.get("DB", ())).lower():
        identifier = next(iter(tags.get("ID", ())), "")
        if "ovid" in database and identifier.isdigit() and len(identifier) <= 8:
            return identifier
    if found := _EBSCO_MEDLINE.search(database):
        return found.group(1)
    found = _PUBMED_URL.search(database)
    return found.group(1) if found else ""


def _tell(notes: Notes) -> None:
    notes.repaired(
        "no abstract",
        "abstract that only said there is none (such as NA) was taken as missing",
        "abstracts that only said there is none (such as NA) were taken as missing",
    )
    notes.warn("no year", "year could not be read", "years could not be read")
    notes.warn(
        "blank", "record has neither title nor abstract", "records have neither title nor abstract"
    )
