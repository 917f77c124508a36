"""Trainings are found without their orders, old ones are thinned out, and two never run at once."""

import numpy as np
import pytest

from activescreen.ranking import Ranking
from activescreen.records import Record, RecordSet, Source
from activescreen.store.rankings import add_ranking, newest_ranking
from activescreen.store.reviews import Counters, count, set_configuration
from activescreen.store.trainings import (
    NEWEST_KEPT,
    newest_training,
    prune_rankings,
    reviews_behind,
    training_lock,
    trainings_of,
)

NOW = "2026-03-03T10:00:00+00:00"
RECORDS = RecordSet(Record(f"Title {row}", Source("made.csv", row)) for row in range(3))


@pytest.fixture
def train(store):
    """Keep a ranking of a review that has seen all of it, or what is said."""

    def trained(review, seen=None, n=1):
        ranking = Ranking(RECORDS, np.array([2, 0, 1]), np.array([3.0, 2.0, 1.0]), "m0de1")
        with store.writing() as connection:
            for _ in range(n):
                stored = add_ranking(
                    connection,
                    review,
                    ranking,
                    ranked_by="classifier",
                    notes=("A note.",),
                    seen=count(connection, review) if seen is None else seen,
                    estimate=("model-based", "Half is found."),
                    created=NOW,
                )
        return stored

    return trained


def test_a_training_is_its_ranking_without_the_order(store, make_review, train):
    review = make_review(RECORDS)
    with store.reading() as connection:
        assert newest_training(connection, review) is None
    stored = train(review, n=3)
    with store.reading() as connection:
        newest = newest_training(connection, review)
        assert [each.number for each in trainings_of(connection, review, 9)] == [3, 2, 1]
        assert [each.number for each in trainings_of(connection, review, 9, before=3)] == [2, 1]
    for name in ("number", "model_hash", "configuration", "seed", "ranked_by", "notes", "estimate"):
        assert getattr(newest, name) == getattr(stored, name)
    assert newest.seen == Counters(places=3, events=0)


def test_old_rankings_are_thinned_out_but_a_history_stays(store, make_review, train):
    review, other = make_review(RECORDS), make_review(RECORDS, "others")
    train(other, n=1)
    train(review, n=NEWEST_KEPT + 25)
    with store.writing() as connection:
        prune_rankings(connection, review)
    with store.reading() as connection:
        kept = [each.number for each in trainings_of(connection, review, 999)][::-1]
        assert newest_training(connection, other).number == 1
    assert kept == [1, 11, 21, *range(26, NEWEST_KEPT + 26)]
    train(review)
    with store.reading() as connection:
        assert newest_ranking(connection, review).number == NEWEST_KEPT + 26


def test_reviews_that_are_behind_are_found(store, make_review, train):
    empty, fresh, seen = (
        make_review(RecordSet([]), "empty"),
        make_review(RECORDS, "fresh"),
        make_review(RECORDS, "seen"),
    )

    def behind():
        with store.reading() as connection:
            return reviews_behind(connection)

    assert behind() == [fresh.id, seen.id]
    train(seen)
    assert behind() == [fresh.id]
    train(seen, Counters(places=2, events=0))
    assert behind() == [fresh.id, seen.id]
    train(fresh)
    train(seen)
    assert behind() == []
    with store.writing() as connection:
        set_configuration(connection, seen, "default", 0)
    assert behind() == [seen.id]
    assert empty.id not in behind()


def test_no_two_processes_of_a_server_train_one_review_at_once(store, make_review):
    one, other = make_review(RECORDS), make_review(RECORDS, "others")
    with training_lock(store, one.id) as mine, training_lock(store, other.id) as apart:
        assert mine
        assert apart
        with training_lock(store, one.id) as again:
            # With an embedded database there is one process only, which trains one at a time.
            assert again is store.is_sqlite
    with training_lock(store, one.id) as later:
        assert later
