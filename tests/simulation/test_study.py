import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from activescreen.configuration import load_configuration
from activescreen.errors import ConfigurationError, InputError
from activescreen.formats import labels_of, read_records
from activescreen.learner import ActiveLearner
from activescreen.simulation import (
    Observer,
    Plan,
    Schedule,
    Trace,
    Truth,
    draw_priors,
    parallel,
    random_baseline,
    run_study,
)

WORDS = load_configuration("words")
QUICK = Plan(WORDS, seeds=(0, 1), schedule=Schedule(5), rules=("consecutive_irrelevant",), jobs=1)


class Ears(Observer):
    def __init__(self) -> None:
        self.runs, self.models, self.told = [], [], []

    def features(self, done, total):
        self.told.append((done, total))

    def finished(self, run, model):
        self.runs.append(run)
        self.models.append(model)


class TestSeeds:
    def test_one_run_a_seed_in_the_order_asked(self, truth):
        runs = run_study(truth, replace(QUICK, seeds=(3, 1, 2)))
        assert [run.seed for run in runs] == [3, 1, 2]
        assert [run.priors for run in runs] == [draw_priors(truth.labels, s) for s in (3, 1, 2)]
        assert all(run.complete and run.file == "made.csv" for run in runs)

    def test_processes_change_nothing(self, truth):
        alone, together = run_study(truth, QUICK), run_study(truth, replace(QUICK, jobs=2))
        for one, other in zip(alone, together, strict=True):
            np.testing.assert_array_equal(one.order, other.order)
            assert one.metrics == other.metrics
            assert one.stopping == other.stopping
            assert one.model_hash == other.model_hash

    def test_a_seed_does_not_depend_on_its_company(self, truth):
        (alone,) = run_study(truth, replace(QUICK, seeds=(1,)))
        np.testing.assert_array_equal(alone.order, run_study(truth, QUICK)[1].order)

    def test_priors_may_be_chosen(self, truth):
        runs = run_study(truth, replace(QUICK, priors=(7, 3)))
        assert {run.priors for run in runs} == {(7, 3)}

    def test_the_baseline_has_the_same_seeds_and_priors(self, truth):
        plan = replace(QUICK, seeds=tuple(range(20)))
        baseline = random_baseline(truth, plan)
        assert [run.priors for run in baseline] == [plan.priors_for(truth, s) for s in range(20)]
        assert {run.config for run in baseline} == {"random"}
        assert abs(np.mean([run.metrics["nauc"] for run in baseline])) < 0.15

    def test_mistakes_are_found_before_anything_long_begins(self, truth):
        ears = Ears()
        for plan, error in (
            (replace(QUICK, rules=("qbcd",)), ConfigurationError),
            (replace(QUICK, priors=(500,)), InputError),
            (replace(QUICK, target_recall=1.5, rules=("qbcb",)), ConfigurationError),
        ):
            with pytest.raises(error):
                run_study(truth, plan, ears)
        assert ears.told == []


class TestObserver:
    def test_hears_features_and_every_run(self, truth):
        ears = Ears()
        runs = run_study(truth, QUICK, ears)
        assert ears.told[-1] == (120, 120)
        assert sorted(run.seed for run in ears.runs) == [0, 1]
        assert set(map(id, ears.runs)) == set(map(id, runs))

    def test_may_have_the_last_model(self, truth):
        ears = Ears()
        (run,) = run_study(truth, replace(QUICK, seeds=(4,)), ears)
        learner = ears.models[0]()
        assert learner.model_hash == run.model_hash
        assert learner.has_model

    def test_features_made_beforehand_are_used(self, truth):
        ears = Ears()
        learner = ActiveLearner(WORDS, warm_start=True).prepare(truth.records)
        runs = run_study(truth, QUICK, ears, learner=learner)
        assert ears.told == []
        np.testing.assert_array_equal(runs[0].order, run_study(truth, QUICK)[0].order)

    def test_hears_how_far_runs_are(self, truth, monkeypatch):
        class Slow(Observer):
            heard: list = []  # noqa: RUF012  # one test

            def standing(self, runs):
                self.heard += runs

        monkeypatch.setattr(parallel, "_POLL_SECONDS", 0.001)
        run_study(truth, replace(QUICK, schedule=Schedule(1), end="end"), Slow())
        assert Slow.heard
        assert {standing.seed for standing in Slow.heard} <= {0, 1}
        assert all(0 < s.read <= 120 and 0 <= s.found <= 12 for s in Slow.heard)


class TestTakingUp:
    def test_finished_seeds_are_not_run_again_and_give_the_same(self, truth):
        kept: list[Trace] = []
        before = run_study(truth, QUICK, keep=kept.append)
        finished = {
            trace.seed: Trace.from_json(json.loads(json.dumps(trace.to_json()))) for trace in kept
        }
        again: list[Trace] = []
        after = run_study(truth, QUICK, finished=finished, keep=again.append)
        assert again == []
        assert [run.to_json() for run in after] == [run.to_json() for run in before]

    def test_only_what_is_missing_is_run(self, truth):
        kept: list[Trace] = []
        run_study(truth, replace(QUICK, seeds=(0,)), keep=kept.append)
        again: list[Trace] = []
        runs = run_study(truth, QUICK, finished={0: kept[0], 99: kept[0]}, keep=again.append)
        assert [run.seed for run in runs] == [0, 1]
        assert [trace.seed for trace in again] == [1]

    def test_other_rules_may_be_asked_of_finished_traces(self, truth):
        kept: list[Trace] = []
        run_study(truth, replace(QUICK, seeds=(0,)), keep=kept.append)
        plan = replace(QUICK, seeds=(0,), rules=("qbcb",))
        (run,) = run_study(truth, plan, finished={0: kept[0]})
        assert [stop.rule for stop in run.stopping] == ["qbcb"]


