"""Reading a labelled file for a command, with the errors that a person can act on."""

from __future__ import annotations

from pathlib import Path

from activescreen.errors import InputError
from activescreen.formats import Labels, labels_of, read_records
from activescreen.records import RecordSet
from activescreen.simulation import Truth


def read_review(
    file: Path, label_column: str | None, stage: str | None
) -> tuple[RecordSet, Labels]:
    """Records and labels of one file."""
    records = read_records(file)
    return records, labels_of(records, column=label_column, stage=stage)


def read_truth(file: Path, label_column: str | None, stage: str | None) -> Truth:
    """A file in which every record is labelled, some relevant and some not.

    Raises
    ------
    InputError
        If a label is missing, or no order of reading could be better than another.
    """
    records, labels = read_review(file, label_column, stage)
    truth = Truth(records, labels.values, file.name)
    total = len(records)
    if total < 2:
        raise InputError(
            "The file holds a single record: there is nothing to rank.",
            where=file.name,
            remedy="Give a file with all records of the review.",
        )
    if truth.one_class:
        which = "relevant" if truth.relevant else "irrelevant"
        still = (
            f"in any order 95 % of them are found after {-(-total * 95 // 100):,} records"
            if truth.relevant
            else f"all {total:,} records would be read in any order, and none found"
        )
        raise InputError(
            f"All {total:,} records are labelled {which} in column '{labels.column}' (rows 0 to "
            f"{total - 1}), so no order of reading is better than another and WSS, ATD and the "
            f"other ranking metrics are undefined; what can still be computed is that {still}.",
            where=file.name,
            remedy="Choose another column with --label-column, or another stage with --stage.",
        )
    return truth


def parse_rows(text: str | None) -> tuple[int, ...] | None:
    """Rows written as ``3,17``; None stays None.

    Raises
    ------
    InputError
        If a part is no whole number.
    """
    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise InputError(
            f"'{text}' is no list of rows.",
            where="--priors",
            remedy="Write row numbers, counted from 0, with commas between: --priors 3,17.",
        ) from None
