"""Estimators and rules 8 of the reference: rates fitted to finds, and what they expect."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.stats import poisson

from activescreen.errors import ConfigurationError
from activescreen.ledger import UNRESOLVED, FrozenLedger
from activescreen.stopping import ESTIMATORS, RULES, Badge
from activescreen.stopping.cox import Cox, drawn_means
from activescreen.stopping.point_process import poisson_quantile
from activescreen.stopping.poisson_exponential import ExponentialRate
from activescreen.stopping.poisson_hyperbolic import HyperbolicRate
from activescreen.stopping.poisson_power import PowerRate
from activescreen.stopping.rates import Rate, Windows, fit_rate

MakeLedger = Callable[..., FrozenLedger]
MakeTrace = Callable[..., tuple[FrozenLedger, np.ndarray]]

NAMES = ("poisson_power", "poisson_exponential", "poisson_hyperbolic", "cox")
EDGES = np.linspace(0, 1000, 26)
# The rate over relative ranks, from its shape as the paper writes it.
KNOWN = [
    (PowerRate(), [np.log(0.15)], lambda x: x ** (0.15 - 1)),
    (PowerRate(), [np.log(0.8)], lambda x: x ** (0.8 - 1)),
    (ExponentialRate(), [np.log1p(2.0)], lambda x: np.exp(-2 * x)),
    (ExponentialRate(), [np.log1p(9.0)], lambda x: np.exp(-9 * x)),
    (HyperbolicRate(), [0.5, np.log1p(30.0)], lambda x: (1 + 0.5 * 30 * x) ** (-1 / 0.5)),
    (HyperbolicRate(), [0.9, np.log1p(8.0)], lambda x: (1 + 0.9 * 8 * x) ** (-1 / 0.9)),
]


@pytest.mark.parametrize(("rate", "shape", "formula"), KNOWN)
def test_integrals_are_those_of_the_papers_rates(
    rate: Rate, shape: list[float], formula: Callable[[float], float]
) -> None:
    edges = np.linspace(0, 1, 6)
    whole = quad(formula, 0, 1)[0]
    shares = [quad(formula, a, b)[0] / whole for a, b in pairwise(edges)]
    assert np.exp(rate.log_shares(np.array(shape), edges)) == pytest.approx(shares, rel=1e-6)
    assert rate.beyond(np.array(shape), 4.0) == pytest.approx(quad(formula, 1, 4)[0] / whole)


@pytest.mark.parametrize(("rate", "shape", "formula"), KNOWN)
def test_rate_is_recovered_from_its_own_counts(
    rate: Rate, shape: list[float], formula: Callable[[float], float]
) -> None:
    windows = Windows(50 * np.exp(rate.log_shares(np.array(shape), EDGES / 1000)), EDGES)
    fit = fit_rate(rate, windows)
    assert windows.total == pytest.approx(50)
    assert fit.expected(1000) == pytest.approx(50 * rate.beyond(np.array(shape), 2.0), rel=0.02)


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from([PowerRate(), ExponentialRate(), HyperbolicRate()]),
    st.lists(st.integers(0, 12), min_size=25, max_size=25).filter(any),
)
def test_no_shape_is_likelier_than_the_one_found(rate: Rate, counts: list[int]) -> None:
    fit = fit_rate(rate, Windows(np.array(counts, dtype=np.float64), EDGES))
    low, high = np.array(rate.low), np.array(rate.high)
    best = max(
        -minimize(
            lambda shape: -float(fit.log_likelihood(np.asarray(shape))),
            low + share * (high - low),
            bounds=list(zip(low, high, strict=True)),
            method="L-BFGS-B",
        ).fun
        for share in (0.2, 0.5, 0.8)
    )
    assert fit.log_likelihood(fit.shape) >= best - 0.01


@pytest.mark.parametrize("rate", [PowerRate(), ExponentialRate(), HyperbolicRate()])
def test_rates_do_not_rise(rate: Rate) -> None:
    """A list that gets better is fitted by a constant rate: as many in as many records."""
    fit = fit_rate(rate, Windows(np.arange(1.0, 26.0), EDGES))
    assert fit.expected(1000) == pytest.approx(325, rel=1e-3)


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.05, 0.2, 1.0, 4.7, 30.0, 1e4])
def test_quantile_is_scipys(mean: float) -> None:
    assert poisson_quantile(0.95, mean) == (poisson.ppf(0.95, mean) if mean else 0)


class TestCox:
    @pytest.mark.parametrize("name", ["power", "exponential", "hyperbolic"])
    def test_quantile_is_that_of_the_mixture(self, name: str) -> None:
        cox = Cox(rate=name)
        fit = fit_rate(cox.rate, Windows(np.array([9.0, 5, 3, 2, 1, 1, 0, 1, 0, 0]), EDGES[:11]))
        means = np.minimum(drawn_means(fit, 600), 600.0)
        upper = cox.unfound(fit, 600).upper
        assert poisson.cdf(upper, means).mean() >= 0.95
        assert upper == 0 or poisson.cdf(upper - 1, means).mean() < 0.95

    def test_spread_is_the_observed_information(self) -> None:
        """Of an exponential rate b over long windows: I(b) by hand, from the truncated mean."""
        windows = Windows(np.round(4000 * np.exp(-3 * np.arange(25) / 25)), EDGES)
        fit = fit_rate(ExponentialRate(), windows)
        b = float(np.expm1(fit.shape[0]))
        # Counts in windows of width w are geometric; their information about b:
        w, n = 1 / 25, 25
        information = windows.total * (
            w**2 * np.exp(-b * w) / (1 - np.exp(-b * w)) ** 2
            - (n * w) ** 2 * np.exp(-b * n * w) / (1 - np.exp(-b * n * w)) ** 2
        )
        deviation = 1 / np.sqrt(information)
        ratio = [ExponentialRate().beyond(np.array([np.log1p(v)]), 2.0) for v in (b, b + deviation)]
        # One deviation of b changes what is expected by as much as the draws vary.
        expected = windows.total * float(ratio[0] - ratio[1])
        total_part = windows.total * float(ratio[0]) / np.sqrt(windows.total)
        drawn = drawn_means(fit, 1000)
        assert drawn.std() == pytest.approx(np.hypot(expected, total_part), rel=0.1)

    def test_lies_above_the_rate_alone_where_little_is_known(self, make_trace: MakeTrace) -> None:
        trace, _ = make_trace(1000, 12, priors=0)
        ledger = trace.prefix(300)
        plain = ESTIMATORS.create("poisson_power").estimate(ledger)
        assert ESTIMATORS.create("cox").estimate(ledger).low < plain.low

    def test_refuses_a_rate_that_is_not_there(self) -> None:
        with pytest.raises(ConfigurationError, match="no rate 'linear'"):
            RULES.create("cox", rate="linear")


@pytest.mark.parametrize("name", NAMES)
class TestEveryProcess:
    def test_waits_for_enough_finds(self, make_ledger: MakeLedger, name: str) -> None:
        estimator = ESTIMATORS.create(name)
        labels = [1, 1, 1, 1, 1, 1] + [0] * 30
        ledger = make_ledger(500, range(36), labels, priors=2)
        assert estimator.estimate(ledger) is None
        assert estimator.estimate(make_ledger(500, range(36), labels)) is not None

    def test_counts_priors_as_found_and_open_labels_as_missing(
        self, make_trace: MakeTrace, name: str
    ) -> None:
        trace, _ = make_trace(1000, 60, priors=10)
        ledger = trace.prefix(300)
        estimator = ESTIMATORS.create(name)
        estimate = estimator.estimate(ledger)
        assert estimate.badge is Badge.MODEL_BASED
        assert estimate.found == ledger.n_found
        assert 0 < estimate.low <= estimate.recall <= 1
        assert estimate.relevant == pytest.approx(estimate.found / estimate.recall)
        assert "not a guarantee" in estimate.statement
        whole = estimator.estimate(trace)
        assert (whole.recall, whole.low) == (1.0, 1.0)
        labels = trace.labels.copy()
        labels[-1] = UNRESOLVED
        assert estimator.estimate(replace(trace, labels=labels)).low < 1

    def test_stops_when_found_is_the_target_share_of_found_and_quantile(
        self, make_trace: MakeTrace, name: str
    ) -> None:
        trace, truth = make_trace(1000, 80, steep=25.0)
        rule, estimator = RULES.create(name, target_recall="0.9"), ESTIMATORS.create(name)
        end = rule.replay(trace, truth)
        assert end.stopped
        at = end.ledger.n_read
        assert at % 10 == 0  # a look every hundredth of the population
        assert estimator.estimate(end.ledger).low >= 0.9
        earlier = [estimator.estimate(trace.prefix(n)) for n in range(10, at, 10)]
        assert all(estimate is None or estimate.low < 0.9 for estimate in earlier)
        decision = rule.decide(end.ledger)
        assert decision.details["stopped_at"] == at
        assert "not a guarantee" in decision.statement

    @pytest.mark.parametrize("setting", [{"windows": 1}, {"fewest": 0}, {"level": 1.0}])
    def test_refuses_impossible_settings(self, name: str, setting: dict[str, float]) -> None:
        for registry in (RULES, ESTIMATORS):
            with pytest.raises(ConfigurationError):
                registry.create(name, **setting)


def test_a_changed_label_is_looked_at_again(make_trace: MakeTrace) -> None:
    trace, _ = make_trace(400, 40, steep=25.0)
    rule = RULES.create("poisson_power")
    first = rule.decide(trace.prefix(300))
    labels = trace.labels.copy()
    labels[60:100] = 1
    changed = replace(trace, labels=labels).prefix(300)
    assert rule.decide(changed) == RULES.create("poisson_power").decide(changed)
    assert rule.decide(trace.prefix(300)) == first
