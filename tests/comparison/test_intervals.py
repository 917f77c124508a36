import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from activescreen.comparison.intervals import Bootstrap, clopper_pearson


@given(st.integers(1, 400), st.data())
def test_exact_intervals_are_those_of_scipy(n, data):
    hits = data.draw(st.integers(0, n))
    mine = clopper_pearson(hits, n)
    theirs = binomtest(hits, n).proportion_ci(0.95, method="exact")
    assert mine == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize(("n", "share"), [(10, 0.95), (27, 0.9), (101, 0.5)])
def test_exact_intervals_cover_at_least_95_percent(n, share):
    covered = sum(
        binom.pmf(hits, n, share)
        for hits in range(n + 1)
        if (bounds := clopper_pearson(hits, n)).low <= share <= bounds.high
    )
    assert covered >= 0.95


def test_27_of_27_has_the_lower_bound_of_the_reference():
    # metrics-and-stopping.md, section B, label noise: a one-sided bound of .895.
    assert clopper_pearson(27, 27, level=0.9).low == pytest.approx(0.895, abs=5e-4)


def test_nothing_of_nothing_has_no_interval():
    assert clopper_pearson(0, 0) is None
    with pytest.raises(ValueError, match="3 of 2"):
        clopper_pearson(3, 2)


def test_the_bootstrap_of_a_mean_is_near_the_normal_interval():
    values = np.random.default_rng(1).normal(3, 2, size=400)
    low, high = Bootstrap(5).interval(lambda sample: float(values[sample].mean()), 400)
    half = 1.96 * values.std() / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.03)


def test_figures_of_the_same_units_come_from_the_same_samples():
    seen = []
    for _ in range(2):
        mine = []
        Bootstrap(7, draws=20).interval(lambda s, mine=mine: mine.append(s.tolist()) or 0.0, 6)
        seen.append(mine)
    assert seen[0] == seen[1]
    assert len(seen[0]) == 20


def test_one_unit_or_a_figure_mostly_undefined_has_no_interval():
    assert Bootstrap().interval(lambda sample: 1.0, 1) is None
    assert Bootstrap(draws=50).interval(lambda sample: None, 5) is None
