"""Labels that a file carries: which column or note holds them, and what its words mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
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
from activescreen.formats.decisions import asreview, eppi, found_in, rayyan, screening_of
from activescreen.formats.decisions.covidence import assumption
from activescreen.formats.reading import read_records
from activescreen.formats.screening import Screening
from activescreen.ledger import Verdict
from activescreen.protocol import FULL_TEXT, STAGES, TITLE_ABSTRACT
from activescreen.records import Record, RecordSet, Source

RELEVANT: Final = 1
IRRELEVANT: Final = 0
UNLABELLED: Final = -1

_INCLUDED = ("1", "included", "include", "yes", "y", "relevant", "true", "t", "in", "i")
_EXCLUDED = (
    *("0", "excluded", "exclude", "no", "n", "irrelevant", "not relevant", "false", "f"),
    *("out", "e"),
)
_UNDECIDED = ("maybe", "unsure", "unclear", "undecided")
_CONFLICT = "conflict"
_OPEN = (
    *("", "na", "n/a", "nan", "null", "none", "?", "unknown", "unlabelled", "unlabeled"),
    *("not seen", _CONFLICT, *_UNDECIDED),
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
TOLD: Final = (
    *("included", "include", "label", "final_included", "included_final", "included_flag"),
    *("included_label", "asreview_label", "label_abstract_screening", "label_title_abstract"),
    *("included_abstract", "label_full_text", "included_full_text"),
)
"""Names of label columns as people write them."""
_FLOAT = re.compile(r"([01])\.0*")


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels of a set of records.

    Attributes
    ----------
    values
        One a record, in the records' order: 1 relevant, 0 irrelevant, -1 unlabelled.
    column
        The column or tag they were read from, of decisions in several the first.
    stage
        The screening stage that this column's name speaks of, ``None`` if of none.
    conflicting
        Number of records with contradicting decisions; they count as unlabelled.
    undecided
        Number of further records on which someone said "maybe"; they count as unlabelled.
    remarks
        Sentences on what was taken for granted.
    """

    values: NDArray[np.int8]
    column: str
    stage: str | None = None
    conflicting: int = 0
    undecided: int = 0
    remarks: tuple[str, ...] = ()

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

    They come from the first of these that there is:

    1. the column that is asked for;
    2. a column that is named for labels, in ASReview's reading order: ``asreview_label``,
       ``included``, ``label``, ``final_included``, ``label_included`` …;
    3. the decisions that tools leave in notes, logs and columns of their own, as
       `activescreen.formats.decisions` finds them: exports of ours, of Rayyan, Covidence,
       Abstrackr, EPPI-Reviewer and ASReview. A resolution settles a label, otherwise votes that
       agree; where someone said "maybe", or votes differ, the record is unlabelled.

    EPPI-Reviewer's column ``Included`` is read as in 3, since only there its letters are labels.
    In an ASReview project and in Rayyan's archive the log counts, not a column of the data that
    were put in.

    Parameters
    ----------
    records
        Records with the columns of their source.
    column
        The column to read.
    stage
        ``title_abstract`` or ``full_text``: which column, or whose decisions, to prefer where a
        file has both. By default the last stage that a record has reached.

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
    chosen = _asked_for(records, column) if column is not None else ""
    named = () if _is_eppi(records) or _is_logged(records) else _named(records, stage)
    chosen = chosen or next(iter(named), "")
    marked = () if chosen in named else _marked(records)
    if chosen and chosen not in marked:
        return _from_column(records, chosen)
    if not marked:
        raise _no_labels(records)
    return _from_decisions(screening_of(records), chosen or marked[0], stage)


def left_open(records: RecordSet, column: str) -> NDArray[np.bool_]:
    """Which cells of a label column say that a record was read and is not settled.

    That is "maybe" in its several words, and "conflict": `labels_of` gives no label for them,
    but nobody may count them as unread.
    """
    words = (_word(record.fields.get(column, "")) for record in records)
    return np.array([word in _UNDECIDED or word == _CONFLICT for word in words], dtype=np.bool_)


def label_columns(records: RecordSet, stage: str | None = None) -> tuple[str, ...]:
    """Columns that hold labels by their name, then those with a tool's decisions."""
    return tuple(dict.fromkeys((*_named(records, stage), *_marked(records))))


def _named(records: RecordSet, stage: str | None) -> tuple[str, ...]:
    by_name = {plain_name(name): name for name in reversed(_columns(records))}
    return tuple(by_name[name] for name in _STAGE_COLUMNS[stage] if name in by_name)


def _is_eppi(records: Iterable[Record]) -> bool:
    return any(eppi.marks(record) for record in islice(records, 1))


def _is_logged(records: Iterable[Record]) -> bool:
    return any(asreview.LOG in record.fields or rayyan.LOG in record.fields for record in records)


def _marked(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (found_in(record).column for record in records))))


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


def _from_column(records: RecordSet, column: str) -> Labels:
    texts = [record.fields.get(column, "") for record in records]
    values = [_value(text, column, r.source) for text, r in zip(texts, records, strict=True)]
    words = Counter(map(_word, texts))
    return Labels(
        np.array(values, dtype=np.int8),
        column,
        _stage_of(plain_name(column)),
        conflicting=words[_CONFLICT],
        undecided=sum(words[word] for word in _UNDECIDED),
    )


def _from_decisions(screening: Screening, column: str, stage: str | None) -> Labels:
    values = np.full(len(screening.records), UNLABELLED, dtype=np.int8)
    conflicting = undecided = 0
    stage = stage if stage in screening.stages else None
    for place, record_id in enumerate(screening.records.ids):
        label = screening.label(record_id, stage)
        if label is None and stage == FULL_TEXT:
            # Who is out by title and abstract never gets to the full text.
            label = False if screening.label(record_id, TITLE_ABSTRACT) is False else None
        if label is not None:
            values[place] = RELEVANT if label else IRRELEVANT
            continue
        said = {decision.verdict for decision in screening.standing(record_id, stage)}
        conflict = said >= {Verdict.INCLUDE, Verdict.EXCLUDE}
        conflicting += conflict
        undecided += Verdict.MAYBE in said and not conflict
    remarks = tuple(filter(None, (assumption(screening),)))
    return Labels(values, column, stage, conflicting, undecided, remarks)


def _word(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().lower()).strip()


def _value(text: str, column: str, source: Source) -> int:
    value = _WORDS.get(text)
    if value is not None:
        return value
    word = _word(text)
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
        "No labels were found: there is no label column, and no decision of a screening tool. "
        f"{assumption(Screening(records))}".strip(),
        where=_files(records),
        remedy="Name the column that holds them with --label-column, or call it 'label_included' "
        "and fill it with 1 (relevant), 0 (irrelevant) or blank. Also recognised are "
        f"{', '.join(TOLD)}, however they are spelled in case, blanks and underscores.",
    )
