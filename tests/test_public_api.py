"""What other code may rely on, and that asking for it costs nothing."""

import subprocess
import sys

import pytest

import activescreen


def test_the_names():
    assert activescreen.__all__ == [
        "ActiveLearner",
        "Decision",
        "Draw",
        "Ledger",
        "Ranking",
        "Record",
        "RecordSet",
        "Verdict",
        "__version__",
        "metrics",
        "read_labels",
        "read_records",
        "simulate",
        "stopping",
    ]
    assert dir(activescreen) == sorted(activescreen.__all__)


@pytest.mark.parametrize("name", activescreen.__all__)
def test_every_name_is_there(name):
    assert getattr(activescreen, name) is not None


def test_another_name_is_refused_as_python_does():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = activescreen.nothing


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import activescreen", "numpy pandas sklearn scipy torch mlflow altair yaml"),
        ("from activescreen import Ledger, RecordSet, Ranking", "pandas sklearn torch mlflow"),
        ("from activescreen import ActiveLearner", "torch sentence_transformers mlflow altair"),
        ("import activescreen.cli", "torch sentence_transformers mlflow"),
    ],
)
def test_importing_is_light(code, heavy):
    check = f"{code}; import sys; print(*(set({heavy.split()}) & set(sys.modules)))"
    said = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == ""
