"""Settings that no metric can have, and depths at the edge."""

from collections.abc import Callable

import pytest

from activescreen.errors import ConfigurationError
from activescreen.metrics import (
    ERF,
    Cost,
    Metric,
    RecallAt,
    RecallAtShare,
    ScreeningOrder,
    TimeToDiscovery,
)


@pytest.mark.parametrize(
    "make",
    [lambda: RecallAt(-1), lambda: TimeToDiscovery(0), lambda: Cost(-1), lambda: ERF(0)],
    ids=["recall", "time to discovery", "cost", "erf"],
)
def test_impossible_settings_are_refused(make: Callable[[], Metric]) -> None:
    with pytest.raises(ConfigurationError):
        make()


def test_a_share_of_less_than_one_record_finds_nothing() -> None:
    order = ScreeningOrder.from_labels([1, 0, 0])
    assert RecallAtShare(0.05)(order) == 0
    assert ERF(0.05)(order) == 0


def test_recall_behind_the_end_is_whole() -> None:
    assert RecallAt(99)(ScreeningOrder.from_labels([0, 1])) == 1


def test_a_relevant_record_that_does_not_exist_is_never_discovered() -> None:
    assert TimeToDiscovery(2)(ScreeningOrder.from_labels([0, 1])) is None
