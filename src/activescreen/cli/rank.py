"""``activescreen rank``: the unlabelled records of a half-labelled file, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.cli import console
from activescreen.cli.copies import tell_contradictions
from activescreen.cli.outputs import check_outputs
from activescreen.cli.reviews import about, read_review
from activescreen.cli.study_bars import bars_for
from activescreen.configuration import load_configuration
from activescreen.errors import InputError
from activescreen.formats import Labels, write_table
from activescreen.formats.reading_order import reading_order
from activescreen.learner import ActiveLearner
from activescreen.ledger import (
    RELEVANT,
    UNRESOLVED,
    Decision,
    Draw,
    FrozenLedger,
    Ledger,
    Verdict,
)
from activescreen.ranking import Ranking
from activescreen.records import RecordSet
from activescreen.review.ranking.estimating import NO_ESTIMATE, in_words, planning_estimate

_OWN: Final = ("rank", "score")


def run(
    file: Path,
    out: Path,
    label_column: str | None,
    stage: str | None,
    config: str,
    question: str,
    seed: int,
    mapping: Mapping[str, str],
) -> None:
    """Rank, write the ranking, print the recall estimate."""
    learner = ActiveLearner(load_configuration(config), seed, question)
    check_outputs(file, {"--out": out})
    records, labels = read_review(file, label_column, stage, mapping)
    tell_contradictions(file.name, records, labels.values)
    order, _ = reading_order(records, labels.values != UNRESOLVED)
    ledger = labelled_ledger(records, labels, order)
    if not len(ledger.unread):
        raise InputError(
            f"All {len(records):,} records are labelled in column '{labels.column}'.",
            where=file.name,
            remedy="There is nothing left to rank; 'activescreen simulate' takes such a file.",
        )
    with bars_for(0) as bars, about(file.name):
        learner.prepare(records, bars.features)
        ranking = learner.fit(ledger).rank()
    columns = _input_columns(records)
    write_table(out, [*_OWN, *columns.values()], _rows(ranking, columns))
    _print(file, out, labels, ledger, learner)


def labelled_ledger(records: RecordSet, labels: Labels, order: NDArray[np.int64]) -> FrozenLedger:
    """The labels of a file as a frozen ledger."""
    ledger = Ledger(records)
    for place in order:
        relevant = labels.values[place] == RELEVANT
        verdict = Verdict.INCLUDE if relevant else Verdict.EXCLUDE
        ledger.append(Decision(records.ids[place], verdict, Draw.RANKED, reviewer="file"))
    return ledger.freeze()


def _input_columns(records: RecordSet) -> dict[str, str]:
    """Column of the file -> its name in the ranking.

    The rank and score that an earlier call wrote, which stand first, make room for the new ones.
    A column of that name from elsewhere is kept under another.
    """
    columns = list(dict.fromkeys(column for record in records for column in record.fields))
    if columns[: len(_OWN)] == [*_OWN]:
        columns = columns[len(_OWN) :]
    names: dict[str, str] = {}
    for column in columns:
        name, number = column, 1
        while name in _OWN or (name != column and name in columns):
            number += 1
            name = f"{column} ({number})"
        names[column] = name
    return names


def _rows(ranking: Ranking, columns: Iterable[str]) -> Iterator[list[object]]:
    for number, (place, score) in enumerate(
        zip(ranking.positions, ranking.scores, strict=True), start=1
    ):
        fields = ranking.records[int(place)].fields
        yield [number, f"{score:.6f}", *(fields.get(column, "") for column in columns)]


def _print(
    file: Path,
    out: Path,
    labels: Labels,
    ledger: FrozenLedger,
    learner: ActiveLearner,
) -> None:
    console.say(
        f"{file.name}: {ledger.population:,} records, {ledger.n_read:,} labelled in column "
        f"'{labels.column}' ({labels.relevant:,} relevant), {len(ledger.unread):,} ranked."
    )
    estimate = planning_estimate(ledger, learner)
    said = (NO_ESTIMATE,) if estimate is None else in_words(estimate.badge, estimate.statement)
    for sentence in said:
        console.say(sentence)
    for note in learner.notes:
        console.say(f"Note: {note}")
    if not ledger.n_found and not learner.question.strip():
        console.say(
            "Note: No record is labelled relevant yet. Give the review question to rank by what "
            'it says: --question "peer support for people with psychosis".'
        )
    console.say(f"Ranking: {out}")
