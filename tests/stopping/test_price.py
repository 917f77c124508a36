"""The price list against every order of small urns, against shuffles, and by hand."""

import math
import re
from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import ConfigurationError
from activescreen.stopping import RULES, Badge, create
from activescreen.stopping.base import StoppingRule
from activescreen.stopping.boundaries import Setting, boundaries
from activescreen.stopping.calibration import calibrate
from activescreen.stopping.price import Reading, Standing, Workload, reading_left
from activescreen.stopping.price_list import (
    ALPHAS,
    NO_PRICE,
    TARGETS,
    certified_rules,
    cheapest,
    most_missing,
    price_list,
)
from activescreen.stopping.price_random_phase import planned_level, stop_draws

TAU = Fraction(19, 20)
FORTUNA = Standing(records=5905, read=1500, found=27)


def reading(standing, left, target="0.95", alpha=0.05, rule="calibrated_random_phase"):
    found = reading_left(create(rule, target_recall=target, alpha=alpha), standing, left)
    assert found is not None
    return found


def stops_of_every_order(setting, alpha, relevant):
    """First stop of every order of an urn, by looking after every draw."""
    calibration = calibrate(setting, alpha)
    for places in combinations(range(setting.urn), relevant):
        labels = np.zeros(setting.urn, dtype=np.int8)
        labels[list(places)] = 1
        yield calibration.first_stop(labels)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 11),
    st.integers(0, 30),
    st.sampled_from(["0.5", "0.8", "0.95", "1"]),
    st.sampled_from([0.05, 0.2, 0.4]),
)
def test_it_is_what_every_order_of_a_small_urn_gives(urn, before, target, alpha):
    setting = Setting(urn, before, Fraction(target))
    stops = [list(stops_of_every_order(setting, alpha, K)) for K in range(urn + 1)]
    for left in range(urn + 1):
        got = reading(Standing(urn + before, before, before), left, target, alpha)
        assert got.expected == pytest.approx(np.mean(stops[left]))
        assert got.none_left == stops[0][0]
        assert got.most == max(map(max, stops))


@pytest.mark.parametrize(("left", "target"), [(0, "0.9"), (3, "0.9"), (12, "0.9"), (40, "0.8")])
def test_its_mean_is_that_of_shuffles(left, target):
    standing, rng = Standing(600, 200, 40), np.random.default_rng(7)
    calibration = calibrate(Setting(400, 40, Fraction(target)), 0.05)
    labels = np.zeros(400, dtype=np.int8)
    labels[:left] = 1
    drawn = np.array([calibration.first_stop(rng.permutation(labels)) for _ in range(3000)])
    got = reading(standing, left, target)
    assert abs(drawn.mean() - got.expected) <= 4 * drawn.std() / np.sqrt(len(drawn)) + 1e-9
    assert drawn.max() <= got.most


@pytest.mark.parametrize("left", [0, 1, 5, 60, 400])
def test_the_stop_is_somewhere(left):
    setting = Setting(400, 40, TAU)
    stops = stop_draws(400, boundaries(setting, 0.04), left)
    assert stops.probability.sum() == pytest.approx(1)
    assert stops.draws.max() <= 400


@settings(deadline=None, max_examples=20)
@given(
    st.integers(0, 400),
    st.integers(0, 120),
    st.sampled_from(["0.8", "0.95", "1"]),
    st.sampled_from([0.01, 0.05, 0.1]),
)
def test_the_level_is_that_of_the_certificate(urn, before, target, alpha):
    setting = Setting(urn, before, Fraction(target))
    assert planned_level(setting, alpha) == calibrate(setting, alpha).level


def test_reference_e5_level_and_boundaries():
    """N' = 1400, rho = 95, tau = .95: alpha' = .0384; with nothing left 586 draws."""
    assert planned_level(Setting(1400, 95, TAU), 0.05) == 0.0384
    assert reading(Standing(1995, 595, 95), 5).none_left == 586


def test_the_example_review_by_hand():
    """27 of 5,905 (Fortuna et al. 2020). With one left, it lies before b_0 with b_0/N'."""
    got = reading(FORTUNA, 1)
    first, second = calibrate(Setting(4405, 27, TAU), 0.05).bounds[:2].tolist()
    assert (first, second) == (3454, 3831)
    by_hand = first * (1 - first / 4405) + second * first / 4405
    assert got.expected == pytest.approx(by_hand)
    assert (got.none_left, round(got.expected), got.most) == (3454, 3750, 4293)


def test_the_table_of_the_documentation_is_the_price_list():
    text = (Path(__file__).parents[2] / "docs" / "stopping.md").read_text(encoding="utf-8")
    pattern = (
        r"\| (\d+) % \| (\d+) % \| ([\d,]+) \| ([\d,]+) \((\d+) left\) \| ([\d,]+) \| (\d+) \|"
    )
    rows = [tuple(int(cell.replace(",", "")) for cell in row) for row in re.findall(pattern, text)]
    assert len(rows) == 8
    prices = {
        (round(100 * p.target), round(100 * p.alpha)): p
        for p in price_list(FORTUNA)
        if p.rule == "calibrated_random_phase"
    }
    for target, alpha, none_left, expected, left, most, hours in rows:
        price = prices[target, alpha]
        assert (price.reading.none_left, price.left) == (none_left, left)
        assert (math.ceil(price.reading.expected), price.reading.most) == (expected, most)
        assert round(Workload().hours(price.reading.expected)) == hours


