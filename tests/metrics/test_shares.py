from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from activescreen.errors import ConfigurationError
from activescreen.metrics import WSS, RecallAtShare, ScreeningOrder
from activescreen.metrics.shares import ceil_of, floor_of, share


@pytest.mark.parametrize("value", [0.95, "0.95", "19/20", Fraction(19, 20), np.float64(0.95)])
def test_a_share_is_what_is_written(value: Any) -> None:
    assert share(value) == Fraction(19, 20)
    assert WSS(value) == WSS(Fraction(95, 100))
    assert hash(WSS(value)) == hash(WSS(Fraction(95, 100)))


@pytest.mark.parametrize("value", [0, -0.1, 1.0001, float("nan"), float("inf"), "most", "1/0"])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="is not possible"):
        WSS(value)


def test_no_float_error_moves_a_cut() -> None:
    # In floats 0.07 * 100 is 7.000000000000001, and 0.29 * 100 is 28.999999999999996.
    assert ceil_of(0.07, 100) == 7
    assert floor_of(0.29, 100) == 29


def test_recall_at_a_share_counts_the_record_on_the_edge() -> None:
    order = ScreeningOrder.from_labels([0] * 28 + [1] + [0] * 71)
    assert RecallAtShare(0.29)(order) == 1


@pytest.mark.parametrize(
    ("metric", "written"),
    [
        (WSS(Fraction(95, 100)), "WSS@95"),
        (WSS(1), "WSS@100"),
        (WSS(0.995), "WSS@99.5"),
        (WSS("1/3"), "WSS@100/3"),
        (RecallAtShare(0.05), "Recall@5%"),
    ],
)
def test_names_are_those_of_the_literature(metric: object, written: str) -> None:
    assert repr(metric) == written
