"""Estimator and rule 12 of the reference: one sample of the unread, judged once."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from activescreen.errors import ConfigurationError
from activescreen.ledger import Draw
from activescreen.stopping import ESTIMATORS, RULES, Badge
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.elusion import most_left, plan_of, recall_bound


def test_reference_e6() -> None:
    """U = 5000, s = 300, e = 0, F = 95: K_up = 48, recall at least .664336."""
    left = most_left(5000, 300, 0, 0.05)
    assert left == 48
    assert float(recall_bound(95, left)) == pytest.approx(0.664336, abs=5e-7)


def test_reference_e6_from_a_ledger(make_ledger) -> None:
    labels = [1] * 95 + [0] * 505 + [0] * 300
    draws = [Draw.RANKED] * 600 + [Draw.RANDOM] * 300
    ledger = make_ledger(5600, range(900), labels, draws)
    estimate = ESTIMATORS.create("elusion").estimate(ledger)
    assert estimate.low == pytest.approx(0.664336, abs=5e-7)
    assert estimate.badge is Badge.ONE_LOOK
    assert "no more than 48 were left" in estimate.statement
    assert ESTIMATORS.create("elusion").estimate(ledger.prefix(600)) is None


def test_finds_of_the_sample_are_left_and_not_found(make_ledger) -> None:
    labels = [1] * 10 + [0] * 90 + [1, 0, 0, 0, 0] * 10
    draws = [Draw.RANKED] * 100 + [Draw.RANDOM] * 50
    ledger = make_ledger(200, range(150), labels, draws)
    estimate = ESTIMATORS.create("elusion").estimate(ledger)
    assert estimate.found == 10
    assert estimate.low == pytest.approx(10 / (10 + most_left(100, 50, 10, 0.05)))


@settings(deadline=None, max_examples=60)
@given(
    st.builds(
        Setting,
        st.integers(1, 60),
        st.integers(0, 60),
        st.sampled_from([Fraction(1, 2), Fraction(4, 5), Fraction(19, 20), Fraction(1)]),
    ),
    st.sampled_from([0.01, 0.05, 0.2]),
    st.sampled_from([None, 1, 10, 30]),
)
def test_wrong_at_most_alpha_whatever_the_unread_hold(
    setting: Setting, alpha: float, sample: int | None
) -> None:
    """Exactly, for every K: the sample passes although what was found before is below tau."""
    size, passing = plan_of(setting, alpha, sample)
    for relevant in range(setting.urn + 1):
        if setting.before < setting.target * (setting.before + relevant):
            assert hypergeom.cdf(passing, setting.urn, relevant, size) <= alpha + 1e-9
    rule = RULES.create("elusion", target_recall=setting.target, alpha=alpha, sample=sample)
    assert max(rule.miss_probability(setting, k) for k in range(setting.urn + 1)) <= alpha + 1e-9


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 80), st.integers(0, 80), st.sampled_from([0.01, 0.05, 0.2]))
def test_default_sample_is_the_fewest_that_can_pass(urn: int, before: int, alpha: float) -> None:
    setting = Setting(urn, before, Fraction(9, 10))
    size, passing = plan_of(setting, alpha, None)
    assert passing >= 0
    for fewer in range(size):
        bound = recall_bound(before, most_left(urn, fewer, 0, alpha))
        assert bound < Fraction(9, 10)


def test_is_valid_once(make_trace) -> None:
    """A sample that does not pass is not made larger until it does: the rest is read."""
    trace, truth = make_trace(400, 60, steep=8.0)
    rule = RULES.create("elusion", trigger=100, sample=60)
    end = rule.replay(trace, truth)
    assert end.ledger.n_read == 400
    answers = [rule.decide(end.ledger.prefix(n)).stop for n in range(100, 400)]
    assert not any(answers)


def test_passing_statement(make_trace) -> None:
    trace, truth = make_trace(400, 40, steep=60.0)
    rule = RULES.create("elusion", trigger=150, target_recall="0.9")
    end = rule.replay(trace, truth)
    decision = rule.decide(end.ledger)
    assert end.stopped
    assert end.phase_opened_at == 150
    assert end.ledger.n_read == 150 + decision.details["sample"]
    assert decision.badge is Badge.ONE_LOOK
    assert "one sample at a planned moment, wrongly declares 90 % recall in at most 5 %" in (
        decision.statement
    )
    assert decision.details["recall_bound"] >= 0.9


@pytest.mark.parametrize(
    "wrong", [(10, 11, 0, 0.05), (10, 5, 6, 0.05), (10, 5, -1, 0.05), (10, 5, 1, 0), (10, 5, 1, 1)]
)
def test_refuses_impossible_counts(wrong: tuple[int, int, int, float]) -> None:
    with pytest.raises(ConfigurationError, match="possible"):
        most_left(*wrong)


@pytest.mark.parametrize("setting", [{"trigger": "manual"}, {"sample": 0}])
def test_needs_a_planned_moment_and_a_sample(setting: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        RULES.create("elusion", **setting)
