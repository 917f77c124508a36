"""Rankings in the store: packed small, exactly what they were, and read by one record."""

import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from activescreen.ranking import Ranking
from activescreen.records import Record, RecordSet, Source
from activescreen.store.rankings import (
    add_ranking,
    newest_ranking,
    pack_scores,
    unpack_scores,
)
from activescreen.store.ranks import pack_positions, ranks_of, unpack_positions
from activescreen.store.reviews import Counters
from activescreen.store.tables import rankings

RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(6))


@given(arrays(np.float64, st.integers(0, 30), elements=st.floats(-1e6, 1e6)))
def test_rounded_scores_come_back_to_the_last_bit(scores):
    rounded = np.add(np.round(scores, 6), 0.0)
    found = unpack_scores(pack_scores(rounded))
    assert found.tolist() == rounded.tolist()


@given(arrays(np.int64, st.integers(0, 30), elements=st.integers(0, 2**17), unique=True))
def test_places_come_back(places):
    assert unpack_positions(pack_positions(places)).tolist() == places.tolist()


def test_places_come_back_of_more_records_than_three_bytes_can_number():
    places = [2**24 - 1, 5, 2**24 - 2, 0]
    assert unpack_positions(pack_positions(np.array(places))).tolist() == places


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


def test_the_rank_of_one_record_is_read_out_of_all_rankings(store, make_review):
    review = make_review(RECORDS)
    orders = ([3, 0, 5, 1, 2, 4], [5, 3], [], [1, 4, 0])
    with store.writing() as connection:
        for order in orders:
            keep(connection, review, order)
        compress(connection, review, 4, orders[3])
    with store.reading() as connection:
        found = {
            place: list(ranks_of(connection, review, place, [1, 2, 3, 4])) for place in range(7)
        }
        asked = list(ranks_of(connection, review, 3, [2]))
    assert found == {
        place: [
            (number, order.index(place), len(order))
            for number, order in enumerate(orders, 1)
            if place in order
        ]
        for place in range(7)
    }
    assert asked == [(2, 1, 2)]


def test_a_ranking_that_was_kept_compressed_is_still_read(store, make_review):
    review = make_review(RECORDS)
    with store.writing() as connection:
        keep(connection, review, [2, 1])
        compress(connection, review, 1, [2, 1])
    with store.reading() as connection:
        assert newest_ranking(connection, review).positions.tolist() == [2, 1]


def keep(connection, review, order):
    """Keep a ranking of records by their places."""
    scores = -np.arange(len(order), dtype=np.float64)
    ranking = Ranking(RECORDS, np.array(order, dtype=np.int64), scores, "model")
    add_ranking(
        connection,
        review,
        ranking,
        ranked_by="classifier",
        notes=(),
        seen=Counters(6, 6, 3),
        estimate=None,
        created="2026-03-03T10:00:00+00:00",
    )


def compress(connection, review, number, order):
    """Keep the order of a ranking as it was kept at first."""
    packed = zlib.compress(np.array(order, dtype="<i4").tobytes(), 1)
    here = (rankings.c.review_id == review.id) & (rankings.c.number == number)
    connection.execute(rankings.update().where(here).values(positions=packed))
