"""Estimator and rule 11 of the reference, the comparator that misses half the time."""

from fractions import Fraction

import numpy as np
import pytest

from activescreen.errors import ConfigurationError
from activescreen.ledger import UNRESOLVED, Draw
from activescreen.stopping import ESTIMATORS, RULES, Badge
from activescreen.stopping.baseline_inclusion_rate import expected_relevant


def test_reference_b11() -> None:
    """R = N r_s/n_s."""
    assert expected_relevant(2000, 300, 9) == 60
    assert expected_relevant(1000, 30, 1) == Fraction(100, 3)


@pytest.mark.parametrize(("population", "drawn", "found"), [(10, 11, 1), (10, 4, 5), (10, 0, 0)])
def test_refuses_more_found_than_drawn(population: int, drawn: int, found: int) -> None:
    with pytest.raises(ConfigurationError, match="not possible"):
        expected_relevant(population, drawn, found)


def test_sample_comes_first_and_the_ranking_follows(make_trace) -> None:
    trace, truth = make_trace(200, 30, steep=15.0)
    rule = RULES.create("baseline_inclusion_rate", sample=40, target_recall="0.9", seed=2)
    end = rule.replay(trace, truth)
    draws = end.ledger.draws
    assert end.phase_opened_at == 2
    assert set(draws[2:42].tolist()) == {Draw.RANDOM.code}
    assert set(draws[42:].tolist()) == {Draw.RANKED.code}
    inside = int(end.ledger.labels[2:42].sum())
    expected = int(trace.labels[:2].sum()) + Fraction(198 * inside, 40)
    assert end.ledger.n_found >= Fraction(9, 10) * expected
    assert end.ledger.prefix(end.ledger.n_read - 1).n_found < Fraction(9, 10) * expected
    estimate = ESTIMATORS.create("baseline_inclusion_rate").estimate(end.ledger)
    assert estimate.relevant == pytest.approx(float(expected))
    assert estimate.badge is Badge.HEURISTIC


def test_misses_about_half_the_time(make_trace) -> None:
    trace, truth = make_trace(500, 60, steep=15.0)
    outcomes = RULES.create("baseline_inclusion_rate", sample=150).redraws(trace, truth, range(400))
    missed = np.mean(outcomes.found < 0.95 * 60)
    assert 0.3 < missed < 0.6


def test_a_sample_without_a_find_says_nothing(make_ledger) -> None:
    draws = [Draw.RANDOM] * 10 + [Draw.RANKED] * 5
    ledger = make_ledger(40, range(15), [0] * 10 + [1] * 5, draws)
    rule = RULES.create("baseline_inclusion_rate", sample=10)
    assert not rule.decide(ledger).stop
    assert "no relevant record to go by" in rule.decide(ledger).reason
    assert ESTIMATORS.create("baseline_inclusion_rate").estimate(ledger) is None


def test_an_open_label_keeps_the_sample_open(make_ledger) -> None:
    draws = [Draw.RANDOM] * 10 + [Draw.RANKED] * 5
    ledger = make_ledger(40, range(15), [1] * 9 + [UNRESOLVED] + [1] * 5, draws)
    assert not RULES.create("baseline_inclusion_rate", sample=10).decide(ledger).stop
    assert ESTIMATORS.create("baseline_inclusion_rate").estimate(ledger) is None


def test_refuses_a_sample_of_none() -> None:
    with pytest.raises(ConfigurationError):
        RULES.create("baseline_inclusion_rate", sample=0)
