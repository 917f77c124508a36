"""What every registered query strategy must do."""

import numpy as np
import pytest
from sklearn.base import clone

from activescreen.queries import QUERIES, QueryStrategy

SCORES = np.random.default_rng(1).normal(size=50).round(1)


@pytest.mark.parametrize("name", QUERIES.names())
class TestEveryStrategy:
    def test_gives_every_record_a_finite_urgency(self, name):
        urgency = QUERIES.create(name).urgency(SCORES, np.random.default_rng(0))
        assert urgency.shape == SCORES.shape
        assert np.isfinite(urgency).all()

    def test_the_same_seed_gives_the_same_order(self, name):
        strategy = QUERIES.create(name)
        first, again = (strategy.urgency(SCORES, np.random.default_rng(3)) for _ in range(2))
        np.testing.assert_array_equal(first, again)

    def test_leaves_the_scores_alone(self, name):
        scores = SCORES.copy()
        QUERIES.create(name).urgency(scores, np.random.default_rng(0))
        np.testing.assert_array_equal(scores, SCORES)

    @pytest.mark.parametrize("n", [0, 1])
    def test_takes_what_little_is_left(self, name, n):
        assert QUERIES.create(name).urgency(SCORES[:n], np.random.default_rng(0)).shape == (n,)

    def test_has_the_settings_of_an_estimator(self, name):
        strategy = QUERIES.create(name)
        assert isinstance(strategy, QueryStrategy)
        assert clone(strategy).get_params() == strategy.get_params()
        assert strategy.fit() is strategy


def test_the_base_class_orders_nothing():
    with pytest.raises(TypeError, match="does not say how urgent"):
        QueryStrategy().urgency(SCORES, np.random.default_rng(0))
