import numpy as np
import pytest

from activescreen.errors import ConfigurationError
from activescreen.queries.strategies import Mixed, Random, Relevance, Uncertainty

SCORES = np.array([-3.0, 0.2, 2.5, -0.1, 1.0])


def order(strategy, scores=SCORES, seed=0):
    urgency = strategy.urgency(scores, np.random.default_rng(seed))
    return np.argsort(-urgency, kind="stable").tolist()


def test_relevance_reads_the_highest_scores_first():
    assert order(Relevance()) == [2, 4, 1, 3, 0]


def test_uncertainty_reads_what_is_nearest_to_the_boundary_first():
    assert order(Uncertainty()) == [3, 1, 4, 2, 0]


def test_random_ignores_scores():
    first = np.array([order(Random(), seed=seed)[0] for seed in range(500)])
    assert np.bincount(first, minlength=5).min() > 60


class TestMixed:
    SCORES = np.linspace(5, -5, 200)

    def test_by_default_one_record_in_twenty_is_random_at_every_single_look(self):
        # A team that retrains after every label reads the first place of each ranking only.
        first = [order(Mixed(), self.SCORES, seed)[0] for seed in range(2000)]
        strange = np.mean(np.array(first) != 0)
        assert 0.03 < strange < 0.07

    def test_shares_hold_along_one_ranking(self):
        mixed = Mixed({"relevance": 1, "random": 1})
        counts = [sum(place < 30 for place in order(mixed, self.SCORES, s)[:30]) for s in range(50)]
        # Half of 30 by relevance, the other half spread over 200.
        assert 15 < np.mean(counts) < 20

    def test_shares_are_scaled_to_one(self):
        one = Mixed({"relevance": 0.5, "uncertainty": 0.5})
        thousand = Mixed({"relevance": 500, "uncertainty": 500})
        assert order(one, self.SCORES) == order(thousand, self.SCORES)

    @pytest.mark.parametrize("name", ["relevance", "uncertainty"])
    def test_one_strategy_alone_is_that_strategy(self, name):
        alone = {"relevance": Relevance(), "uncertainty": Uncertainty()}[name]
        assert order(Mixed({name: 0.3, "random": 0.0}), self.SCORES) == order(alone, self.SCORES)

    def test_ties_stand_in_the_order_given(self):
        assert order(Mixed({"relevance": 1}), np.zeros(20)) == list(range(20))

    @pytest.mark.parametrize(
        ("shares", "said"),
        [
            ({"relevance": -1, "random": 2}, "cannot be drawn by"),
            ({"relevance": 0}, "cannot be drawn by"),
            ({"relevant": 1}, "no part 'relevant'.*relevance"),
            ({"mixed": 1}, "no part 'mixed'"),
        ],
    )
    def test_impossible_shares_are_refused(self, shares, said):
        with pytest.raises(ConfigurationError, match=said):
            order(Mixed(shares))
