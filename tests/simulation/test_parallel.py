from functools import partial

import pytest

from activescreen.simulation import Observer, parallel
from activescreen.simulation.parallel import Task, run_together


def count(name, up_to, report):
    """Stands for a screening: counts until it is asked to end."""
    for read in range(1, up_to + 1):
        if not report(read, read // 2):
            return name, read
    return name, up_to


def fail(report):
    raise ValueError("a task failed")


@pytest.mark.parametrize("jobs", [1, 2, None])
def test_every_task_gives_its_result(jobs):
    tasks = [Task(partial(count, f"task{i}", 10 * i), seed=i) for i in range(1, 5)]
    results = dict(run_together(tasks, jobs, Observer()))
    assert results == {"task1": 10, "task2": 20, "task3": 30, "task4": 40}


def test_an_observer_is_told_which_task_is_how_far(monkeypatch):
    monkeypatch.setattr(parallel, "_POLL_SECONDS", 0.0001)
    told = set()

    class Ears(Observer):
        def standing(self, runs):
            told.update((run.seed, run.what) for run in runs)

    tasks = [Task(partial(count, name, 20_000), seed=7, what=name) for name in ("a", "b")]
    list(run_together(tasks, 1, Ears()))
    assert told == {(7, "a"), (7, "b")}


def test_an_error_in_a_task_reaches_the_caller():
    with pytest.raises(ValueError, match="a task failed"):
        list(run_together([Task(fail, 0)], 1, Observer()))
