"""Web of Science plain text: two-letter tags, from PT to ER, with indented continuations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from activescreen.formats import values
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import (
    Piece,
    Strays,
    columns_of,
    each,
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

# In reading order: the first tag with a value counts; keywords are put together.
FIELD_TAGS: dict[str, tuple[str, ...]] = {
    "title": ("TI", "FT"),
    "abstract": ("AB",),
    "authors": ("AU", "BA", "CA", "GP", "BE"),
    "year": ("PY", "PD", "EA"),
    "journal": ("SO", "JI", "J9", "SE"),
    "volume": ("VL",),
    "number": ("IS", "SU", "SI"),
    "pages": (),
    "doi": ("DI",),
    "pmid": ("PM",),
    "keywords": ("DE", "ID"),
    "language": ("LA",),
    "kind": ("DT", "PT"),
}
_PAGES = ("BP", "EP", "PS", "AR")
_DATABASES = {
    "WOS": "Web of Science Core Collection",
    "ZOOREC": "Zoological Record",
    "MEDLINE": "MEDLINE",
    "BCI": "BIOSIS Citation Index",
    "BIOSIS": "BIOSIS Previews",
    "CABI": "CABI",
    "INSPEC": "Inspec",
    "SCIELO": "SciELO Citation Index",
    "KJD": "KCI-Korean Journal Database",
    "CSCD": "Chinese Science Citation Database",
    "RSCI": "Russian Science Citation Index",
    "DRCI": "Data Citation Index",
    "DIIDW": "Derwent Innovations Index",
    "PQDT": "ProQuest Dissertations & Theses Citation Index",
}
_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*)")
_START = re.compile(r"^PT [A-Z][ \t]*$", re.MULTILINE)
_END = re.compile(r"ER\s*")
_HEADER = re.compile(r"(?:FN (?=.*(?:Web of|Clarivate|Thomson|ISI\b)).*|VR [\d.]+\s*)")
_OTHER = re.compile(r"^(?:TI|AU|SO|UT|AB) \S", re.MULTILINE)
_FILE = re.compile(r"\A\s*FN (?:Clarivate|Thomson|ISI|Web of|.{0,60}Web of)")
_REFERENCE = re.compile(r"[^,]{2,80}, (?:1[5-9]|20)\d\d, |.*, DOI \[?10\.\d{4}")
_REFERENCE_DOI = re.compile(r", DOI \[?10\.\d{4}")
_MAIL = re.compile(r"\s*\([^()\s]+@[^()\s]+\)")
_ADDRESSES = ("C1", "C3", "RP", "EM", "RI", "OI")
_LONG_LINE = 120


class WosReader:
    """Reads the field-tagged text of Web of Science, damaged or whole."""

    name = "wos"
    title = "Web of Science plain text"
    extensions: tuple[str, ...] = (".ciw", ".isi", ".txt")

    def recognises(self, content: Content) -> float:
        """Sure if a line says ``PT J``, and others are tagged as Web of Science does."""
        head = content.head.replace("\r\n", "\n").replace("\r", "\n")
        if _START.search(head) and _OTHER.search(head):
            return 0.96
        return 0.9 if _FILE.search(head) else 0.0

    def starts(self, content: Content) -> int:
        """Lines that say ``PT`` and one letter."""
        return sum(1 for line in content.lines() if line[:3] == "PT " and _START.match(line))

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every tag of the original in ``fields``.

        Raises
        ------
        InputError
            If there is text but no record in it.
        """
        mapped = {field: tag.strip().upper() for field, tag in mapping.items()}
        order = order_of(FIELD_TAGS, mapped)
        used: set[str] = set()
        row = -1
        for row, piece in enumerate(_scan(content.lines(), notes)):
            _part_references(piece, notes)
            used |= piece.tags.keys()
            yield _record(piece, order, Source(content.name, row, piece.line), notes)
        if row < 0:
            raise nothing_found(content.name, "Web of Science", "a line 'PT J'")
        notes.dialect = "Zoological Record" if {"TN", "BD"} <= used else "Web of Science"
        paged = ", ".join(tag for tag in _PAGES if tag in used)
        notes.columns = {**({"pages": paged} if paged else {}), **columns_of(order, used, mapped)}
        _tell(notes)


@dataclass(slots=True)
class _Open:
    """The record that is being read; lines before it that belong to it are kept for its text."""

    piece: Piece | None = None
    value: list[str] | None = None


def _scan(lines: Iterable[str], notes: Notes) -> Iterator[Piece]:
    """Cut lines into records: one closes at its ER, or where the next one or a file begins."""
    now, strays, header, whole = _Open(), Strays(notes), list[str](), True
    for number, line in enumerate(lines, 1):
        if now.piece is not None and (_closes(line, now.piece) or _END.fullmatch(line)):
            ended = _END.fullmatch(line) is not None
            if ended:
                now.piece.lines.append(line)
            else:
                notes.count("no end", f"line {now.piece.line}")
            yield from _checked(now.piece, notes)
            now = _Open()
            if ended:
                continue
        if now.piece is None and (_HEADER.fullmatch(line) or line.rstrip() in {"EF", "\x1a"}):
            strays.end()
            header = [*header, line] if line[:2] in {"FN", "VR"} else []
            whole = line[:2] != "FN" and (whole or line[:2] == "EF")
            continue
        found = _TAG.fullmatch(line)
        if found is None or (now.piece is None and not _opens(found)):
            _continue(now, strays, number, line)
            continue
        if now.piece is None:
            strays.end()
            now.piece, header = Piece(number, header), []
        now.piece.lines.append(line)
        now.piece.starts += _START.match(line) is not None
        now.value = now.piece.add(found.group(1), (found.group(2) or "").strip())
    strays.end()
    if now.piece is not None:
        notes.count("no end", f"line {now.piece.line}")
        notes.count("cut", f"line {now.piece.line}")
        yield from _checked(now.piece, notes)
    elif not whole:
        notes.warnings.append("The line EF at the end is missing; the file may have been cut.")


