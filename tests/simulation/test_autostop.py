"""AutoStop's screening, Li & Kanoulas 2020 (10.1145/3411755)."""

import numpy as np
import pytest

from activescreen.configuration import load_configuration
from activescreen.learner import ActiveLearner
from activescreen.simulation import draw_priors
from activescreen.simulation.autostop import draw_chances, next_batch, screen_by_draws

WORDS = load_configuration("words")


def run(truth, priors=(), seed=0, **settings):
    return screen_by_draws(truth, ActiveLearner(WORDS, seed, warm_start=True), priors, **settings)


@pytest.fixture(scope="module")
def priors(truth):
    return draw_priors(truth.labels, 0)


@pytest.fixture(scope="module")
def whole(truth, priors):
    return run(truth, priors)


class TestDraws:
    def test_chances_are_those_of_the_paper(self):
        chances = draw_chances(3)
        raw = np.log([4 / 1, 4 / 2, 4 / 3])
        np.testing.assert_allclose(chances, raw / raw.sum())

    def test_batches_grow_by_a_tenth_rounded_up(self):
        sizes = [1]
        while len(sizes) < 14:
            sizes.append(next_batch(sizes[-1]))
        assert sizes == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17]

    def test_inclusion_probabilities_are_the_observed_frequencies(self, small_truth):
        # Without an inclusion the question ranks, so the ranking stays as it is, and after the
        # batches of 1, 2, 3 and 4 draws each record was drawn with the chance 1 - (1 - p)^10.
        truth = small_truth(*[0] * 7)
        learner = ActiveLearner(WORDS, question="word3 word5").prepare(truth.records)
        runs, read = 800, np.zeros(7)
        for seed in range(runs):
            recorded = screen_by_draws(truth, learner.with_seed(seed), (), draws_per_record=1)
            read[recorded.trace.order] += 1
        log = recorded.evidence.draws
        expected = log.inclusion(int(log.read[-2]))
        assert len(recorded.trace.tail)
        ranking = learner.fit(recorded.trace.ledger(truth).prefix(1)).rank_all()
        by_hand = 1 - (1 - draw_chances(7)) ** 10
        np.testing.assert_allclose(expected[ranking.positions], by_hand, rtol=1e-5)
        np.testing.assert_allclose(read / runs, expected, atol=4 * np.sqrt(0.25 / runs))

    def test_what_was_missed_adds_up_over_rankings_that_change(self, truth, priors):
        recorded = screen_by_draws(truth, ActiveLearner(WORDS), priors, draws_per_record=1)
        trace, log = recorded.trace, recorded.evidence.draws
        # Once more from the paper: rank all, draw with replacement, add up log(1 - p).
        rng, learner, chances = (
            np.random.default_rng([0, 3]),
            ActiveLearner(WORDS),
            draw_chances(120),
        )
        missed, known, batch, drawn = np.zeros(120), set(priors), 1, 0
        missed[list(priors)] = -np.inf
        expected = {}
        while drawn < 120:
            ranking = learner.fit(trace.ledger(truth).prefix(len(known))).rank_all()
            known |= set(ranking.positions[rng.choice(120, batch, p=chances)].tolist())
            missed[ranking.positions] += batch * np.log1p(-chances)
            expected[len(known)] = missed.copy()
            drawn, batch = drawn + batch, next_batch(batch)
        assert log.read[:-1].tolist() == list(expected)
        for row, values in zip(log.log_missed, expected.values(), strict=False):
            np.testing.assert_allclose(row, values, rtol=1e-5)


class TestTrace:
    def test_reads_everything_in_the_end(self, truth, priors, whole):
        assert sorted([*whole.trace.order, *whole.trace.tail]) == list(range(120))
        assert whole.trace.order[:2].tolist() == list(priors)
        assert whole.trace.complete

    def test_the_log_rises_and_ends_with_the_population(self, whole):
        log = whole.evidence.draws
        assert np.all(np.diff(log.read) > 0)
        assert log.read[-1] == 120
        assert log.log_missed.dtype == np.float32
        assert np.all(log.log_missed[1:] <= log.log_missed[:-1])

    def test_priors_are_known_for_certain(self, priors, whole):
        log = whole.evidence.draws
        for read in log.read:
            assert np.all(log.inclusion(int(read))[list(priors)] == 1)

    def test_the_tail_is_included_for_certain_where_all_is_read(self, truth, priors):
        short = run(truth, priors, draws_per_record=1)
        log, tail = short.evidence.draws, short.trace.tail
        assert len(tail) > 20
        assert np.all(log.inclusion(120)[tail] == 1)
        assert np.all(log.inclusion(119)[tail] < 1)
        assert log.read[-2] == len(short.trace.order)

    def test_the_tail_is_in_ranked_order(self, truth, priors):
        short = screen_by_draws(truth, ActiveLearner(WORDS), priors, draws_per_record=1)
        ranking = ActiveLearner(WORDS).fit(short.trace.ledger(truth)).rank()
        np.testing.assert_array_equal(ranking.positions, short.trace.tail)

    def test_the_model_learns_after_every_batch_that_read_something(self, whole):
        read = set(whole.evidence.draws.read.tolist())
        assert set(whole.trace.trained_at[1:]) <= read

    def test_what_is_ranked_high_is_read_early(self, truth, whole):
        found = np.flatnonzero(truth.labels[whole.trace.order]) + 1
        assert found.mean() < 50

    def test_the_horvitz_thompson_sum_comes_near_the_relevant_records(self, truth, priors):
        sums = []
        for seed in range(40):
            recorded = run(truth, priors, seed=seed, draws_per_record=1)
            read = int(recorded.evidence.draws.read[-2])
            ledger = recorded.ledger(truth).prefix(read)
            chance = recorded.evidence.draws.inclusion(read)[ledger.order]
            sums.append(float((ledger.labels / chance).sum()))
        assert np.mean(sums) == pytest.approx(truth.relevant, abs=4 * np.std(sums) / np.sqrt(40))

    def test_the_seed_decides(self, truth, priors, whole):
        again = run(truth, priors)
        np.testing.assert_array_equal(again.trace.order, whole.trace.order)
        np.testing.assert_array_equal(
            again.evidence.draws.log_missed, whole.evidence.draws.log_missed
        )
        assert not np.array_equal(run(truth, priors, seed=1).trace.order, whole.trace.order)

    def test_may_be_interrupted(self, truth, priors):
        recorded = run(truth, priors, report=lambda read, found: read < 10)
        assert len(recorded.trace.order) == 10
        assert not recorded.trace.complete
        assert sorted([*recorded.trace.order, *recorded.trace.tail]) == list(range(120))


class TestEdges:
    @pytest.mark.parametrize("labels", [(1,), (0,), (0, 0, 0), (1, 1, 1)])
    def test_one_class(self, small_truth, labels):
        recorded = run(small_truth(*labels))
        assert sorted([*recorded.trace.order, *recorded.trace.tail]) == list(range(len(labels)))

    def test_priors_may_be_everything(self, small_truth):
        recorded = run(small_truth(0, 1), (1, 0))
        assert recorded.trace.order.tolist() == [1, 0]
        assert recorded.evidence.draws is None
        assert recorded.trace.complete
