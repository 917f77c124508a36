import json
import logging
import signal
from dataclasses import replace

import numpy as np
import pytest

from activescreen.configuration import load_configuration
from activescreen.errors import InputError
from activescreen.evaluation import traces
from activescreen.evaluation.trace_file import read_recorded, write_recorded
from activescreen.evaluation.traces import Kind, TraceLibrary
from activescreen.learner import ActiveLearner
from activescreen.records import Record, RecordSet, Source
from activescreen.simulation import (
    Observer,
    Schedule,
    Trace,
    Truth,
    captures,
    draw_priors,
    parallel,
)
from activescreen.simulation.recording import Recorded
from activescreen.simulation.screening import screen
from activescreen.stopping import Evidence
from activescreen.stopping.evidence import Captures, DrawProbabilities, Probabilities

WORDS = load_configuration("words")
NAIVE = load_configuration("naive_bayes")
QUICK = Schedule(10)


@pytest.fixture(scope="module")
def truth(review) -> Truth:
    records, labels = review
    return Truth(records, labels, "made.csv")


@pytest.fixture(autouse=True)
def _without_embeddings(monkeypatch):
    monkeypatch.setattr(captures, "CREW", ("words", "naive_bayes"))


@pytest.fixture
def library(tmp_path) -> TraceLibrary:
    return TraceLibrary(tmp_path / "traces", QUICK)


@pytest.fixture
def simulated(monkeypatch) -> list[tuple[str, int]]:
    """What is simulated rather than read: (what, seed) of every task."""
    tasks: list[tuple[str, int]] = []
    run = parallel.run_together

    def listen(these, jobs, observer):
        tasks.extend((task.what, task.seed) for task in these)
        return run(these, 1, observer)

    monkeypatch.setattr(traces, "run_together", listen)
    return tasks


def files(library):
    return sorted(library.folder.rglob("*.npz"))


def assert_same(one: Recorded, other: Recorded) -> None:
    assert one.trace.to_json() == other.trace.to_json()
    for log, values in (("probabilities", "values"), ("draws", "log_missed")):
        mine, theirs = getattr(one.evidence, log), getattr(other.evidence, log)
        assert (mine is None) == (theirs is None)
        if mine is not None:
            np.testing.assert_array_equal(mine.read, theirs.read)
            np.testing.assert_array_equal(getattr(mine, values), getattr(theirs, values))
    mine, theirs = one.evidence.captures, other.evidence.captures
    assert (mine is None) == (theirs is None)
    if mine is not None:
        np.testing.assert_array_equal(mine.read, theirs.read)
    np.testing.assert_array_equal(one.evidence.other_order, other.evidence.other_order)


class TestKinds:
    @pytest.fixture
    def recorded(self, library, truth):
        return library.recorded(truth, WORDS, (0, 3), jobs=1)

    def test_one_screening_a_kind_and_seed(self, recorded, truth):
        assert set(recorded) == {Kind.RANKED, Kind.AUTOSTOP, Kind.CHAO}
        for screenings in recorded.values():
            assert [one.trace.seed for one in screenings] == [0, 3]
            for one in screenings:
                assert one.trace.complete
                assert one.trace.config == "words"
                ledger = one.ledger(truth)
                assert ledger.n_read == ledger.population
                priors = draw_priors(truth.labels, one.trace.seed)
                assert ledger.order[: one.trace.n_priors].tolist() == list(priors)

    def test_ranked_reads_in_the_order_of_a_plain_simulation(self, recorded, truth):
        for one in recorded[Kind.RANKED]:
            seed = one.trace.seed
            learner = ActiveLearner(WORDS, seed, warm_start=True)
            plain = screen(truth, learner, draw_priors(truth.labels, seed), QUICK, "end")
            np.testing.assert_array_equal(one.trace.order, plain.order)
            assert one.trace.model_hash == plain.model_hash

    def test_each_kind_has_its_evidence(self, recorded):
        for ranked in recorded[Kind.RANKED]:
            assert ranked.evidence.probabilities is not None
            ranked.evidence.check(120)
        for drawn in recorded[Kind.AUTOSTOP]:
            assert drawn.evidence.draws is not None
            drawn.evidence.check(120)
        for together in recorded[Kind.CHAO]:
            assert together.evidence.captures.read.shape == (2, 120)
            together.evidence.check(120)

    def test_the_other_order_is_naive_bayes_on_the_same_priors(self, recorded, truth):
        learner = ActiveLearner(NAIVE, 3, warm_start=True)
        plain = screen(truth, learner, draw_priors(truth.labels, 3), QUICK, "end")
        other = recorded[Kind.RANKED][1].evidence.other_order
        np.testing.assert_array_equal(other, plain.order)

    def test_or_words_where_naive_bayes_is_asked_for(self, library, truth, recorded):
        (naive,) = library.recorded(truth, NAIVE, (0,), [Kind.RANKED], jobs=1)[Kind.RANKED]
        words = recorded[Kind.RANKED][0].trace
        np.testing.assert_array_equal(naive.evidence.other_order, words.order)

    def test_the_seed_decides_everything(self, recorded, truth, tmp_path):
        again = TraceLibrary(tmp_path / "elsewhere", QUICK).recorded(truth, WORDS, (0, 3), jobs=2)
        for kind, screenings in recorded.items():
            for one, other in zip(screenings, again[kind], strict=True):
                timed = replace(other.trace, seconds=one.trace.seconds)
                assert_same(one, replace(other, trace=timed))


