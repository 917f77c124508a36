import numpy as np
import pytest

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import Draw
from activescreen.simulation import Trace, make_rules
from activescreen.simulation.outcome import conclude
from activescreen.stopping import NO_EVIDENCE, RULES, Badge, Replay, StoppingDecision, StoppingRule
from activescreen.stopping.base import replay_by_looking


def trace_of(order, population, n_priors=2, complete=True):
    order = np.array(order, dtype=np.int64)
    tail = np.setdiff1d(np.arange(population), order)
    return Trace("words", 0, order, n_priors, tail, (n_priors,), "hash", {}, complete)


class StopAt(StoppingRule):
    """Stops once so many records are read, and draws the last of them at random."""

    name = "stop_at"
    badge = Badge.HEURISTIC

    def __init__(self, n: int, random: int = 0, lying: bool = False) -> None:
        self.n, self.random, self.lying = n, random, lying

    def decide(self, ledger, evidence=None):
        stop = ledger.n_read >= self.n
        return StoppingDecision(
            self.name, self.badge, stop, "", "Said.", ledger.n_read, ledger.n_found
        )

    def next(self, ledger, ranking, n, evidence=NO_EVIDENCE):
        drawn = super().next(ledger, ranking, n, evidence)
        if ledger.n_read >= self.n - self.random:
            last = int(ledger.unread[-1])
            return [type(drawn[0])(last, Draw.RANDOM)]
        return drawn

    def replay(self, trace, truth, evidence=None):
        replay = replay_by_looking(self, trace, truth)
        return Replay(replay.ledger, not replay.stopped, None) if self.lying else replay


@pytest.fixture
def ten(small_truth):
    return small_truth(1, 0, 1, 1, 0, 0, 0, 0, 0, 1)


class TestMetrics:
    def test_leave_the_priors_out(self, ten):
        run = conclude(trace_of([0, 1, 2, 4, 3, 9], 10), ten)
        # Three to find among eight: found as 1st, 3rd and 4th.
        assert run.metrics["atd"] == pytest.approx((1 + 3 + 4) / 3)
        assert run.metrics["need_100"] == 4
        assert run.metrics["wss_100"] == pytest.approx(4 / 8)
        assert (run.population, run.relevant) == (10, 4)
        assert run.priors == (0, 1)
        assert run.labels.tolist() == [1, 0, 1, 0, 1, 1]

    @pytest.mark.parametrize("labels", [(0, 0, 0), (1, 1, 1), (1,), (0,)])
    def test_are_undefined_rather_than_wrong_for_one_class(self, small_truth, labels):
        truth = small_truth(*labels)
        run = conclude(trace_of(range(len(labels)), len(labels), n_priors=0), truth)
        assert run.metrics["nauc"] is None
        assert all(v is None or np.isfinite(v) for v in run.metrics.values())

    def test_priors_that_cover_everything_leave_nothing_to_measure(self, small_truth):
        run = conclude(trace_of([0, 1], 2), small_truth(0, 1))
        assert run.metrics["wss_95"] is None
        assert run.metrics["atd"] is None


class TestStops:
    def stop(self, truth, trace, rule):
        (stop,) = conclude(trace, truth, [rule]).stopping
        return stop

    def test_count_priors_and_their_inclusions(self, ten):
        stop = self.stop(ten, trace_of([0, 1, 2, 4, 3, 9], 10), StopAt(4))
        assert (stop.stopped_at, stop.found, stop.recall) == (4, 2, 2 / 4)
        assert stop.phase_opened_at is None
        assert (stop.rule, stop.badge, stop.statement) == ("stop_at", "heuristic", "Said.")

    def test_count_random_draws(self, ten):
        stop = self.stop(ten, trace_of([0, 1, 2, 4, 3, 9], 10), StopAt(5, random=2))
        # Priors 0 and 1, ranked 2, then 9 and 8 at random.
        assert (stop.stopped_at, stop.found, stop.phase_opened_at) == (5, 3, 3)
        assert stop.recall == 3 / 4

    def test_read_on_beyond_the_last_inclusion(self, ten):
        stop = self.stop(ten, trace_of([0, 1, 2, 3, 9], 10), StopAt(9))
        assert (stop.stopped_at, stop.recall) == (9, 1.0)

    def test_a_rule_that_never_stops_says_what_it_found(self, ten):
        stop = self.stop(ten, trace_of([0, 1, 2, 3, 9], 10), StopAt(99))
        assert (stop.stopped_at, stop.recall, stop.found) == (None, None, 4)

    def test_an_interrupted_run_is_not_read_on(self, ten):
        trace = trace_of([0, 1, 2], 10, complete=False)
        assert self.stop(ten, trace, StopAt(5)).stopped_at is None
        assert self.stop(ten, trace, StopAt(3)).stopped_at == 3

    def test_recall_of_nothing_relevant_is_undefined(self, small_truth):
        stop = self.stop(small_truth(0, 0, 0), trace_of([0, 1, 2], 3, 0), StopAt(2))
        assert (stop.stopped_at, stop.recall) == (2, None)

    def test_a_rule_that_contradicts_itself_is_reported(self, ten):
        with pytest.raises(StoppingError, match="'stop_at' contradicts itself"):
            self.stop(ten, trace_of([0, 1, 2], 10), StopAt(4, lying=True))

    @pytest.mark.parametrize("name", RULES.names())
    def test_every_rule_replays(self, truth, name):
        order = np.argsort(-truth.labels, kind="stable")
        trace = trace_of(order[:12], 120)
        (stop,) = conclude(trace, truth, make_rules([name], seed=1)).stopping
        assert stop.stopped_at is None or 0 < stop.stopped_at <= 120
        assert stop.statement


class TestRules:
    def test_get_the_settings_that_they_have(self):
        names = RULES.names()
        rules = make_rules(names, seed=5, target_recall=0.9, alpha=0.1)
        assert [rule.name for rule in rules] == list(names)
        (phase,) = make_rules(["calibrated_random_phase"], 5, 0.9, 0.1)
        assert float(phase.target_recall) == 0.9
        assert (phase.alpha, phase.seed) == (0.1, 5)

    def test_an_unknown_one_is_refused(self):
        with pytest.raises(ConfigurationError, match="calibrated_random_phase"):
            make_rules(["calibrated_random_fase"], 0)


def test_the_run_as_plain_data_has_the_shape_that_others_read(ten):
    import json

    run = conclude(trace_of([0, 1, 2, 4, 3, 9], 10), ten, make_rules(["qbcb"], 0))
    data = json.loads(json.dumps(run.to_json()))
    assert data["order"] == [0, 1, 2, 4, 3, 9]
    assert data["labels"] == [1, 0, 1, 0, 1, 1]
    assert data["priors"] == [0, 1]
    assert {"file", "seed", "config", "metrics", "stopping", "seconds"} <= set(data)
    assert {"rule", "badge", "stopped_at", "recall", "statement"} <= set(data["stopping"][0])
    names = (
        "wss_95 wss_100 recall_at_5pct recall_at_10pct recall_at_20pct need_95 need_100 "
        "atd atd_fraction loss nauc ndcg tnr_95"
    )
    assert set(names.split()) <= set(data["metrics"])
