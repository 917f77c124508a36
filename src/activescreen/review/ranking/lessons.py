"""One training: a learner fitted on a moment of a review, and the ranking that is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from activescreen.configuration import Configuration
from activescreen.features import Progress, no_progress
from activescreen.learner import ActiveLearner
from activescreen.ranking import Ranking
from activescreen.review.ranking.estimating import planning_estimate
from activescreen.review.ranking.material import Moment
from activescreen.store.database import Database
from activescreen.store.rankings import StoredRanking, add_ranking
from activescreen.store.reviews import Counters, Review, count
from activescreen.store.trainings import Training, newest_training, prune_rankings

STAND_IN: Final = "words"
"""The configuration that ranks while another one's features are being computed."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a training gave.

    Attributes
    ----------
    moment
        What was learned from.
    configuration
        Name of the configuration that ranked.
    ranking, ranked_by, notes
        The ranking, by what it ranks, and what a person should know of it.
    estimate
        Of recall: its badge and its statement; None where there was too little to go by.
    """

    moment: Moment
    configuration: str
    ranking: Ranking
    ranked_by: str
    notes: tuple[str, ...]
    estimate: tuple[str, str] | None


def make_learner(review: Review, configuration: Configuration) -> ActiveLearner:
    """A learner that has learned nothing yet; the protocol's text leads it until it has."""
    return ActiveLearner(configuration, review.seed, review.protocol.text())


def learn(learner: ActiveLearner, moment: Moment, progress: Progress = no_progress) -> Lesson:
    """Fit a learner on a moment of a review, and rank what is unread."""
    learner.prepare(moment.population.records, progress)
    ranking = learner.fit(moment.ledger).rank()
    estimate = planning_estimate(moment.ledger, learner)
    return Lesson(
        moment,
        learner.configuration.name,
        ranking,
        learner.ranked_by,
        learner.notes,
        None if estimate is None else (str(estimate.badge), estimate.statement),
    )


def keep(
    database: Database, lesson: Lesson, now: datetime, *, even_if_known: bool = False
) -> StoredRanking | None:
    """Keep the ranking of a lesson as the newest, in one short transaction.

    Parameters
    ----------
    database, lesson, now
        Where, what, and the time.
    even_if_known
        Also where another process has kept a ranking meanwhile that has seen as much.

    Returns
    -------
    The ranking as it was kept; None if the other one was left the newest.
    """
    moment = lesson.moment
    review = replace(moment.review, configuration=lesson.configuration)
    with database.writing() as connection:
        count(connection, review, lock=True)
        newest = newest_training(connection, review)
        if not even_if_known and newest is not None and _knows(newest, lesson):
            return None
        stored = add_ranking(
            connection,
            review,
            lesson.ranking,
            ranked_by=lesson.ranked_by,
            notes=lesson.notes,
            seen=moment.counted,
            estimate=lesson.estimate,
            created=now.isoformat(),
        )
        prune_rankings(connection, review)
        return stored


def is_current(newest: StoredRanking | Training, review: Review, counted: Counters) -> bool:
    """Whether a ranking was made as the review asks for, and has seen all that it holds."""
    seen = newest.seen
    same = (newest.configuration, newest.seed) == (review.configuration, review.seed)
    return same and (seen.places, seen.events) == (counted.places, counted.events)


def _knows(newest: Training, lesson: Lesson) -> bool:
    """Whether a ranking has seen as much as a lesson, and is as good."""
    review, seen = lesson.moment.review, lesson.moment.counted
    good = newest.configuration in (review.configuration, lesson.configuration)
    more = newest.seen.places >= seen.places and newest.seen.events >= seen.events
    return good and newest.seed == review.seed and more
