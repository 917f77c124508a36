"""Labels that a file carries: which column or note holds them, and what its words mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError, InputError
from activescreen.formats.columns import (
    FULL_TEXT_LABELS,
    LABEL_COLUMNS,
    TITLE_ABSTRACT_LABELS,
    plain_name,
)
from activescreen.formats.decisions import NOTE_COLUMNS, decision_in_note, has_decision
from activescreen.formats.reading import read_records
from activescreen.protocol import FULL_TEXT, STAGES, TITLE_ABSTRACT
from activescreen.records import RecordSet, Source

RELEVANT: Final = 1
IRRELEVANT: Final = 0
UNLABELLED: Final = -1

_INCLUDED = ("1", "included", "include", "yes", "y", "relevant", "true", "t", "in", "i")
_EXCLUDED = (
    *("0", "excluded", "exclude", "no", "n", "irrelevant", "not relevant", "false", "f"),
    *("out", "e"),
)
_OPEN = (
    *("", "na", "n/a", "nan", "null", "none", "?", "maybe", "unsure", "unclear", "unknown"),
    *("undecided", "unlabelled", "unlabeled", "not seen", "conflict"),
)
_WORDS = {
    **dict.fromkeys(_INCLUDED, RELEVANT),
    **dict.fromkeys(_EXCLUDED, IRRELEVANT),
    **dict.fromkeys(_OPEN, UNLABELLED),
}
_STAGE_COLUMNS = {
    None: (*LABEL_COLUMNS, *FULL_TEXT_LABELS, *TITLE_ABSTRACT_LABELS),
    TITLE_ABSTRACT: (*TITLE_ABSTRACT_LABELS, *LABEL_COLUMNS, *FULL_TEXT_LABELS),
    FULL_TEXT: (*FULL_TEXT_LABELS, *LABEL_COLUMNS, *TITLE_ABSTRACT_LABELS),
}
_FLOAT = re.compile(r"([01])\.0*")


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels of a set of records.

    Attributes
    ----------
    values
        One a record, in the records' order: 1 relevant, 0 irrelevant, -1 unlabelled.
    column
        The column or tag they were read from.
    stage
        The screening stage that this column's name speaks of, ``None`` if of none.
    conflicting
        Number of records whose notes hold contradicting decisions; they count as unlabelled.
    """

    values: NDArray[np.int8]
    column: str
    stage: str | None = None
    conflicting: int = 0

    def __len__(self) -> int:
        return len(self.values)

    @property
    def relevant(self) -> int:
        """Number of records labelled relevant."""
        return int((self.values == RELEVANT).sum())

    @property
    def irrelevant(self) -> int:
        """Number of records labelled irrelevant."""
        return int((self.values == IRRELEVANT).sum())

    @property
    def unlabelled(self) -> int:
        """Number of records without a label."""
        return int((self.values == UNLABELLED).sum())


def read_labels(
    path_or_records: str | Path | RecordSet,
    column: str | None = None,
    stage: str | None = None,
) -> dict[str, bool]:
    """Labels by record id: whether the record is relevant. Those without a label are absent.

    Ids are made from a record's content, so labels read from one file fit the same records read
    from another.

    Parameters
    ----------
    path_or_records
        A file, or records that were read already.
    column, stage
        As in `labels_of`.

    Raises
    ------
    InputError
        If the file cannot be read, has no labels, or has a value that is none.
    """
    if isinstance(path_or_records, RecordSet):
        records = path_or_records
    else:
        records = read_records(path_or_records)
    found = labels_of(records, column, stage)
    return {
        record_id: bool(value)
        for record_id, value in zip(records.ids, found.values, strict=True)
        if value != UNLABELLED
    }


