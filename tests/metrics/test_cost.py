"""Yang, Lewis & Frieder (2021): what stopping too early or too late costs."""

from activescreen.metrics import Cost, CostStructure, Need, ScreeningOrder

ORDER = ScreeningOrder.from_labels([1, 0, 1, 1, 0, 0, 0, 1, 0, 0])


def test_with_uniform_prices_the_best_first_phase_ends_at_the_target() -> None:
    curve = [Cost(n, recall=1)(ORDER) for n in range(11)]
    assert curve == [8, 8, 8, 8, 8, 8, 8, 8, 8, 9, 10]
    assert min(value for value in curve if value is not None) == Need(1)(ORDER)


def test_an_expensive_second_phase_punishes_stopping_early() -> None:
    expensive = CostStructure(1, 1, 10, 10)
    assert Cost(8, 1, expensive)(ORDER) == 8
    assert Cost(7, 1, expensive)(ORDER) == 7 + 10
    assert Cost(9, 1, expensive)(ORDER) == 9


def test_each_kind_of_record_has_its_price() -> None:
    # First phase 1,0,1: two relevant, one irrelevant; further 1,0,0,0,1.
    assert Cost(3, 1, CostStructure(1000, 100, 10, 1))(ORDER) == 2000 + 100 + 20 + 3


def test_a_target_reached_in_the_first_phase_needs_no_second() -> None:
    assert Cost(5, 0.75, CostStructure(1, 1, 10, 10))(ORDER) == 5


def test_unknown_where_the_target_was_never_reached() -> None:
    short = ScreeningOrder.from_labels([1, 0, 1], population=10, relevant=4)
    assert Cost(2, 1)(short) is None
    assert Cost(5, 0.5)(short) is None
    assert Cost(2, 0.5)(short) == 3


def test_its_name_states_prices_and_first_phase() -> None:
    assert repr(Cost(100, 0.9, CostStructure(1, 1, 2, 2.5))) == (
        "Cost@90(first_phase=100, structure=1/1/2/2.5)"
    )
