"""Training a model on a review's decisions, and keeping the ranking that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from activescreen.configuration import load_configuration
from activescreen.errors import InputError
from activescreen.features import Progress, no_progress
from activescreen.learner import ActiveLearner
from activescreen.ledger import FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.ranking import Ranking
from activescreen.review.estimating import planning_estimate
from activescreen.review.open_phases import open_urn
from activescreen.store.database import Database
from activescreen.store.decisions import load_ledger
from activescreen.store.population import Population, load_population
from activescreen.store.rankings import StoredRanking, add_ranking, newest_ranking
from activescreen.store.reviews import (
    Counters,
    Review,
    count,
    find_review,
    set_configuration,
)


@dataclass(frozen=True)
class Ranked:
    """A ranking and what it is of.

    Attributes
    ----------
    review, population, ledger
        The review, the records that it screens, and what was decided on their titles and
        abstracts.
    stored
        The ranking as it was kept.
    ranking
        The ranking without what must not be read in ranked order.
    withheld
        How many records of registered random phases were left out of it.
    trained
        Whether it was trained now, and not before.
    """

    review: Review
    population: Population
    ledger: FrozenLedger
    stored: StoredRanking
    ranking: Ranking
    withheld: int
    trained: bool


@dataclass(frozen=True)
class _Snapshot:
    review: Review
    counted: Counters
    population: Population
    ledger: FrozenLedger
    newest: StoredRanking | None
    urn: frozenset[str]


def train(
    database: Database,
    name: str,
    now: datetime,
    configuration: str | None = None,
    seed: int | None = None,
    progress: Progress = no_progress,
) -> Ranked:
    """Train on all decisions there are, and keep the ranking as the newest.

    Parameters
    ----------
    database, name
        Where, and the review's name.
    now
        The time.
    configuration, seed
        What to rank with from now on; None: as before.
    progress
        Told how many records have been turned into features.

    Raises
    ------
    InputError
        If there is no such review, or it has no records.
    ConfigurationError
        If there is no such configuration.
    """
    if configuration is not None:
        load_configuration(configuration)
    if configuration is not None or seed is not None:
        with database.writing() as connection:
            review = find_review(connection, name)
            set_configuration(
                connection,
                review,
                review.configuration if configuration is None else configuration,
                review.seed if seed is None else seed,
            )
    return _trained(database, _snapshot(database, name), now, progress)


def rank(database: Database, name: str, now: datetime, progress: Progress = no_progress) -> Ranked:
    """The newest ranking; trained now where decisions or records have come since.

    Raises
    ------
    InputError
        If there is no such review, or it has no records.
    """
    snapshot = _snapshot(database, name)
    newest = snapshot.newest
    if newest is not None and _is_current(newest, snapshot):
        return _ranked(snapshot, newest, trained=False)
    return _trained(database, snapshot, now, progress)


def _snapshot(database: Database, name: str) -> _Snapshot:
    with database.reading() as connection:
        review = find_review(connection, name)
        population = load_population(connection, review)
        ledger = load_ledger(connection, review, population)
        urn = open_urn(connection, review, ledger)
        if not len(population):
            raise InputError(
                "The review has no records yet.",
                where=f"review '{review.name}'",
                remedy="Import a search first: activescreen import --review REVIEW FILE.",
            )
        return _Snapshot(
            review,
            count(connection, review),
            population,
            ledger.freeze(),
            newest_ranking(connection, review),
            frozenset(record for record, stage in urn.items() if stage == TITLE_ABSTRACT),
        )


def _is_current(newest: StoredRanking, snapshot: _Snapshot) -> bool:
    review, counted = snapshot.review, snapshot.counted
    seen = newest.seen
    same = (newest.configuration, newest.seed) == (review.configuration, review.seed)
    return same and (seen.places, seen.events) == (counted.places, counted.events)


def _trained(database: Database, snapshot: _Snapshot, now: datetime, progress: Progress) -> Ranked:
    review = snapshot.review
    learner = ActiveLearner(
        load_configuration(review.configuration), review.seed, review.protocol.text()
    )
    learner.prepare(snapshot.population.records, progress)
    ranking = learner.fit(snapshot.ledger).rank()
    estimate = planning_estimate(snapshot.ledger, learner)
    with database.writing() as connection:
        count(connection, review, lock=True)
        stored = add_ranking(
            connection,
            review,
            ranking,
            ranked_by=learner.ranked_by,
            notes=learner.notes,
            seen=snapshot.counted,
            estimate=None if estimate is None else (str(estimate.badge), estimate.statement),
            created=now.isoformat(),
        )
    return _ranked(snapshot, stored, trained=True)


def _ranked(snapshot: _Snapshot, stored: StoredRanking, *, trained: bool) -> Ranked:
    records = snapshot.population.records
    ranking = stored.of(records)
    free = np.array([name not in snapshot.urn for name in ranking.record_ids], dtype=np.bool_)
    shown = Ranking(records, ranking.positions[free], ranking.scores[free], ranking.model_hash)
    return Ranked(
        snapshot.review,
        snapshot.population,
        snapshot.ledger,
        stored,
        shown,
        len(ranking) - len(shown),
        trained,
    )
