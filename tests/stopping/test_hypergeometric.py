"""Tails against scipy, and the published p-values of rule 1a and the elusion test."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from activescreen.stopping.hypergeometric import (
    largest_compatible,
    lower_tail,
    needed_count,
    p_value,
    target_count,
)

TAU = Fraction(19, 20)


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 3000), st.data())
def test_lower_tail_is_scipys(urn: int, data: st.DataObject) -> None:
    relevant = data.draw(st.integers(0, urn))
    drawn = data.draw(st.integers(0, urn))
    found = data.draw(st.integers(0, urn))
    ours = lower_tail(np.array([found]), urn, np.array([relevant]), np.array([drawn]))[0]
    assert ours == pytest.approx(hypergeom.cdf(found, urn, relevant, drawn), rel=1e-8, abs=1e-11)


def test_lower_tail_takes_many_at_once_and_broadcasts() -> None:
    drawn = np.arange(0, 1401)
    ours = lower_tail(np.array([3]), 1400, np.array([12]), drawn)
    np.testing.assert_allclose(ours, hypergeom.cdf(3, 1400, 12, drawn), rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize(
    ("drawn", "found", "p"),
    [(549, 0, 0.050095), (550, 0, 0.049742), (727, 1, 0.050366), (728, 1, 0.049969)],
)
def test_reference_e2_p_values_of_rule_1a(drawn: int, found: int, p: float) -> None:
    """N = 2000, 600 screened, rho = 95, tau = .95."""
    assert p_value(drawn, found, 1400, 95, TAU) == pytest.approx(p, abs=5e-7)


def test_p_is_zero_when_the_urn_cannot_hold_enough() -> None:
    assert target_count(95, 95, TAU) == 6
    assert p_value(0, 0, 5, 95, TAU) == 0.0
    assert p_value(0, 0, 6, 95, TAU) == 1.0


@given(st.integers(0, 500), st.integers(0, 200), st.sampled_from(["0.8", "0.9", "0.95", "1"]))
def test_target_count_is_the_smallest_that_breaks_the_target(
    before: int, found: int, tau: str
) -> None:
    target = Fraction(tau)
    count = target_count(before + found, before, target)
    assert Fraction(before + found, before + count) < target
    if before + count > 1:
        assert Fraction(before + found, before + count - 1) >= target


@given(st.integers(0, 300), st.integers(1, 300), st.sampled_from(["0.5", "0.95", "1"]))
def test_needed_count_is_the_first_that_reaches_the_target(
    before: int, relevant: int, tau: str
) -> None:
    target = Fraction(tau)
    needed = needed_count(relevant, before, target)
    assert Fraction(before + needed, before + relevant) >= target
    assert Fraction(before + needed - 1, before + relevant) < target


def test_reference_e6_elusion() -> None:
    """U = 5000, s = 300, e = 0, F = 95: K_up = 48, recall at least .664336."""
    upper = largest_compatible(0, 5000, 300, 0.05)
    assert upper == 48
    assert 95 / (95 + upper) == pytest.approx(0.664336, abs=5e-7)


def test_a_tail_that_equals_alpha_is_not_rejected() -> None:
    """CDF(0; 10, 9, 1) is exactly 1/10, so nine relevant records are compatible at .1."""
    assert largest_compatible(0, 10, 1, 0.1) == 9
