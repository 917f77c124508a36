"""XLSX in which every cell is a text or a number, and none a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from activescreen.errors import InputError
from activescreen.files import replacing_bytes
from activescreen.formats.csv_writer import safe_cell
from activescreen.formats.decisions.own import CONTINUED
from activescreen.formats.export_table import ExportTable
from activescreen.formats.screening import Screening

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_575
"""Records that a sheet has room for, below the column names."""

LONGEST: Final = 32_000
"""UTF-16 units of a piece; a cell holds 32,767."""

_HALVES: Final = re.compile("[\ud800-\udfff]")
_WIDE: Final = 16_000
_WIDTHS: Final = {"title": 60, "authors": 30, "journal": 25, "abstract": 60, "decisions": 30}
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


class XlsxWriter:
    """Writes an Excel workbook of one sheet."""

    name = "xlsx"
    title = "Excel workbook, without formulas"
    extensions: tuple[str, ...] = (".xlsx",)
    carries = "everything: every column of the source, every decision with all that is known of it"

    def write(self, path: Path, screening: Screening) -> int:
        """Write one row a record; see `activescreen.formats.export_table`.

        A text that no cell could hold goes on in a column ``… (continued 2)``.
        """
        if len(screening.records) > MOST_ROWS:
            raise InputError(
                f"{len(screening.records):,} records are more than the {MOST_ROWS:,} that a "
                "sheet has room for.",
                where=str(path),
                remedy="Write CSV.",
            )
        table = ExportTable(screening)
        pieces = _pieces(table.rows(), len(table.header))
        header = [
            name if not nth else f"{name}{CONTINUED.format(number=nth + 1)}"
            for name, number in zip(table.header, pieces, strict=True)
            for nth in range(number)
        ]
        with replacing_bytes(path) as stream:
            from xlsxwriter import Workbook

            # Closed after an error, too, since rows wait in a temporary file till then.
            with Workbook(stream, {"constant_memory": True, "in_memory": False}) as book:
                # The same records give the same file, whenever they are written.
                book.set_properties({"created": _EPOCH.replace(tzinfo=None)})
                return _fill(book.add_worksheet("records"), header, pieces, table)


def _fill(
    sheet: Worksheet, header: Sequence[str], pieces: Sequence[int], table: ExportTable
) -> int:
    sheet.freeze_panes(1, 1)
    for place, name in enumerate(header):
        sheet.set_column(place, place, _WIDTHS.get(name, 12))
        sheet.write_string(0, place, safe_cell(name))
    written = 0
    for written, row in enumerate(table.rows(), 1):
        for place, cell in enumerate(_cut(row, pieces)):
            if isinstance(cell, int):
                sheet.write_number(written, place, cell)
            elif cell:
                sheet.write_string(written, place, safe_cell(_HALVES.sub("?", cell)))
    return written


def _pieces(rows: Iterable[Sequence[object]], width: int) -> list[int]:
    """Into how many cells the longest text of each column is cut."""
    most = [1] * width
    for row in rows:
        for place, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) > _WIDE:
                most[place] = max(most[place], len(_in_pieces(cell)))
    return most


def _cut(row: Sequence[object], pieces: Sequence[int]) -> Iterator[int | str]:
    for cell, number in zip(row, pieces, strict=True):
        if isinstance(cell, int):
            yield cell
            continue
        text = "" if cell is None else str(cell)
        parts = _in_pieces(text) if number > 1 else [text]
        yield from parts
        yield from [""] * (number - len(parts))


def _in_pieces(text: str) -> list[str]:
    # Signs beyond the 65,536 first of Unicode count twice.
    size = LONGEST if len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text) else _WIDE
    return [text[at : at + size] for at in range(0, len(text), size)] or [""]
