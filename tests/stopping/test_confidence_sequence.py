"""Rule 13 of the reference, which the study of costs computes as a comparator alone."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

EXPERIMENTS = Path(__file__).parents[2] / "experiments"


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(EXPERIMENTS))
    return import_module("certificate_cost")


@pytest.mark.parametrize(("a", "b", "largest"), [(1.0, 1.0, 13), (0.5, 50.0, 6)])
def test_reference_b13_largest_count_kept(
    study: ModuleType, a: float, b: float, largest: int
) -> None:
    """N' = 1400, n = 700, k = 0, alpha = .05: largest K kept 13 with a = b = 1, 6 with (.5, 50)."""
    counts = np.arange(0, 701)
    kept = study._log_ratio(counts, 0, 700, 1400, a, b) < -np.log(0.05)
    assert counts[kept].max() == largest
