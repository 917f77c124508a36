"""Wakes are gathered, one training of a review runs at a time, and no trouble ends the work."""

import threading
from collections import deque
from queue import SimpleQueue

import pytest

from activescreen.errors import InputError, ModelError, StoreError, WaitError
from activescreen.review.ranking.behind import TrainingBehind
from activescreen.review.ranking.explaining import Asked
from activescreen.review.ranking.time_left import in_words
from activescreen.review.ranking.trainer import NoTrainer, Phase
from activescreen.review.ranking.worker import Embedded, LostWorkerError, Trained

SOON = 60


class Slow:
    """A worker that trains when it is let, and says when it has begun."""

    def __init__(self):
        self.begun, self.go = SimpleQueue(), threading.Semaphore(0)
        self.trained, self.booked = [], []
        self.answers, self.meanings, self.late = deque(), deque(), []
        self.remark = ""
        self.closed = threading.Event()
        self.running = 0

    def train(self, review_id):
        self.running += 1
        assert self.running == 1
        self.trained.append(review_id)
        self.begun.put(review_id)
        self.go.acquire()
        self.running -= 1
        if self.closed.is_set():
            raise LostWorkerError("The process that trains has ended.")
        answer = self.answers.popleft() if self.answers else Trained(ranked=True)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def embed(self, review_id):
        self.begun.put(("embed", review_id))
        answer = self.meanings.popleft()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def book(self, review_id):
        self.booked.append(review_id)
        return self.remark

    def behind(self):
        return self.late

    def explain(self, asked):
        raise LostWorkerError("The process that trains has ended; no decision is lost.")

    def close(self):
        self.closed.set()
        self.go.release(1000)


