import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.classifiers.balance import balanced_weights


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.booleans(), min_size=2, max_size=40).filter(lambda v: 0 < sum(v) < len(v)),
    st.floats(0.05, 50),
    st.integers(0, 9),
)
def test_inclusions_count_ratio_times_the_exclusions_and_the_total_stays(flags, ratio, seed):
    relevant = np.array(flags)
    before = np.random.default_rng(seed).uniform(0.1, 2, size=len(flags))
    weights = balanced_weights(relevant, before, ratio)
    assert weights[relevant].sum() == pytest.approx(ratio * weights[~relevant].sum())
    assert weights.sum() == pytest.approx(before.sum())
    np.testing.assert_allclose(
        weights[relevant] / before[relevant], (weights[relevant] / before[relevant])[0]
    )


@pytest.mark.parametrize("flag", [True, False])
def test_one_class_alone_keeps_its_weights(flag):
    before = np.array([1.0, 2.0])
    np.testing.assert_array_equal(balanced_weights(np.array([flag] * 2), before, 10), before)


def test_five_in_a_thousand_are_not_drowned():
    weights = balanced_weights(np.arange(1000) < 5, np.ones(1000), 10)
    assert weights[0] == pytest.approx(1000 * 10 / 11 / 5)
    assert weights[-1] == pytest.approx(1000 / 11 / 995)
