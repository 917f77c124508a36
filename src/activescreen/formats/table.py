"""Records from rows of cells: what CSV, TSV and XLSX have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from activescreen.errors import InputError
from activescreen.formats import values
from activescreen.formats.columns import assign, distinct_header, is_header
from activescreen.formats.dialects import table_dialect
from activescreen.formats.notes import Notes
from activescreen.identifiers import doi_in, pmid_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

Row = tuple[int, list[str]]
"""Line or spreadsheet row on which it starts, counted from 1, and its cells."""

HEADER_SEARCH = 15
LONG_CELL = 200_000


def header_place(rows: Iterable[Sequence[str]], mapping: Mapping[str, str]) -> int:
    """Place of the header among the first rows.

    Embase writes its search before the header. The first row is taken where none is recognised.
    """
    wanted = {column.strip().casefold() for column in mapping.values()}
    for place, cells in enumerate(islice(rows, HEADER_SEARCH)):
        if is_header(cells, place) or (
            wanted and wanted & {cell.strip().casefold() for cell in cells}
        ):
            return place
    return 0


def read_table(
    rows: Iterable[Row], file: str, mapping: Mapping[str, str], notes: Notes
) -> Iterator[Record]:
    """Make a record of every row below the header.

    Parameters
    ----------
    rows
        All rows of the file, the header and lines before it too.
    file
        The file's name.
    mapping
        Field -> column, where a person has said so.
    notes
        Takes repairs, warnings, the lines before the header and the columns.

    Raises
    ------
    InputError
        If there is no row, no title and no abstract column, a column name that counts twice, or
        no record.
    """
    stream = iter(rows)
    first = list(islice(stream, HEADER_SEARCH))
    if not any(any(cell.strip() for cell in cells) for _, cells in first):
        raise InputError(
            "The file is empty: it has not even a line of column names.",
            where=file,
            remedy="Export the references again.",
        )
    place = header_place((cells for _, cells in first), mapping)
    _set_aside(first[:place], notes)
    cells = first[place][1]
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    header = distinct_header(cells, file, mapping)
    columns = assign(header, mapping)
    if not columns["title"] and not columns["abstract"]:
        raise _no_text(header, file, mapping)
    # The line of column names is a row, too.
    notes.starts_inside += 1
    notes.dialect = table_dialect(header)
    notes.columns = {
        field: ", ".join(header[at] for at in places) for field, places in columns.items() if places
    }
    number = 0
    for record in _records(chain(first[place + 1 :], stream), header, columns, file, notes):
        number += 1
        yield record
    if not number:
        raise InputError(
            "The file has column names but no record.",
            where=file,
            remedy="Export the references again, or leave this file out.",
        )
    _tell(notes)


def _set_aside(rows: Sequence[Row], notes: Notes) -> None:
    """Put what stands before the header, such as Embase's search, into quarantine."""
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            notes.quarantine(line, "\t".join(cells), "line before the column names", starts=1)
    if rows:
        notes.repairs.append(f"{len(rows)} lines before the column names were skipped.")


def _records(
    rows: Iterator[Row],
    header: list[str],
    columns: Mapping[str, tuple[int, ...]],
    file: str,
    notes: Notes,
) -> Iterator[Record]:
    width = len(header)
    number = -1
    for line, cells in rows:
        if not cells:
            continue
        number += 1
        if not any(map(str.strip, cells)):
            notes.count("empty", f"row {number}, line {line}")
            continue
        cells = _fitted(cells, width, number, line, notes)
        for at, cell in enumerate(cells):
            if cell[:1] in {"=", "'"} and (bare := values.clean_cell(cell)) != cell:
                cells[at] = bare
                notes.count("wrapped", f"row {number}, line {line}")
            if len(cell) > LONG_CELL:
                notes.count("long", f"row {number}, line {line}")
            if "\n" in cell and _holds_rows(cell, width):
                notes.count("swallowed", f"row {number}, line {line}")
        yield _record(cells, header, columns, Source(file, number, line), notes)