class TestKeeping:
    def test_what_is_kept_is_not_simulated_again(self, library, truth, simulated):
        first = library.recorded(truth, WORDS, (0, 1))
        assert len(simulated) == 2 * 3  # ranked, AutoStop, and naive Bayes
        simulated.clear()
        again = library.recorded(truth, WORDS, (0, 1))
        assert simulated == []
        for kind in Kind:
            for one, other in zip(first[kind], again[kind], strict=True):
                assert_same(one, other)

    def test_only_what_is_missing_is_simulated(self, library, truth, simulated):
        library.recorded(truth, WORDS, (0,), [Kind.CHAO])
        assert sorted(simulated) == [("naive_bayes, order", 0), ("words, order", 0)]
        simulated.clear()
        library.recorded(truth, WORDS, (0, 1), [Kind.AUTOSTOP])
        assert simulated == [("words, autostop", 0), ("words, autostop", 1)]
        simulated.clear()
        library.recorded(truth, WORDS, (0,), [Kind.RANKED])
        assert simulated == [("words, ranked", 0)]

    def test_a_seed_asked_for_twice_is_simulated_once(self, library, truth, simulated):
        screenings = library.recorded(truth, WORDS, (2, 2), [Kind.AUTOSTOP])[Kind.AUTOSTOP]
        assert simulated == [("words, autostop", 2)]
        assert_same(*screenings)

    def test_a_ranked_screening_serves_as_an_order(self, library, truth, simulated):
        library.recorded(truth, WORDS, (0,), [Kind.RANKED])
        simulated.clear()
        library.recorded(truth, NAIVE, (0,), [Kind.RANKED, Kind.CHAO])
        assert simulated == [("naive_bayes, ranked", 0)]

    def test_a_name_is_not_among_what_it_depends_on(self, library, truth, simulated):
        library.recorded(truth, WORDS, (0,), [Kind.RANKED])
        simulated.clear()
        mine = replace(WORDS, name="mine", summary="the same")
        (one,) = library.recorded(truth, mine, (0,), [Kind.RANKED])[Kind.RANKED]
        assert simulated == []
        assert one.trace.config == "mine"

    def test_labels_texts_priors_schedule_and_settings_are(self, library, truth, simulated):
        def ask(truth=truth, configuration=WORDS, library=library, **settings):
            simulated.clear()
            library.recorded(truth, configuration, (0,), [Kind.AUTOSTOP], **settings)
            return len(simulated)

        assert ask() == 1
        assert ask() == 0
        labels = truth.labels.copy()
        labels[np.flatnonzero(labels)[0]] = 0
        assert ask(Truth(truth.records, labels, "made.csv")) == 1
        assert ask(priors=(3, 4)) == 1
        assert ask(configuration=replace(WORDS, classifier={"kind": "svm", "C": 2.0})) == 1
        assert ask(library=TraceLibrary(library.folder, Schedule(3))) == 1
        texts = [Record("some words", Source("m", i), id=f"r{i}") for i in range(120)]
        others = [replace(record, title=f"other words{i % 7}") for i, record in enumerate(texts)]
        assert ask(Truth(RecordSet(texts), truth.labels, "m")) == 1
        assert ask(Truth(RecordSet(others), truth.labels, "m")) == 1
        assert ask() == 0

    def test_features_without_a_part_are_not_kept(self, library, truth, simulated, monkeypatch):
        monkeypatch.setattr("activescreen.features.tfidf.Tfidf.notes", ("A part is missing.",))
        library.recorded(truth, WORDS, (0,), [Kind.AUTOSTOP])
        assert files(library) == []

    def test_the_default_folder_is_in_the_cache(self, tmp_path, monkeypatch):
        monkeypatch.setenv("ACTIVESCREEN_CACHE", str(tmp_path))
        assert TraceLibrary().folder == tmp_path / "traces"


