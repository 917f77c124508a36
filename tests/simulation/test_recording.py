from itertools import pairwise

import numpy as np
import pytest

from activescreen.configuration import load_configuration
from activescreen.errors import InputError
from activescreen.learner import ActiveLearner
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.records import Record, RecordSet, Source
from activescreen.simulation import Schedule, Truth, draw_priors
from activescreen.simulation.recording import Recorded, screen_recorded
from activescreen.simulation.screening import screen
from activescreen.stopping import NO_EVIDENCE

WORDS = load_configuration("words")
AUTO = Schedule()


def learner(seed=0):
    return ActiveLearner(WORDS, seed, warm_start=True)


@pytest.fixture(scope="module")
def priors(truth):
    return draw_priors(truth.labels, 0)


@pytest.fixture(scope="module")
def recorded(truth, priors):
    return screen_recorded(truth, learner(), priors, AUTO)


class TestProbabilities:
    def test_listening_does_not_change_the_order(self, truth, priors, recorded):
        plain = screen(truth, learner(), priors, AUTO, "end")
        np.testing.assert_array_equal(recorded.trace.order, plain.order)
        assert recorded.trace.trained_at == plain.trained_at
        assert recorded.trace.model_hash == plain.model_hash

    def test_the_same_seed_gives_the_same(self, truth, priors, recorded):
        again = screen_recorded(truth, learner(), priors, AUTO).evidence.probabilities
        kept = recorded.evidence.probabilities
        np.testing.assert_array_equal(again.values, kept.values)
        np.testing.assert_array_equal(again.read, kept.read)

    def test_checkpoints_are_trainings(self, recorded):
        kept = recorded.evidence.probabilities
        assert set(kept.read) <= set(recorded.trace.trained_at)
        assert kept.values.shape == (len(kept.read), 120)
        assert kept.values.dtype == np.float32

    def test_every_hundredth_of_the_records_where_trainings_are_as_dense(self):
        rng = np.random.default_rng(0)
        records = RecordSet(
            Record(" ".join(rng.choice([f"w{i}" for i in range(60)], 6)), Source("m", i))
            for i in range(600)
        )
        truth = Truth(records, (np.arange(600) % 30 == 0).astype(np.int8), "m")
        trace_of = screen_recorded(truth, learner(), draw_priors(truth.labels, 0), AUTO)
        read = trace_of.evidence.probabilities.read
        trained = np.array(trace_of.trace.trained_at)
        for before, after in pairwise(read):
            step = after - before
            assert step <= 6 or after == trained[trained > before].min()
        assert len(read) < len(trained)

    def test_each_is_what_the_learner_gives_at_that_moment(self, truth, recorded):
        kept = recorded.evidence.probabilities
        for place in (0, 7, len(kept.read) - 1):
            ledger = recorded.trace.ledger(truth).prefix(int(kept.read[place]))
            fresh = ActiveLearner(WORDS).fit(ledger).probabilities()
            np.testing.assert_allclose(kept.values[place], fresh, atol=0.02)

    def test_they_come_to_know_what_is_relevant(self, truth, recorded):
        last = recorded.evidence.probabilities.at(120)
        assert last[truth.labels == 1].mean() > 3 * last[truth.labels == 0].mean()

    def test_without_a_model_nothing_is_kept(self, small_truth):
        truth = small_truth(0, 0, 0, 0)
        assert screen_recorded(truth, learner(), (), AUTO).evidence.probabilities is None

    def test_they_may_be_left_out(self, truth, priors, recorded):
        bare = screen_recorded(truth, learner(), priors, AUTO, probabilities=False)
        assert bare.evidence.probabilities is None
        np.testing.assert_array_equal(bare.trace.order, recorded.trace.order)


class TestLedger:
    def test_holds_everything_priors_first(self, truth, priors, recorded):
        ledger = recorded.ledger(truth)
        assert sorted(ledger.order.tolist()) == list(range(120))
        assert ledger.order[:2].tolist() == list(priors)
        assert ledger.drawn(Draw.PRIOR).sum() == 2
        assert ledger.drawn(Draw.RANKED).sum() == 118
        np.testing.assert_array_equal(ledger.labels, truth.labels[ledger.order])


class TestRealReview:
    @pytest.fixture
    def frozen(self, truth):
        ids = truth.records.ids
        ledger = Ledger(truth.records, {ids[5]: True})
        for place, draw in ((7, Draw.RANKED), (3, Draw.RANDOM), (9, Draw.RANKED)):
            ledger.append(Decision(ids[place], Verdict.EXCLUDE, draw, reviewer="anna"))
        return ledger.freeze()

    def test_keeps_the_ledger_as_it_is(self, truth, frozen):
        recorded = Recorded.of_ledger(frozen)
        assert recorded.evidence is NO_EVIDENCE
        assert recorded.ledger(truth) is frozen
        assert recorded.trace.order.tolist() == [5, 7, 3, 9]
        assert recorded.trace.n_priors == 1
        assert len(recorded.trace.tail) == 116
        assert not recorded.trace.complete

    def test_of_priors_alone_or_nothing(self, truth):
        ids = truth.records.ids
        only = Recorded.of_ledger(Ledger(truth.records, {ids[5]: True}).freeze())
        assert only.trace.n_priors == 1
        assert Recorded.of_ledger(Ledger(truth.records).freeze()).trace.n_priors == 0

    def test_other_records_are_refused(self, small_truth, frozen):
        with pytest.raises(InputError, match="other records than the labels"):
            Recorded.of_ledger(frozen).ledger(small_truth(0, 1))
