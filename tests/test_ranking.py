import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.ranking import SCORE_DECIMALS, Ranking
from activescreen.records import Record, RecordSet, Source

RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(8))


def rank(scores, candidates=None, urgency=None):
    rows = np.arange(8) if candidates is None else np.array(candidates, dtype=np.int64)
    return Ranking.from_scores(RECORDS, rows, np.array(scores, dtype=float), "m", urgency)


def test_best_first():
    ranking = rank([0.1, 0.9, -2.0], [4, 2, 7])
    assert ranking.positions.tolist() == [2, 4, 7]
    assert ranking.scores.tolist() == [0.9, 0.1, -2.0]
    assert ranking.record_ids == tuple(RECORDS.ids[i] for i in (2, 4, 7))
    assert len(ranking) == 3


def test_ties_are_broken_by_id_and_not_by_place():
    assert list(rank(np.zeros(8)).record_ids) == sorted(RECORDS.ids)


def test_what_rounds_to_the_same_ties_and_so_does_negative_zero():
    noise = np.array([1e-9, -1e-9, 0.0, -0.0, 4e-7, -4e-7, 1e-12, -1e-8])
    ranking = rank(noise)
    assert list(ranking.record_ids) == sorted(RECORDS.ids)
    assert not np.signbit(ranking.scores).any()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-3, 3), min_size=8, max_size=8), st.permutations(range(8)))
def test_the_order_of_candidates_does_not_matter(scores, shuffled):
    values = np.array(scores, dtype=float)
    plain, other = rank(values), rank(values[list(shuffled)], shuffled)
    assert plain.record_ids == other.record_ids
    np.testing.assert_array_equal(plain.scores, other.scores)


def test_urgency_orders_and_scores_are_kept():
    ranking = rank([3.0, 2.0, 1.0], [0, 1, 2], urgency=np.array([0.0, 5.0, 1.0]))
    assert ranking.positions.tolist() == [1, 2, 0]
    assert ranking.scores.tolist() == [2.0, 1.0, 3.0]


def test_scores_are_rounded():
    assert rank([1 / 3], [0]).scores[0] == round(1 / 3, SCORE_DECIMALS)


def test_nothing_left_is_an_empty_ranking():
    assert rank([], []).record_ids == ()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_scores_that_are_no_numbers_are_refused(bad):
    with pytest.raises(ValueError, match="not a finite number"):
        rank([1.0, bad], [0, 1])


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="candidates"):
        rank([1.0], [0, 1])