def labels_of(records: RecordSet, column: str | None = None, stage: str | None = None) -> Labels:
    """Labels of records, in their order.

    Parameters
    ----------
    records
        Records with the columns of their source.
    column
        The column to read. By default the first that is known, in ASReview's reading order:
        ``asreview_label``, ``included``, ``label``, ``final_included``, ``label_included`` …, and
        after these the decisions that Rayyan and ASReview write into notes.
    stage
        ``title_abstract`` or ``full_text``: which column to prefer where a file has one a stage.

    Raises
    ------
    InputError
        If there is no such column, none at all, or a value in it that is no label.
    ConfigurationError
        If the stage is not known.
    """
    if stage is not None and stage not in STAGES:
        raise ConfigurationError(
            f"There is no screening stage '{stage}'.", remedy=f"Use one of: {', '.join(STAGES)}."
        )
    names = label_columns(records, stage)
    if column is not None:
        chosen = _asked_for(records, column)
    elif names:
        chosen = names[0]
    else:
        raise _no_labels(records)
    plain = plain_name(chosen)
    if plain in NOTE_COLUMNS and (column is None or chosen in names):
        return _from_notes(records, chosen)
    values = np.fromiter(
        (_value(record.fields.get(chosen, ""), chosen, record.source) for record in records),
        dtype=np.int8,
        count=len(records),
    )
    return Labels(values, chosen, _stage_of(plain))


def label_columns(records: RecordSet, stage: str | None = None) -> tuple[str, ...]:
    """Columns that hold labels by their name or, for notes, by their content; likeliest first."""
    columns = _columns(records)
    by_name = {plain_name(name): name for name in reversed(columns)}
    known = [by_name[name] for name in _STAGE_COLUMNS[stage] if name in by_name]
    notes = [
        name
        for name in columns
        if plain_name(name) in NOTE_COLUMNS
        and any(has_decision(record.fields.get(name, "")) for record in records)
    ]
    return (*known, *notes)


def _columns(records: RecordSet) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in record.fields))


def _asked_for(records: RecordSet, column: str) -> str:
    columns = _columns(records)
    if column in columns:
        return column
    same = [name for name in columns if plain_name(name) == plain_name(column)]
    if same:
        return same[0]
    near = get_close_matches(column, columns, n=1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    raise InputError(
        f"There is no column '{column}'.",
        where=_files(records),
        remedy=f"{hint}The columns are: {', '.join(columns[:20])}.",
    )


def _from_notes(records: RecordSet, column: str) -> Labels:
    values = np.full(len(records), UNLABELLED, dtype=np.int8)
    conflicting = 0
    for place, record in enumerate(records):
        decision = decision_in_note(record.fields.get(column, ""))
        if decision.relevant is not None:
            values[place] = RELEVANT if decision.relevant else IRRELEVANT
        conflicting += decision.conflicting
    return Labels(values, column, None, conflicting)


def _value(text: str, column: str, source: Source) -> int:
    value = _WORDS.get(text)
    if value is not None:
        return value
    word = re.sub(r"[\s_-]+", " ", text.strip().lower()).strip()
    decimal = _FLOAT.fullmatch(word)
    value = _WORDS.get(decimal.group(1) if decimal else word)
    if value is not None and not text.strip().startswith("-"):
        return value
    line = f", line {source.line} of the file" if source.line is not None else ""
    raise InputError(
        f"'{text.strip()[:40]}' in the column '{column}' is not a label.",
        where=f"{source.file}, data row {source.row} (counted from 0{line})",
        remedy="Write 1 for relevant, 0 for irrelevant, or leave the cell blank for unlabelled; "
        "or name another column that holds the labels.",
    )


def _stage_of(plain: str) -> str | None:
    if plain in TITLE_ABSTRACT_LABELS:
        return TITLE_ABSTRACT
    if plain in FULL_TEXT_LABELS or "final" in plain or plain == "labelincluded":
        return FULL_TEXT
    return None


def _files(records: RecordSet) -> str:
    return ", ".join(dict.fromkeys(record.source.file for record in records)) or "no file"


def _no_labels(records: RecordSet) -> InputError:
    return InputError(
        "No labels were found: there is no label column, and no decision in notes.",
        where=_files(records),
        remedy="Add a column 'label_included' with 1 (relevant), 0 (irrelevant) or blank, "
        "or name the column that holds the labels.",
    )
