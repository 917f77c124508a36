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
from activescreen.formats.base import Reading
from activescreen.formats.columns import is_header, recognised
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.table import HEADER_SEARCH, Row, read_table
from activescreen.records import ImportReport

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
    content: Content, mapping: Mapping[str, str], format_name: str, separator: str
) -> Reading:
    """Read text in which one character separates cells.

    Raises
    ------
    InputError
        If a cell is beyond all measure, or as `read_table` says.
    """
    decoded = content.decoded
    notes = Notes([*decoded.repairs], [*decoded.warnings])
    with _cell_limit():
        records, columns = read_table(
            _rows(decoded.text, separator, content.name), content.name, mapping, notes
        )
    report = ImportReport(
        content.name,
        format_name,
        decoded.encoding,
        len(records),
        tuple(notes.repairs),
        tuple(notes.warnings),
        columns,
    )
    return records, report


def _rows(text: str, separator: str, file: str) -> Iterator[Row]:
    # newline="" leaves line breaks inside cells as they are, and splits at no U+2028.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line, number = 1, -1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
            number += bool(cells)
    except csv.Error as error:
        row = f"data row {number} (counted from 0)" if number >= 0 else "the column names"
        raise InputError(
            f"A cell in {row}, which starts on line {line}, has more than "
            f"{LARGEST_CELL:,} characters.",
            where=file,
            remedy="A quotation mark is probably opened there and never closed; "
            "correct that row, or leave it out.",
        ) from error


@contextmanager
def _cell_limit() -> Iterator[None]:
    """Raise the csv module's limit, which holds for the whole process, for the time of a read."""
    with _limit_lock:
        before = csv.field_size_limit(LARGEST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(before)
