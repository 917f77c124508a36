"""Training a model on a review's decisions, and keeping the ranking that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np

from activescreen.configuration import load_configuration
from activescreen.features import Progress, no_progress
from activescreen.ledger import FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.ranking import Ranking
from activescreen.review.ranking.choosing import choose
from activescreen.review.ranking.lessons import is_current, keep, learn, make_learner
from activescreen.review.ranking.material import Material, Moment
from activescreen.review.stopping.open_phases import open_urn
from activescreen.store.database import Database
from activescreen.store.population import Population
from activescreen.store.rankings import StoredRanking, newest_ranking
from activescreen.store.reviews import Review, find_review


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


class _Found(NamedTuple):
    moment: Moment
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
    if configuration is not None or seed is not None:
        with database.writing() as connection:
            review = find_review(connection, name)
            choose(
                connection,
                review,
                review.configuration if configuration is None else configuration,
                review.seed if seed is None else seed,
                "",
                now,
            )
    return _trained(database, _find(database, name), now, progress)


def rank(database: Database, name: str, now: datetime, progress: Progress = no_progress) -> Ranked:
    """The newest ranking; trained now where decisions or records have come since.

    Raises
    ------
    InputError
        If there is no such review, or it has no records.
    """
    found = _find(database, name)
    newest, moment = found.newest, found.moment
    if newest is not None and is_current(newest, moment.review, moment.counted):
        return _ranked(found, newest, trained=False)
    return _trained(database, found, now, progress)


def _find(database: Database, name: str) -> _Found:
    with database.reading() as connection:
        review = find_review(connection, name)
        material = Material()
        moment = material.catch_up(connection, review)
        urn = open_urn(connection, review, material.ledger)
        titles = frozenset(record for record, stage in urn.items() if stage == TITLE_ABSTRACT)
        return _Found(moment, newest_ranking(connection, review), titles)


def _trained(database: Database, found: _Found, now: datetime, progress: Progress) -> Ranked:
    review = found.moment.review
    learner = make_learner(review, load_configuration(review.configuration))
    lesson = learn(learner, found.moment, progress)
    stored = keep(database, lesson, now, even_if_known=True)
    if stored is None:
        raise RuntimeError("a ranking that was to be kept in any case was not")
    return _ranked(found, stored, trained=True)


def _ranked(found: _Found, stored: StoredRanking, *, trained: bool) -> Ranked:
    moment = found.moment
    records = moment.population.records
    ranking = stored.of(records)
    free = np.array([name not in found.urn for name in ranking.record_ids], dtype=np.bool_)
    shown = Ranking(records, ranking.positions[free], ranking.scores[free], ranking.model_hash)
    return Ranked(
        moment.review,
        moment.population,
        moment.ledger,
        stored,
        shown,
        len(ranking) - len(shown),
        trained,
    )
