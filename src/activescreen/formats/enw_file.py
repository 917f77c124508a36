"""EndNote's tagged text (.enw, refer): a percent sign and one more sign name the field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from activescreen.formats import values
from activescreen.formats.content import Content, lines_of
from activescreen.formats.endnote_types import has_editors
from activescreen.formats.endnote_values import (
    doi_of,
    held,
    paragraphs,
    people,
    pmid_of,
    single,
    words,
)
from activescreen.formats.enw_lines import TITLE, TYPE, EnwRecord, marks_of, scan
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import (
    STRAY,
    Tags,
    columns_of,
    nothing_found,
    order_of,
    tell_strays,
    tell_texts,
    tell_year,
)
from activescreen.languages import language_code
from activescreen.records import Record, Source

# In reading order: the first tag with a value counts.
FIELD_TAGS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("%T", "%Q", "%!"),
    "abstract": ("%X",),
    "authors": ("%A", "%E"),
    "year": ("%D", "%8"),
    "journal": ("%J", "%B"),
    "volume": ("%V",),
    "number": ("%N",),
    "pages": ("%P",),
    "doi": ("%R",),
    "pmid": ("%M",),
    "keywords": ("%K",),
    "language": ("%G",),
    "kind": ("%9", "%0"),
}
_DATABASES: Final = ("%~", "%W")
_ADDRESSES: Final = ("%U", "%>")
_BEGINS: Final = re.compile(r"\A\s*%[0T][^\S\n]+\S")
_KNOWN: Final = re.compile(r"^[^\S\n]*%[0T][^\S\n]+\S", re.MULTILINE)
_OTHER: Final = re.compile(r"^[^\S\n]*%([ADJBIKXUVPNRCE@8T0])[^\S\n]+\S", re.MULTILINE)
# Without any of these a piece is no reference.
_SAYS: Final = frozenset({"%T", "%Q", "%!", "%A", "%E", "%X", "%J", "%B", "%R", "%U"})


class EnwReader:
    """Reads the tagged text that EndNote imports, from publishers, Google Scholar and others."""

    name = "enw"
    title = "EndNote tagged (.enw, refer)"
    extensions: tuple[str, ...] = (".enw", ".refer", ".txt")

    def recognises(self, content: Content) -> float:
        """Sure if lines begin with ``%T`` or ``%0``, and others with EndNote's further tags."""
        head = _unix(content.head)
        if not _KNOWN.search(head):
            return 0.0
        several = len(set(_OTHER.findall(head))) > 1
        begins = _BEGINS.match(head) is not None
        return (0.98 if begins else 0.8) if several else 0.6 * begins

    def starts(self, content: Content) -> int:
        """Lines tagged ``%0`` or ``%T``, whichever are more."""
        marks = marks_of(_unix(content.head))
        found = (marks.fullmatch(line) for line in content.lines() if "%" in line[:80])
        counts = Counter(line.group(1) for line in found if line)
        return max(counts[TYPE], counts[TITLE])

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every tag of the original in ``fields``.

        Raises
        ------
        InputError
            If there is text but no record in it.
        """
        mapped = {field: f"%{tag.strip().lstrip('%').upper()}" for field, tag in mapping.items()}
        order = order_of(FIELD_TAGS, mapped)
        used: set[str] = set()
        marks = _Marks()
        row = -1
        for piece in scan(content.lines(), marks_of(_unix(content.head)), notes):
            tags = piece.tags
            says = not _SAYS.isdisjoint(tags)
            marks.take(piece, says=says)
            if not says:
                notes.quarantine(piece.line, piece.raw, STRAY)
                notes.count("stray", f"line {piece.line}: '{piece.lines[0].strip()[:60]}'")
                continue
            row += 1
            used |= tags.keys()
            source = Source(content.name, row, piece.line)
            if piece.counts[TITLE] > 1:
                notes.count("twice", str(source))
            yield _record(piece, tags, order, source, notes)
        if row < 0:
            raise nothing_found(content.name, "EndNote", "a line '%0 Journal Article'")
        marks.reconcile(notes)
        notes.columns = columns_of(order, used, mapped)
        notes.warn(
            "twice",
            "record has a second title right after the first; it was kept in the fields",
            "records have a second title right after the first; it was kept in the fields",
        )
        tell_strays(notes)
        tell_texts(notes)


class _Marks:
    """How many records have which mark of a beginning, and how often."""

    def __init__(self) -> None:
        self._lines: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()

    def take(self, piece: EnwRecord, *, says: bool) -> None:
        """One more piece, and whether it is a record."""
        for mark in (TYPE, TITLE):
            number = piece.counts[mark]
            self._lines[mark] += number
            self._inside[mark] += max(number - says, 0)
            self._missing[mark] += says and not number

    def reconcile(self, notes: Notes) -> None:
        """Leave in the notes what makes the independent count agree."""
        mark = TYPE if self._lines[TYPE] >= self._lines[TITLE] else TITLE
        notes.starts_inside += self._inside[mark]
        notes.without_start += self._missing[mark]


def _unix(text: str) -> str:
    return "\n".join(lines_of(text))


def _record(
    piece: EnwRecord,
    tags: Tags,
    order: Mapping[str, tuple[str, ...]],
    source: Source,
    notes: Notes,
) -> Record:
    title = values.plain_text(single(tags, order["title"]))
    # Writers of ours begin a new %X for each paragraph, as blank lines would end the record.
    abstract = paragraphs(tags, order["abstract"], "\n\n")
    if not title and not abstract:
        notes.count("blank", str(source))
    year = next(filter(None, map(values.parse_year, held(tags, order["year"]))), None)
    tell_year(single(tags, order["year"][:1]), year, str(source), notes)
    database = single(tags, _DATABASES)
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
        fields={tag: "\n".join(texts).strip() for tag, texts in tags.items()},
        raw=piece.raw,
    )


def _authors(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """Authors; the editors of a book that has none."""
    for name in names if has_editors(single(tags, ("%0",))) else names[:-1]:
        if found := people(held(tags, (name,))):
            return found
    return ()
