"""The bound from random draws: what it says, when it says nothing, and what it is worth."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import hypergeom

from activescreen.ledger import Draw, FrozenLedger
from activescreen.stopping import ESTIMATORS, Badge, create
from activescreen.stopping.base import extended

MakeTrace = Callable[..., tuple[FrozenLedger, np.ndarray]]


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


def test_draws_from_two_urns_are_no_sample_of_the_first(make_trace: MakeTrace) -> None:
    """Ten draws, ranked reading that finds most, 300 draws: pooled, they are no bound."""
    estimator, misses = ESTIMATORS.create("hypergeometric_bound", level=0.95), 0
    for seed in range(200):
        rng = np.random.default_rng([9, seed])
        trace, _ = make_trace(1000, 60, priors=0)
        truth = np.zeros(1000, dtype=np.int8)
        truth[rng.choice(1000, 60, replace=False)] = 1
        shuffled = rng.permutation(1000)
        first, rest = shuffled[:10], shuffled[10:]
        relevant, other = rest[truth[rest] == 1], rest[truth[rest] == 0]
        some = int(0.7 * len(relevant))
        ranked = np.concatenate([relevant[:some], other[: 300 - some]])
        last = rng.permutation(np.setdiff1d(rest, ranked))[:300]
        drawn = [(place, Draw.RANDOM) for place in first.tolist()]
        drawn += [(place, Draw.RANKED) for place in ranked.tolist()]
        drawn += [(place, Draw.RANDOM) for place in last.tolist()]
        ledger = extended(trace.prefix(0), drawn, truth)
        misses += estimator.estimate(ledger).low > ledger.n_found / 60
    assert misses <= 20