class TestInterruption:
    @pytest.fixture(autouse=True)
    def _often(self, monkeypatch):
        monkeypatch.setattr(parallel, "_POLL_SECONDS", 0.001)

    def interrupt_while_running(self, truth, **settings):
        """Ctrl-C as soon as the first run has read something, in this very process."""
        plan = replace(QUICK, schedule=Schedule(1), end="end", **settings)

        class Impatient(Observer):
            done = False

            def standing(self, runs):
                if runs and not self.done:
                    self.done = True
                    signal.raise_signal(signal.SIGINT)

        kept: list[Trace] = []
        return run_study(truth, plan, Impatient(), keep=kept.append), kept

    def test_what_was_read_is_returned_marked_and_not_kept(self, truth):
        runs, kept = self.interrupt_while_running(truth)
        assert [run.seed for run in runs] == [0, 1]
        assert not runs[1].complete
        assert len(runs[1].order) < 120
        assert [trace.seed for trace in kept] == [run.seed for run in runs if run.complete]

    def test_the_handler_is_given_back(self, truth):
        before = signal.getsignal(signal.SIGINT)
        self.interrupt_while_running(truth)
        assert signal.getsignal(signal.SIGINT) is before

    def test_an_error_in_the_caller_gives_the_handler_back_at_once(self, truth):
        before = signal.getsignal(signal.SIGINT)

        def fail(trace):
            raise OSError("disk full")

        with pytest.raises(OSError, match="disk full") as caught:
            run_study(truth, QUICK, keep=fail)
        assert signal.getsignal(signal.SIGINT) is before
        assert caught.tb is not None

    def test_a_study_runs_outside_the_main_thread_too(self, truth):
        runs: list = []
        thread = threading.Thread(target=lambda: runs.extend(run_study(truth, QUICK)))
        thread.start()
        thread.join(timeout=60)
        assert [run.complete for run in runs] == [True, True]


STUDY = """
import json
import sys
import numpy as np
from activescreen.configuration import load_configuration
from activescreen.records import Record, RecordSet, Source
from activescreen.simulation import Observer, Plan, Schedule, Truth, run_study

rng = np.random.default_rng(0)
words = [f"word{i}" for i in range(400)]
records = RecordSet(Record(" ".join(rng.choice(words, 9)), Source("m", i)) for i in range(1500))
truth = Truth(records, (np.arange(1500) % 50 == 0).astype(np.int8), "made")

class Ready(Observer):
    said = False
    def features(self, done, total):
        if sys.argv[1] == "starting":
            print("ready", flush=True)
    def standing(self, runs):
        if len(runs) == 2 and not self.said:
            self.said = True
            print("ready", flush=True)

plan = Plan(load_configuration("words"), (0, 1), schedule=Schedule(1), end="end", rules=(), jobs=2)
runs = run_study(truth, plan, Ready())
print(json.dumps([[run.seed, run.complete, len(run.order)] for run in runs]))
"""


@pytest.mark.skipif(os.name != "posix", reason="process groups are a POSIX matter")
@pytest.mark.parametrize(("moment", "wait"), [("running", 0.0), ("starting", 0.7)])
def test_ctrl_c_in_a_terminal_keeps_what_is_done(tmp_path, moment, wait):
    # A terminal sends it to the whole group, and so to workers that are still importing.
    process = subprocess.Popen(
        [sys.executable, "-c", STUDY, moment],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "JOBLIB_TEMP_FOLDER": str(tmp_path)},
        start_new_session=True,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGINT)
        said, complaint = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, complaint
    runs = json.loads(said.splitlines()[-1])
    assert [seed for seed, _, _ in runs] == [0, 1]
    assert all(not complete and 2 < read < 1500 for _, complete, read in runs)
    assert "Traceback" not in complaint
    assert list(tmp_path.iterdir()) == []


RULES = (
    "calibrated_random_phase",
    "qbcb",
    "consecutive_irrelevant",
    "hypergeometric_random_phase",
)


@pytest.fixture(scope="module")
def triptans(shared):
    """Seed 0 on a real review."""
    records = read_records(shared / "reviews" / "Cohen_2006_Triptans.csv")
    truth = Truth(records, labels_of(records, "label_included").values, "Triptans")
    (run,) = run_study(truth, Plan(WORDS, rules=RULES, jobs=1))
    return run


class TestRealReview:
    def test_saves_much_of_the_reading(self, triptans):
        run = triptans
        assert run.metrics["wss_95"] > 0.45
        assert run.metrics["nauc"] > 0.7
        assert (run.population, run.relevant) == (671, 24)

    def test_every_rule_says_where_it_stops(self, triptans):
        run = triptans
        stops = {stop.rule: stop for stop in run.stopping}
        assert set(stops) == set(RULES)
        assert stops["calibrated_random_phase"].recall >= 0.95
        assert stops["calibrated_random_phase"].badge == "certified"
        assert stops["consecutive_irrelevant"].badge == "heuristic"
        for stop in stops.values():
            assert stop.recall == pytest.approx(stop.found / 24)
            assert stop.stopped_at <= 671

    def test_recall_is_estimated_on_the_way(self, triptans):
        run = triptans
        assert len(run.estimates) > 20
        reads = [read for read, _ in run.estimates]
        assert reads == sorted(set(reads))
        assert all(0 <= estimate.recall <= 1 for _, estimate in run.estimates)
