"""Estimator and rule 7 of the reference: finds weighted by how likely they were to be drawn."""

import numpy as np
import pytest

from activescreen.errors import StoppingError
from activescreen.ledger import Draw
from activescreen.stopping import ESTIMATORS, RULES, Badge, Evidence
from activescreen.stopping.autostop import horvitz_thompson
from activescreen.stopping.evidence import DrawProbabilities


def evidence_of(read: list[int], missed: np.ndarray) -> Evidence:
    with np.errstate(divide="ignore"):
        return Evidence(draws=DrawProbabilities(np.array(read), np.log(missed).astype(np.float32)))


def test_horvitz_thompson_by_hand() -> None:
    found = horvitz_thompson(np.array([0.5, 0.25, 1.0]))
    assert found.relevant == 2 + 4 + 1
    assert found.variance == 0.5 / 0.25 + 0.75 / 0.0625


def test_estimate_has_no_bias_at_a_fixed_moment() -> None:
    """AutoStop's own draws: log((N + 1)/rank), in batches that grow by a tenth."""
    rng = np.random.default_rng(0)
    n, relevant = 200, np.array([0, 2, 3, 7, 11, 20, 45, 90])
    p = np.log((n + 1) / np.arange(1, n + 1))
    p /= p.sum()
    batches = [10, 11, 13, 15]  # growing by a tenth, rounded up
    inclusion = 1 - np.prod([(1 - p) ** batch for batch in batches], axis=0)
    estimates, variances = [], []
    for _ in range(4000):
        drawn = np.unique(rng.choice(n, sum(batches), p=p))
        found = horvitz_thompson(inclusion[np.intersect1d(drawn, relevant)])
        estimates.append(found.relevant)
        variances.append(found.variance)
    deviation = np.std(estimates) / np.sqrt(len(estimates))
    assert np.mean(estimates) == pytest.approx(len(relevant), abs=4 * deviation)
    # Draws with replacement keep one another out: independence overstates the variance.
    assert np.mean(variances) >= 0.97 * np.var(estimates)


def test_inclusion_is_one_minus_the_product_over_draws(make_ledger) -> None:
    ledger = make_ledger(10, range(4), [1, 0, 1, 0])
    missed = np.full((1, 10), 0.9)
    missed[0, ledger.order] = [0.5, 0.6, 0.75, 0.9]
    estimate = ESTIMATORS.create("autostop").estimate(ledger, evidence_of([4], missed))
    assert estimate.relevant == pytest.approx(1 / 0.5 + 1 / 0.25)
    assert estimate.recall == pytest.approx(2 / 6)
    assert estimate.low == pytest.approx(2 / (6 + np.sqrt(2 + 12)))
    assert estimate.badge is Badge.MODEL_BASED
    assert ESTIMATORS.create("autostop").estimate(ledger) is None


def test_priors_count_for_themselves(make_ledger) -> None:
    ledger = make_ledger(10, range(4), [1, 0, 1, 0], priors=2)
    missed = np.ones((1, 10))
    missed[0, ledger.order[2:]] = [0.75, 0.9]
    estimate = ESTIMATORS.create("autostop").estimate(ledger, evidence_of([4], missed))
    assert estimate.relevant == pytest.approx(1 + 1 / 0.25)


def test_priors_alone_say_nothing(make_ledger) -> None:
    ledger = make_ledger(10, range(4), [1, 0, 0, 0], priors=2)
    evidence = evidence_of([4], np.full((1, 10), 0.5))
    assert ESTIMATORS.create("autostop").estimate(ledger, evidence) is None
    assert not RULES.create("autostop").decide(ledger, evidence).stop


@pytest.mark.parametrize("draw", [Draw.RANKED, Draw.RANDOM])
def test_stops_after_a_batch_when_enough_is_found(make_trace, draw: Draw) -> None:
    trace, truth = make_trace(100, 10, priors=0)
    trace = make_like(trace, draw)
    missed = np.ones((3, 100))
    for row, gone in enumerate((0.8, 0.5, 0.04)):
        missed[row] = gone
    evidence = evidence_of([20, 50, 80], missed)
    rule = RULES.create("autostop", target_recall=0.95)
    end = rule.replay(trace, truth, evidence)
    assert (end.stopped, end.ledger.n_read) == (True, 80)
    careful = RULES.create("autostop", with_deviation=True).replay(trace, truth, evidence)
    assert careful.ledger.n_read == 100
    assert "80" in rule.decide(end.ledger, evidence).reason


def make_like(trace, draw: Draw):
    draws = np.full(trace.n_read, draw.code, dtype=np.int8)
    return type(trace)(
        trace.records,
        trace.stage,
        trace.order.copy(),
        trace.labels.copy(),
        trace.training.copy(),
        draws,
        trace.rediscovered.copy(),
    )


def test_a_find_that_could_not_be_drawn_is_refused(make_ledger) -> None:
    ledger = make_ledger(10, range(4), [1, 0, 1, 0])
    with pytest.raises(StoppingError, match="probability of being drawn is saved as 0"):
        ESTIMATORS.create("autostop").estimate(ledger, evidence_of([4], np.ones((1, 10))))
    with pytest.raises(StoppingError, match="no probability at all"):
        horvitz_thompson(np.array([0.5, np.nan]))
