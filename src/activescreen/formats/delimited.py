"""Separated values: finding the separator, and rows with the lines on which they start."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from activescreen.errors import InputError
from activescreen.formats.columns import is_header, recognised
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.table import HEADER_SEARCH, Row, read_table
from activescreen.records import Record

SEPARATORS = (",", ";", "\t")
LARGEST_CELL = 2_000_000
"""Characters; the longest true cells, reference lists of Scopus, have some hundred thousand."""

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
            rows = list(islice(reader, HEADER_SEARCH))
        except csv.Error:
            continue
        scores = [
            (recognised(cells) if is_header(cells, place) else 0, len(cells))
            for place, cells in enumerate(rows)
        ]
        candidates.append(Sniffed(*max(scores, default=(0, 0)), -preference))
    return max(candidates, default=Sniffed(0, 0, 0))


def read_delimited(
    content: Content, mapping: Mapping[str, str], notes: Notes, separator: str
) -> Iterator[Record]:
    """Read text in which one character separates cells.

    Raises
    ------
    InputError
        If a cell is beyond all measure, or as `read_table` says.
    """
    return read_table(_rows(content, separator), content.name, mapping, notes)


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


def count_rows(content: Content, separator: str) -> int:
    """Rows with anything in them, found by following quotation marks and nothing else."""
    blank = f'{separator}" \t\r\n'
    total, filled, quoted = 0, False, False
    for line in content.lines():
        quoted = _open_after(line, separator, quoted)
        filled = filled or bool(line.strip(blank))
        if not quoted:
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
