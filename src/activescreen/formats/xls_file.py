"""XLS: the workbooks of Excel 97 to 2003, in which Web of Science still exports."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from datetime import time
from io import StringIO
from typing import TYPE_CHECKING, Literal
from zipfile import BadZipFile

from activescreen.errors import InputError
from activescreen.formats.columns import is_header
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.table import read_table
from activescreen.formats.table_header import Row, first_rows, is_filled
from activescreen.records import Record

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell, Sheet

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What the directory of a compound file calls a stream of Excel's.
_STREAMS = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# All that xlrd raises over a damaged workbook, besides its own error.
_BROKEN = (
    *(struct.error, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError),
    *(AssertionError, NotImplementedError, OverflowError, MemoryError, RecursionError, OSError),
)


class XlsReader:
    """Reads workbooks of Excel 97 to 2003."""

    name = "xls"
    title = "Old Excel workbook"
    extensions: tuple[str, ...] = (".xls",)

    def recognises(self, content: Content) -> float:
        """Sure if the file is a compound file with a workbook in it; Word's are not."""
        if not content.beginning.startswith(_SIGNATURE):
            return 0.0
        if any(stream in content.data for stream in _STREAMS):
            return 1.0
        return 0.6 if _ENCRYPTED in content.data or content.extension == ".xls" else 0.0

    def starts(self, content: Content) -> None:
        """None: rows of a sheet are told apart only by reading it."""

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, one a row; see `activescreen.formats.table.read_table`.

        Raises
        ------
        InputError
            If the workbook is damaged or protected, or as `read_table` says.
        """
        sheets = _sheets(content)
        if not sheets:
            raise InputError(
                "The workbook has no cell with anything in it.",
                where=content.name,
                remedy="Export the references again.",
            )
        chosen = next((name for name in sheets if _has_header(sheets[name])), next(iter(sheets)))
        if len(sheets) > 1:
            others = ", ".join(f"'{name}'" for name in sheets if name != chosen)
            notes.warnings.append(f"Only the sheet '{chosen}' was read, not {others}.")
        yield from read_table(sheets[chosen], content.name, mapping, notes, ragged=False)


def _sheets(content: Content) -> dict[str, list[Row]]:
    """The sheets with anything in them; an old workbook has 65,536 rows a sheet at most."""
    # Not loaded where no such file is read.
    from xlrd import open_workbook
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        # What xlrd thinks of a file it prints; we say it in our own words.
        book = open_workbook(file_contents=content.data, logfile=StringIO(), on_demand=True)
        read = {sheet.name: list(_rows(sheet, book)) for sheet in book.sheets()}
    except (XLRDError, CompDocError, BadZipFile, *_BROKEN) as error:
        protected = "encrypted" in str(error).lower() or _ENCRYPTED in content.data
        raise InputError(
            "The workbook is protected by a password."
            if protected
            else f"The workbook is damaged and cannot be read ({type(error).__name__}: {error}).",
            where=content.name,
            remedy="Open it in a spreadsheet program and save it anew as XLSX, or as CSV.",
        ) from error
    return {name: rows for name, rows in read.items() if rows}


def _rows(sheet: Sheet, book: Book) -> Iterator[Row]:
    blank = 0
    for at in range(sheet.nrows):
        cells = [_text(cell, book) for cell in sheet.row(at)]
        if is_filled(cells):
            # Rows without anything count only where something follows.
            yield from ((before + 1, [""]) for before in range(at - blank, at))
            blank = 0
            yield at + 1, cells
        else:
            blank += 1


def _text(cell: Cell, book: Book) -> str:
    from xlrd.biffh import (
        XL_CELL_BOOLEAN,
        XL_CELL_DATE,
        XL_CELL_ERROR,
        XL_CELL_NUMBER,
        error_text_from_code,
    )

    if isinstance(cell.value, str):
        return cell.value
    if cell.ctype == XL_CELL_NUMBER:
        return str(int(cell.value)) if cell.value.is_integer() else str(cell.value)
    if cell.ctype == XL_CELL_BOOLEAN:
        return str(bool(cell.value))
    if cell.ctype == XL_CELL_ERROR:
        return error_text_from_code.get(int(cell.value), "")
    return _date(cell.value, book.datemode) if cell.ctype == XL_CELL_DATE else ""


def _date(number: float, mode: Literal[0, 1]) -> str:
    from xlrd.xldate import XLDateError, xldate_as_datetime

    try:
        moment = xldate_as_datetime(number, mode)
    except (XLDateError, OverflowError, ValueError):
        return str(number)
    return moment.date().isoformat() if moment.time() == time(0) else moment.isoformat()


def _has_header(rows: list[Row]) -> bool:
    filled = (cells for _, cells in first_rows(iter(rows)) if is_filled(cells))
    return any(is_header(cells, at) for at, cells in enumerate(filled))
