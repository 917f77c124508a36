"""Records from rows of cells: what CSV, TSV and XLSX have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from activescreen.errors import InputError
from activescreen.formats import values
from activescreen.formats.citations import Citation, parse_citation
from activescreen.formats.columns import assign, distinct_header, twins
from activescreen.formats.dialects import table_dialect
from activescreen.formats.notes import Notes
from activescreen.formats.table_header import (
    Row,
    Twins,
    first_rows,
    header_place,
    is_filled,
    merged_header,
    names_title,
)
from activescreen.identifiers import doi_in, pmid_in, pubmed_id_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

LONG_CELL = 200_000
# Publish or Perish writes 0 for what it does not know.
_COUNTED_FROM_ONE = frozenset({"volume", "number", "pages", "first_page", "last_page"})


@dataclass(frozen=True, slots=True)
class _Table:
    """What is known of a table from its first rows."""

    file: str
    header: list[str]
    columns: Mapping[str, tuple[int, ...]]
    twins: Twins
    ragged: bool


def read_table(
    rows: Iterable[Row],
    file: str,
    mapping: Mapping[str, str],
    notes: Notes,
    *,
    ragged: bool = True,
) -> Iterator[Record]:
    """Make a record of every row below the column names.

    Parameters
    ----------
    rows
        All rows of the file, the column names and lines before them too.
    file
        The file's name.
    mapping
        Field -> column, where a person has said so.
    notes
        Takes repairs, warnings, the lines before the column names and the columns.
    ragged
        Whether a row with fewer cells than there are columns is worth a warning; a sheet stores
        no empty cells at the end of a row.

    Raises
    ------
    InputError
        If there is no row, no title and no abstract column, a column name that counts twice, or
        no record.
    """
    stream = iter(rows)
    first = first_rows(stream)
    if not any(is_filled(cells) for _, cells in first):
        raise InputError(
            "The file is empty: it has not even a line of column names.",
            where=file,
            remedy="Export the references again.",
        )
    place = header_place(first, mapping)
    if place and names_title(first[place - 1][1]) and merged_header(*_cells(first, place)):
        # The row below names more fields, but the title stands above it.
        place -= 1
    _set_aside(first[:place], notes)
    names, below = first[place][1], place + 1
    # The line of column names is a row, too.
    notes.starts_inside += 1
    if below < len(first) and (merged := merged_header(names, first[below][1])):
        names, below = merged, below + 1
        notes.starts_inside += 1
        notes.repairs.append("The column names stand on two rows; they were put together.")
    table = _table(names, file, mapping, notes, ragged=ragged)
    number = 0
    for record in _records(chain(first[below:], stream), table, notes):
        number += 1
        yield record
    if not number:
        raise InputError(
            "The file has column names but no record.",
            where=file,
            remedy="Export the references again, or leave this file out.",
        )
    _tell(notes)


def _cells(rows: Sequence[Row], place: int) -> tuple[list[str], list[str]]:
    """The cells of the row above, and of the row at this place."""
    return rows[place - 1][1], rows[place][1]


def _table(
    cells: list[str], file: str, mapping: Mapping[str, str], notes: Notes, *, ragged: bool
) -> _Table:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    header = distinct_header(cells)
    columns = assign(header, mapping)
    if not columns["title"] and not columns["abstract"]:
        raise _no_text(header, file, mapping)
    notes.dialect = table_dialect(header)
    notes.columns = {
        field: ", ".join(header[at] for at in places) for field, places in columns.items() if places
    }
    return _Table(file, header, columns, Twins(twins(cells, mapping), header, file), ragged)


def _set_aside(rows: Sequence[Row], notes: Notes) -> None:
    """Put what stands before the column names, such as Embase's search, into quarantine."""
    for line, cells in rows:
        if is_filled(cells):
            notes.quarantine(line, "\t".join(cells), "line before the column names", starts=1)
    if rows:
        lines = "1 line" if len(rows) == 1 else f"{len(rows)} lines"
        was = "was" if len(rows) == 1 else "were"
        notes.repairs.append(f"{lines} before the column names {was} skipped.")


