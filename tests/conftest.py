"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from activescreen.records import Record, RecordSet, Source

os.environ["HF_HUB_OFFLINE"] = "1"
# Before SciPy is imported: scikit-learn's estimator checks try array-API input only with it.
os.environ["SCIPY_ARRAY_API"] = "1"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real reviews and export files, which is not part of the project."""
    default = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("ACTIVESCREEN_SHARED", default))
    if not folder.is_dir():
        if os.environ.get("ACTIVESCREEN_REQUIRE_SHARED"):
            pytest.fail(f"no shared data at {folder}, but tests on it are required here")
        pytest.skip(f"no shared data at {folder}: set ACTIVESCREEN_SHARED to its folder")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACTIVESCREEN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def review() -> tuple[RecordSet, np.ndarray]:
    """120 made records, 12 of them relevant and nearly all of these told by their words."""
    rng = np.random.default_rng(11)
    common = [f"common{i}" for i in range(60)]
    topic = [f"topic{i}" for i in range(8)]
    labels = np.zeros(120, dtype=np.int8)
    labels[rng.choice(120, 12, replace=False)] = 1
    records = RecordSet(
        Record(
            " ".join(rng.choice(common, 8)),
            Source("made.csv", row),
            abstract=" ".join(rng.choice(topic if relevant else common, 6)),
        )
        for row, relevant in enumerate(labels)
    )
    return records, labels
