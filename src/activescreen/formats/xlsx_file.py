"""XLSX: the first sheet that has a title or an abstract column."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from activescreen.errors import InputError
from activescreen.formats.columns import is_header
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.table import HEADER_SEARCH, Row, read_table
from activescreen.records import Record

LARGEST_UNPACKED = 1 << 30
# All that zipfile, zlib, the XML parser and openpyxl raise over a damaged workbook.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, InvalidFileException, ParseError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, OverflowError),
)


class XlsxReader:
    """Reads workbooks of Excel 2007 and later."""

    name = "xlsx"
    title = "Excel workbook"
    extensions: tuple[str, ...] = (".xlsx", ".xlsm")

    def recognises(self, content: Content) -> float:
        """Sure if the file is a zip archive with a workbook in it."""
        if not content.data.startswith(b"PK\x03\x04"):
            return 0.0
        try:
            with zipfile.ZipFile(BytesIO(content.data)) as archive:
                return 1.0 if "xl/workbook.xml" in archive.namelist() else 0.0
        except _BROKEN:
            # Damaged: its name, and names inside it, are all there is to go by.
            return 0.5 if content.extension in self.extensions or b"xl/" in content.data else 0.0

    def starts(self, content: Content) -> None:
        """None: rows of a sheet are told apart only by reading it."""

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, one a row; see `activescreen.formats.table.read_table`.

        Raises
        ------
        InputError
            If the workbook is damaged, or as `read_table` says.
        """
        try:
            sheets = _sheets(content)
        except _BROKEN as error:
            raise InputError(
                f"The workbook is damaged and cannot be read ({type(error).__name__}: {error}).",
                where=content.name,
                remedy="Open it in a spreadsheet program and save it anew as XLSX, or as CSV.",
            ) from error
        filled = {name: rows for name, rows in sheets.items() if rows}
        if not filled:
            raise InputError(
                "The workbook has no cell with anything in it.",
                where=content.name,
                remedy="Export the references again.",
            )
        chosen = next((name for name in filled if _has_header(filled[name])), next(iter(filled)))
        if len(filled) > 1:
            others = ", ".join(f"'{name}'" for name in filled if name != chosen)
            notes.warnings.append(f"Only the sheet '{chosen}' was read, not {others}.")
        yield from read_table(filled[chosen], content.name, mapping, notes)


def _sheets(content: Content) -> dict[str, list[Row]]:
    with zipfile.ZipFile(BytesIO(content.data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise InputError(
            f"The workbook would unpack to {unpacked / 2**30:.1f} GiB, beyond the limit of 1 GiB.",
            where=content.name,
            remedy="Save the sheet with the references as CSV.",
        )
    with warnings.catch_warnings():
        # openpyxl warns of styles and validations that it leaves out; we read no styles.
        warnings.simplefilter("ignore", UserWarning)
        workbook = load_workbook(BytesIO(content.data), read_only=True, data_only=True)
        try:
            return {sheet.title: _padded(_rows(sheet)) for sheet in workbook.worksheets}
        finally:
            workbook.close()


def _rows(sheet: object) -> Iterator[Row]:
    # Some exporters state a wrong size of the sheet, by which rows would be lost.
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # openpyxl has no types
    empty: list[Row] = []
    rows = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]  # likewise
    for number, cells in enumerate(rows, 1):
        row = (number, [_text(cell) for cell in cells])
        if any(row[1]):
            # Rows without anything count only where something follows.
            yield from empty
            empty.clear()
            yield row
        else:
            empty.append(row)


def _padded(rows: Iterator[Row]) -> list[Row]:
    """Rows of one width: a sheet stores no empty cells at the end of a row."""
    listed = list(rows)
    width = max((len(cells) for _, cells in listed), default=0)
    return [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in listed]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return unescape(cell) if "_x" in cell else cell
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _has_header(rows: list[Row]) -> bool:
    return any(is_header(cells, at) for at, (_, cells) in enumerate(rows[:HEADER_SEARCH]))
