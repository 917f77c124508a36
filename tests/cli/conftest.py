"""The command as people call it, and small reviews for it to read."""

import csv
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from activescreen.cli import main

COMMON = [f"common{number}" for number in range(50)]
TOPIC = [f"topic{number}" for number in range(7)]


@dataclass(frozen=True)
class Answer:
    """What a call gave back."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one paragraph of a refused call."""
        assert self.code == 2, (self.code, self.out, self.err)
        assert "Traceback" not in self.err
        *told, last = self.err.splitlines()
        assert last.startswith("Error: "), self.err
        assert not [line for line in told if line.startswith("Error")]
        assert last.endswith((".", "?")), last
        return last


def review_rows(records=80, relevant=8, seed=3):
    """Title, abstract and label a record; words tell relevant ones, though not at once."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(records, dtype=int)
    labels[rng.choice(records, relevant, replace=False)] = 1
    return [
        {
            "title": " ".join(rng.choice(COMMON, 6)),
            "abstract": " ".join([*rng.choice(COMMON, 8), *rng.choice(TOPIC, 3 * label)]),
            "label_included": str(label),
        }
        for label in labels
    ]


def write_rows(path, rows, header=None):
    """A table; ``header`` where names are to differ from the rows' own."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header or rows[0])
        writer.writerows(row.values() for row in rows)
    return path


@pytest.fixture
def write():
    """Write rows as CSV."""
    return write_rows


@pytest.fixture
def rows():
    return review_rows()


@pytest.fixture
def review(tmp_path, rows):
    """80 records, all labelled, 8 relevant."""
    return write_rows(tmp_path / "review.csv", rows)


@pytest.fixture
def activescreen(monkeypatch, capsys, tmp_path):
    """Call the command in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("ACTIVESCREEN_WORKSPACE", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["activescreen", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Answer(ended.value.code or 0, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def command():
    """The installed program."""
    return Path(sys.executable).with_name("activescreen")


@pytest.fixture(scope="session")
def environment():
    """What a process of its own is started with."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    for name in ("ACTIVESCREEN_WORKSPACE", "MLFLOW_TRACKING_URI"):
        environment.pop(name, None)
    return environment


@dataclass(frozen=True)
class Study:
    """A study that was run once for all tests that only look."""

    folder: Path
    answer: Answer

    @property
    def workspace(self):
        return self.folder / "activescreen-workspace"


@pytest.fixture(scope="session")
def study(tmp_path_factory, command, environment):
    """Two seeds, every rule, tracked, in a process of its own."""
    folder = tmp_path_factory.mktemp("study")
    write_rows(folder / "review.csv", review_rows())
    rules = "calibrated_random_phase,hypergeometric_random_phase,qbcb,consecutive_irrelevant"
    call = [command, "simulate", "review.csv", "--config", "words", "--seed", "5"]
    call += ["--seeds", "2", "--rules", rules, "--json", "runs.json", "--report", "out.html"]
    done = subprocess.run(
        call, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return Study(folder, Answer(done.returncode, done.stdout, done.stderr))
