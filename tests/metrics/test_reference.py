"""The numeric checks of the reference for metrics, item E1."""

import pytest

from activescreen.metrics import (
    ATD,
    AURC,
    ERF,
    NAUC,
    NDCG,
    TNR,
    WSS,
    Loss,
    Metric,
    NormalisedPrecision,
    ScreeningOrder,
    WSSInsights,
)

ORDER = ScreeningOrder.from_labels([1, 0, 1, 1, 0, 0, 0, 1, 0, 0])


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (Loss(), 0.25),
        (NAUC(), 0.5),
        (NDCG(), 0.876849),
        (AURC(), 0.7),
        (ATD(), 4),
        (WSS(0.95), 0.15),
        (WSSInsights(0.95), 0.30),
        (TNR(0.95), 0.333333),
        (NormalisedPrecision(0.95), 0.166667),
        (ERF(0.5), 0.25),
    ],
    ids=repr,
)
def test_reference_e1(metric: Metric, expected: float) -> None:
    assert metric(ORDER) == pytest.approx(expected, abs=5e-7)
