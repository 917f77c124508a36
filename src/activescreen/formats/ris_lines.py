"""RIS as lines: which tags belong to one record.

The rule: a record closes at its ER, or where the next one begins; nothing else closes it. Lines
without a tag go on with the field before them, blank ones included. What stands between records
is kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from sys import intern

from activescreen.formats.content import Content
from activescreen.formats.notes import Notes

_KNOWN = (
    "TY|T[I123T]|BT|AU|A[1-4BDN]|N[12V]|KW|PY|Y[12]|D[ABOP]|J[12AFO]|V[LO]|IS|[SE]P|SN|UR|"
    "L[1-4AK]|M[1-3]|PB|C[1-8ANY]|U[1-5]|E[DT]|S[TE]|ID|R[NP]|OP"
)
# Two blanks and a hyphen make any tag; with fewer it must be a known one and a blank must follow,
# lest a line of an abstract such as "CT - guided biopsy" opens one.
_TAG = re.compile(
    r"[ \t\xa0]{0,2}(?:"
    r"([A-Z][A-Z0-9])[ \t\xa0]{2,4}-"
    r"|(" + _KNOWN + r")[ \t\xa0]-(?=[ \t\xa0]|$)"
    r"|(TY)-"
    r"|(PMID|PMC(?:ID)?|DOI)[ \t\xa0]{0,2}-(?=[ \t\xa0]|$)"
    r")[ \t\xa0]*(.*)"
)
_END = re.compile(r"[ \t\xa0]{0,2}ER[ \t\xa0]{0,4}-\s*")
# Tags as people and programs deform them: "ty - jour", "AU -Bo", "    TI  - A", "TI  – A". They are
# looked for only in files in which records begin so, and only those that are known.
_ODD_START = re.compile(
    r"^[ \t\xa0]*(?:TY|ty)[ \t\xa0]{0,4}[-–—‐‑][ \t\xa0]{0,4}[A-Za-z]{3,8}\s*$", re.MULTILINE
)
_ODD_TAG = re.compile(
    r"[ \t\xa0]*(" + _KNOWN + r"|DOI|PMID)()()()[ \t\xa0]{0,4}[-–—‐‑](?!-)[ \t\xa0]*(.*)",
    re.IGNORECASE,
)
_ODD_END = re.compile(r"[ \t\xa0]*ER[ \t\xa0]{0,4}[-–—‐‑]\s*", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*(?:\d+\.|Record #\d+ of \d+|(?:Provider|Database|Content|Link to the Ovid .{0,40}):.*"
    r"|%.*|ER|\x1a)?\s*"
)
_TITLES = ("TI", "T1", "CT", "BT")
_TEXTS = (*_TITLES, "AB", "N2", "AU", "A1")
START = re.compile(r"^[ \t\xa0]{0,2}TY[ \t\xa0]{0,4}-", re.MULTILINE)
_USUAL_START = re.compile(r"^[ \t\xa0]{0,2}TY(?:[ \t\xa0]{2,4}-|[ \t\xa0]-[ \t\xa0])", re.MULTILINE)
_STRAY = "text outside of any record"


@dataclass(slots=True)
class TaggedRecord:
    """The fields of one record.

    Attributes
    ----------
    line
        1-based line on which it starts.
    lines
        Its lines as they stand in the file, with counters and headers before it.
    fields
        Tag and value of each field in order; continuation lines are kept as lines.
    starts
        How many of its lines are marks of a record's beginning.
    ended
        Whether it was closed by ER.
    after_open
        Whether the record before it was not.
    """

    line: int
    lines: list[str] = field(default_factory=list)
    fields: list[tuple[str, list[str]]] = field(default_factory=list)
    starts: int = 0
    ended: bool = False
    after_open: bool = False

    def has(self, *tags: str) -> bool:
        """Whether one of the tags has a value."""
        return any(tag in tags and any(lines) for tag, lines in self.fields)

    @property
    def only_type(self) -> bool:
        """Whether it has nothing but its type so far."""
        return all(tag == "TY" for tag, _ in self.fields)


@dataclass(frozen=True, slots=True)
class Marks:
    """How the lines of a file are told: those with a tag, those that end and that begin records."""

    tag: re.Pattern[str]
    end: re.Pattern[str]
    start: re.Pattern[str]


USUAL = Marks(_TAG, _END, START)
ODD = Marks(_ODD_TAG, _ODD_END, _ODD_START)


def marks_of(head: str) -> Marks | None:
    """How the records of a text begin; ``None`` if there is no such beginning in it."""
    text = head.replace("\r", "\n")
    if _USUAL_START.search(text):
        return USUAL
    return ODD if _ODD_START.search(text) else (USUAL if START.search(text) else None)


def count_starts(content: Content) -> int:
    """Lines that begin a record, whatever stands around them."""
    if marks_of(content.head) is ODD:
        return sum(1 for line in content.lines() if _ODD_START.match(line))
    return sum(1 for line in content.lines() if "TY" in line[:4] and START.match(line))


def scan(lines: Iterable[str], notes: Notes, marks: Marks = USUAL) -> Iterator[TaggedRecord]:
    """Cut lines into records.

    Parameters
    ----------
    lines
        The lines of the file.
    notes
        Takes repairs, warnings, and the lines that are no part of any record.
    marks
        How tags look.
    """
    if marks is ODD:
        notes.repairs.append("Tags are not written as usual (such as 'TI  - '); they were known.")
    pending: TaggedRecord | None = None
    ended = False
    for piece in _pieces(lines, notes, marks):
        if _is_fragment(piece):
            pending = _joined(pending, piece, notes)
            continue
        if pending is not None:
            ended = ended or pending.ended
            yield _checked(pending, notes)
        pending = piece
    if pending is not None:
        if ended and not pending.ended:
            notes.warnings.append(
                f"The file ends in the middle of the record on line {pending.line}; "
                "it may have been cut off."
            )
        yield _checked(pending, notes)
    _tell(notes)


def _pieces(lines: Iterable[str], notes: Notes, marks: Marks) -> Iterator[TaggedRecord]:
    """Runs of tagged lines between ER and ER, or TY and TY; some are only parts of a record."""
    current: TaggedRecord | None = None
    before = _Before(notes)
    odd, tag_of, ends = marks is ODD, marks.tag.match, marks.end.fullmatch
    for number, line in enumerate(lines, 1):
        if (odd or "ER" in line[:4]) and ends(line):
            if current is not None:
                current.lines.append(line)
                current.ended = True
                yield current
            else:
                before.take(number, line)
            current = None
            continue
        found = tag_of(line)
        if found is None:
            if current is None:
                before.take(number, line)
            else:
                current.fields[-1][1].append(line.strip())
                current.lines.append(line)
            continue
        # One string a tag, not one a line, halves the memory that records take.
        name = found.group(1) or found.group(2) or found.group(3) or found.group(4)
        tag = intern(name.upper() if odd else name)
        if tag == "ER" and current is not None:
            # "ER  - positive tumours" is a line of an abstract, not an end.
            current.fields[-1][1].append(line.strip())
            current.lines.append(line)
            continue
        after_open = current is not None
        if current is not None and tag == "TY" and current.starts and not current.only_type:
            before.adopt(number, _cut_trailer(current))
            yield current
            current = None
        if current is None:
            current = TaggedRecord(number, before.given(), after_open=after_open)
        current.lines.append(line)
        current.starts += tag == "TY"
        current.fields.append((tag, [found.group(5).strip()]))
    if current is not None:
        _cut_trailer(current)
        yield current
    before.end()


class _Before:
    """Lines outside of records: counters and headers go to the next one, others are set aside."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._header: list[str] = []
        self._stray: list[str] = []
        self._stray_line = 0

    def take(self, number: int, line: str) -> None:
        """One line, with its 1-based number."""
        if not line.strip():
            return
        if _BETWEEN.fullmatch(line) or _END.fullmatch(line):
            self._set_aside()
            self._header.append(line)
            return
        if not self._stray:
            self._stray_line = number
        self._stray.append(line)

    def adopt(self, number: int, lines: list[str]) -> None:
        """Lines cut off the end of a record, before line ``number``."""
        for place, line in enumerate(lines):
            self.take(number - len(lines) + place, line)

    def given(self) -> list[str]:
        """The header of a record that begins now."""
        self._set_aside()
        given, self._header = self._header, []
        return given

    def end(self) -> None:
        """The file is through."""
        self._set_aside()

    def _set_aside(self) -> None:
        if self._stray:
            self._notes.quarantine(self._stray_line, "\n".join(self._stray), _STRAY)
            self._notes.count("stray", f"line {self._stray_line}: '{self._stray[0].strip()[:60]}'")
            self._stray = []