class Clock:
    """Stands still until it is set."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def worker():
    return Slow()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def behind(worker, clock):
    with TrainingBehind(worker, pause=0, look_every=1e6, clock=clock) as behind:
        yield behind


def test_however_many_wake_it_during_a_training_exactly_one_more_follows(behind, worker):
    behind.wake(1)
    assert worker.begun.get(timeout=SOON) == 1
    threads = [
        threading.Thread(target=lambda: [behind.wake(1) for _ in range(50)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert behind.state(1).phase is Phase.TRAINING
    worker.go.release(1000)
    behind.settle()
    assert worker.trained == [1, 1]
    assert behind.state(1).finished == 2
    assert behind.state(1).phase is Phase.IDLE


def test_wakes_before_a_training_are_one(behind, worker):
    behind.wake(1)
    worker.begun.get(timeout=SOON)
    for review in (2, 3, 2, 3, 2):
        behind.wake(review)
    assert behind.state(2).phase is Phase.WAITING
    worker.go.release(1000)
    behind.settle()
    assert worker.trained == [1, 2, 3]


def test_one_more_follows_each_training_under_a_storm_of_decisions(behind, worker):
    over = threading.Event()

    def storm():
        while not over.is_set():
            behind.wake(1)

    thread = threading.Thread(target=storm)
    thread.start()
    for _ in range(30):
        worker.begun.get(timeout=SOON)
        worker.go.release()
    over.set()
    thread.join()
    worker.go.release(1000)
    behind.settle()
    # Nothing more than what the last wakes asked for: one may wait, and one come while it begins.
    assert 30 <= len(worker.trained) <= 32
    assert behind.state(1).finished == len(worker.trained)


def test_between_two_trainings_there_is_a_pause(worker, clock):
    worker.go.release(1000)
    with TrainingBehind(worker, pause=100, look_every=1e6, clock=clock) as behind:
        behind.wake(1)
        assert worker.begun.get(timeout=SOON) == 1
        behind.wake(1)
        behind.wake(2)  # which need not wait for the other one's pause
        assert worker.begun.get(timeout=SOON) == 2
        assert behind.state(1).phase is Phase.WAITING
        clock.now = 101
        behind.wake(2)
        assert {worker.begun.get(timeout=SOON), worker.begun.get(timeout=SOON)} == {1, 2}


def test_texts_are_embedded_in_pieces_and_others_come_in_between(behind, worker):
    worker.answers += [Trained(ranked=True, missing=100), Trained(ranked=True)]
    worker.meanings += [Embedded(50, 100), Embedded(100, 100)]
    seen = []
    behind.watch(1, lambda: seen.append(behind.state(1)))
    worker.go.release(1000)
    behind.wake(1)
    behind.settle()
    done = [(state.done, state.total) for state in seen if state.phase is Phase.EMBEDDING]
    assert done == [(0, 100), (50, 100)]
    assert worker.trained == [1, 1]
    assert seen[-1].phase is Phase.IDLE
    assert seen[-1].finished == 2


def test_the_time_that_is_left_is_told_once_there_is_a_pace(behind, worker, clock):
    worker.answers += [Trained(ranked=True, missing=300), Trained(ranked=True)]
    worker.meanings += [Embedded(done, 300) for done in (100, 150, 200, 300)]
    embed, left = worker.embed, []

    def piece(review_id):
        clock.now += 60
        return embed(review_id)

    worker.embed = piece
    behind.watch(1, lambda: left.append(behind.state(1)))
    worker.go.release(1000)
    behind.wake(1)
    behind.settle()
    seen = [(each.done, each.seconds_left) for each in left if each.phase is Phase.EMBEDDING]
    assert seen == [(0, None), (100, None), (150, 180.0), (200, 120.0)]
    assert left[-1].seconds_left is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "less than a minute left"),
        (61, "about 2 minutes left"),
        (5400, "about 90 minutes left"),
        (5401, "about 2 hours left"),
        (10 * 3600 + 1, "about 11 hours left"),
    ],
)
def test_a_time_is_said_as_people_say_it(seconds, words):
    assert in_words(seconds) == words


def test_each_training_is_booked_and_what_went_wrong_is_told(behind, worker):
    worker.remark = "Tracking is off."
    worker.go.release(1000)
    behind.wake(1)
    behind.settle()
    assert worker.booked == [1]
    assert behind.state(1).remark == "Tracking is off."
    worker.answers.append(Trained())  # nothing had come since
    behind.wake(1)
    behind.settle()
    assert worker.booked == [1]


def test_a_process_that_dies_is_told_and_the_training_tried_again(behind, worker, clock):
    worker.answers.append(LostWorkerError("The process that trains was ended by signal 9."))
    failed = threading.Event()
    behind.watch(1, lambda: behind.state(1).error and failed.set())
    worker.go.release(1000)
    behind.wake(1)
    assert failed.wait(SOON)
    state = behind.state(1)
    assert state.phase is Phase.WAITING
    assert state.error == (
        "The process that trains was ended by signal 9. It is tried again in 2 seconds."
    )
    clock.now = 3
    behind.wake(1)
    behind.settle()
    assert worker.trained == [1, 1]
    assert behind.state(1).error == ""


def test_each_failure_in_a_row_is_waited_for_longer(behind, worker, clock):
    worker.answers += [StoreError("The disk is full.") for _ in range(10)]
    worker.go.release(1000)
    told = SimpleQueue()
    behind.watch(1, lambda: told.put(behind.state(1)))
    behind.wake(1)
    said = []
    for _ in range(10):
        while told.get(timeout=SOON).phase is not Phase.TRAINING:
            pass
        said.append(told.get(timeout=SOON).error)
        clock.now += 1000
        behind.wake(1)
    assert [error.removeprefix("The disk is full. It is tried again in ") for error in said] == [
        f"{seconds} seconds." for seconds in (2, 4, 8, 16, 32, 64, 128, 256, 300, 300)
    ]


def test_what_is_wrong_with_the_review_is_told_and_waits_for_a_change(behind, worker):
    worker.answers.append(InputError("None of the records holds a word.", remedy="Check them."))
    worker.go.release(1000)
    behind.wake(1)
    behind.settle()
    assert behind.state(1).error == "None of the records holds a word. Check them."
    assert behind.state(1).phase is Phase.IDLE
    behind.wake(1)
    behind.settle()
    assert behind.state(1).error == ""


def test_another_process_at_work_is_waited_for(behind, worker, clock):
    worker.answers.append(Trained(busy=True))
    worker.go.release(1000)
    behind.wake(1)
    behind.wake(2)
    assert {worker.begun.get(timeout=SOON), worker.begun.get(timeout=SOON)} == {1, 2}
    clock.now = 10
    behind.wake(2)
    behind.settle()
    assert worker.trained.count(1) == 2
    assert behind.state(1).finished == 1


def test_reviews_that_are_behind_are_trained_at_the_start(worker, clock):
    worker.late = [3, 4]
    worker.go.release(1000)
    with TrainingBehind(worker, pause=0, look_every=1e6, clock=clock) as behind:
        behind.settle()
        assert worker.trained == [3, 4]


def test_an_end_in_the_middle_of_a_training_waits_for_nothing(behind, worker):
    told = threading.Event()
    end = behind.watch(1, told.set)
    behind.wake(1)
    worker.begun.get(timeout=SOON)
    behind.close()
    assert told.is_set()
    assert not behind.at_work
    end()
    behind.close()
    behind.wake(1)
    with pytest.raises(WaitError, match="is ending"):
        behind.explain(Asked(1, "Ann", "record"))


def test_who_asks_a_process_that_died_is_told_to_ask_again(behind):
    with pytest.raises(WaitError, match="no decision is lost") as told:
        behind.explain(Asked(1, "Ann", "record"))
    assert told.value.remedy == "Ask again in a moment."


def test_without_a_trainer_nothing_happens():
    trainer = NoTrainer()
    trainer.wake(1)
    trainer.watch(1, print)()
    trainer.close()
    assert trainer.state(1).phase is Phase.IDLE
    with pytest.raises(ModelError, match="without a trainer"):
        trainer.explain(Asked(1, "Ann", "record"))
