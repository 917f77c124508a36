"""The table in which reviewers label the records of a random phase, in their registered order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from activescreen.errors import InputError
from activescreen.formats import labels_of, read_records, write_table
from activescreen.formats.labels import RELEVANT, UNLABELLED, left_open
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record, RecordSet
from activescreen.stopping.registration import Registration

HEADER: Final = ("number", "record_id", "title", "abstract", "label")
LABEL: Final = "label"


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
    labels, opened = labels_of(records, LABEL), left_open(records, LABEL)
    filled = (labels.values != UNLABELLED) | opened
    decided = int(filled.sum())
    if not filled[:decided].all():
        blank = int(filled[:decided].argmin())
        last = int(filled.nonzero()[0][-1])
        raise InputError(
            f"Draw {blank + 1:,} has no label, but draw {last + 1:,} has one.",
            where=f"{path.name}, record {order[blank]}",
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


def _check_order(path: Path, rows: Sequence[Record], order: Sequence[str]) -> None:
    for place, row in enumerate(rows):
        number, record_id = row.fields["number"].strip(), row.fields["record_id"].strip()
        if place >= len(order):
            raise InputError(
                f"Row {place + 1:,} is more than the {len(order):,} registered draws.",
                where=f"{path.name}, record {record_id}",
                remedy="Take the added rows out.",
            )
        if number.removesuffix(".0") != str(place + 1) or not _same_id(record_id, order[place]):
            raise InputError(
                f"Row {place + 1:,} is not the registered draw of that number, which is record "
                f"{order[place]}: it has number {number or 'none'} and record "
                f"{record_id or 'none'}.",
                where=f"{path.name}, {row.source}",
                remedy="Sort the rows by 'number' again and put back those taken out: draws "
                "count in the registered order only.",
            )


def _same_id(cell: str, record_id: str) -> bool:
    """Whether a cell is a record's id, also where a spreadsheet took its digits for a number."""
    if cell == record_id:
        return True
    try:
        seen, written = float(cell.replace(",", ".")), float(record_id)
    except ValueError:
        return False
    return abs(seen - written) <= 1e-4 * abs(written)
