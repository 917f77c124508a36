import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.configuration import load_configuration
from activescreen.simulation import Trace
from activescreen.simulation.captures import crew_of, search_together


def trace(order, n_priors=0, read=None):
    order = np.array(order)
    read = len(order) if read is None else read
    return Trace("m", 4, order[:read], n_priors, order[read:], (), "", {"total": 1.5})


class TestTurns:
    def test_worked_by_hand(self):
        # 0 is known. First turn: A reads 1, B reads 3. Second: A reads 2, to which B comes, too.
        recorded = search_together("asked", [trace([0, 1, 2, 3], 1), trace([0, 3, 2, 1], 1)])
        assert recorded.trace.order.tolist() == [0, 1, 3, 2]
        assert recorded.evidence.captures.read.tolist() == [[-1, 2, 4, 4], [-1, 4, 4, 3]]
        assert recorded.evidence.captures.at(3).tolist() == [
            [False, True, False, False],
            [False, False, False, True],
        ]
        assert recorded.trace.n_priors == 1
        assert (recorded.trace.config, recorded.trace.seed) == ("asked", 4)
        assert recorded.trace.seconds == {"total": 3.0}

    def test_a_tail_is_read_on(self):
        whole = search_together("m", [trace([0, 1, 2, 3], 1), trace([0, 3, 2, 1], 1)])
        cut = search_together("m", [trace([0, 1, 2, 3], 1, read=2), trace([0, 3, 2, 1], 1)])
        np.testing.assert_array_equal(whole.trace.order, cut.trace.order)

    def test_one_model_reads_its_own_order(self):
        recorded = search_together("m", [trace([2, 0, 1])])
        assert recorded.trace.order.tolist() == [2, 0, 1]
        assert recorded.evidence.captures.read.tolist() == [[2, 3, 1]]

    def test_models_must_begin_alike(self):
        with pytest.raises(ValueError, match="different priors"):
            search_together("m", [trace([0, 1, 2], 1), trace([1, 0, 2], 1)])
        with pytest.raises(ValueError, match="no model"):
            search_together("m", [])

    @settings(deadline=None, max_examples=60)
    @given(st.integers(1, 4), st.integers(1, 12), st.integers(0, 99))
    def test_captures_agree_with_the_orders(self, models, size, seed):
        rng = np.random.default_rng(seed)
        priors = rng.permutation(size)[: rng.integers(0, size)]
        rest = np.setdiff1d(np.arange(size), priors)
        orders = [np.concatenate([priors, rng.permutation(rest)]) for _ in range(models)]
        recorded = search_together("m", [trace(order, len(priors)) for order in orders])
        captures = recorded.evidence.captures
        assert sorted(recorded.trace.order.tolist()) == list(range(size))
        for model, order in enumerate(orders):
            moments = captures.read[model][order[len(priors) :]]
            assert np.all(np.diff(moments) >= 0)  # each model keeps to its own order
            assert np.all(captures.read[model][priors] == -1)
        for read in range(len(priors), size + 1):
            captured = captures.at(read).any(axis=0)
            expected = recorded.trace.order[len(priors) : read]
            assert sorted(np.flatnonzero(captured)) == sorted(expected)


def test_the_crew_holds_no_model_twice():
    assert [model.name for model in crew_of(load_configuration("default"))] == [
        "default",
        "words",
        "logistic",
        "naive_bayes",
        "meaning",
    ]
    assert [model.name for model in crew_of(load_configuration("logistic"))] == [
        "logistic",
        "words",
        "naive_bayes",
        "meaning",
    ]