class TestInterruption:
    def test_ctrl_c_keeps_what_is_finished(self, library, truth, monkeypatch):
        monkeypatch.setattr(parallel, "_POLL_SECONDS", 0.001)

        class Impatient(Observer):
            def standing(self, runs):
                if len(runs) == 2 and not stopped:
                    stopped.append(True)
                    signal.raise_signal(signal.SIGINT)

        stopped: list[bool] = []
        slow = TraceLibrary(library.folder, Schedule(1))
        with pytest.raises(KeyboardInterrupt):
            slow.recorded(truth, WORDS, (0, 1, 2), [Kind.RANKED], Impatient(), jobs=1)
        kept = files(slow)
        assert 1 <= len(kept) < 6
        before = [path.stat().st_mtime_ns for path in kept]
        assert len(slow.recorded(truth, WORDS, (0, 1, 2), [Kind.RANKED], jobs=1)[Kind.RANKED]) == 3
        assert [path.stat().st_mtime_ns for path in kept] == before
        assert len(files(slow)) == 6

    def test_each_is_written_when_it_is_finished(self, library, truth, monkeypatch):
        def fail_after_one(tasks, jobs, observer):
            yield tasks[1].work(report=lambda read, found: True)
            raise OSError("power cut")

        monkeypatch.setattr(traces, "run_together", fail_after_one)
        with pytest.raises(OSError, match="power cut"):
            library.recorded(truth, WORDS, (0, 1), [Kind.AUTOSTOP])
        assert [path.name[:11] for path in files(library)] == ["autostop-1-"]


def cut(path):
    path.write_bytes(path.read_bytes()[:-200])


def empty(path):
    path.write_bytes(b"")


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def hold_objects(path):
    with path.open("wb") as file:
        np.savez(file, meta=np.array(json.dumps({"key": {}}), dtype=object))


def lose_an_array(path):
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files if name != "order"}
    with path.open("wb") as file:
        np.savez(file, **arrays)


def name_a_record_twice(path):
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["order"][5] = arrays["order"][6]
    with path.open("wb") as file:
        np.savez(file, **arrays)


def say_more_than_certain(path):
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["draws.log_missed"][0] = 3
    with path.open("wb") as file:
        np.savez(file, **arrays)


class TestDamage:
    @pytest.mark.parametrize(
        "damage",
        [cut, empty, flip, hold_objects, lose_an_array, name_a_record_twice, say_more_than_certain],
    )
    def test_a_damaged_file_is_made_again_and_that_is_said(
        self, library, truth, simulated, caplog, damage
    ):
        (before,) = library.recorded(truth, WORDS, (0,), [Kind.AUTOSTOP])[Kind.AUTOSTOP]
        (path,) = files(library)
        damage(path)
        simulated.clear()
        with caplog.at_level(logging.WARNING):
            (after,) = library.recorded(truth, WORDS, (0,), [Kind.AUTOSTOP])[Kind.AUTOSTOP]
        assert simulated == [("words, autostop", 0)]
        assert str(path) in caplog.text
        assert "made again" in caplog.text
        np.testing.assert_array_equal(after.trace.order, before.trace.order)
        simulated.clear()
        library.recorded(truth, WORDS, (0,), [Kind.AUTOSTOP])
        assert simulated == []

    def test_a_file_under_another_name_is_not_believed(self, library, truth, simulated, caplog):
        library.recorded(truth, WORDS, (0, 1), [Kind.AUTOSTOP])
        first, second = files(library)
        second.write_bytes(first.read_bytes())
        simulated.clear()
        library.recorded(truth, WORDS, (0, 1), [Kind.AUTOSTOP])
        assert simulated == [("words, autostop", 1)]
        assert "another screening" in caplog.text


class TestFile:
    def test_everything_comes_back(self, tmp_path):
        trace = Trace("m", 3, np.array([2, 0]), 1, np.array([1]), (1, 2), "abc", {"total": 0.5})
        read = np.array([1, 2])
        evidence = Evidence(
            Probabilities(read, np.full((2, 3), 0.25, dtype=np.float32)),
            DrawProbabilities(read, np.array([[-1, -2, -np.inf]] * 2, dtype=np.float32)),
            Captures(np.array([[1, -1, 2], [2, 2, 2]])),
            np.array([2, 1, 0]),
        )
        path = tmp_path / "new" / "one.npz"
        write_recorded(path, Recorded(trace, evidence), {"seed": 3})
        assert_same(read_recorded(path, {"seed": 3}, 3), Recorded(trace, evidence))
        assert [entry.name for entry in path.parent.iterdir()] == ["one.npz"]
        with pytest.raises(InputError, match="another screening"):
            read_recorded(path, {"seed": 4}, 3)
        with pytest.raises(InputError, match="of 3 records, but the population has 4"):
            read_recorded(path, {"seed": 3}, 4)