def _is_fragment(piece: TaggedRecord) -> bool:
    """Whether a piece is only a part of a record.

    A TY line inside a record cuts off what follows it, and Ovid writes tags after ER.
    """
    return not piece.has(*_TEXTS) and (piece.after_open or not piece.starts)


def _joined(record: TaggedRecord | None, piece: TaggedRecord, notes: Notes) -> TaggedRecord | None:
    """Put back what was cut off the record before it; without one, it is set aside."""
    if record is None:
        notes.quarantine(piece.line, "\n".join(piece.lines), _STRAY, starts=piece.starts)
        notes.count("stray", f"line {piece.line}: '{piece.lines[-1].strip()[:60]}'")
        return None
    notes.count("fragment", f"line {piece.line}")
    record.fields.extend(piece.fields)
    record.lines.extend(piece.lines)
    record.starts += piece.starts
    record.ended = record.ended or piece.ended
    return record


def _checked(record: TaggedRecord, notes: Notes) -> TaggedRecord:
    if not record.starts:
        notes.count("no type", f"line {record.line}")
        notes.without_start += 1
    elif record.starts > 1:
        notes.count("types", f"line {record.line}")
        notes.starts_inside += record.starts - 1
    if not record.ended:
        notes.count("no end", f"line {record.line}")
    return record


def _cut_trailer(record: TaggedRecord) -> list[str]:
    """Take counter lines and headers of the next record off the end of one without ER."""
    value, cut = record.fields[-1][1], 0
    while len(value) > 1 and _BETWEEN.fullmatch(value[-1]):
        value.pop()
        cut += 1
    kept = len(record.lines) - cut
    record.lines, trailer = record.lines[:kept], record.lines[kept:]
    return trailer


def _tell(notes: Notes) -> None:
    notes.repaired(
        "no end",
        "record had no ER line and was closed where the next one, or nothing, followed",
        "records had no ER line and were closed where the next one, or nothing, followed",
    )
    notes.repaired(
        "fragment",
        "piece without title, abstract and authors was put to the record before it",
        "pieces without title, abstract and authors were put to the record before them",
    )
    notes.repaired("no type", "record had no TY line", "records had no TY line")
    notes.repaired(
        "types",
        "record has more than one TY line; they were taken as one record",
        "records have more than one TY line; each was taken as one record",
    )
    notes.warn(
        "stray",
        "piece of text outside of any record was set aside",
        "pieces of text outside of any record were set aside",
    )
