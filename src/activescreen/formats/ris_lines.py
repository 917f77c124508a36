"""RIS as lines: which tags belong to one record.

The rule: a record closes at its ER, or where the next one begins; nothing else closes it. Lines
without a tag go on with the field before them, blank ones included. What stands between records
is kept apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from activescreen.formats.content import lines_of
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
    r"|(TY)-(?=[ \t\xa0])"
    r"|(PMID|PMCID|DOI)[ \t\xa0]{0,2}-(?=[ \t\xa0]|$)"
    r")[ \t\xa0]*(.*)"
)
_END = re.compile(r"[ \t\xa0]{0,2}ER[ \t\xa0]{0,4}-\s*")
_BETWEEN = re.compile(
    r"\s*(?:\d+\.|Record #\d+ of \d+|(?:Provider|Database|Content|Link to the Ovid .{0,40}):.*"
    r"|%.*|\x1a)?\s*"
)
_TITLES = ("TI", "T1", "CT", "BT")
_TEXTS = (*_TITLES, "AB", "N2", "AU", "A1")
START = re.compile(r"^[ \t\xa0\ufeff]{0,2}TY[ \t\xa0]{0,4}-", re.MULTILINE)


@dataclass(slots=True)
class TaggedRecord:
    """The fields of one record.

    Attributes
    ----------
    line
        1-based line on which it starts.
    fields
        Tag and value of each field in order; continuation lines are kept as lines.
    typed
        Whether it began with TY.
    ended
        Whether it was closed by ER.
    after_open
        Whether the record before it was not.
    """

    line: int
    fields: list[tuple[str, list[str]]] = field(default_factory=list)
    typed: bool = False
    ended: bool = False
    after_open: bool = False

    def has(self, *tags: str) -> bool:
        """Whether one of the tags has a value."""
        return any(tag in tags and any(lines) for tag, lines in self.fields)

    @property
    def only_type(self) -> bool:
        """Whether it has nothing but its type so far."""
        return all(tag == "TY" for tag, _ in self.fields)


def scan(text: str, notes: Notes) -> list[TaggedRecord]:
    """Cut the text into records.

    Parameters
    ----------
    text
        The whole file.
    notes
        Where repairs and warnings are put.
    """
    records: list[TaggedRecord] = []
    current: TaggedRecord | None = None
    for number, line in enumerate(lines_of(text), 1):
        if "ER" in line[:4] and _END.fullmatch(line):
            if current is not None:
                current.ended = True
            current = None
            continue
        found = _TAG.match(line)
        if found is None:
            if current is None:
                _stray(line, number, notes)
            else:
                current.fields[-1][1].append(line.strip())
            continue
        tag = found.group(1) or found.group(2) or found.group(3) or found.group(4)
        if tag == "ER" and current is not None:
            # "ER  - positive tumours" is a line of an abstract, not an end.
            current.fields[-1][1].append(line.strip())
            continue
        if current is None or (tag == "TY" and current.typed and not current.only_type):
            if current is not None:
                _cut_trailer(current)
            current = TaggedRecord(number, after_open=current is not None)
            records.append(current)
        current.typed = current.typed or tag == "TY"
        current.fields.append((tag, [found.group(5).strip()]))
    return _joined(records, notes)


def _joined(records: list[TaggedRecord], notes: Notes) -> list[TaggedRecord]:
    """Put back what was cut off a record, and set aside what is no record.

    A TY line inside a record cuts off what follows it; Ovid writes tags after ER.
    """
    result: list[TaggedRecord] = []
    for record in records:
        fragment = not record.has(*_TEXTS) and (record.after_open or not record.typed)
        if fragment and result:
            notes.count("fragment", f"line {record.line}")
            result[-1].fields.extend(record.fields)
            continue
        if fragment:
            for _, lines in record.fields:
                _stray(" ".join(lines) or "-", record.line, notes)
            continue
        if not record.typed:
            notes.count("no type", f"line {record.line}")
        if not record.ended:
            notes.count("no end", f"line {record.line}")
        result.append(record)
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
    notes.warn(
        "stray",
        "line outside of any record was left out",
        "lines outside of any record were left out",
    )
    return result


def _stray(line: str, number: int, notes: Notes) -> None:
    if not _BETWEEN.fullmatch(line):
        notes.count("stray", f"line {number}: '{line.strip()[:60]}'")


def _cut_trailer(record: TaggedRecord) -> None:
    """Take counter lines and headers of the next record off the end of one without ER."""
    lines = record.fields[-1][1]
    while len(lines) > 1 and _BETWEEN.fullmatch(lines[-1]):
        lines.pop()
