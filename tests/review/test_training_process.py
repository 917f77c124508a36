"""The process that trains: it does what the bench does, may die at any time, and ends with us."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest

from activescreen import errors
from activescreen.errors import InputError, LedgerError, StoreError, WaitError
from activescreen.review.ranking.behind import TrainingBehind
from activescreen.review.ranking.explaining import Asked, Why
from activescreen.review.ranking.process import ProcessWorker
from activescreen.review.ranking.workbench import Workbench
from activescreen.review.ranking.worker import LostWorkerError, Trained
from activescreen.review.ranking.worker_process import serve
from activescreen.store.rankings import newest_ranking
from activescreen.store.reviews import find_review, set_configuration

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def worker(team, monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    worker = ProcessWorker(team.folder / "work", patience=600)
    yield worker
    worker.close()


@pytest.fixture
def review(team, article):
    made = team.create(question="topic1 topic2")
    rows = [
        {**article(n, relevant=n < 3), "label_included": "" if n > 9 else n < 3} for n in range(30)
    ]
    for row in rows[:10]:
        row["label_included"] = str(int(row["label_included"]))
    team.bring(team.write("search.csv", rows))
    return made.id


def newest(team):
    with team.database.reading() as connection:
        return newest_ranking(connection, find_review(connection, "peers"))


def test_it_answers_as_the_bench_does_and_outlives_none_of_us(team, review, worker):
    bench = Workbench(team.database)
    asked = Asked(review, "Ann", team.records().ids[20])
    with pytest.raises(LedgerError, match="no ranking yet") as told:
        worker.explain(asked)
    assert told.value.where == f"record {asked.record_id}"
    assert worker.behind() == [review]
    assert worker.train(review) == Trained(ranked=True)
    assert worker.behind() == []
    said = worker.explain(asked)
    assert isinstance(said, Why)
    assert said == bench.explain(asked)
    first = worker.process_id
    os.kill(first, signal.SIGSTOP)
    answer = worker._process().ask("behind", None)
    os.kill(first, signal.SIGKILL)
    with pytest.raises(LostWorkerError, match="ended by signal 9; no decision is lost"):
        answer.result(60)
    assert worker.behind() == []
    assert worker.process_id != first
    assert worker.explain(asked) == said
    last = worker.process_id
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(last, 0)
    with pytest.raises(LostWorkerError, match="ended with the service"):
        worker.behind()


def test_a_kill_in_the_middle_of_the_work_costs_no_ranking(team, review, worker):
    with TrainingBehind(worker, pause=0) as behind:
        behind.settle()
        assert newest(team).number == 1
        os.kill(worker.process_id, signal.SIGKILL)
        with team.database.writing() as connection:
            set_configuration(connection, find_review(connection, "peers"), "naive_bayes", 0)
        behind.wake(review)
        behind.settle()
        assert newest(team).configuration == "naive_bayes"
        assert behind.state(review).error == ""
        assert behind.state(review).remark == ""


def test_it_ends_when_whoever_asked_is_gone(team, review):
    process = subprocess.Popen(
        [sys.executable, "-m", "activescreen.review.ranking.worker_process", team.folder / "work"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.stdin.write(f"{json.dumps([7, 'behind', None])}\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline()) == [7, False, [review]]
    process.send_signal(signal.SIGINT)  # Ctrl-C is for the service
    process.stdin.write(f"{json.dumps([8, 'train', review])}\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())[:2] == [8, False]
    process.stdin.close()
    assert process.wait(60) == 0
    process.stdout.close()


def test_who_waits_too_long_for_an_explanation_is_told(team, worker):
    worker._patience = 0
    with pytest.raises(WaitError, match="still being prepared"):
        worker.explain(Asked(1, "Ann", "record"))


class TestServing:
    """The lines that are spoken, without a process."""

    def answers(self, worker, *questions):
        lines, out = io.StringIO("".join(f"{json.dumps(q)}\n" for q in questions)), io.StringIO()
        told = threading.Semaphore(0)

        class Out:
            write = out.write

            def flush(self):
                told.release()

        serve(worker, lines, Out())
        for _ in questions:
            assert told.acquire(timeout=60)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_errors_for_people_travel_whole(self):
        class Worker:
            def train(self, review_id):
                raise InputError(f"Review {review_id} is empty.", where="here", remedy="Fill it.")

            embed = book = behind = explain = None

        ((number, failed, value),) = self.answers(Worker(), [3, "train", 5])
        assert (number, failed) == (3, True)
        assert value == {
            "kind": "InputError",
            "what": "Review 5 is empty.",
            "where": "here",
            "remedy": "Fill it.",
        }
        assert issubclass(getattr(errors, value["kind"]), errors.ActiveScreenError)

    def test_a_full_disk_is_told_in_words(self):
        class Worker:
            def train(self, review_id):
                raise OSError(28, "No space left on device", "/cache/vectors")

            embed = book = behind = explain = None

        ((_, failed, value),) = self.answers(Worker(), [3, "train", 5])
        assert failed
        assert value["kind"] == StoreError.__name__
        assert "No space left on device" in value["what"]

    def test_an_explanation_does_not_wait_for_a_training(self):
        explained = threading.Event()

        class Worker:
            def train(self, review_id):
                assert explained.wait(60)
                return Trained()

            def explain(self, asked):
                explained.set()
                return [asked.viewer]

            embed = book = behind = None

        asked = {"review_id": 5, "viewer": "Ann", "record_id": "x"}
        found = self.answers(Worker(), [1, "train", 5], [2, "explain", asked])
        assert sorted(found) == [
            [1, False, {"ranked": False, "missing": 0, "busy": False}],
            [2, False, ["Ann"]],
        ]
