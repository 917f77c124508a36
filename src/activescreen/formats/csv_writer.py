"""CSV that is whole or absent, and that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from activescreen.errors import InputError
from activescreen.files import replacing
from activescreen.formats.export_table import LABEL, ExportTable, standard_cell
from activescreen.formats.screening import Screening
from activescreen.records import RecordSet

RECORD_HEADER = (
    *("title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid"),
    *("keywords", "abstract"),
)
LABEL_COLUMN = LABEL

# A cell that a spreadsheet would run, or that reading would take for one guarded here.
_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


class CsvWriter:
    """Writes CSV that spreadsheets and statistics programs read."""

    name = "csv"
    title = "CSV, safe in a spreadsheet"
    extensions: tuple[str, ...] = (".csv",)
    carries = "everything: every column of the source, every decision with all that is known of it"
    ids = True
    """Whether there is a column of our own records' ids."""

    def write(self, path: Path, screening: Screening) -> int:
        """Write one row a record; see `activescreen.formats.export_table`."""
        table = ExportTable(screening, ids=self.ids)
        return write_table(path, table.header, table.rows())


class TsvWriter:
    """Writes the table of `CsvWriter` with tabs between cells."""

    name = "tsv"
    title = "Tab-separated values, safe in a spreadsheet"
    extensions: tuple[str, ...] = (".tsv", ".tab")
    carries = CsvWriter.carries

    def write(self, path: Path, screening: Screening) -> int:
        """Write one row a record; see `activescreen.formats.export_table`."""
        table = ExportTable(screening, ids=True)
        return write_table(path, table.header, table.rows(), delimiter="\t")


def safe_cell(value: object) -> str:
    """The text of a cell, with an apostrophe before what a spreadsheet would run as a formula.

    Numbers are left alone. Reading the file with `read_records` takes the apostrophe off again.
    """
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, str) or not _RISKY.match(text) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def write_table(
    path: str | Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    delimiter: str = ",",
) -> int:
    """Write rows as UTF-8 CSV.

    Parameters
    ----------
    path
        The file; it is replaced when all rows are written, and untouched if that fails.
    header
        Column names.
    rows
        One sequence of cells a row, as long as the header. ``None`` is written as a blank cell.
    delimiter
        What separates cells.

    Returns
    -------
    Number of rows written, without the header.

    Raises
    ------
    InputError
        If the file cannot be written or a row has another length than the header.
    """
    with replacing(path) as stream:
        return write_rows(stream, header, _checked(rows, len(header), str(path)), delimiter)


def write_rows(
    stream: IO[str],
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    delimiter: str = ",",
) -> int:
    """Write rows to an open text stream, as `write_table` has them; gives their number."""
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(_cells(header))
    written = 0
    for written, row in enumerate(rows, 1):  # noqa: B007  # the last one is the count
        writer.writerow(_cells(row))
    return written


def _checked(
    rows: Iterable[Sequence[object]], width: int, where: str
) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows):
        if len(row) != width:
            raise InputError(
                f"Row {number} has {len(row)} cells, but there are {width} columns.",
                where=where,
                remedy="Give every row one cell a column.",
            )
        yield row


def _cells(row: Sequence[object]) -> list[str]:
    # A lone CR would stand there without quotation marks, and begin a new row for others.
    return [safe_cell(cell).replace("\r\n", "\n").replace("\r", "\n") for cell in row]


def write_csv(
    path: str | Path, records: RecordSet, labels: Mapping[str, bool] | None = None
) -> int:
    """Write records as CSV with one column a field.

    Parameters
    ----------
    path
        The file; it is replaced when all is written.
    records
        The records; authors and keywords are joined with semicolons.
    labels
        Record id -> whether it is relevant; adds the column ``label_included``, blank for records
        that are absent.

    Returns
    -------
    Number of records written.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    header = (*RECORD_HEADER, LABEL_COLUMN) if labels is not None else RECORD_HEADER
    return write_table(
        path,
        header,
        (
            [
                *(standard_cell(record, field) for field in RECORD_HEADER),
                *([_label(labels, record.id)] if labels is not None else []),
            ]
            for record in records
        ),
    )


def _label(labels: Mapping[str, bool], record_id: str) -> int | None:
    return int(labels[record_id]) if record_id in labels else None
