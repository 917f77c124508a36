from typing import Any

import numpy as np
import pytest

from activescreen.errors import InputError
from activescreen.metrics import ScreeningOrder


def test_ranks_count_from_one() -> None:
    order = ScreeningOrder.from_labels([0, 1, 0, 1])
    assert order.ranks.tolist() == [2, 4]
    assert (order.screened, order.population, order.relevant, order.found) == (4, 4, 2, 2)
    assert order.complete


def test_ranks_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        ScreeningOrder.from_labels([0, 1]).ranks[0] = 1


def test_tail_behind_the_last_inclusion_counts_as_irrelevant() -> None:
    order = ScreeningOrder.from_labels([1, 0, 1], population=10, relevant=2)
    assert [order.found_by(depth) for depth in (0, 1, 2, 3, 9, 10, 11)] == [0, 1, 1, 2, 2, 2, 2]


def test_tail_that_hides_inclusions_is_unknown_but_for_its_end() -> None:
    order = ScreeningOrder.from_labels([1, 0, 1], population=10, relevant=3)
    assert [order.found_by(depth) for depth in (3, 4, 9, 10)] == [2, None, None, 3]
    assert [order.rank_of(i) for i in (0, 1, 2, 3)] == [None, 1, 3, None]


def test_priors_are_taken_out_of_order_population_and_relevant() -> None:
    order = ScreeningOrder.after_priors(
        labels=[1, 0, 0, 1, 1], priors=[True, True, False, False, False], population=9, relevant=3
    )
    assert order.ranks.tolist() == [2, 3]
    assert (order.screened, order.population, order.relevant) == (3, 7, 2)


def test_recall_curve_climbs_to_one() -> None:
    curve = ScreeningOrder.from_labels([0, 1, 0, 1], population=8, relevant=2).recall_curve()
    assert curve is not None
    assert curve.tolist() == [0, 0.5, 0.5, 1]


def test_recall_curve_needs_a_relevant_record() -> None:
    assert ScreeningOrder.from_labels([0, 0]).recall_curve() is None


@pytest.mark.parametrize("labels", [[True, False], np.array([1, 0], np.int8), [1.0, 0.0], (1, 0)])
def test_labels_may_be_any_ones_and_zeros(labels: Any) -> None:
    assert ScreeningOrder.from_labels(labels).ranks.tolist() == [1]


@pytest.mark.parametrize("wrong", [-1, 2, 0.5, float("nan"), "include"])
def test_other_labels_are_refused_with_their_place(wrong: Any) -> None:
    with pytest.raises(InputError, match=r"screening position 3: .* is not a label"):
        ScreeningOrder.from_labels(np.array([1, 0, wrong], dtype=object))


def test_labels_need_one_order() -> None:
    with pytest.raises(InputError, match="have no order"):
        ScreeningOrder.from_labels([[1, 0], [0, 1]])


def test_a_short_run_needs_the_number_of_relevant_records() -> None:
    with pytest.raises(InputError, match="Give the number of relevant records"):
        ScreeningOrder.from_labels([1, 0], population=5)


@pytest.mark.parametrize(
    ("population", "relevant"),
    [(2, 1), (5, 1), (5, 5), (3, 3)],
    ids=["more screened than there are", "more found", "no room", "nothing left to find"],
)
def test_numbers_that_contradict_each_other_are_refused(population: int, relevant: int) -> None:
    with pytest.raises(InputError, match="prior knowledge"):
        ScreeningOrder.from_labels([1, 1, 0], population, relevant)


@pytest.mark.parametrize("ranks", [[0, 1], [2, 2], [3, 1], [1, 6]])
def test_impossible_ranks_are_refused(ranks: list[int]) -> None:
    with pytest.raises(InputError, match="do not ascend"):
        ScreeningOrder(np.array(ranks), screened=5, population=9, relevant=2)


def test_priors_need_one_entry_a_label() -> None:
    with pytest.raises(InputError, match="say which are priors"):
        ScreeningOrder.after_priors([1, 0], [True], population=2, relevant=1)
