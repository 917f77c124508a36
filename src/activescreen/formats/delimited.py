"""Separated values: finding the separator, and rows with the lines on which they start."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from threading import Lock

from activescreen.errors import InputError
from activescreen.formats.columns import is_header, recognised
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.table import read_table
from activescreen.formats.table_header import HEADER_SEARCH, Row, is_filled
from activescreen.records import Record

SEPARATORS = (",", ";", "\t", "|")
LARGEST_CELL = 2_000_000
"""Characters; the longest true cells, reference lists of Scopus, have some hundred thousand."""

_WHOLE_HEADER = 6
_limit_lock = Lock()


@dataclass(frozen=True, slots=True, order=True)
class Sniffed:
    """What the first rows look like with one separator.

    Attributes
    ----------
    fields
        How many fields the likeliest header names.
    cells
        How many cells it has.
    preference
        Breaks ties: the comma comes before the semicolon and the tab.
    """

    fields: int
    cells: int
    preference: int

    @property
    def separator(self) -> str:
        """The separator."""
        return SEPARATORS[-self.preference]

    @property
    def confidence(self) -> float:
        """From 0 to 1: a header that names fields is sure; one cell a line is hardly a table."""
        if self.fields >= _WHOLE_HEADER:
            # Surer than any tag: a cell below may hold a line such as "TY  - JOUR".
            return 0.98
        if self.fields:
            return min(0.95, 0.6 + 0.1 * self.fields)
        return 0.2 if self.cells > 1 else 0.05


def sniff(head: str) -> Sniffed:
    """Find the separator under which the first rows show a header, or else most cells.

    Parameters
    ----------
    head
        The beginning of the text.
    """
    candidates = []
    for preference, separator in enumerate(SEPARATORS):
        try:
            reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
            rows = list(islice(filter(is_filled, reader), HEADER_SEARCH))
        except csv.Error:
            continue
        scores = [
            (recognised(cells) if is_header(cells, place) else 0, len(cells))
            for place, cells in enumerate(rows)
        ]
        candidates.append(Sniffed(*max(scores, default=(0, 0)), -preference))
    best = max(candidates, default=Sniffed(0, 0, 0))
    if head.lstrip()[:1] in {"{", "["}:
        # Members of JSON look like column names, but such names do not begin with a brace.
        return replace(best, fields=min(best.fields, _WHOLE_HEADER - 1))
    return best


def read_delimited(
    content: Content,
    mapping: Mapping[str, str],
    notes: Notes,
    separator: str,
    *,
    quoted: bool = True,
) -> Iterator[Record]:
    """Read text in which one character separates cells.

    Parameters
    ----------
    content, mapping, notes
        As every reader gets them.
    separator
        The character.
    quoted
        Whether quotation marks hold cells together that have separators or line breaks in them.

    Raises
    ------
    InputError
        If a cell is beyond all measure, or as `read_table` says.
    """
    rows = _rows(content, separator) if quoted else _plain_rows(content, separator)
    return read_table(rows, content.name, mapping, notes)


def quotes_hold(content: Content, separator: str) -> bool:
    """Whether quotation marks in a file hold cells together, or are only part of the text.

    Web of Science writes tables without any quoting, so that a title that begins with a quotation
    would swallow the rows after it. Marks are part of the text if they do not pair within their
    cells, while most lines have the cells of a whole row.
    """
    if _pairs(content, separator):
        return True
    widths = Counter(line.count(separator) for line in content.lines() if is_filled([line]))
    usual, _ = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    whole = sum(number for width, number in widths.items() if abs(width - usual) <= 1)
    return not usual or whole * 2 < widths.total()


def _pairs(content: Content, separator: str) -> bool:
    """Whether every quotation mark that opens a cell is closed at the cell's end."""
    if not any(line.startswith('"') or f'{separator}"' in line for line in content.lines()):
        return True
    width = 0
    reader = csv.reader(content.lines(keep_ends=True), delimiter=separator, strict=True)
    while True:
        try:
            with _cell_limit():
                cells = next(reader, None)
        except csv.Error:
            return False
        if cells is None:
            return True
        width = max(width, len(cells))
        for cell in cells:
            if "\n" in cell and any(
                inner.count(separator) >= max(1, width - 2) for inner in cell.split("\n")[1:-1]
            ):
                return False


def _plain_rows(content: Content, separator: str) -> Iterator[Row]:
    """Rows of a file in which quotation marks mean nothing; cells that are quoted are freed."""
    for number, line in enumerate(content.lines(), 1):
        yield number, [_freed(cell) for cell in line.split(separator)] if line else []


def _freed(cell: str) -> str:
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"':
        return cell
    inner = cell[1:-1].replace('""', "\0")
    return cell if '"' in inner else inner.replace("\0", '"')


def _rows(content: Content, separator: str) -> Iterator[Row]:
    line, number = 1, -1
    reader = csv.reader(content.lines(keep_ends=True), delimiter=separator)
    while True:
        try:
            with _cell_limit():
                cells = next(reader, None)
        except csv.Error as error:
            row = f"data row {number} (counted from 0)" if number >= 0 else "the column names"
            raise InputError(
                f"A cell in {row}, which starts on line {line}, has more than "
                f"{LARGEST_CELL:,} characters.",
                where=content.name,
                remedy="A quotation mark is probably opened there and never closed; "
                "correct that row, or leave it out.",
            ) from error
        if cells is None:
            return
        yield line, cells
        line = reader.line_num + 1
        number += bool(cells)


def count_rows(content: Content, separator: str, *, quoted: bool = True) -> int:
    """Rows with anything in them, found by following quotation marks and nothing else."""
    if not quoted:
        return sum(map(is_filled, ([line] for line in content.lines())))
    total, filled, inside = 0, False, False
    for line in content.lines():
        inside = _open_after(line, separator, inside)
        filled = filled or is_filled([line])
        if not inside:
            total, filled = total + filled, False
    return total + filled


def _open_after(line: str, separator: str, quoted: bool) -> bool:
    """Whether a quotation is open at the end of a line.

    One opens at the beginning of a cell and closes at the next mark that is not doubled.
    """
    if '"' not in line:
        return quoted
    place = 0
    while True:
        if quoted:
            place = _after_quotation(line, place)
            if place < 0:
                return True
            quoted = False
        elif line.startswith('"', place):
            quoted, place = True, place + 1
            continue
        place = line.find(separator, place) + 1
        if not place:
            return False


def _after_quotation(line: str, place: int) -> int:
    """Place after the mark that closes a quotation; -1 if none does."""
    while (found := line.find('"', place)) >= 0:
        if not line.startswith('"', found + 1):
            return found + 1
        place = found + 2
    return -1


@contextmanager
def _cell_limit() -> Iterator[None]:
    """Raise the csv module's limit, which holds for the whole process, for the time of a read."""
    with _limit_lock:
        before = csv.field_size_limit(LARGEST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(before)
