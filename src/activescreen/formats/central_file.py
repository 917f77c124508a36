"""CENTRAL's own text: records headed ``Record #1 of 18``, with lines such as ``TI: A trial``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from activescreen.formats import values
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import (
    UNTAGGED,
    Piece,
    Strays,
    Tags,
    columns_of,
    first,
    listed,
    nothing_found,
    order_of,
    set_aside,
    tell_strays,
    tell_texts,
    tell_year,
)
from activescreen.identifiers import doi_in, pmid_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

FIELD_TAGS: dict[str, tuple[str, ...]] = {
    "title": ("TI",),
    "abstract": ("AB",),
    "authors": ("AU",),
    "year": ("YR", "PY"),
    "journal": ("SO",),
    "volume": ("VL",),
    "number": ("NO", "IS"),
    "pages": ("PG",),
    "doi": ("DOI", "DO"),
    "pmid": ("PM",),
    "keywords": ("KY", "KW", "MH"),
    "language": ("LA",),
    "kind": ("PT",),
}
_START = re.compile(r"^Record #\d+ of \d+[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"([A-Z]{2,3}):(?: (.*)|\s*)")
_OTHER = re.compile(r"^(?:ID: CN-|TI: |SO: |AU: |YR: )", re.MULTILINE)
_OWN = "10.1002/central/"


class CentralReader:
    """Reads the text that the Cochrane Library exports its trials in."""

    name = "central"
    title = "Cochrane CENTRAL text"
    extensions: tuple[str, ...] = (".txt",)

    def recognises(self, content: Content) -> float:
        """Sure if ``Record #1 of 18`` heads lines such as ``TI: A trial``.

        CENTRAL's RIS has such headings, too.
        """
        head = content.head.replace("\r\n", "\n").replace("\r", "\n")
        return 0.95 if _START.search(head) and _OTHER.search(head) else 0.0

    def starts(self, content: Content) -> int:
        """Lines such as ``Record #1 of 18``."""
        return sum(1 for line in content.lines() if line[:8] == "Record #" and _START.match(line))

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every tag of the original in ``fields``.

        Raises
        ------
        InputError
            If there is text but no record in it.
        """
        mapped = {field: tag.strip().upper().rstrip(":") for field, tag in mapping.items()}
        order = order_of(FIELD_TAGS, mapped)
        used: set[str] = set()
        row, promised = -1, 0
        for row, piece in enumerate(_scan(content, notes)):
            used |= piece.tags.keys()
            promised = int(piece.lines[0].split()[-1])
            yield _record(piece, order, Source(content.name, row, piece.line), notes)
        if row < 0:
            raise nothing_found(content.name, "CENTRAL", "a line 'Record #1 of 18'")
        if promised > row + 1:
            notes.warnings.append(
                f"The file speaks of {promised} records but holds {row + 1}; it may have been cut."
            )
        notes.dialect = "Cochrane CENTRAL"
        notes.columns = columns_of(order, used, mapped)
        tell_strays(notes)
        tell_texts(notes)


def _scan(content: Content, notes: Notes) -> Iterator[Piece]:
    piece: Piece | None = None
    held: list[str] | None = None
    strays = Strays(notes)
    for number, line in enumerate(content.lines(), 1):
        if _START.match(line):
            yield from _checked(piece, notes)
            strays.end()
            piece, held = Piece(number, [line], starts=1), None
            continue
        if piece is None:
            strays.take(number, line)
            continue
        piece.lines.append(line)
        if found := _TAG.fullmatch(line):
            held = piece.add(found.group(1), (found.group(2) or "").strip())
        elif line.strip():
            if held is None:
                held = piece.add(UNTAGGED, line.strip())
            else:
                held.append(line.strip())
    strays.end()
    yield from _checked(piece, notes)


def _checked(piece: Piece | None, notes: Notes) -> Iterator[Piece]:
    if piece is None:
        return
    if piece.tags:
        yield piece
    else:
        set_aside(piece, notes)


def _record(
    piece: Piece, order: Mapping[str, tuple[str, ...]], source: Source, notes: Notes
) -> Record:
    tags = piece.tags
    title = first(tags, order["title"])
    abstract = "\n".join(tags.get(next(iter(order["abstract"])), ())).strip()
    if values.is_missing(abstract):
        abstract = ""
    if not title and not abstract:
        notes.count("blank", str(source))
    year_text = first(tags, order["year"])
    year = values.parse_year(year_text)
    tell_year(year_text, year, str(source), notes)
    doi = doi_in(first(tags, order["doi"]))
    return Record(
        title=title,
        source=Source(source.file, source.row, source.line, "Cochrane CENTRAL"),
        abstract=abstract,
        authors=_authors(tags, order["authors"]),
        year=year,
        journal=first(tags, order["journal"]),
        volume=first(tags, order["volume"]),
        number=first(tags, order["number"]),
        pages=first(tags, order["pages"]),
        # CENTRAL gives every trial an address of its own, which is not the publication's.
        doi="" if doi.lower().startswith(_OWN) else doi,
        pmid=_pmid(tags, order["pmid"]),
        keywords=listed(tags, order["keywords"]),
        language=language_code(first(tags, order["language"])),
        kind=first(tags, order["kind"]),
        fields=piece.fields(),
        raw=piece.raw,
    )


def _authors(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    found = listed(tags, names)
    return values.split_authors(found[0]) if len(found) == 1 else found


def _pmid(tags: Tags, names: tuple[str, ...]) -> str:
    """The PubMed id, from ``PM: PUBMED 21314913`` or from the list of ids in ``XR``."""
    lines = [line for name in (*names, "XR") for line in tags.get(name, ())]
    named = (line for line in lines if "pubmed" in line.lower())
    for line in (*named, *(line for name in names for line in tags.get(name, ()))):
        if pmid := pmid_in(line.partition(",")[0]):
            return pmid
    return ""
