"""Taking decisions from files: of one reviewer, of a team's consensus, or of a random phase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from activescreen.errors import ConfigurationError, InputError, StoppingError
from activescreen.formats import labels_of
from activescreen.formats.decisions import found_in, screening_of
from activescreen.formats.labels import RELEVANT, UNLABELLED, left_open
from activescreen.formats.reading_order import reading_order
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import RecordSet
from activescreen.review.duplicates.inheriting import inherit_all
from activescreen.review.imports.matching import homes_of
from activescreen.review.stopping.open_phases import open_urn
from activescreen.review.stopping.standing_still import check_may_change, counted_before
from activescreen.store.database import Database
from activescreen.store.decisions import append, load_ledger
from activescreen.store.population import Population, load_population
from activescreen.store.rankings import newest_ranking
from activescreen.store.reviews import Review, count, find_review


@dataclass(frozen=True)
class Labelled:
    """What became of a file with labels.

    Attributes
    ----------
    rows
        Rows with a label, or with a decision of someone.
    added
        Decisions that are new.
    repeated
        Decisions that the review had already.
    verdicts
        The new ones, by verdict.
    matched
        Rows without a record id of ours, which were recognised by what they say.
    remarks
        Sentences on what was taken for granted.
    """

    rows: int
    added: int
    repeated: int
    verdicts: Counter[Verdict]
    matched: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelFile:
    """Labels as a file has them.

    Attributes
    ----------
    records
        Its rows; a column ``record_id`` names records of the review.
    reviewer
        Whose labels they are, where the file does not say it.
    resolves
        Whether they settle their records, as a consensus or an adjudicator's word does.
    label_column, stage
        Where labels are, and the stage that they belong to.
    """

    records: RecordSet
    reviewer: str = ""
    resolves: bool = False
    label_column: str | None = None
    stage: str | None = None


def add_labels(database: Database, name: str, file: LabelFile, now: datetime) -> Labelled:
    """Add the decisions of a file to a review: all of them, or none.

    What a reviewer has said of a record already is not added again, so that a file may be given
    again when more of it is filled in.

    Parameters
    ----------
    database, name
        Where, and the review's name.
    file
        The labels.
    now
        The time, kept beside the decisions.

    Raises
    ------
    InputError
        If a row is about no record of the review, or has no label in it that could be read.
    ConfigurationError
        If several votes a record are asked for and nobody says whose these are.
    StoppingError
        If a record is in the urn of a registered random phase, which is read in its order only.
    """
    made, remarks = _decisions(file)
    if not made:
        raise InputError(
            "There is no decision in the file: no row has a label.",
            where=file.records[0].source.file,
            remedy="Fill in the column 'label': 1 for relevant, 0 for irrelevant, or maybe.",
        )
    while True:
        # Recognising rows takes long, so nobody is kept waiting for it.
        with database.reading() as connection:
            review = find_review(connection, name)
            _check_reviewers(review, made)
            seen = count(connection, review)
            population = load_population(connection, review)
            homes = homes_of(connection, review, population, file.records)
        events = [replace(each, record_id=homes.found[each.record_id]) for each in made]
        with database.writing() as connection:
            if count(connection, review, lock=True).records == seen.records:
                ledger = load_ledger(connection, review, population)
                _check_urns(connection, review, ledger, events)
                fresh = list(_fresh(ledger, events, _shown(connection, review, population)))
                _check_standing(connection, review, population, fresh)
                added = append(connection, review, fresh, now.isoformat())
                inherit_all(connection, review, [event.record_id for event in fresh], now)
                break
        # Records came in between: some rows may be about these.
    return Labelled(
        rows=len({each.record_id for each in made}),
        added=added,
        repeated=len(made) - added,
        verdicts=Counter(event.verdict for event in fresh),
        matched=homes.matched,
        remarks=remarks,
    )


def add_draws(database: Database, name: str, draws: Sequence[Decision], now: datetime) -> int:
    """Add the decisions of a table of draws, as far as they are new.

    Parameters
    ----------
    database, name, now
        As `add_labels` takes them.
    draws
        What the table says now. A label that was changed there is another event.

    Returns
    -------
    How many were new.

    Raises
    ------
    InputError, LedgerError
        If there is no such review, or it has no such record.
    """
    with database.writing() as connection:
        review = find_review(connection, name)
        count(connection, review, lock=True)
        before: dict[tuple[str, str], list[Decision]] = {}
        for event in load_ledger(connection, review):
            if event.draw is Draw.RANDOM:
                before.setdefault((event.record_id, event.stage), []).append(event)
        fresh = []
        for draw in draws:
            earlier = before.get((draw.record_id, draw.stage), ())
            if not earlier:
                fresh.append(draw)
            elif earlier[-1].verdict is not draw.verdict:
                # It takes the place of what settled the record before.
                changed = replace(draw, id=f"{draw.id}-{len(earlier) + 1}", resolves=True)
                fresh.append(changed)
        added = append(connection, review, fresh, now.isoformat())
        inherit_all(connection, review, [event.record_id for event in fresh], now)
    return added


def _decisions(file: LabelFile) -> tuple[list[Decision], tuple[str, ...]]:
    """What the rows say, on the ids that they have in the file, in the order of reading."""
    records, stage = file.records, file.stage or TITLE_ABSTRACT
    labels = labels_of(records, file.label_column, file.stage)
    if file.label_column is None and any(found_in(r).column == labels.column for r in records):
        return [_of_program(each, file) for each in screening_of(records).decisions], labels.remarks
    read = (labels.values != UNLABELLED) | left_open(records, labels.column)
    places, _ = reading_order(records, np.asarray(read))
    made = []
    for place in places.tolist():
        value = int(labels.values[place])
        verdict = Verdict.INCLUDE if value == RELEVANT else Verdict.EXCLUDE
        decision = Decision(
            records.ids[place],
            Verdict.MAYBE if value == UNLABELLED else verdict,
            stage=stage,
            reviewer=records[place].fields.get("reviewer", "").strip() or file.reviewer,
            resolves=file.resolves,
        )
        made.append(decision)
    return made, labels.remarks


def _of_program(decision: Decision, file: LabelFile) -> Decision:
    return replace(
        decision,
        reviewer=decision.reviewer or file.reviewer,
        resolves=decision.resolves or file.resolves,
    )


def _check_reviewers(review: Review, made: Iterable[Decision]) -> None:
    if review.protocol.votes_per_record == 1:
        return
    if any(not decision.reviewer and not decision.resolves for decision in made):
        raise ConfigurationError(
            f"The review asks for {review.protocol.votes_per_record} votes a record, but the file "
            "does not say whose votes these are.",
            where=f"review '{review.name}'",
            remedy="Name the reviewer with --reviewer NAME, or say that they are a consensus "
            "with --resolve.",
        )


def _check_urns(
    connection: Connection, review: Review, ledger: Ledger, events: Iterable[Decision]
) -> None:
    urn = open_urn(connection, review, ledger)
    for event in events:
        if event.record_id in urn and event.stage == urn[event.record_id]:
            raise StoppingError(
                "The record is in the urn of a registered random phase, which is read in its "
                "registered order only.",
                where=f"record {event.record_id}",
                remedy="Label the table of draws that 'certificate register' wrote, and give that.",
            )


def _check_standing(
    connection: Connection, review: Review, population: Population, events: Iterable[Decision]
) -> None:
    """What was found before a random phase that goes on may not change."""
    numbers = {name: number for number, name in population.ids.items()}
    given = [(event.stage, numbers[event.record_id], event.record_id) for event in events]
    for stage in {stage for stage, _, _ in given}:
        asked = {number: name for each, number, name in given if each == stage}
        for number in counted_before(connection, review, asked.keys(), stage):
            check_may_change(connection, review, (number, asked[number]), stage)


def _shown(
    connection: Connection, review: Review, population: Population
) -> Mapping[str, tuple[str, int]]:
    """Record id -> the newest model, and the place that the record had in its ranking."""
    ranking = newest_ranking(connection, review)
    if ranking is None:
        return {}
    ids = population.records.ids
    places = enumerate(ranking.positions.tolist())
    return {ids[place]: (ranking.model_hash, at) for at, place in places}


def _fresh(
    ledger: Ledger, events: Iterable[Decision], shown: Mapping[str, tuple[str, int]]
) -> Iterator[Decision]:
    """The events that say something new, with the ranking that led to them."""
    last: dict[tuple[str, str, str, bool], tuple[Verdict, int]] = {}
    for event in ledger:
        key = event.record_id, event.stage, event.reviewer, event.resolves
        last[key] = event.verdict, last.get(key, (None, 0))[1] + 1
    for event in events:
        key = event.record_id, event.stage, event.reviewer, event.resolves
        verdict, times = last.get(key, (None, 0))
        if verdict is event.verdict:
            continue
        last[key] = event.verdict, times + 1
        if event.draw is Draw.RANKED and event.record_id in shown:
            model, place = shown[event.record_id]
            event = replace(event, ranking_hash=model, position=place)
        yield replace(event, id=_event_id(event, times + 1))


def _event_id(event: Decision, time: int) -> str:
    who = f"{event.reviewer}:{'resolved' if event.resolves else 'vote'}"
    return f"label:{event.stage}:{event.record_id}:{who}:{time}"
