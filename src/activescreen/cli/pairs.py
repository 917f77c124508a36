"""Pairs of records in a file: written for a person to decide on, read with the decisions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from activescreen.deduplication import Duplicates, PairDecision, UncertainPair, differing_fields
from activescreen.errors import InputError
from activescreen.formats import write_table
from activescreen.records import Record, RecordSet

SHOWN: Final = (
    *("title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid"),
    "abstract",
)
_PLACE: Final = ("file", "row", "id")
_ANSWERS: Final = {"same": True, "different": False}


def shown(record: Record, field: str) -> str:
    """A field as a person reads it."""
    value = getattr(record, field)
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


def write_pairs(path: Path, records: Sequence[Record], pairs: Sequence[UncertainPair]) -> int:
    """Write pairs side by side, with an empty column for the decision.

    Parameters
    ----------
    path
        The CSV file.
    records
        What the positions of the pairs count in.
    pairs
        The pairs.

    Returns
    -------
    Number of pairs written.
    """
    header = ["decision", "score", "reason", "differs"]
    header += [f"{name}_{side}" for name in (*SHOWN, *_PLACE) for side in "ab"]
    return write_table(path, header, (_row(records, pair) for pair in pairs))


def _row(records: Sequence[Record], pair: UncertainPair) -> list[object]:
    both = records[pair.one], records[pair.other]
    cells: list[object] = ["", pair.verdict.score, pair.verdict.reason]
    cells.append("; ".join(differing_fields(*both)))
    cells += [shown(record, field) for field in SHOWN for record in both]
    cells += [record.source.file for record in both]
    cells += [record.source.row for record in both]
    return cells + [record.id for record in both]


def read_decisions(paths: Sequence[Path], records: RecordSet) -> list[PairDecision]:
    """Read what people decided on pairs.

    Needed are the column ``decision`` (same, different, or blank where nothing is decided) and,
    for both records, ``id_a`` and ``id_b`` or ``file_a``, ``row_a``, ``file_b`` and ``row_b``.
    Where there is an id it counts, for it holds in later exports too.

    Parameters
    ----------
    paths
        CSV files, as `write_pairs` writes them, or with these columns alone.
    records
        The records that rows of files are looked up in.

    Raises
    ------
    InputError
        If a file cannot be read, lacks a column, or a row says neither or names no record.
    """
    rows = {(record.source.file, record.source.row): record.id for record in records}
    return [decision for path in paths for decision in _decisions(path, rows)]


def _decisions(path: Path, rows: Mapping[tuple[str, int], str]) -> Iterator[PairDecision]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), delimiter=_delimiter(path))
    columns = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    by_id, by_row = {"id_a", "id_b"}, {"file_a", "row_a", "file_b", "row_b"}
    if "decision" not in columns or not (by_id <= columns or by_row <= columns):
        raise InputError(
            "This is no file with decisions: the columns 'decision' and 'id_a', 'id_b' or "
            "'file_a', 'row_a', 'file_b', 'row_b' are needed.",
            where=path.name,
            remedy="Fill in the file that --review-pairs writes.",
        )
    for number, cells in enumerate(reader, 2):
        row = {(k or "").strip().lower(): v or "" for k, v in cells.items() if isinstance(v, str)}
        where = f"{path.name}, row {number}"
        answer = row.get("decision", "").strip().lower()
        if not answer:
            continue
        if answer not in _ANSWERS:
            raise InputError(
                f"The decision '{answer}' is neither 'same' nor 'different'.",
                where=where,
                remedy="Write one of them, or leave it blank to decide later.",
            )
        one, other = (_id(row, side, rows, where) for side in "ab")
        yield PairDecision(one, other, _ANSWERS[answer], where)


def _id(row: Mapping[str, str], side: str, rows: Mapping[tuple[str, int], str], where: str) -> str:
    if given := row.get(f"id_{side}", "").strip():
        return given
    file, number = row.get(f"file_{side}", "").strip(), row.get(f"row_{side}", "").strip()
    found = rows.get((file, int(number))) if number.isdecimal() else None
    if found is None:
        raise InputError(
            f"There is no record in row '{number}' of '{file}'.",
            where=where,
            remedy="Rows are counted from 0 in each file, without its header.",
        )
    return found


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"The decisions cannot be read ({error.strerror}).",
            where=str(path),
            remedy="Check the name and your permissions.",
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # A spreadsheet saved it in the Western code page.
        return data.decode("cp1252", errors="replace")


def _delimiter(path: Path) -> str:
    """What separates columns; spreadsheets of many countries save semicolons."""
    header = _text(path).partition("\n")[0]
    return max(",;\t", key=header.count)


def uncertain_count(found: Duplicates) -> str:
    """How many pairs there are to decide on, in words."""
    count = len(found.uncertain)
    return "1 pair" if count == 1 else f"{count:,} pairs"