def _closes(line: str, piece: Piece) -> bool:
    """Whether a line begins another record, or another file put behind the first."""
    if _START.match(line):
        return piece.tags.keys() != {"PT"}
    return line.rstrip() == "EF" or _HEADER.fullmatch(line) is not None


def _opens(found: re.Match[str]) -> bool:
    """Whether a tag outside of any record begins one of which PT is missing."""
    return found.group(1) not in {"EF", "ER"} and bool((found.group(2) or "").strip())


def _continue(now: _Open, strays: Strays, number: int, line: str) -> None:
    if now.piece is None or now.value is None:
        strays.take(number, line)
        return
    now.piece.lines.append(line)
    if line.strip():
        now.value.append(line.strip())


def _checked(piece: Piece, notes: Notes) -> Iterator[Piece]:
    if not piece.starts:
        if not piece.tags.keys() & {"TI", "AB", "AU", "UT"}:
            set_aside(piece, notes)
            return
        notes.without_start += 1
        notes.count("no type", f"line {piece.line}")
    elif piece.starts > 1:
        notes.starts_inside += piece.starts - 1
        notes.count("types", f"line {piece.line}")
    yield piece


def _part_references(piece: Piece, notes: Notes) -> None:
    """Put cited references back under CR where that line is missing before them.

    Their DOIs would otherwise be found among the record's own fields.
    """
    for tag in _ADDRESSES:
        lines = piece.tags.get(tag, [])
        if not any(map(_REFERENCE_DOI.search, lines)):
            continue
        place = next(at for at, line in enumerate(lines) if _REFERENCE.match(line))
        piece.tags[tag] = lines[:place]
        piece.tags.setdefault("CR", []).extend(lines[place:])
        notes.count("references", f"line {piece.line}")


def _record(
    piece: Piece, order: Mapping[str, tuple[str, ...]], source: Source, notes: Notes
) -> Record:
    tags = piece.tags
    title, abstract = first(tags, order["title"]), _text(tags, order["abstract"])
    if not title and not abstract:
        notes.count("blank", str(source))
    year = next(filter(None, map(values.parse_year, each(tags, order["year"]))), None)
    tell_year(first(tags, order["year"]), year, str(source), notes)
    begins, ends = first(tags, ("BP",)), first(tags, ("EP",))
    prefix = first(tags, ("UT",)).partition(":")[0]
    return Record(
        title=title,
        source=Source(source.file, source.row, source.line, _DATABASES.get(prefix)),
        abstract=abstract,
        authors=tuple(_MAIL.sub("", author) for author in listed(tags, order["authors"])),
        year=year,
        journal=first(tags, order["journal"]),
        volume=first(tags, order["volume"]),
        number=first(tags, order["number"]),
        pages=first(tags, order["pages"])
        or values.page_range(begins, ends)
        or first(tags, ("PS", "AR")),
        doi=doi_in(first(tags, order["doi"])),
        pmid=pmid_in(first(tags, order["pmid"])),
        keywords=_keywords(tags, order["keywords"]),
        language=language_code(first(tags, order["language"])),
        kind=first(tags, order["kind"]),
        fields=piece.fields(),
        raw=piece.raw,
    )


def _text(tags: Mapping[str, list[str]], names: tuple[str, ...]) -> str:
    """An abstract: lines broken at 80 characters are put together, paragraphs are not."""
    for name in names:
        lines = tags.get(name, [])
        text = ("\n" if max(map(len, lines), default=0) > _LONG_LINE else " ").join(lines).strip()
        if text and not values.is_missing(text):
            return text
    return ""


def _keywords(tags: Mapping[str, list[str]], names: tuple[str, ...]) -> tuple[str, ...]:
    """Authors' keywords, then those of Web of Science, none twice; a line may break within one."""
    found = (word.strip() for text in each(tags, names) for word in text.split(";") if word.strip())
    return values.distinct(found)


def _tell(notes: Notes) -> None:
    notes.repaired(
        "no end",
        "record had no ER line and was closed where the next one, or nothing, followed",
        "records had no ER line and were closed where the next one, or nothing, followed",
    )
    notes.repaired("no type", "record had no PT line", "records had no PT line")
    notes.repaired(
        "types",
        "record has more than one PT line; they were taken as one record",
        "records have more than one PT line; each was taken as one record",
    )
    notes.repaired(
        "references",
        "list of addresses ran into cited references; these were put under CR",
        "lists of addresses ran into cited references; these were put under CR",
    )
    notes.warn(
        "cut",
        "record at the end of the file has no ER line; the file may have been cut",
        "records at the end of the file have no ER line; the file may have been cut",
    )
    tell_strays(notes)
    tell_texts(notes)
