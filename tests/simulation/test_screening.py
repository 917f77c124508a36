import numpy as np
import pytest

from activescreen.configuration import load_configuration
from activescreen.errors import ConfigurationError
from activescreen.learner import ActiveLearner
from activescreen.simulation import Schedule, Truth
from activescreen.simulation.screening import screen, screen_at_random

WORDS = load_configuration("words")


def run(truth, priors=(), every=1, seed=0, **settings):
    return screen(truth, ActiveLearner(WORDS, seed=seed), priors, Schedule(every), **settings)


@pytest.fixture(scope="module")
def priors(truth):
    return (int(np.flatnonzero(truth.labels)[0]), int(np.flatnonzero(truth.labels == 0)[0]))


class TestLoop:
    def test_ends_at_the_last_inclusion(self, truth, priors):
        trace = run(truth, priors)
        assert trace.order[:2].tolist() == list(priors)
        assert truth.labels[trace.order].sum() == truth.relevant
        assert truth.labels[trace.order[-1]] == 1
        assert trace.complete
        assert trace.trained_at == tuple(range(2, len(trace.order)))

    def test_or_at_the_end(self, truth, priors):
        trace = run(truth, priors, end="end")
        assert sorted(trace.order.tolist()) == list(range(120))
        assert len(trace.tail) == 0
        short = run(truth, priors)
        np.testing.assert_array_equal(trace.order[: len(short.order)], short.order)

    def test_order_and_tail_are_the_population(self, truth, priors):
        trace = run(truth, priors)
        assert sorted([*trace.order.tolist(), *trace.tail.tolist()]) == list(range(120))

    def test_finds_faster_than_chance(self, truth, priors):
        assert len(run(truth, priors).order) < len(screen_at_random(truth, priors, 0).order)

    @pytest.mark.parametrize("every", [7, 1000])
    def test_between_trainings_it_reads_on_in_the_last_ranking(self, truth, priors, every):
        trace = run(truth, priors, every=every, end="end")
        assert trace.trained_at == tuple(range(2, 120, every))
        learner = ActiveLearner(WORDS)
        for start, end in zip(trace.trained_at, [*trace.trained_at[1:], 120], strict=True):
            ranking = learner.fit(trace.ledger(truth).prefix(start)).rank()
            np.testing.assert_array_equal(trace.order[start:end], ranking.positions[: end - start])

    def test_the_same_seed_reads_in_the_same_order(self, truth, priors):
        first, again = run(truth, priors), run(truth, priors)
        np.testing.assert_array_equal(first.order, again.order)
        assert first.model_hash == again.model_hash

    def test_what_is_not_read_yet_decides_nothing(self, truth, priors):
        # Every label but those of the first 30 records is turned round.
        known = run(truth, priors, end="end")
        turned = 1 - truth.labels
        turned[known.order[:30]] = truth.labels[known.order[:30]]
        other = run(Truth(truth.records, turned, "turned"), priors, end="end")
        np.testing.assert_array_equal(other.order[:31], known.order[:31])

    def test_seconds_are_told(self, truth, priors):
        seconds = run(truth, priors).seconds
        assert set(seconds) == {"features", "train", "rank", "total"}
        parts = seconds["features"] + seconds["train"] + seconds["rank"]
        assert 0 < parts <= seconds["total"]

    def test_another_end_is_refused(self, truth, priors):
        with pytest.raises(ConfigurationError, match="cannot end at 'last_inclusion'"):
            run(truth, priors, end="last_inclusion")
        with pytest.raises(ConfigurationError, match="cannot end at"):
            screen_at_random(truth, priors, 0, "soon")


class TestInterruption:
    def test_a_report_is_made_after_every_record_and_may_end_the_run(self, truth, priors):
        told: list[tuple[int, int]] = []

        def report(read, found):
            told.append((read, found))
            return read < 9

        trace = run(truth, priors, report=report)
        assert [read for read, _ in told] == list(range(3, 10))
        assert told[-1][1] == truth.labels[trace.order].sum()
        assert len(trace.order) == 9
        assert not trace.complete

    def test_an_interruption_at_the_last_record_is_none(self, truth, priors):
        whole = run(truth, priors)
        trace = run(truth, priors, report=lambda read, found: found < truth.relevant)
        assert trace.complete
        np.testing.assert_array_equal(trace.order, whole.order)


class TestEdges:
    @pytest.mark.parametrize("labels", [(1,), (0,), (0, 0, 0), (1, 1, 1)])
    def test_one_class_is_read_to_the_end(self, small_truth, labels):
        trace = run(small_truth(*labels))
        assert sorted(trace.order.tolist()) == list(range(len(labels)))
        assert trace.complete

    def test_priors_may_be_everything(self, small_truth):
        trace = run(small_truth(0, 1, 0), (0, 1, 2))
        assert trace.order.tolist() == [0, 1, 2]
        assert trace.n_priors == 3
        assert len(trace.tail) == 0
        assert trace.complete

    def test_priors_may_hold_every_inclusion(self, small_truth):
        trace = run(small_truth(0, 1, 0), (1,))
        assert trace.order.tolist() == [1]
        assert sorted(trace.tail.tolist()) == [0, 2]

    def test_no_priors_begin_by_chance(self, truth):
        orders = {tuple(run(truth, (), seed=seed, every=50).order[:3]) for seed in range(3)}
        assert len(orders) == 3

    @pytest.mark.parametrize("prior", [0, 1])
    def test_priors_of_one_class(self, truth, prior):
        place = int(np.flatnonzero(truth.labels == prior)[0])
        assert truth.labels[run(truth, (place,)).order].sum() == truth.relevant


class TestRandomOrder:
    def test_is_a_permutation_after_the_priors_by_seed(self, truth, priors):
        trace = screen_at_random(truth, priors, 4, "end")
        assert sorted(trace.order.tolist()) == list(range(120))
        assert trace.order[:2].tolist() == list(priors)
        np.testing.assert_array_equal(trace.order, screen_at_random(truth, priors, 4, "end").order)
        assert not np.array_equal(trace.order, screen_at_random(truth, priors, 5, "end").order)

    def test_ends_at_the_last_inclusion(self, truth, priors):
        trace = screen_at_random(truth, priors, 4)
        assert truth.labels[trace.order[-1]] == 1
        assert truth.labels[trace.tail].sum() == 0

    def test_edges(self, small_truth):
        assert screen_at_random(small_truth(0, 1), (1,), 0).order.tolist() == [1]
        assert screen_at_random(small_truth(0, 1), (1, 0), 0).order.tolist() == [1, 0]
        assert len(screen_at_random(small_truth(0, 0, 0), (), 0).order) == 3
        assert screen_at_random(small_truth(1), (), 0).order.tolist() == [0]
