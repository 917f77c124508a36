"""Figures are cut in the direction that is asked for, and noise is not taken for a difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activescreen.rounding import rounded
from activescreen.stopping.wording import percent, percent_down

SHARES = st.floats(0, 1)


@given(SHARES, st.integers(0, 4))
def test_down_is_never_above_and_up_never_below(share, decimals):
    step = 10.0**-decimals
    low, high = rounded(share, decimals, "down"), rounded(share, decimals, "up")
    assert low <= share + 1e-5 * step
    assert high >= share - 1e-5 * step
    assert high - low <= step * 1.001
    assert low <= rounded(share, decimals, "nearest") <= high


@given(st.integers(0, 1000))
def test_a_figure_with_so_many_decimals_stays_itself(thousandths):
    for direction in ("down", "up", "nearest"):
        assert rounded(thousandths / 10, 1, direction) == thousandths / 10


def test_binary_noise_moves_nothing():
    assert rounded(0.29 * 100, 0, "down") == 29
    assert rounded((1 - 0.95) * 100, 0, "up") == 5
    assert rounded(1638.000000005959, 0, "up") == 1638


@pytest.mark.parametrize(("value", "nearest"), [(0.5, 1), (1.5, 2), (2.4, 2), (-0.4, 0)])
def test_a_half_goes_up(value, nearest):
    assert rounded(value, 0, "nearest") == nearest


def test_statements_never_make_a_recall_greater_than_it_is():
    assert percent_down(0.94999) == "94.9 %"
    assert percent_down(0.0) == "0 %"
    assert percent_down(1.0) == "100 %"
    assert percent(0.05001, direction="up") == "5.01 %"
    assert percent(0.001) == "0.1 %"
