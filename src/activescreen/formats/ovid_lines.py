"""Ovid's text as lines: records between ``<n>`` marks, with tags or with full field names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from activescreen.formats.notes import Notes
from activescreen.formats.tagged import UNTAGGED, Piece, Strays, set_aside

NUMBER = re.compile(r"^<[ \t]*\d{1,7}[ \t]*\.?[ \t]*>[ \t]*$", re.MULTILINE)
VENDOR = re.compile(r"^VN {1,2}- ?Ovid Technologies", re.MULTILINE)
# Without numbers, a record begins with the field that every one of a file has first.
LABELS = re.compile(
    r"^(Score|Accession Number|Unique Identifier|Database|UI|PMID|Record Owner)[ \t]*$\n[ \t]+\S",
    re.MULTILINE,
)
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3})[ \xa0]{1,2}- ?(.*)")
_LABEL = re.compile(r"[A-Z][\w .,/&()'*-]{0,60}")
_NAMES = frozenset(
    {"title", "author", "authors", "source", "abstract", "institution", "language", "year"}
)


def start_of(head: str) -> re.Pattern[str] | None:
    """The mark of a record's beginning that a file uses; ``None`` if it is not Ovid's.

    Parameters
    ----------
    head
        The beginning of the text, its lines ending in LF.
    """
    tagged = re.search(r"^(?:TI|AU|SO|UI|DB)[ \xa0]{1,2}- ", head, re.MULTILINE) is not None
    named = re.search(r"^(?:Title|Source|Abstract)[ \t]*\n[ \t]+\S", head, re.MULTILINE) is not None
    if NUMBER.search(head) and (tagged or named):
        return NUMBER
    if VENDOR.search(head):
        return VENDOR
    if named and (found := LABELS.search(head)):
        return re.compile(rf"^{re.escape(found.group(1))}[ \t]*$", re.MULTILINE)
    return None


def scan(lines: Iterable[str], start: re.Pattern[str], notes: Notes) -> Iterator[Piece]:
    """Cut lines into records; each begins at its mark and goes on to the next.

    Parameters
    ----------
    lines
        The lines of the file.
    start
        The mark of a record's beginning, as `start_of` gives it.
    notes
        Takes what is no part of any record.
    """
    piece: Piece | None = None
    strays = Strays(notes)
    for number, line in enumerate(lines, 1):
        if start.match(line):
            yield from _read(piece, notes)
            strays.end()
            piece = Piece(number, starts=1)
        if piece is None:
            strays.take(number, line)
        else:
            piece.lines.append(line)
    strays.end()
    yield from _read(piece, notes)


def _read(piece: Piece | None, notes: Notes) -> Iterator[Piece]:
    if piece is None:
        return
    body = piece.lines[1:] if NUMBER.match(piece.lines[0]) else piece.lines
    if any(map(_TAG.match, body)):
        _tags(piece, body)
    else:
        _labels(piece, body)
    if any("".join(held).strip() for held in piece.tags.values()):
        yield piece
    else:
        set_aside(piece, notes)


def _tags(piece: Piece, body: list[str]) -> None:
    """``TI  - value``; lines that are indented or have no tag go on with the field before them."""
    held: list[str] | None = None
    for line in body:
        if found := _TAG.match(line):
            held = piece.add(found.group(1), found.group(2).strip())
        elif held is None:
            if line.strip():
                held = piece.add(UNTAGGED, line.strip())
        elif line.strip():
            held.append(line.strip())


def _labels(piece: Piece, body: list[str]) -> None:
    """Full field names on lines of their own, values indented below them."""
    held: list[str] | None = None
    for at, line in enumerate(body):
        if _is_label(line) and (held is None or _followed(body, at)):
            held = piece.tags.setdefault(line.strip(), [])
        elif held is not None:
            if line.strip() or held:
                held.append(line.strip())
        elif line.strip():
            held = piece.add(UNTAGGED, line.strip())
    for values in piece.tags.values():
        while values and not values[-1]:
            values.pop()


def _is_label(line: str) -> bool:
    return not line[:1].isspace() and _LABEL.fullmatch(line.rstrip()) is not None


def _followed(body: list[str], at: int) -> bool:
    """Whether a value stands below a would-be field name, or it is one beyond doubt."""
    below = body[at + 1] if at + 1 < len(body) else ""
    return below[:1].isspace() or body[at].strip().lower() in _NAMES