def _holds_rows(cell: str, width: int) -> bool:
    """Whether a cell of several lines has lines that look like rows of their own."""
    if width < 4:
        return False
    return any(
        line.count(separator) >= width - 1 for line in cell.split("\n")[1:] for separator in ",;\t"
    )


def _fitted(cells: list[str], width: int, number: int, line: int, notes: Notes) -> list[str]:
    if len(cells) < width:
        notes.count("short", f"row {number}, line {line}")
        return [*cells, *[""] * (width - len(cells))]
    if any(map(str.strip, cells[width:])):
        notes.count("wide", f"row {number}, line {line}")
    return cells


def _record(
    cells: list[str],
    header: list[str],
    columns: Mapping[str, tuple[int, ...]],
    source: Source,
    notes: Notes,
) -> Record:
    def pick(field: str) -> str:
        for at in columns[field]:
            text = cells[at].strip()
            if text and (field == "title" or not values.is_missing(text)):
                return text
            if text and field == "abstract":
                notes.count("no abstract", str(source))
        return ""

    title, abstract = pick("title"), pick("abstract")
    if not title and not abstract:
        notes.count("blank", str(source))
    fields = dict(zip(header, cells, strict=False))
    for extra, cell in enumerate(cells[len(header) :], len(header) + 1):
        if cell.strip():
            fields[f"column {extra}"] = cell
    return Record(
        title=title,
        source=source,
        abstract=abstract,
        authors=values.split_authors(pick("authors")),
        year=_year(columns["year"], cells),
        journal=pick("journal"),
        volume=pick("volume"),
        number=pick("number"),
        pages=pick("pages") or values.page_range(pick("first_page"), pick("last_page")),
        doi=doi_in(pick("doi")),
        pmid=pmid_in(pick("pmid")),
        keywords=values.split_keywords(pick("keywords")),
        language=language_code(pick("language")),
        kind=pick("kind"),
        fields=fields,
    )


def _year(places: tuple[int, ...], cells: list[str]) -> int | None:
    for at in places:
        year = values.parse_year(cells[at])
        if year is not None:
            return year
    return None


def _tell(notes: Notes) -> None:
    notes.repaired("empty", "wholly empty row was skipped", "wholly empty rows were skipped")
    notes.repaired(
        "no abstract",
        "abstract that only said there is none (such as NA) was taken as missing",
        "abstracts that only said there is none (such as NA) were taken as missing",
    )
    notes.repaired(
        "wrapped",
        'cell was freed of ="…" or of the apostrophe set before formulas',
        'cells were freed of ="…" or of the apostrophe set before formulas',
    )
    notes.warn(
        "wide",
        "row has more cells than there are columns; separators inside a text may lack quotes",
        "rows have more cells than there are columns; separators inside a text may lack quotes",
    )
    notes.warn(
        "short",
        "row has fewer cells than there are columns; it may have been cut",
        "rows have fewer cells than there are columns; they may have been cut",
    )
    notes.warn(
        "long",
        f"cell is longer than {LONG_CELL:,} characters; a closing quotation mark may be missing",
        f"cells are longer than {LONG_CELL:,} characters; a closing quotation mark may be missing",
    )
    notes.warn(
        "swallowed",
        "cell holds lines that look like rows of their own; a quotation mark may not be closed",
        "cells hold lines that look like rows of their own; quotation marks may not be closed",
    )
    notes.warn(
        "blank",
        "record has neither title nor abstract",
        "records have neither title nor abstract",
    )


def _no_text(header: Sequence[str], file: str, mapping: Mapping[str, str]) -> InputError:
    shown = ", ".join(f"'{name[:40]}'" for name in header[:12])
    more = f" and {len(header) - 12} more" if len(header) > 12 else ""
    missing = [column for column in mapping.values() if column not in header]
    what = (
        f"There is no column '{missing[0]}', to which a field was mapped, and none"
        if missing
        else "There is no column"
    )
    return InputError(
        f"{what} that is recognised as title or abstract. The columns are: {shown}{more}.",
        where=file,
        remedy="Rename the columns that hold them to 'title' and 'abstract'.",
    )
