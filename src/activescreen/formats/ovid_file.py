"""Ovid's own text, as MEDLINE, Embase and PsycINFO on Ovid give it to reference managers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from activescreen.formats import values
from activescreen.formats.citations import parse_citation
from activescreen.formats.columns import plain_name
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.ovid_lines import scan, start_of
from activescreen.formats.tagged import (
    Piece,
    Tags,
    columns_of,
    each,
    first,
    listed,
    nothing_found,
    order_of,
    tell_strays,
    tell_texts,
    tell_year,
)
from activescreen.identifiers import doi_in, pmid_in, pubmed_id_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

# Tags and full names, as `plain_name` spells them; the first with a value counts.
FIELD_TAGS: dict[str, tuple[str, ...]] = {
    "title": ("ti", "title", "bt", "booktitle", "ot", "originaltitle"),
    "abstract": ("ab", "abstract", "ax", "ac"),
    "authors": ("au", "author", "authors", "ca", "corporateauthor", "ed", "editor"),
    "year": ("yr", "year", "yearofpublication", "py", "publicationyear", "dp"),
    "journal": ("jn", "jt", "journalname", "journal", "publicationname", "ja", "ta"),
    "volume": ("vo", "vi", "volume"),
    "number": ("ip", "issue", "issuepart"),
    "pages": ("pg", "pages", "pagination"),
    "doi": ("do", "doi", "digitalobjectidentifier", "doinumber", "doilink"),
    "pmid": ("pm", "pmid", "pubmedid"),
    "keywords": (
        *("kw", "kf", "keyword", "keywords", "authorkeywords", "keywordheading"),
        *("mh", "sh", "hw", "meshsubjectheadings", "subjectheadings", "subjectheading"),
        *("emtreeheading", "headingword", "id", "keyconcepts"),
    ),
    "language": ("lg", "la", "language"),
    "kind": ("pt", "publicationtype", "dt", "documenttype", "articletype"),
}
_DATES = ("date", "publicationdate", "dateofpublication", "dc", "ep")
_SOURCE = ("so", "source")
_IDENTIFIERS = ("ui", "uniqueidentifier", "an", "accessionnumber")
# Several authors on one line: "Dahl D. Eng-Foss EF."
_ON_ONE_LINE = re.compile(r"(?:[^.;,]+ [A-Z]{1,4}\.\s+)+[^.;,]+ [A-Z]{1,4}\.?")
_NUMBERED = re.compile(r"(?<=[^\W\d_])\.? (?:\d{1,2}(?:, ?\d{1,2})*|[*+&]+)$")


class OvidReader:
    """Reads Ovid's tagged text, and the one with full field names."""

    name = "ovid"
    title = "Ovid tagged text"
    extensions: tuple[str, ...] = (".ovd", ".cgi", ".txt")

    def recognises(self, content: Content) -> float:
        """Sure if there are Ovid's ``<n>`` marks, or its name as the vendor, with its fields."""
        return 0.95 if start_of(_unix(content.head)) else 0.0

    def starts(self, content: Content) -> int:
        """Lines that are such a mark."""
        start = start_of(_unix(content.head))
        return sum(1 for line in content.lines() if start.match(line)) if start else 0

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every field of the original in ``fields``.

        Raises
        ------
        InputError
            If there is text but no record in it.
        """
        mapped = {field: plain_name(tag) for field, tag in mapping.items()}
        order = order_of(FIELD_TAGS, mapped)
        names: dict[str, str] = {}
        row = -1
        start = start_of(_unix(content.head))
        for row, piece in enumerate(scan(content.lines(), start, notes) if start else ()):
            names.update({plain_name(tag): tag for tag in piece.tags})
            yield _record(piece, order, Source(content.name, row, piece.line), notes)
        if row < 0:
            raise nothing_found(content.name, "Ovid", "a line such as '<1>'")
        notes.dialect = "Ovid"
        source = next((name for name in _SOURCE if name in names), "")
        cited = dict.fromkeys(("journal", "volume", "number", "pages"), source) if source else {}
        columns = {**cited, **columns_of(order, set(names), mapped)}
        notes.columns = {
            field: mapping[field]
            if columns[field] == mapped.get(field)
            else ", ".join(names[tag] for tag in columns[field].split(", "))
            for field in columns
        }
        tell_strays(notes)
        tell_texts(notes)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _record(
    piece: Piece, order: Mapping[str, tuple[str, ...]], source: Source, notes: Notes
) -> Record:
    tags: dict[str, list[str]] = {}
    for tag, held in piece.tags.items():
        tags.setdefault(plain_name(tag), []).extend(held)
    cited = parse_citation(first(tags, _SOURCE))
    title, abstract = first(tags, order["title"]), _text(tags, order["abstract"])
    if not title and not abstract:
        notes.count("blank", str(source))
    years = (*each(tags, order["year"]), str(cited.year or ""), *each(tags, _DATES))
    year = next(filter(None, map(values.parse_year, years)), None)
    tell_year(first(tags, order["year"]), year, str(source), notes)
    database = first(tags, ("db", "database"))
    return Record(
        title=title,
        source=Source(source.file, source.row, source.line, database or None),
        abstract=abstract,
        authors=_authors(tags, order["authors"]),
        year=year,
        journal=first(tags, order["journal"]) or cited.journal,
        volume=first(tags, order["volume"]) or cited.volume,
        number=first(tags, order["number"]) or cited.number,
        pages=first(tags, order["pages"]) or cited.pages,
        doi=next(filter(None, map(doi_in, each(tags, order["doi"]))), ""),
        pmid=_pmid(tags, order["pmid"], database),
        keywords=_keywords(tags, order["keywords"]),
        language=language_code(first(tags, order["language"])),
        kind=first(tags, order["kind"]),
        fields=piece.fields(),
        raw=piece.raw,
    )


def _text(tags: Tags, names: tuple[str, ...]) -> str:
    for name in names:
        text = "\n".join(tags.get(name, ())).strip()
        if text and not values.is_missing(text):
            return text
    return ""


def _authors(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """Authors without the numbers of their addresses: ``Kohler, Lars 1``."""
    found = listed(tags, names)
    if len(found) == 1 and _ON_ONE_LINE.fullmatch(found[0]):
        found = tuple(re.split(r"\.\s+", found[0].rstrip(".")))
    return tuple(_NUMBERED.sub("", author) for author in found)


def _keywords(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """All keywords and headings, none twice."""
    found = [
        word.strip().removesuffix(".")
        for name in names
        for line in tags.get(name, ())
        for word in line.split(";")
        if word.strip()
    ]
    return values.distinct(found)


def _pmid(tags: Tags, names: tuple[str, ...], database: str) -> str:
    """The PubMed id; in MEDLINE it is Ovid's identifier, too."""
    for text in each(tags, names):
        if pmid := pmid_in(text) or pubmed_id_in(text):
            return pmid
    if "medline" in database.lower():
        return next(filter(None, map(pmid_in, each(tags, _IDENTIFIERS))), "")
    return ""
