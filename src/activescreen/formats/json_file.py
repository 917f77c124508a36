"""JSON of bibliographies: CSL-JSON (Zotero, Crossref, pandoc), and JSON lines of records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from activescreen.formats import values
from activescreen.formats.content import Content
from activescreen.formats.json_values import (
    Item,
    authors_of,
    date_of,
    flat,
    is_ours,
    listed,
    text_of,
)
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import nothing_found, order_of, tell_texts, tell_year
from activescreen.identifiers import doi_in, pmid_in, pubmed_id_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

# In reading order: the names of CSL, then those of Crossref and of our own JSON lines.
FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "title-short", "display_name"),
    "abstract": ("abstract",),
    "authors": ("author", "authors", "editor"),
    "year": ("issued", "year", "published", "published-print", "published-online", "created"),
    "journal": (
        "container-title",
        "journal",
        "venue",
        "container-title-short",
        "journalAbbreviation",
    ),
    "volume": ("volume",),
    "number": ("issue", "number"),
    "pages": ("page", "pages", "article-number", "number-of-pages"),
    "doi": ("DOI", "doi"),
    "pmid": ("PMID", "pmid"),
    "keywords": ("keyword", "keywords", "subject"),
    "language": ("language",),
    "kind": ("type", "kind"),
}
_OPENING = re.compile(r"\s*(?:\[|\{(?:(?!\"title\")[^\[\]]){0,2000}?\"items\"\s*:\s*\[)")
_BIBLIOGRAPHY = re.compile(r"\"(?:author|authors|issued|DOI|doi|abstract|container-title)\"\s*:")
_TITLE = re.compile(r"\"title\"\s*:")
_FIRST = re.compile(r"\{\s*(\"(?:[^\"\\]|\\.){1,80}\")\s*:")
_NEVER = re.compile(r"(?!)")
_BETWEEN = re.compile(r"[\s,;]*")
_END = re.compile(r"[\s,\]}]*\Z|\][^{]*\Z")


class JsonReader:
    """Reads lists of bibliographic objects, and such objects one a line."""

    name = "json"
    title = "CSL-JSON and JSON lines"
    extensions: tuple[str, ...] = (".json", ".jsonl", ".csljson", ".ndjson")

    def recognises(self, content: Content) -> float:
        """Sure if there are JSON objects with a title and what else publications have."""
        head = content.head
        if not re.match(r"\s*[\[{]\s*[\"{\[]", head):
            return 0.0
        return 0.95 if _TITLE.search(head) and _BIBLIOGRAPHY.search(head) else 0.0

    def starts(self, content: Content) -> int:
        """Braces that open an object whose first member is named as that of the first."""
        text = content.text
        return len(_mark(text).findall(text))

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every member of the original in ``fields``.

        Raises
        ------
        InputError
            If there is no object in it.
        """
        order = order_of(FIELD_NAMES, mapping)
        used: dict[str, None] = {}
        row = -1
        for row, piece in enumerate(_pieces(content.text, notes)):
            used.update(dict.fromkeys(piece.item))
            yield _record(piece, order, Source(content.name, row, piece.line), notes)
        if row < 0:
            raise nothing_found(content.name, "JSON", "an object such as '{\"title\": …}'")
        notes.dialect = "CSL" if {"issued", "container-title"} & used.keys() else ""
        columns = {
            field: [name for name in names if name in used] for field, names in order.items()
        }
        notes.columns = {field: ", ".join(names) for field, names in columns.items() if names}
        notes.warn(
            "no object",
            "piece is no JSON object and was set aside; the file may have been cut or damaged",
            "pieces are no JSON objects and were set aside; the file may have been cut or damaged",
        )
        tell_texts(notes)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One object, its text, and the 1-based line on which it starts."""

    line: int
    raw: str
    item: Item


def _mark(text: str) -> re.Pattern[str]:
    """What the beginning of an item looks like in a file."""
    opening = _OPENING.match(text)
    found = _FIRST.search(text, opening.end() if opening else 0)
    return re.compile(r"\{\s*" + re.escape(found.group(1)) + r"\s*:") if found else _NEVER


def _pieces(text: str, notes: Notes) -> Iterator[_Piece]:
    """The objects of a list or of lines; what cannot be read is set aside up to the next one."""
    opening = _OPENING.match(text)
    place = opening.end() if opening else 0
    line, mark, decoder = 1 + text.count("\n", 0, place), _mark(text), json.JSONDecoder()
    while True:
        start = _BETWEEN.match(text, place).end()  # type: ignore[union-attr]  # matches nothing, too
        line += text.count("\n", place, start)
        if start >= len(text) or _END.match(text, start):
            if opening and start >= len(text):
                notes.warnings.append("The list is not closed; the file may have been cut.")
            return
        item: object = None
        try:
            item, place = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            following = mark.search(text, start + 1)
            place = following.start() if following else len(text)
        raw = text[start:place]
        begun = len(mark.findall(raw))
        if isinstance(item, dict):
            notes.starts_inside += max(0, begun - 1)
            notes.without_start += not begun
            yield _Piece(line, raw, item)
        else:
            notes.quarantine(line, raw, "text that is no JSON object", starts=begun)
            notes.count("no object", f"line {line}")
        line += text.count("\n", start, place)


def _record(
    piece: _Piece, order: Mapping[str, tuple[str, ...]], source: Source, notes: Notes
) -> Record:
    item = piece.item

    def pick(field: str) -> str:
        texts = (text_of(item.get(name)) for name in order[field])
        return next((text for text in texts if text and not values.is_missing(text)), "")

    title, abstract = " ".join(pick("title").split()), pick("abstract")
    if not is_ours(item):
        title, abstract = values.plain_text(title), values.plain_text(abstract)
    if not title and not abstract:
        notes.count("blank", str(source))
    dates = [date_of(item.get(name)) for name in order["year"]]
    year = next(filter(None, map(values.parse_year, dates)), None)
    tell_year(next(filter(None, dates), ""), year, str(source), notes)
    authors = (authors_of(item.get(name)) for name in order["authors"])
    words = (listed(item.get(name)) for name in order["keywords"])
    database = item.get("database")
    if isinstance(database, str):
        source = Source(source.file, source.row, source.line, database)
    return Record(
        title=title,
        source=source,
        abstract=abstract,
        authors=next(filter(None, authors), ()),
        year=year,
        journal=pick("journal"),
        volume=pick("volume"),
        number=pick("number"),
        pages=pick("pages"),
        doi=doi_in(pick("doi")),
        pmid=pmid_in(pick("pmid")) or pubmed_id_in(pick("pmid")),
        keywords=next(filter(None, words), ()),
        language=language_code(pick("language")),
        kind=pick("kind"),
        fields=flat(item),
        raw=piece.raw,
    )
