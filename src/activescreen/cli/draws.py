"""The table in which reviewers label the records of a random phase, in their registered order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from activescreen.errors import InputError
from activescreen.formats import Labels, labels_of, read_records, write_table
from activescreen.formats.labels import RELEVANT, UNLABELLED, left_open
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record, RecordSet
from activescreen.stopping.registration import Registration
from activescreen.stopping.wording import named

HEADER: Final = ("number", "record_id", "title", "abstract", "label")
LABEL: Final = "label"


def check_draws_place(path: Path) -> None:
    """Refuse a place where labels would be lost, or a name that promises another format.

    Raises
    ------
    InputError
        If the name does not end in .csv, or a file is there that is no blank table of draws.
    """
    if path.suffix.lower() != ".csv":
        raise InputError(
            "The table of draws is written as CSV.",
            where=str(path),
            remedy="Give it a name that ends in .csv. Spreadsheet programs open it, and the "
            "labels are also read from the .xlsx that they save.",
        )
    if path.exists() and not _is_blank(path):
        raise InputError(
            "There is a file of this name already, and it is no table of draws without labels.",
            where=str(path),
            remedy="Name another one; labels that are filled in are not written over.",
        )


def _is_blank(path: Path) -> bool:
    """Whether a file is a table of draws in which no label is filled in."""
    try:
        rows = read_records(path, keep_raw=False)
    except InputError:
        return False  # It is something else, which is nobody's to write over.
    return all(set(row.fields) >= {*HEADER} and not row.fields[LABEL].strip() for row in rows)


def write_draws(path: Path, records: RecordSet, order: Sequence[int]) -> None:
    """Write the unread records in their registered order, with a blank column for the labels.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    drawn = enumerate((records[place] for place in order), 1)
    write_table(path, HEADER, ([n, r.id, r.title, r.abstract, None] for n, r in drawn))


def read_draws(path: Path, registration: Registration, order: Sequence[str]) -> list[Decision]:
    """The decisions that reviewers filled in, in the registered order.

    Parameters
    ----------
    path
        The table, as CSV or as a spreadsheet program saved it.
    registration
        The registered phase.
    order
        Ids of the unread records in the registered order.

    Raises
    ------
    InputError
        If rows were reordered, removed from between, added or changed, if a row was left blank
        before a filled one, or if a cell holds no label.
    """
    records = read_records(path, keep_raw=False)
    missing = [name for name in HEADER if name not in records[0].fields]
    if missing:
        raise InputError(
            f"The table of draws has no column '{missing[0]}'.",
            where=path.name,
            remedy="Give the table that 'certificate register' wrote.",
        )
    _check_order(path, list(records), order)
    labels, opened = _labels(path, records), left_open(records, LABEL)
    filled = (labels.values != UNLABELLED) | opened
    decided = int(filled.sum())
    if not filled[:decided].all():
        blank = int(filled[:decided].argmin())
        last = int(filled.nonzero()[0][-1])
        raise InputError(
            f"Draw {blank + 1:,} has no label, but draw {last + 1:,} has one.",
            where=f"{_where(path, records[blank])}, {_named(records[blank])}",
            remedy="Label the draws from the top without leaving one out; write 'maybe' where "
            "the decision is open.",
        )
    values = labels.values[:decided].tolist()
    return list(_decisions(values, registration, order))


def _decisions(
    values: Sequence[int], registration: Registration, order: Sequence[str]
) -> Iterator[Decision]:
    for number, value in enumerate(values):
        verdict = Verdict.INCLUDE if value == RELEVANT else Verdict.EXCLUDE
        if value == UNLABELLED:
            verdict = Verdict.MAYBE
        yield Decision(
            order[number],
            verdict,
            Draw.RANDOM,
            # A label filled in after a "maybe" is another event.
            id=f"draw-{registration.hash[:12]}-{number + 1}-{verdict}",
            stage=registration.stage,
            reviewer="draws",
            resolves=verdict is not Verdict.MAYBE,
            position=number,
        )


def _labels(path: Path, rows: RecordSet) -> Labels:
    """The labels of the table; a cell that holds none is refused in the words of this table."""
    try:
        return labels_of(rows, LABEL)
    except InputError:
        wrong = next((place for place in range(len(rows)) if not _holds_label(rows, place)), None)
        if wrong is None:
            raise
        raise InputError(
            f"'{rows[wrong].fields[LABEL].strip()[:40]}' in the column '{LABEL}' is not a label.",
            where=f"{_where(path, rows[wrong])}, {_named(rows[wrong])}",
            remedy="Write 1 for relevant, 0 for irrelevant, or maybe while the decision is open; "
            "only the draws after the last labelled one stay blank.",
        ) from None


def _holds_label(rows: RecordSet, place: int) -> bool:
    try:
        labels_of(rows[place : place + 1], LABEL)
    except InputError:
        return False
    return True


def _where(path: Path, row: Record) -> str:
    """The file and the line in it, counted from 1 with the column names, as editors show it."""
    source = row.source
    return f"{path.name}, line {source.row + 2 if source.line is None else source.line}"


def _named(row: Record) -> str:
    return named(replace(row, id=row.fields["record_id"].strip() or "none"))


def _check_order(path: Path, rows: Sequence[Record], order: Sequence[str]) -> None:
    own = [_place_of(row, order) for row in rows]
    for place, row in enumerate(rows):
        if place >= len(order):
            raise InputError(
                f"There are more rows than the {len(order):,} registered draws.",
                where=f"{_where(path, row)}, {_named(row)}",
                remedy="Take the added rows out.",
            )
        if own[place] != place:
            raise InputError(
                f"Draw {place + 1:,} of the registered order is record {order[place]}, but the "
                f"row has number {row.fields['number'].strip() or 'none'} and {_named(row)}.",
                where=_where(path, row),
                remedy=_reordered(own),
            )


def _place_of(row: Record, order: Sequence[str]) -> int | None:
    """The place that a row's number says, where the registered draw of that number is its own."""
    number, record_id = row.fields["number"].strip(), row.fields["record_id"].strip()
    text = number.removesuffix(".0")
    place = int(text) - 1 if text.isascii() and text.isdecimal() else -1
    return place if 0 <= place < len(order) and _same_id(record_id, order[place]) else None


def _reordered(own: Sequence[int | None]) -> str:
    """What puts a table in order again, where anything does."""
    known = {place for place in own if place is not None}
    if None in own:
        return (
            "These are the draws of another registration, or a number or record id was changed: "
            "give the table that was written with this registration."
        )
    if len(known) < len(own):
        return "Take out the rows that come twice, and sort the others by 'number'."
    if missing := set(range(len(own))) - known:
        return (
            f"Put back the row of draw {min(missing) + 1:,}, and sort all by 'number': draws "
            "count in the registered order only."
        )
    return "Sort the rows by 'number' again: draws count in the registered order only."


def _same_id(cell: str, record_id: str) -> bool:
    """Whether a cell is a record's id, also where a spreadsheet took its digits for a number."""
    if cell == record_id:
        return True
    try:
        seen, written = float(cell.replace(",", ".")), float(record_id)
    except ValueError:
        return False
    return abs(seen - written) <= 1e-4 * abs(written)
