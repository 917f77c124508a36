"""EndNote's XML, as EndNote, Zotero, Mendeley and other reference managers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from activescreen.formats import values
from activescreen.formats.content import Content, lines_of
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import (
    Tags,
    columns_of,
    each,
    first,
    nothing_found,
    order_of,
    tell_strays,
    tell_texts,
    tell_year,
)
from activescreen.formats.xml_pieces import XmlPiece, count_openings, tell_pieces, xml_pieces
from activescreen.identifiers import doi_in, pmid_in, pubmed_id_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

# In reading order; lists carry the name of the element around them.
FIELD_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "translated-title", "short-title"),
    "abstract": ("abstract",),
    "authors": ("authors", "secondary-authors"),
    "year": ("year", "pub-dates", "edition"),
    "journal": ("full-title", "secondary-title", "alt-title", "abbr-1"),
    "volume": ("volume",),
    "number": ("number", "issue"),
    "pages": ("pages",),
    "doi": ("electronic-resource-num",),
    "pmid": ("accession-num",),
    "keywords": ("keywords",),
    "language": ("language",),
    "kind": ("work-type", "ref-type"),
}
_RECORD: Final = ("record",)
_KNOWN: Final = re.compile(r"<(?:ref-type|rec-number|source-app|contributors|titles)[\s>]")
_OPENS: Final = re.compile(r"<record[\s>]")
_NOTHING: Final = re.compile(r"<xml>\s*<records>\s*</records>")
# Elements that come several times in one that is named after them.
_LISTED: Final = frozenset({"author", "keyword", "url", "date"})
_STYLE: Final = "style"
_BROKEN: Final = re.compile(r"[^\S\n]*\n[^\S\n]*")
_EDITED: Final = frozenset({"book", "edited book", "conference proceedings"})


class EndnoteXmlReader:
    """Reads EndNote's XML, whole or cut."""

    name = "endnote_xml"
    title = "EndNote XML"
    extensions: tuple[str, ...] = (".xml",)

    def recognises(self, content: Content) -> float:
        """Sure if the text begins as XML, and a ``record`` holds elements named as EndNote does."""
        head = content.head
        known = head.lstrip()[:1] == "<" and _OPENS.search(head) and _KNOWN.search(head)
        return 0.96 if known or _NOTHING.search(head) else 0.0

    def starts(self, content: Content) -> int:
        """Openings of ``record``."""
        return count_openings(content, _RECORD)

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every element of the original in ``fields``.

        Raises
        ------
        InputError
            If there is no record in the text, or it declares entities.
        """
        mapped = {field: name.strip() for field, name in mapping.items()}
        order = order_of(dict(FIELD_NAMES), mapped)
        used: set[str] = set()
        row = -1
        for row, piece in enumerate(xml_pieces(content, _RECORD, notes)):
            tags = _tags(piece.element)
            used |= tags.keys()
            yield _record(piece, tags, order, Source(content.name, row, piece.line), notes)
        if row < 0 and not notes.quarantined:
            raise nothing_found(content.name, "EndNote", "<record>")
        program = re.search(r"<source-app [^>]*name=\"([^\"<>]{1,40})\"", content.head)
        notes.dialect = program.group(1) if program else "EndNote"
        notes.columns = columns_of(order, used, mapped)
        tell_pieces(notes)
        tell_strays(notes)
        tell_texts(notes)


def _tags(record: Element) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for name, text in _leaves(record):
        if text:
            tags.setdefault(name, []).append(text)
    kind = record.find("ref-type")
    if kind is not None and (named := kind.get("name", "").strip()):
        tags["ref-type"] = [named]
    return tags


def _leaves(element: Element) -> Iterator[tuple[str, str]]:
    """Name and text of each element that holds no others but runs of style."""
    for child in element:
        if all(grandchild.tag == _STYLE for grandchild in child):
            name = element.tag if child.tag in _LISTED else child.tag
            yield name, _text(child)
        else:
            yield from _leaves(child)


def _text(element: Element) -> str:
    """Text of all its runs; ``&#xD;``, by which EndNote breaks lines, as line breaks."""
    text = "\n".join(lines_of("".join(element.itertext())))
    return _BROKEN.sub("\n", text).strip()


def _record(
    piece: XmlPiece,
    tags: Tags,
    order: Mapping[str, tuple[str, ...]],
    source: Source,
    notes: Notes,
) -> Record:
    title = values.plain_text(first(tags, order["title"]))
    abstract = _abstract(tags, order["abstract"])
    if not title and not abstract:
        notes.count("blank", str(source))
    year = next(filter(None, map(values.parse_year, each(tags, order["year"]))), None)
    tell_year(first(tags, ("year",)), year, str(source), notes)
    database = first(tags, ("remote-database-name",))
    return Record(
        title=title,
        source=Source(source.file, source.row, source.line, database or None),
        abstract=abstract,
        authors=_authors(tags, order["authors"]),
        year=year,
        journal=first(tags, order["journal"]),
        volume=first(tags, order["volume"]),
        number=first(tags, order["number"]),
        pages=first(tags, order["pages"]),
        doi=next(filter(None, map(doi_in, each(tags, order["doi"]))), ""),
        pmid=_pmid(tags, order["pmid"], database),
        keywords=_keywords(tags, order["keywords"]),
        language=language_code(first(tags, order["language"])),
        kind=first(tags, order["kind"]),
        fields={name: "\n".join(held) for name, held in tags.items()},
        raw=piece.text,
    )


def _abstract(tags: Tags, names: tuple[str, ...]) -> str:
    text = "\n".join(line for name in names for line in tags.get(name, ()))
    return "" if values.is_missing(text) else values.plain_text(text)


def _authors(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """Authors; the editors of a book that has none. A comma at the end marks a group."""
    edited = first(tags, ("ref-type",)).lower() in _EDITED
    for name in names if edited else names[:-1]:
        if found := tags.get(name):
            people = (" ".join(person.split()).rstrip(", ") for person in found)
            return tuple(person for person in people if person and not values.is_missing(person))
    return ()


def _keywords(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """Keywords; those that came on lines of one element are single ones."""
    found = [text for name in names for text in tags.get(name, ())]
    words = (word.strip() for text in found for word in re.split(r"[;\n]", text))
    return tuple(word for word in words if word)


def _pmid(tags: Tags, names: tuple[str, ...], database: str) -> str:
    """The PubMed id: under its name, or the accession number where the database is PubMed's."""
    numbers = [*each(tags, names)]
    for text in numbers:
        if found := pubmed_id_in(text):
            return found
    urls = " ".join(text for name, held in tags.items() if "urls" in name for text in held)
    if (found := pubmed_id_in(urls)) or not _is_pubmed(database, tags):
        return found
    return next(filter(None, map(pmid_in, numbers)), "")


def _is_pubmed(database: str, tags: Tags) -> bool:
    if database:
        return any(name in database.lower() for name in ("pubmed", "medline", "nlm"))
    return "nlm" in first(tags, ("remote-database-provider",)).lower()
