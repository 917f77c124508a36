"""Ctrl-C in the middle of a study, and the call after it."""

import json
import os
import signal
import subprocess
import time

import numpy as np
import pytest

from activescreen.cli.interrupted import InterruptedStudy
from activescreen.configuration import load_configuration
from activescreen.formats import labels_of, read_records
from activescreen.simulation import Plan, Trace, Truth

COMMAND = ("--config", "words", "--seeds", "12", "--jobs", "1", "--stop", "end", "--rules", "none")


@pytest.fixture
def call(command, review, environment, tmp_path):
    """Start a study that takes seconds, in a process group of its own as a terminal does."""
    arguments = ["simulate", review, *COMMAND, "--retrain-every", "1", "--json", "out.json"]

    def start(*more):
        return subprocess.Popen(
            [command, *map(str, arguments), *more],
            cwd=tmp_path,
            env=environment | {"ACTIVESCREEN_CACHE": str(tmp_path / "cache")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


def test_ctrl_c_keeps_what_is_finished_and_the_next_call_takes_it_up(call, tmp_path):
    kept = tmp_path / "cache" / "interrupted"
    process = call("--no-track")
    deadline = time.monotonic() + 60
    while not list(kept.glob("*.json")) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert err.endswith("Interrupted. What was finished is kept; the same command goes on from "
                        "there.\n")  # fmt: skip
    assert "Interrupted: the figures of seed" in out
    first = json.loads((tmp_path / "out.json").read_text())
    done = [run for run in first if run["complete"]]
    assert 1 <= len(done) < 12
    assert all(len(run["order"]) == 80 for run in done)
    assert all(len(run["order"]) < 80 for run in first if not run["complete"])

    process = call("--no-track")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    seeds = ", ".join(str(run["seed"]) for run in done)
    assert f"finished seeds ({seeds}) are kept" in err
    second = json.loads((tmp_path / "out.json").read_text())
    assert [run["seed"] for run in second] == list(range(12))
    assert all(run["complete"] for run in second)
    # The seconds, too: a seed that was run again would have others.
    assert [run for run in second if run["seed"] in {run["seed"] for run in done}] == done
    assert list(kept.iterdir()) == []


@pytest.fixture
def truth(review):
    records = read_records(review)
    return Truth(records, labels_of(records).values, "review.csv")


def trace(seed):
    order = np.arange(80)
    return Trace("words", seed, order, 2, order[:0], (2,), "model", {"total": 1.0})


def plan(**changes):
    settings = {"configuration": load_configuration("words"), "seeds": (0, 1), **changes}
    return Plan(**settings)


def test_kept_seeds_are_found_by_the_same_study_alone(truth, tmp_path):
    study = InterruptedStudy(tmp_path / "kept", truth, plan())
    study.keep(trace(1))
    again = InterruptedStudy(tmp_path / "kept", truth, plan(rules=("qbcb",)))
    assert list(again.finished) == [1]
    assert again.finished[1].order.tolist() == list(range(80))
    for other in (plan(seeds=(0, 1, 2)), plan(priors=(3,)), plan(end="end")):
        assert not InterruptedStudy(tmp_path / "kept", truth, other).finished
    again.forget()
    assert not InterruptedStudy(tmp_path / "kept", truth, plan()).finished


def test_a_folder_that_cannot_be_written_to_is_said_once(truth, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    study = InterruptedStudy(tmp_path / "file" / "kept", truth, plan())
    study.keep(trace(0))
    study.keep(trace(1))
    assert capsys.readouterr().err.count("cannot be kept") == 1
