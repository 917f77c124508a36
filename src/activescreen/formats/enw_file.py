"""EndNote's tagged text (.enw, Refer): a percent sign and one more sign name the field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from activescreen.formats import values
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import (
    Piece,
    Strays,
    Tags,
    columns_of,
    each,
    first,
    nothing_found,
    order_of,
    set_aside,
    tell_strays,
    tell_texts,
    tell_year,
)
from activescreen.identifiers import doi_in, pmid_in, pubmed_id_in
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
    "doi": ("%R", "%3"),
    "pmid": ("%M",),
    "keywords": ("%K",),
    "language": ("%G",),
    "kind": ("%9", "%0"),
}
_TAG: Final = re.compile(r"(%[0-9A-Z!@#$&()*+<=>?\[\]^~])(?:\s+(.*)|\s*)")
_MARKS: Final = ("%0", "%T")
_BEGINNINGS: Final = frozenset({"%0", "%T", "%A"})
_KNOWN: Final = re.compile(r"^%[0T] \S", re.MULTILINE)
_OTHER: Final = re.compile(r"^%[ADJBIKXUVPNRE@8] ?\S", re.MULTILINE)
_EDITED: Final = re.compile(r"book\b(?! section)|proceedings|edited", re.IGNORECASE)
_WHOLE_HEAD: Final = 3


class EnwReader:
    """Reads the tagged text that EndNote imports, from publishers, Google Scholar and others."""

    name = "enw"
    title = "EndNote tagged (.enw)"
    extensions: tuple[str, ...] = (".enw", ".enl", ".refer", ".txt")

    def recognises(self, content: Content) -> float:
        """Sure if lines begin with ``%T`` or ``%0``, and others with EndNote's further tags."""
        head = content.head.replace("\r\n", "\n").replace("\r", "\n")
        if not (_KNOWN.search(head) and _OTHER.search(head)):
            return 0.0
        return 0.95 if head.lstrip()[:1] == "%" else 0.7

    def starts(self, content: Content) -> int:
        """Lines tagged ``%0`` or ``%T``, whichever are more."""
        counts = Counter(line[:2] for line in content.lines() if line[:2] in _MARKS)
        return max(counts.values(), default=0)

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every tag of the original in ``fields``.

        Raises
        ------
        InputError
            If there is text but no record in it.
        """
        mapped = {field: f"%{tag.strip().lstrip('%')}" for field, tag in mapping.items()}
        order = order_of(dict(FIELD_TAGS), mapped)
        used: set[str] = set()
        marks = _Marks()
        row = -1
        for piece in _scan(content.lines(), notes):
            marks.take(piece)
            if not piece.tags.keys() & {"%T", "%A", "%X", "%J", "%B", "%Q", "%!"}:
                set_aside(piece, notes)
                marks.set_aside(piece)
                continue
            row += 1
            used |= piece.tags.keys()
            yield _record(piece, order, Source(content.name, row, piece.line), notes)
        if row < 0:
            raise nothing_found(content.name, "EndNote", "a line '%0 Journal Article'")
        marks.reconcile(notes)
        notes.columns = columns_of(order, used, mapped)
        tell_strays(notes)
        tell_texts(notes)


class _Marks:
    """How many records have which mark of a beginning, and how often."""

    def __init__(self) -> None:
        self._lines: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()
        self._aside: Counter[str] = Counter()

    def take(self, piece: Piece) -> None:
        for mark in _MARKS:
            number = sum(line[:2] == mark for line in piece.lines)
            self._lines[mark] += number
            self._inside[mark] += max(number - 1, 0)
            self._missing[mark] += not number

    def set_aside(self, piece: Piece) -> None:
        """Of a piece that was taken and turned out to be no record."""
        for mark in _MARKS:
            number = sum(line[:2] == mark for line in piece.lines)
            self._aside[mark] += number
            self._inside[mark] -= max(number - 1, 0)
            self._missing[mark] -= not number

    def reconcile(self, notes: Notes) -> None:
        """Leave in the notes what makes the independent count agree."""
        mark = max(_MARKS, key=lambda each: self._lines[each])
        notes.starts_inside += self._inside[mark]
        notes.without_start += self._missing[mark]
        notes.starts_quarantined += self._aside[mark]


def _scan(lines: Iterable[str], notes: Notes) -> Iterator[Piece]:
    piece: Piece | None = None
    held: list[str] | None = None
    strays, blanks = Strays(notes), list[str]()
    for number, line in enumerate(lines, 1):
        found = _TAG.fullmatch(line)
        if found is None:
            if piece is None or held is None:
                strays.take(number, line)
            elif line.strip():
                piece.lines += [*blanks, line]
                held[-1] = f"{held[-1]}\n{line.strip()}".strip()
                blanks = []
            else:
                blanks.append(line)
            continue
        tag, text = found.group(1), (found.group(2) or "").strip()
        if piece is not None and _begins(tag, piece, after_blank=bool(blanks)):
            yield piece
            piece, blanks = None, []
        if piece is None:
            strays.end()
            piece = Piece(number)
        piece.lines += [*blanks, line]
        blanks = []
        held = piece.add(tag, text)
    strays.end()
    if piece is not None:
        yield piece


def _begins(tag: str, piece: Piece, *, after_blank: bool) -> bool:
    """Whether a tag begins another record: one comes again, or follows a blank line."""
    if tag in _MARKS and tag in piece.tags:
        # A second title right after the first is a line break that went wrong.
        return after_blank or len(piece.tags) >= _WHOLE_HEAD
    return after_blank and tag in _BEGINNINGS and "%T" in piece.tags


def _record(
    piece: Piece, order: Mapping[str, tuple[str, ...]], source: Source, notes: Notes
) -> Record:
    tags = piece.tags
    title = values.plain_text(first(tags, order["title"]))
    abstract = "\n".join(text for name in order["abstract"] for text in tags.get(name, ()))
    abstract = "" if values.is_missing(abstract) else values.plain_text(abstract).strip()
    if not title and not abstract:
        notes.count("blank", str(source))
    year = next(filter(None, map(values.parse_year, each(tags, order["year"]))), None)
    tell_year(first(tags, ("%D",)), year, str(source), notes)
    database = first(tags, ("%~", "%W"))
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
        fields=piece.fields(),
        raw=piece.raw,
    )


def _authors(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """Authors, one a tag or a line; the editors of a book without any."""
    edited = _EDITED.search(first(tags, ("%0",))) is not None
    for name in names if edited else names[:-1]:
        lines = (line for text in tags.get(name, ()) for line in text.split("\n"))
        people = [line.strip() for line in lines if line.strip() and not values.is_missing(line)]
        if len(people) == 1 and ";" in people[0]:
            people = list(values.split_authors(people[0]))
        if people:
            # A comma at the end marks a group.
            return tuple(person.rstrip(", ") for person in people)
    return ()


def _keywords(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    lines = [line for name in names for text in tags.get(name, ()) for line in text.split("\n")]
    if len(lines) == 1:
        return values.split_keywords(lines[0])
    words = (word.strip() for line in lines for word in line.split(";"))
    return values.distinct(word for word in words if word)


def _pmid(tags: Tags, names: tuple[str, ...], database: str) -> str:
    """The PubMed id: named as one, in an address, or the accession number where PubMed is."""
    for text in (*each(tags, names), *each(tags, ("%U",))):
        if found := pubmed_id_in(text):
            return found
    if any(name in database.lower() for name in ("pubmed", "medline", "nlm")):
        return next(filter(None, map(pmid_in, each(tags, names))), "")
    return ""
