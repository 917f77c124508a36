"""Recall estimates: what they say, when they say nothing, and what they are worth."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import hypergeom, poisson

from activescreen.ledger import UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping import ESTIMATORS, Badge, create
from activescreen.stopping.base import extended
from activescreen.stopping.poisson_process import _poisson_quantile
from activescreen.stopping.power_rate import fit_power_rate

MakeLedger = Callable[..., FrozenLedger]
MakeTrace = Callable[..., tuple[FrozenLedger, np.ndarray]]


@pytest.mark.parametrize("exponent", [0.15, 0.4, 0.8])
def test_power_rate_is_recovered_from_its_own_counts(exponent: float) -> None:
    edges = np.linspace(0, 1000, 26)
    fit = fit_power_rate(np.diff(50 * (edges / 1000) ** exponent), edges)
    assert fit.exponent == pytest.approx(exponent, abs=1e-4)
    assert fit.expected(0, 1000) == pytest.approx(50)
    assert fit.expected(1000, 2000) == pytest.approx(50 * (2**exponent - 1), rel=1e-3)


def test_power_rate_does_not_rise() -> None:
    fit = fit_power_rate(np.arange(1.0, 26.0), np.linspace(0, 1000, 26))
    assert fit.exponent == 1.0


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.05, 0.2, 1.0, 4.7, 30.0, 1e4])
def test_quantile_is_scipys(mean: float) -> None:
    assert _poisson_quantile(0.95, mean) == (poisson.ppf(0.95, mean) if mean else 0)


def test_poisson_process_waits_for_enough_finds(make_ledger: MakeLedger) -> None:
    estimator = ESTIMATORS.create("poisson_process")
    labels = [1, 1, 1, 1, 1, 1] + [0] * 30
    ledger = make_ledger(500, range(36), labels, priors=2)
    assert estimator.estimate(ledger) is None
    assert estimator.estimate(make_ledger(500, range(36), labels)) is not None


def test_poisson_process_counts_priors_as_found_and_open_labels_as_missing(
    make_trace: MakeTrace,
) -> None:
    trace, _ = make_trace(1000, 60, priors=10)
    ledger = trace.prefix(300)
    estimate = ESTIMATORS.create("poisson_process").estimate(ledger)
    assert estimate.badge is Badge.MODEL_BASED
    assert estimate.found == ledger.n_found
    assert 0 < estimate.low < estimate.recall <= 1
    assert estimate.relevant == pytest.approx(estimate.found / estimate.recall)
    assert "not a guarantee" in estimate.statement
    whole = ESTIMATORS.create("poisson_process").estimate(trace)
    assert (whole.recall, whole.low) == (1.0, 1.0)
    labels = trace.labels.copy()
    labels[-1] = UNRESOLVED
    order = trace.order
    still_open = make_ledger_like(trace, order, labels)
    assert ESTIMATORS.create("poisson_process").estimate(still_open).low < 1


def make_ledger_like(ledger: FrozenLedger, order: np.ndarray, labels: np.ndarray) -> FrozenLedger:
    return FrozenLedger(
        ledger.records,
        ledger.stage,
        order.copy(),
        labels,
        labels.copy(),
        ledger.draws.copy(),
        ledger.rediscovered.copy(),
    )


def test_hypergeometric_bound_needs_random_draws(make_trace: MakeTrace) -> None:
    trace, _ = make_trace(300, 20)
    assert ESTIMATORS.create("hypergeometric_bound").estimate(trace.prefix(200)) is None


def test_hypergeometric_bound_inverts_the_test(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(1000, 60)
    rule = create("calibrated_random_phase", trigger="manual")
    ledger = trace.prefix(400)
    ledger = extended(ledger, rule.random_draws(ledger, 300), truth)
    estimate = ESTIMATORS.create("hypergeometric_bound").estimate(ledger)
    k = int(ledger.labels[400:].sum())
    compatible = [K for K in range(601) if hypergeom.cdf(k, 600, K, 300) >= 0.05 - 1e-12]
    before = int(ledger.labels[:400].sum())
    assert estimate.low == pytest.approx(ledger.n_found / (before + max(compatible)))
    assert estimate.badge is Badge.ONE_LOOK
    assert ledger.n_found / 60 >= estimate.low


def test_hypergeometric_bound_covers(make_trace: MakeTrace) -> None:
    """1,000 samples at one look: more than 73 misses would happen by chance once in 1,000."""
    rng = np.random.default_rng(0)
    trace, truth = make_trace(300, 25, priors=0)
    estimator, ledger = ESTIMATORS.create("hypergeometric_bound", level=0.95), trace.prefix(100)
    misses = 0
    for _ in range(1000):
        draws = [(place, Draw.RANDOM) for place in rng.permutation(ledger.unread)[:60].tolist()]
        looked = extended(ledger, draws, truth)
        misses += looked.n_found / 25 < estimator.estimate(looked).low
    assert misses <= 73
