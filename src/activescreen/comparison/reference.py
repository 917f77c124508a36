"""Full human screening: a label for every record, at each stage that the file tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.comparison.screened import NOBODY
from activescreen.errors import InputError
from activescreen.formats.decisions import screening_of
from activescreen.formats.labels import IRRELEVANT, RELEVANT, UNLABELLED, Labels, labels_of
from activescreen.ledger import Decision, Draw
from activescreen.protocol import FULL_TEXT, STAGES, TITLE_ABSTRACT
from activescreen.records import RecordSet

UNNAMED: Final = ""
"""The stage of labels whose column does not say which one it is."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Full human screening of a set of records.

    Attributes
    ----------
    name
        The file.
    records
        The records.
    labels
        Stage -> 1 or 0 a record; shape (N,). `UNNAMED` where the column does not name one.
    columns
        Stage -> the column that it was read from.
    votes
        What single persons decided, where the file says it; resolutions left out.
    """

    name: str
    records: RecordSet
    labels: Mapping[str, NDArray[np.int8]]
    columns: Mapping[str, str]
    votes: tuple[Decision, ...] = ()

    def only(self, *stages: str) -> Reference:
        """The same with the labels of some stages only."""
        kept = {stage: labels for stage, labels in self.labels.items() if stage in stages}
        return replace(self, labels=kept)


def reference_of(
    records: RecordSet, name: str, column: str | None = None, stage: str | None = None
) -> Reference:
    """Read the labels of full human screening.

    Parameters
    ----------
    records
        Records with the columns of their source.
    name
        What to call them.
    column
        The column with the labels; by default those that are named for a stage, or else the
        column that is found by its name.
    stage
        The stage that the column's labels belong to, or the only stage to compare.

    Raises
    ------
    InputError
        If there are no labels, or a record has none.
    """
    found: dict[str, Labels] = {}
    if column is not None:
        labels = labels_of(records, column, stage)
        found[stage or labels.stage or UNNAMED] = labels
    else:
        for each in (stage,) if stage else STAGES:
            labels = labels_of(records, stage=each)
            if labels.stage == each:
                found[each] = labels
        if not found:
            labels = labels_of(records, stage=stage)
            found[stage or labels.stage or UNNAMED] = labels
    values = {each: labels.values.copy() for each, labels in found.items()}
    _close_full_text(values)
    for each, labels in found.items():
        _check(values[each], labels, records, name)
    votes = tuple(
        made
        for made in screening_of(records).decisions
        if made.reviewer not in NOBODY and not made.resolves and made.draw is not Draw.PRIOR
    )
    columns = {each: labels.column for each, labels in found.items()}
    return Reference(name, records, values, columns, votes)


def _close_full_text(values: dict[str, NDArray[np.int8]]) -> None:
    """Who is out by title and abstract never gets to the full text, and has no label there."""
    if values.keys() >= {TITLE_ABSTRACT, FULL_TEXT}:
        out = values[TITLE_ABSTRACT] == IRRELEVANT
        full = values[FULL_TEXT]
        full[out & (full == UNLABELLED)] = IRRELEVANT


def _check(values: NDArray[np.int8], labels: Labels, records: RecordSet, name: str) -> None:
    open_places = np.flatnonzero((values != RELEVANT) & (values != IRRELEVANT))
    if not len(open_places):
        return
    first = records[int(open_places[0])]
    who = "none of its records has" if len(open_places) == len(records) else "some records lack"
    raise InputError(
        f"This is no full screening: {who} a label in '{labels.column}' ({len(open_places):,} of "
        f"{len(records):,} without one, the first in row {first.source.row}).",
        where=name,
        remedy="Label every record of the truth, leave those out that nobody screened, or name "
        "another column with --label-column.",
    )
