"""Estimator and rule 5 of the reference: EM over the probabilities, then Quant's ratio."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import ConfigurationError
from activescreen.stopping import ESTIMATORS, RULES, Badge, Evidence
from activescreen.stopping.evidence import Probabilities
from activescreen.stopping.quant_ci import quant
from activescreen.stopping.sal_tau import corrected


def posteriors(share: float, trained_at: float, n: int = 20_000) -> np.ndarray:
    """What a right model trained at one prior says of records with another; two normal classes."""
    rng = np.random.default_rng(0)
    score = rng.normal(size=n) + 2.0 * (rng.random(n) < share)
    ratio = np.exp(2.0 * score - 2.0) * trained_at / (1 - trained_at)
    return ratio / (1 + ratio)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.4])
@pytest.mark.parametrize("trained_at", [0.3, 0.5])
def test_em_finds_the_prior_that_the_model_was_not_trained_at(
    share: float, trained_at: float
) -> None:
    """Saerens et al. 2002: under a shift of the prior alone."""
    values = corrected(posteriors(share, trained_at), trained_at)
    assert values.mean() == pytest.approx(share, abs=0.012)


def test_right_probabilities_stay_as_they_are() -> None:
    values = np.array([0.9, 0.3, 0.1, 0.1, 0.1])
    assert corrected(values, 0.3) == pytest.approx(values, abs=1e-6)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 1, width=32), min_size=1, max_size=40),
    st.floats(0.01, 0.99),
)
def test_corrected_values_are_probabilities_in_the_same_order(
    values: list[float], prior: float
) -> None:
    before = np.array(values, dtype=np.float64)
    after = corrected(before, prior)
    assert np.all((after >= 0) & (after <= 1))
    assert np.all(np.diff(after[np.argsort(before, kind="stable")]) >= -1e-12)


def test_bayes_with_the_new_prior_by_hand() -> None:
    """One step with odds: p/(1-p) times (new odds)/(old odds), at the fixed point."""
    before = posteriors(0.1, 0.5, 2000)
    after = corrected(before, 0.5)
    prior = after.mean()
    odds = before / (1 - before) * (prior / (1 - prior))
    assert after == pytest.approx(odds / (1 + odds), abs=1e-6)


@pytest.mark.parametrize("prior", [0.0, 1.0, -0.1])
def test_a_prior_of_one_kind_is_refused(prior: float) -> None:
    with pytest.raises(ConfigurationError, match="leaves nothing to correct"):
        corrected(np.array([0.5]), prior)


def test_estimate_is_quants_ratio_of_the_corrected_probabilities(make_ledger) -> None:
    ledger = make_ledger(20, range(8), [1, 1, 0, 1, 0, 1, 1, 0])
    values = np.full(20, 0.02)
    values[ledger.order] = np.where(ledger.labels == 1, 0.9, 0.1)
    evidence = Evidence(Probabilities(np.array([8]), values[None].astype(np.float32)))
    estimate = ESTIMATORS.create("sal_tau").estimate(ledger, evidence)
    after = corrected(values.astype(np.float32).astype(np.float64), 5 / 8)
    expected = quant(after[ledger.order], after[ledger.unread]).recall
    assert estimate.recall == pytest.approx(expected)
    assert estimate.recall > ESTIMATORS.create("quant_ci").estimate(ledger, evidence).recall
    assert estimate.badge is Badge.MODEL_BASED
    assert ESTIMATORS.create("sal_tau").estimate(ledger) is None
    assert ESTIMATORS.create("sal_tau").estimate(ledger.prefix(2), evidence) is None


def test_looks_at_the_saved_checkpoints_alone(make_trace) -> None:
    trace, truth = make_trace(200, 20, steep=25.0)
    read = np.array([30, 75, 140])
    values = np.where(truth[None, :] == 1, 0.95, 0.001) * np.ones((3, 1))
    values[0] = 0.3
    evidence = Evidence(Probabilities(read, values.astype(np.float32)))
    for name in ("sal_tau", "quant_ci"):
        end = RULES.create(name, target_recall=0.7).replay(trace, truth, evidence)
        assert end.ledger.n_read in (75, 140)
