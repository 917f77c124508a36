"""XLSX: the first sheet that has a title or an abstract column."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Protocol
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from activescreen.errors import InputError
from activescreen.formats.columns import is_header
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.sheet_rows import count_rows
from activescreen.formats.table import read_table
from activescreen.formats.table_header import Row, first_rows, is_filled
from activescreen.records import Record

LARGEST_UNPACKED = 1 << 30
HIGHEST_RATIO = 200
"""How many times its packed size; sheets of references pack to a twentieth at best."""

_SMALL = 50 << 20
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
        if not content.beginning.startswith(b"PK\x03\x04"):
            return 0.0
        try:
            with zipfile.ZipFile(BytesIO(content.data)) as archive:
                return 1.0 if "xl/workbook.xml" in archive.namelist() else 0.0
        except _BROKEN:
            # Damaged: its name, and names inside it, are all there is to go by.
            return 0.5 if content.extension in self.extensions or b"xl/" in content.data else 0.0

    def starts(self, content: Content) -> int | None:
        """Rows of the sheet that hold a value, counted in its XML."""
        try:
            with closing(_opened(content)) as workbook:
                sheet = _chosen(workbook)[0]
                return None if sheet is None else count_rows(content.data, _path_of(sheet))
        except _BROKEN:
            return None

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, one a row; see `activescreen.formats.table.read_table`.

        Raises
        ------
        InputError
            If the workbook is damaged, or as `read_table` says.
        """
        _check_size(content)
        with _words_for_damage(content):
            opened = _opened(content)
        with closing(opened) as workbook:
            with _words_for_damage(content):
                sheet, others = _chosen(workbook)
            if sheet is None:
                raise InputError(
                    "The workbook has no cell with anything in it.",
                    where=content.name,
                    remedy="Export the references again.",
                )
            if others:
                listed = ", ".join(f"'{name}'" for name in others)
                notes.warnings.append(f"Only the sheet '{sheet.title}' was read, not {listed}.")
            rows = _guarded(_rows(sheet, notes), content)
            yield from read_table(rows, content.name, mapping, notes, ragged=False)


class _Sheet(Protocol):
    """What of openpyxl's sheets is used; it has no types."""

    title: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, values_only: bool) -> Iterator[Sequence[object]]: ...


@contextmanager
def _words_for_damage(content: Content) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise InputError(
            f"The workbook is damaged and cannot be read ({type(error).__name__}: {error}).",
            where=content.name,
            remedy="Open it in a spreadsheet program and save it anew as XLSX, or as CSV.",
        ) from error


def _guarded(rows: Iterator[Row], content: Content) -> Iterator[Row]:
    with _words_for_damage(content):
        yield from rows


def _check_size(content: Content) -> None:
    with _words_for_damage(content), zipfile.ZipFile(BytesIO(content.data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > min(LARGEST_UNPACKED, max(_SMALL, HIGHEST_RATIO * len(content.data))):
        raise InputError(
            f"The workbook would unpack to {unpacked / 2**20:,.0f} MiB, more than any export.",
            where=content.name,
            remedy="Save the sheet with the references as CSV.",
        )


def _opened(content: Content) -> Any:
    with warnings.catch_warnings():
        # openpyxl warns of styles and validations that it leaves out; we read no styles.
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(BytesIO(content.data), read_only=True, data_only=True)


def _chosen(workbook: Any) -> tuple[_Sheet | None, list[str]]:
    """The first sheet with column names, or else with anything; and the other filled ones."""
    filled: dict[str, list[Row]] = {}
    sheets: dict[str, _Sheet] = {sheet.title: sheet for sheet in workbook.worksheets}
    for title, sheet in sheets.items():
        rows = [row for row in first_rows(_rows(sheet, Notes())) if is_filled(row[1])]
        if rows:
            filled[title] = rows
    if not filled:
        return None, []
    chosen = next((title for title in filled if _has_header(filled[title])), next(iter(filled)))
    return sheets[chosen], [title for title in filled if title != chosen]


def _rows(sheet: _Sheet, notes: Notes) -> Iterator[Row]:
    # Some exporters state a wrong size of the sheet, by which rows would be lost.
    sheet.reset_dimensions()
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        texts = [_text(cell) for cell in cells]
        if is_filled(texts):
            # Rows without anything count only where something follows.
            yield from ((before, [""]) for before in range(number - blank, number))
            blank = 0
            yield number, texts
        else:
            # A cell of blanks holds a value, too.
            notes.starts_inside += any(texts)
            blank += 1


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


def _has_header(rows: Sequence[Row]) -> bool:
    return any(is_header(cells, at) for at, (_, cells) in enumerate(rows))


def _path_of(sheet: _Sheet) -> str:
    """Where in the archive a sheet is."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
