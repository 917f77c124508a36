"""Reading a labelled file for a command, with the errors that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from activescreen.cli import console
from activescreen.errors import ActiveScreenError, InputError
from activescreen.formats import Labels, labels_of, read_records
from activescreen.records import RecordSet
from activescreen.simulation import Truth


def read_review(
    file: Path,
    label_column: str | None,
    stage: str | None,
    mapping: Mapping[str, str] | None = None,
) -> tuple[RecordSet, Labels]:
    """Records and labels of one file; what reading had to put right is told."""
    records = read_records(file, mapping=mapping, keep_raw=False)
    labels = labels_of(records, column=label_column, stage=stage)
    for report in records.reports:
        for sentence in (*report.repairs, *report.warnings):
            console.tell(f"{report.file}: {sentence}")
    for sentence in _remarks(labels):
        console.tell(f"{file.name}: {sentence}")
    return records, labels


def _remarks(labels: Labels) -> Iterator[str]:
    yield from labels.remarks
    where = f"in '{labels.column}'"
    if number := labels.conflicting:
        who, count = _counted(number, "carries", "carry")
        yield f"{who} decisions that contradict each other {where}; {count} as unlabelled."
    if number := labels.undecided:
        who, count = _counted(number, "is", "are")
        yield f"{who} undecided ('maybe') {where}; {count} as unlabelled."


def _counted(number: int, one: str, many: str) -> tuple[str, str]:
    if number == 1:
        return f"1 record {one}", "it counts"
    return f"{number:,} records {many}", "they count"


def read_truth(
    file: Path,
    label_column: str | None,
    stage: str | None,
    mapping: Mapping[str, str] | None = None,
) -> Truth:
    """A file in which every record is labelled, some relevant and some not.

    Raises
    ------
    InputError
        If a label is missing, or no order of reading could be better than another.
    """
    if file.is_dir():
        raise InputError(
            "This is a directory, and one review is screened at a time.",
            where=str(file),
            remedy="Name a labelled file in it; 'activescreen evaluate' takes whole folders.",
        )
    records, labels = read_review(file, label_column, stage, mapping)
    truth = Truth(records, labels.values, file.name, labels.column)
    total = len(records)
    if total < 2:
        raise InputError(
            "The file holds a single record: there is nothing to rank.",
            where=file.name,
            remedy="Give a file with all records of the review.",
        )
    if truth.one_class:
        raise _one_class(truth, labels)
    return truth


def _one_class(truth: Truth, labels: Labels) -> InputError:
    total, rows = len(truth.records), truth.rows
    which = "relevant" if truth.relevant else "irrelevant"
    still = (
        f"in any order 95 % of them are found after {-(-total * 95 // 100):,} records"
        if truth.relevant
        else f"all {total:,} records would be read in any order, and none found"
    )
    return InputError(
        f"All {total:,} records are labelled {which} in column '{labels.column}' (rows "
        f"{rows.min()} to {rows.max()}), so no order of reading is better than another and WSS, "
        f"ATD and the other ranking metrics are undefined; what can still be computed is that "
        f"{still}.",
        where=truth.name,
        remedy="Choose another column with --label-column, or another stage with --stage.",
    )


@contextmanager
def about(file: str) -> Iterator[None]:
    """Name the file in errors that do not say where they are."""
    try:
        yield
    except ActiveScreenError as error:
        if error.where is not None:
            raise
        raise type(error)(error.what, where=file, remedy=error.remedy) from error


def parse_rows(text: str | None) -> tuple[int, ...] | None:
    """Rows written as ``3,17``; None stays None, and an empty text is no row.

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
