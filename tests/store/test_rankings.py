"""Rankings in the store: packed small, and exactly what they were."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from activescreen.ranking import Ranking
from activescreen.records import Record, RecordSet, Source
from activescreen.store.rankings import (
    add_ranking,
    newest_ranking,
    pack_positions,
    pack_scores,
    unpack_positions,
    unpack_scores,
)
from activescreen.store.reviews import Counters

RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(6))


@given(arrays(np.float64, st.integers(0, 30), elements=st.floats(-1e6, 1e6)))
def test_rounded_scores_come_back_to_the_last_bit(scores):
    rounded = np.add(np.round(scores, 6), 0.0)
    found = unpack_scores(pack_scores(rounded))
    assert found.tolist() == rounded.tolist()


@given(arrays(np.int64, st.integers(0, 30), elements=st.integers(0, 2**31 - 1)))
def test_places_come_back(places):
    assert unpack_positions(pack_positions(places)).tolist() == places.tolist()


def test_a_hundred_thousand_take_less_than_a_megabyte():
    rng = np.random.default_rng(5)
    scores = np.round(np.sort(rng.normal(size=100_000))[::-1], 6)
    places = rng.permutation(100_000)
    assert len(pack_scores(scores)) + len(pack_positions(places)) < 1_000_000


def test_the_newest_ranking_is_the_one_that_was_added_last(store, make_review):
    review = make_review(RECORDS)
    rng = np.random.default_rng(1)
    with store.writing() as connection:
        assert newest_ranking(connection, review) is None
        for model in ("first", "second"):
            ranking = Ranking.from_scores(RECORDS, np.arange(6), rng.random(6), model)
            add_ranking(
                connection,
                review,
                ranking,
                ranked_by="classifier",
                notes=("A note.",),
                seen=Counters(6, 6, 3),
                estimate=("model-based", "All of it."),
                created="2026-03-03T10:00:00+00:00",
            )
    with store.reading() as connection:
        newest = newest_ranking(connection, review)
    again = newest.of(RECORDS)
    assert (newest.number, again.model_hash) == (2, "second")
    assert again.record_ids == ranking.record_ids
    assert again.scores.tolist() == ranking.scores.tolist()
    assert (newest.seen.places, newest.seen.events) == (6, 3)
    assert newest.estimate == ("model-based", "All of it.")
    assert newest.notes == ("A note.",)