def _records(rows: Iterator[Row], table: _Table, notes: Notes) -> Iterator[Record]:
    width = len(table.header)
    number = -1
    for line, cells in rows:
        if not cells:
            continue
        number += 1
        where = f"row {number}, line {line}"
        if not is_filled(cells):
            notes.count("empty", where)
            continue
        cells = _fitted(cells, width, where, notes, ragged=table.ragged)
        table.twins.settle(cells, where)
        for at, cell in enumerate(cells):
            if cell[:1] in {"=", "'"} and (bare := values.clean_cell(cell)) != cell:
                cells[at] = bare
                notes.count("wrapped", where)
            if len(cell) > LONG_CELL:
                notes.count("long", where)
            if "\n" in cell and _holds_rows(cell, width):
                notes.count("swallowed", where)
        yield _record(cells, table, Source(table.file, number, line), notes)


def _holds_rows(cell: str, width: int) -> bool:
    """Whether a cell of several lines has lines that look like rows of their own."""
    if width < 4:
        return False
    return any(
        line.count(separator) >= width - 1 for line in cell.split("\n")[1:] for separator in ",;\t"
    )


def _fitted(cells: list[str], width: int, where: str, notes: Notes, *, ragged: bool) -> list[str]:
    if len(cells) < width:
        if ragged:
            notes.count("short", where)
        return [*cells, *[""] * (width - len(cells))]
    if is_filled(cells[width:]):
        notes.count("wide", where)
    return cells


def _record(cells: list[str], table: _Table, source: Source, notes: Notes) -> Record:
    header, columns = table.header, table.columns

    def pick(field: str) -> str:
        for at in columns[field]:
            text = cells[at].strip()
            if text == "0" and field in _COUNTED_FROM_ONE:
                continue
            if text and (field == "title" or not values.is_missing(text)):
                return text
            if text and field == "abstract":
                notes.count("no abstract", str(source))
        return ""

    title, abstract = values.plain_text(pick("title")), values.plain_text(pick("abstract"))
    if not title and not abstract:
        notes.count("blank", str(source))
    fields = dict(zip(header, cells, strict=False))
    for extra, cell in enumerate(cells[len(header) :], len(header) + 1):
        if cell.strip():
            fields[f"column {extra}"] = cell
    cited = parse_citation(pick("citation")) if columns["citation"] else Citation()
    pages = pick("pages") or values.page_range(pick("first_page"), pick("last_page"))
    return Record(
        title=title,
        source=source,
        abstract=abstract,
        authors=values.split_authors(pick("authors")),
        year=_year(columns["year"], cells, source, notes) or cited.year,
        journal=pick("journal") or cited.journal,
        volume=pick("volume") or cited.volume,
        number=pick("number") or cited.number,
        pages=pages or pick("article") or cited.pages,
        doi=doi_in(pick("doi")),
        pmid=pmid_in(pick("pmid")) or pubmed_id_in(pick("pmid")),
        keywords=_keywords(columns["keywords"], cells),
        language=language_code(pick("language")),
        kind=pick("kind"),
        fields=fields,
    )


def _year(places: tuple[int, ...], cells: list[str], source: Source, notes: Notes) -> int | None:
    said = ""
    for at in places:
        year = values.parse_year(cells[at])
        if year is not None:
            return year
        if cells[at].strip() and not values.is_missing(cells[at]):
            said = said or cells[at].strip()
    if said:
        notes.count("no year", f"{source}: '{said[:20]}'")
    return None


def _keywords(places: tuple[int, ...], cells: list[str]) -> tuple[str, ...]:
    """The keywords of all columns, none twice."""
    if len(places) < 2:
        return values.split_keywords(cells[places[0]]) if places else ()
    found = [word for at in places for word in values.split_keywords(cells[at])]
    return values.distinct(found)


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
    notes.warn("no year", "year could not be read", "years could not be read")
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
