"""EndNote's XML, as EndNote, Zotero, Mendeley and other reference managers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final
from xml.etree.ElementTree import Element

from activescreen.formats import values
from activescreen.formats.content import Content, lines_of
from activescreen.formats.endnote_types import has_editors, type_name
from activescreen.formats.endnote_values import (
    doi_of,
    held,
    paragraphs,
    people,
    pmid_of,
    single,
    words,
)
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import (
    Tags,
    columns_of,
    nothing_found,
    order_of,
    tell_strays,
    tell_texts,
    tell_year,
)
from activescreen.formats.xml_pieces import XmlPiece, count_openings, tell_pieces, xml_pieces
from activescreen.languages import language_code
from activescreen.records import Record, Source

# In reading order: the first that says something counts. Lists are named after the element that
# holds them. Names with capitals and underscores, as EndNote 7 had them, are read alike.
FIELD_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "translated-title", "short-title"),
    "abstract": ("abstract",),
    "authors": ("authors", "secondary-authors"),
    "year": ("year", "pub-dates", "edition"),
    "journal": ("full-title", "secondary-title", "alt-title", "abbr-1", "abbr-2"),
    "volume": ("volume",),
    "number": ("number", "issue"),
    "pages": ("pages",),
    "doi": ("electronic-resource-num",),
    "pmid": ("accession-num", "accession-number"),
    "keywords": ("keywords",),
    "language": ("language",),
    "kind": ("work-type", "ref-type", "reference-type"),
}
_ADDRESSES: Final = ("related-urls", "web-urls", "urls", "url")
_DATABASES: Final = ("remote-database-name", "remote-database-provider")
_RECORDS: Final = ("record", "RECORD")
_KNOWN: Final = re.compile(
    r"<(?:ref-type|rec-number|source-app|contributors|titles|reference_type)[\s>]", re.IGNORECASE
)
_OPENS: Final = re.compile(r"<(?:record|RECORD)[\s>]")
_NOTHING: Final = re.compile(r"<xml>\s*<records>\s*</records>")
_PROGRAM: Final = re.compile(r"<source-app(?:\s[^<>]*)?>(?:\s*<[^<>]*>)*([^<>]{1,40})<")
_APART: Final = frozenset({"author", "keyword", "date"})
_DEEPEST: Final = 6
"""Levels of elements; EndNote has four."""

_INLINE: Final = frozenset(
    {"style", "i", "b", "u", "em", "strong", "sub", "sup", "inf", "small", "italic", "bold", "br"}
)


class EndnoteXmlReader:
    """Reads EndNote's XML, whole or cut."""

    name = "endnote_xml"
    title = "EndNote XML"
    extensions: tuple[str, ...] = (".xml",)

    def recognises(self, content: Content) -> float:
        """Sure if the text begins as XML, and a ``record`` holds elements named as EndNote does."""
        head = content.head
        if head.lstrip()[:1] != "<" or "<OAI-PMH" in head:
            return 0.0
        known = _OPENS.search(head) and _KNOWN.search(head)
        return 0.96 if known or _NOTHING.search(head) else 0.0

    def starts(self, content: Content) -> int:
        """Openings of ``record``."""
        return count_openings(content, _RECORDS)

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every element of the original in ``fields``.

        Raises
        ------
        InputError
            If there is no record in the text, or it declares entities.
        """
        mapped = {field: name.strip() for field, name in mapping.items()}
        order = order_of(FIELD_NAMES, mapped)
        used: set[str] = set()
        row = -1
        for row, piece in enumerate(xml_pieces(content, _RECORDS, notes)):
            tags = _tags(piece.element)
            used |= tags.keys()
            yield _record(piece, tags, order, Source(content.name, row, piece.line), notes)
        if row < 0 and not notes.quarantined:
            raise nothing_found(content.name, "EndNote", "<record>")
        program = _PROGRAM.search(content.head)
        notes.dialect = program.group(1).strip() if program else ""
        notes.columns = columns_of(order, used, mapped)
        tell_pieces(notes)
        tell_strays(notes)
        tell_texts(notes)


def _tags(record: Element) -> dict[str, list[str]]:
    """Name -> texts of the elements; of types the name, not the number."""
    tags: dict[str, list[str]] = {}
    for name, text in _leaves(record, ""):
        if text:
            tags.setdefault(name, []).append(text)
    kind = record.find("ref-type")
    if kind is not None and (named := kind.get("name", "").strip() or type_name(_text(kind))):
        tags["ref-type"] = [named]
    return tags


def _leaves(element: Element, within: str, depth: int = 1) -> Iterator[tuple[str, str]]:
    """Name and text of each element that holds no others but runs of style."""
    for child in element:
        name = _name(child)
        if depth == _DEEPEST or _is_text(child):
            held_by = _name(element)
            listed = name in _APART or (name == "url" and held_by.endswith("urls"))
            # The second journal's titles are named as those of the first.
            yield (held_by if listed else f"{within}{name}"), _text(child)
        else:
            inside = "alt-periodical/" if name == "alt-periodical" else within
            yield from _leaves(child, inside, depth + 1)


def _name(element: Element) -> str:
    # Comments and processing instructions have a function for a name.
    return _plain(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=1024)
def _plain(tag: str) -> str:
    return tag.lower().replace("_", "-")


def _is_text(element: Element) -> bool:
    if not len(element):
        return True
    if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        return True
    return all(_name(inner) in _INLINE for inner in element.iter() if inner is not element)


def _text(element: Element) -> str:
    """Text of all its runs; ``&#xD;``, by which EndNote breaks lines, as line breaks."""
    pieces = element.itertext()
    if not len(element) and "\n" not in (text := element.text or "") and "\r" not in text:
        return text.strip()
    if len(element):
        # Blanks and line ends between runs only lay them out, on lines of their own.
        pieces = (text for text in pieces if "\n" not in text or text.strip())
    return "\n".join(line.strip() for line in lines_of("".join(pieces))).strip()


def _record(
    piece: XmlPiece,
    tags: Tags,
    order: Mapping[str, tuple[str, ...]],
    source: Source,
    notes: Notes,
) -> Record:
    title = values.plain_text(single(tags, order["title"]))
    abstract = paragraphs(tags, order["abstract"], "\n")
    if not title and not abstract:
        notes.count("blank", str(source))
    year = next(filter(None, map(values.parse_year, held(tags, order["year"]))), None)
    tell_year(single(tags, order["year"][:1]), year, str(source), notes)
    database = single(tags, _DATABASES[:1])
    addresses = tuple(held(tags, _ADDRESSES))
    return Record(
        title=title,
        source=Source(source.file, source.row, source.line, database or None),
        abstract=abstract,
        authors=_authors(tags, order["authors"]),
        year=year,
        journal=single(tags, order["journal"]),
        volume=single(tags, order["volume"]),
        number=single(tags, order["number"]),
        pages=single(tags, order["pages"]),
        doi=doi_of(held(tags, order["doi"]), addresses),
        pmid=pmid_of(held(tags, order["pmid"]), addresses, held(tags, _DATABASES)),
        keywords=words(held(tags, order["keywords"])),
        language=language_code(single(tags, order["language"])),
        kind=single(tags, order["kind"]),
        fields={name: "\n".join(texts) for name, texts in tags.items()},
        raw=piece.text,
    )


def _authors(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """Authors; the editors of a book that has none."""
    for name in names if has_editors(single(tags, ("ref-type",))) else names[:-1]:
        if found := people(held(tags, (name,))):
            return found
    return ()
