from collections.abc import Callable

import numpy as np
import pytest

from activescreen.records import Record, RecordSet, Source
from activescreen.simulation import Truth


@pytest.fixture(scope="session")
def truth(review) -> Truth:
    records, labels = review
    return Truth(records, labels, "made.csv")


@pytest.fixture(scope="session")
def small_truth() -> Callable[..., Truth]:
    """A population with given labels, each record with a word of its own."""

    def make(*labels: int) -> Truth:
        records = RecordSet(
            Record(f"word{i} shared", Source("s.csv", i)) for i in range(len(labels))
        )
        return Truth(records, np.array(labels, dtype=np.int8), "s.csv")

    return make
