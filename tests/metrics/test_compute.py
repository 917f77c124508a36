"""The table of metrics that every simulation reports."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from activescreen import metrics
from activescreen.errors import ConfigurationError
from activescreen.metrics import NAUC, REPORTED, WSS, ScreeningOrder, compute

KEYS = [
    "wss_95",
    "wss_100",
    "recall_at_5pct",
    "recall_at_10pct",
    "recall_at_20pct",
    "need_95",
    "need_100",
    "atd",
    "atd_fraction",
    "loss",
    "nauc",
    "ndcg",
    "tnr_95",
]


def test_reports_exactly_the_keys_of_the_command_contract() -> None:
    assert list(compute(ScreeningOrder.from_labels([1, 0]))) == KEYS


def test_a_perfect_order_of_a_hundred() -> None:
    values = compute(ScreeningOrder.from_labels([1] * 20, population=100, relevant=20))
    assert values == {
        "wss_95": 0.76,
        "wss_100": 0.8,
        "recall_at_5pct": 0.25,
        "recall_at_10pct": 0.5,
        "recall_at_20pct": 1.0,
        "need_95": 19,
        "need_100": 20,
        "atd": 10.5,
        "atd_fraction": 0.105,
        "loss": 0.0,
        "nauc": 1.0,
        "ndcg": 1.0,
        "tnr_95": 1.0,
    }


def test_without_relevant_records_everything_is_null() -> None:
    assert set(compute(ScreeningOrder.from_labels([0] * 30)).values()) == {None}


def test_with_only_relevant_records_there_is_no_ranking_to_judge() -> None:
    values = compute(ScreeningOrder.from_labels([1] * 20))
    known = {name for name, value in values.items() if value is not None}
    assert known == {
        "recall_at_5pct",
        "recall_at_10pct",
        "recall_at_20pct",
        "need_95",
        "need_100",
        "atd",
        "atd_fraction",
    }


def test_an_unfinished_run_says_what_it_can() -> None:
    # 19 of 20 found: the 95 % cut is known, the whole order is not.
    values = compute(ScreeningOrder.from_labels([1] * 19 + [0], population=100, relevant=20))
    assert values["need_95"] == 19
    assert values["wss_95"] == 0.76
    assert values["tnr_95"] == 1
    assert values["recall_at_20pct"] == 0.95
    assert {values[key] for key in ("wss_100", "need_100", "atd", "loss", "nauc", "ndcg")} == {None}


def test_values_can_be_written_as_json() -> None:
    labels = np.zeros(50, dtype=np.int8)
    labels[[3, 7]] = 1
    order = ScreeningOrder.from_labels(labels, population=np.int64(60), relevant=np.int64(2))
    assert json.loads(json.dumps(compute(order))).keys() == set(KEYS)


def test_own_tables_are_computed_too() -> None:
    order = ScreeningOrder.from_labels([1, 0, 1, 1, 0, 0, 0, 1, 0, 0])
    assert compute(order, {"mine": WSS(0.95), "area": NAUC()}) == {"mine": 0.15, "area": 0.5}


def test_metrics_are_made_by_name() -> None:
    assert metrics.create("wss", recall=0.95) == REPORTED["wss_95"]


def test_an_unknown_name_gets_a_near_one() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'nauc'"):
        metrics.create("nauk")


def test_agrees_with_the_identities_in_the_peers_figures(shared: Path) -> None:
    """The peer's table was computed by other code; our definitions must tie it together."""
    with (shared / "reviews" / "peer_elas_u4.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 36
    for row in rows:
        n, r = float(row["n"]), float(row["n_rel"])
        loss, nauc, atd = float(row["loss"]), float(row["nauc"]), float(row["atd"])
        # Printed with four decimals, so each side is off by half a unit or a multiple of it.
        assert nauc == pytest.approx(1 - 2 * loss, abs=1.6e-4)
        assert loss == pytest.approx((atd * n - (r + 1) / 2) / (n - r), abs=1.6e-4)
        for need, saved, target in (("need95", "wss95", 0.95), ("need100", "wss100", 1.0)):
            expected = 1 - float(row[need]) / n - (1 - target)
            assert float(row[saved]) == pytest.approx(expected, abs=6e-5)