def test_nothing_to_read_and_nothing_to_miss():
    assert reading(Standing(50, 50, 3), 0) == Reading(
        0, 0, 0, "the target cannot be missed any more"
    )
    assert reading(Standing(1005, 1000, 95), 2).most == 0


def test_hidden_samples_read_all_of_a_poor_pool():
    for rule in ("qbcb", "target"):
        got = reading(FORTUNA, 1, rule=rule)
        assert (got.none_left, got.expected, got.most) == (4405, 4405, 4405)
        assert "fewer than" in got.note


def test_a_hidden_sample_under_a_perfect_ranking(make_ledger):
    """The mean over samples, replayed; the r-th of K stands at (N' + 1) r/(K + 1)."""
    population, relevant, read = 400, 120, []
    truth = np.zeros(population, dtype=np.int8)
    truth[:relevant] = 1
    trace = make_ledger(population, np.arange(population), truth)
    for seed in range(300):
        rule = create("qbcb", target_recall=0.8, alpha=0.1, seed=seed)
        read.append(rule.replay(trace, truth).ledger.n_read)
    got = reading(Standing(population, 0, 0), relevant, "0.8", 0.1, "qbcb")
    assert got.at_least
    assert abs(np.mean(read) - got.expected) <= 4 * np.std(read) / np.sqrt(len(read))


def test_the_list_has_every_certified_rule_and_pair():
    prices = price_list(FORTUNA)
    assert {"calibrated_random_phase", "qbcb", "target"} <= {price.rule for price in prices}
    assert len(prices) == len(certified_rules()) * len(TARGETS) * len(ALPHAS)
    assert all(RULES.create(price.rule).badge is Badge.CERTIFIED for price in prices)
    cannot = [price for price in prices if price.reading is None]
    assert {(price.rule, price.target) for price in cannot} >= {("qbcb", 1), ("target", 1)}
    assert all("1" in price.note for price in cannot)


def test_a_higher_target_and_a_smaller_error_cost_more():
    prices = [p for p in price_list(FORTUNA, left=0) if p.rule == "calibrated_random_phase"]
    cost = {(p.target, p.alpha): p.reading.none_left for p in prices}
    assert all(cost[t, 0.01] > cost[t, 0.05] > cost[t, 0.1] for t, _ in cost)
    targets = sorted({target for target, _ in cost})
    assert all(cost[a, 0.05] < cost[b, 0.05] for a, b in pairwise(targets))


@pytest.mark.parametrize(
    ("found", "target", "left"), [(27, "0.95", 1), (27, "0.8", 6), (19, "0.95", 1), (27, "1", 0)]
)
def test_as_many_may_be_missing_as_keep_the_target(found, target, left):
    exact = Fraction(target)
    assert most_missing(found, exact) == left
    assert found >= exact * (found + left)
    assert found < exact * (found + left + 1)


def test_a_mean_known_from_below_is_not_called_cheapest():
    prices = price_list(Standing(20_000, 3_000, 900), ["0.9"], [0.05], left=200)
    best = cheapest(prices, Fraction(9, 10), 0.05)
    assert best is not None
    assert not best.reading.at_least


class Refusing(StoppingRule):
    """A certified rule of an outside package."""

    name = "refusing"
    badge = Badge.CERTIFIED


def test_a_new_certified_rule_takes_part(monkeypatch):
    monkeypatch.setitem(RULES._targets, "refusing", Refusing)
    mine = [p for p in price_list(FORTUNA, ["0.9"], [0.05]) if p.rule == "refusing"]
    assert [(price.reading, price.note) for price in mine] == [(None, NO_PRICE)]

    @reading_left.register
    def _(rule: Refusing, standing: Standing, left: int) -> Reading:
        return Reading(1, 2, 3)

    mine = [p for p in price_list(FORTUNA, ["0.9"], [0.05]) if p.rule == "refusing"]
    assert mine[0].reading == Reading(1, 2, 3)


def test_votes_and_hours():
    data = price_list(FORTUNA, ["0.95"], [0.05])[0].to_json(Workload(votes=2, seconds=30))
    assert data["none_left"] == {
        "records": 3454,
        "votes": 6908,
        "hours": pytest.approx(57.5667, abs=1e-3),
    }


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((100, 50, 51), "found among 50"),
        ((100, 101, 1), "cannot have been read"),
        ((-1, 0, 0), "no number"),
        ((10, 5, -1), "no number"),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(numbers, reason):
    with pytest.raises(ConfigurationError, match=reason):
        Standing(*numbers)


@pytest.mark.parametrize(
    "settings_", [{"left": 4406}, {"left": -1}, {"targets": ["1.2"]}, {"alphas": [0.0]}]
)
def test_impossible_questions_are_refused(settings_):
    with pytest.raises(ConfigurationError):
        price_list(FORTUNA, **settings_)


@pytest.mark.parametrize(
    "workload", [(0, 30), (1, 0), (1, -3), (1, float("inf")), (1, float("nan"))]
)
def test_reading_takes_somebody_some_time(workload):
    with pytest.raises(ConfigurationError):
        Workload(*workload)
