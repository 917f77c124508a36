"""What all tests share."""

import os
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
# Before SciPy is imported: scikit-learn's estimator checks try array-API input only with it.
os.environ["SCIPY_ARRAY_API"] = "1"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real reviews and export files, which is not part of the project."""
    default = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("ACTIVESCREEN_SHARED", default))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}: set ACTIVESCREEN_SHARED to its folder")
    return folder
