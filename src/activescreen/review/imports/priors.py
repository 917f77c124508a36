"""Labels that imported files carry: what was decided before screening began here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from activescreen.errors import InputError
from activescreen.formats import Labels, label_columns, labels_of
from activescreen.formats.columns import plain_name
from activescreen.formats.decisions import found_in, screening_of
from activescreen.formats.labels import RELEVANT, UNLABELLED
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import RecordSet

REVIEWER: Final = "prior"
"""Whom the labels of a column are ascribed to."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What files carry.

    Attributes
    ----------
    decisions
        On records as they were imported, without ids.
    undecided
        Records that a column has as "maybe" or "conflict"; they are to be screened.
    remarks
        Sentences on what was taken for granted.
    """

    decisions: tuple[Decision, ...] = ()
    undecided: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Priors:
    """Prior decisions on the records that are screened.

    Attributes
    ----------
    decisions
        With ids, in the order of import.
    known
        Labelled records that the review had already; their labels were left out.
    contradicting
        Records whose copies have different labels; these were left out.
    """

    decisions: tuple[Decision, ...] = ()
    known: int = 0
    contradicting: int = 0


def carried_by(
    files: Sequence[RecordSet], column: str | None = None, stage: str | None = None
) -> Carried:
    """The labels of files, each by its own columns.

    Decisions that reviewers' programs left keep their reviewers and votes. The labels of a column
    have no author: they count as settled.

    Parameters
    ----------
    files
        The records of each file.
    column
        Column with the labels; by default as `activescreen.formats.labels_of` finds it.
    stage
        The stage that labels belong to; title and abstract by default.

    Raises
    ------
    InputError
        If no file has the column, or a value in it is no label.
    """
    found = [_of_file(records, column, stage) for records in files if _has(records, column)]
    if column is not None and not found:
        raise InputError(
            f"No file has a column '{column}'.",
            where=", ".join(dict.fromkeys(r[0].source.file for r in files if len(r))),
            remedy="Check the spelling against the first line of the file.",
        )
    return Carried(
        tuple(decision for each in found for decision in each.decisions),
        sum(each.undecided for each in found),
        tuple(dict.fromkeys(remark for each in found for remark in each.remarks)),
    )


def settled(carried: Iterable[Decision], kept: Mapping[str, str | None], name: str) -> Priors:
    """Carried decisions as prior ones on the records that are kept.

    Parameters
    ----------
    carried
        On records as they were imported.
    kept
        Id of a record -> of the new record that stands for it; None where the review had it.
    name
        What the ids of the events begin with.
    """
    by_record: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
    known: set[str] = set()
    for decision in carried:
        home = kept[decision.record_id]
        if home is None:
            known.add(decision.record_id)
        else:
            by_record[home, decision.stage].append(replace(decision, record_id=home))
    decisions: list[Decision] = []
    contradicting = 0
    for made in by_record.values():
        if len({each.verdict for each in made if each.resolves}) > 1:
            contradicting += 1
        else:
            decisions += dict.fromkeys(made)
    numbered = (replace(each, id=f"{name}-{n}") for n, each in enumerate(decisions, 1))
    return Priors(tuple(numbered), len(known), contradicting)


def _has(records: RecordSet, column: str | None) -> bool:
    if column is None:
        return bool(label_columns(records))
    wanted = plain_name(column)
    return any(plain_name(name) == wanted for record in records for name in record.fields)


def _of_file(records: RecordSet, column: str | None, stage: str | None) -> Carried:
    labels = labels_of(records, column, stage)
    if column is None and any(found_in(record).column == labels.column for record in records):
        made = screening_of(records).decisions
        return Carried(tuple(map(_as_prior, made)), 0, labels.remarks)
    undecided = labels.conflicting + labels.undecided
    return Carried(tuple(_of_column(records, labels, stage)), undecided, labels.remarks)


def _as_prior(decision: Decision) -> Decision:
    # What a team decided without saying who is settled; votes stay votes.
    nameless = not decision.reviewer and decision.verdict is not Verdict.MAYBE
    return replace(
        decision,
        draw=Draw.PRIOR,
        id="",
        resolves=decision.resolves or nameless,
        ranking_hash="",
        position=None,
    )


def _of_column(records: RecordSet, labels: Labels, stage: str | None) -> Iterator[Decision]:
    for place in np.flatnonzero(labels.values != UNLABELLED).tolist():
        relevant = labels.values[place] == RELEVANT
        yield Decision(
            records.ids[place],
            Verdict.INCLUDE if relevant else Verdict.EXCLUDE,
            Draw.PRIOR,
            stage=stage or TITLE_ABSTRACT,
            reviewer=REVIEWER,
            resolves=True,
        )
