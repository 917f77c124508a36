"""Runs made by hand: what a simulation would give back."""

from collections.abc import Callable

import numpy as np
import pytest

from activescreen.simulation.run import SimulationRun, Stop

MakeRun = Callable[..., SimulationRun]


def _make_run(
    labels: list[int] | str,
    *,
    priors: int = 0,
    population: int | None = None,
    stops: tuple[Stop, ...] = (),
    **more: object,
) -> SimulationRun:
    """A run whose records were read in the order of their rows."""
    given = [int(label) for label in labels]
    settings: dict[str, object] = {
        "file": "review.csv",
        "config": "default",
        "seed": 0,
        "metrics": {},
        "relevant": sum(given),
        **more,
    }
    return SimulationRun(
        priors=tuple(range(priors)),
        order=np.arange(len(given), dtype=np.int64),
        labels=np.array(given, dtype=np.int8),
        population=population or len(given),
        stopping=stops,
        **settings,
    )


@pytest.fixture
def make_run() -> MakeRun:
    return _make_run
