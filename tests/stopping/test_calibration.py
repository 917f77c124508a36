"""Rule 1c's error, exact: against the reference's numbers and a chain run for each K."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from activescreen.stopping.boundaries import Setting, boundaries
from activescreen.stopping.calibration import STEPS, at_level, calibrate
from activescreen.stopping.first_stops import first_stops
from activescreen.stopping.hypergeometric import ROUNDING, needed_count, target_count

TAU = Fraction(19, 20)

small_settings = st.builds(
    Setting,
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from([Fraction(1, 2), Fraction(4, 5), Fraction(9, 10), TAU, Fraction(1)]),
)


def p_table(setting: Setting) -> np.ndarray:
    """Entry (n, k): p after n draws with k relevant, by scipy."""
    n, k = np.ogrid[: setting.urn + 1, : setting.urn + 1]
    counts = np.array(
        [target_count(setting.before + i, setting.before, setting.target) for i in k[0]]
    )
    possible = np.minimum(counts, setting.urn)
    tails = np.asarray(hypergeom.cdf(k, setting.urn, possible[None, :], n))
    return np.where(counts[None, :] > setting.urn, 0.0, tails)


def chain_misses(setting: Setting, level: float) -> np.ndarray:
    """P(stop with recall below the target) for every K, by the chain on k, draw by draw."""
    urn = setting.urn
    stops = p_table(setting) < level * (1 - ROUNDING)
    K, k = np.ogrid[: urn + 1, : urn + 1]
    needed = [needed_count(count, setting.before, setting.target) for count in range(urn + 1)]
    is_miss = k < np.array(needed)[:, None]
    alive = np.zeros((urn + 1, urn + 1))
    alive[:, 0] = 1.0
    missed = np.zeros(urn + 1)
    for n in range(urn + 1):
        missed += (alive * (stops[n] & is_miss)).sum(axis=1)
        alive = alive * ~stops[n]
        if n < urn:
            hit = alive * np.clip((K - k) / (urn - n), 0.0, 1.0)
            alive -= hit
            alive[:, 1:] += hit[:, :-1]
    return missed


def test_reference_e5_nominal_looks() -> None:
    """N' = 1400, rho = 95, tau = .95: b = 550, 728, 839, 916; .04974 at K = 6, .06571 at 8."""
    nominal = at_level(Setting(1400, 95, TAU), 0.05)
    assert nominal.bounds[:4].tolist() == [550, 728, 839, 916]
    assert nominal.worst_miss == pytest.approx(0.06571, abs=5e-6)
    assert nominal.worst_count == 8
    assert hypergeom.cdf(0, 1400, 6, 550) == pytest.approx(0.04974, abs=5e-6)


def test_reference_e5_calibrated() -> None:
    """alpha' = .0384: b = 586, 761, 868, 942; maximum miss .04989 at K = 8."""
    result = calibrate(Setting(1400, 95, TAU), 0.05)
    assert result.level == 0.0384
    assert result.bounds[:4].tolist() == [586, 761, 868, 942]
    assert result.worst_miss == pytest.approx(0.04989, abs=5e-6)
    assert result.worst_count == 8


@pytest.mark.parametrize(
    ("tau", "low", "high"), [("0.95", 0.053, 0.084), ("0.9", 0.057, 0.102), ("0.8", 0.066, 0.119)]
)
def test_headline_1_repeated_looks_break_the_nominal_error(
    tau: str, low: float, high: float
) -> None:
    """A nominal 5 % becomes 5.3-8.4 %, 5.7-10.2 %, 6.6-11.9 %, by setting."""
    errors = [
        at_level(Setting(urn, before, Fraction(tau)), 0.05).worst_miss
        for urn, before in [(1000, 40), (1400, 95), (1400, 150)]
    ]
    assert all(low - 0.0006 <= error <= high + 0.0006 for error in errors), errors


@settings(deadline=None, max_examples=120)
@given(small_settings, st.sampled_from([0.01, 0.05, 0.1, 0.3]))
def test_boundaries_are_the_first_draws_below_the_level(setting: Setting, level: float) -> None:
    bounds = boundaries(setting, level)
    below = p_table(setting) < level * (1 - ROUNDING)
    for k, bound in enumerate(bounds.tolist()):
        assert below[bound:, k].all()
        assert not below[k:bound, k].any()
    if len(bounds) <= setting.urn:  # Beyond, the urn cannot hold enough.
        assert below[:, len(bounds)].all()


@settings(deadline=None, max_examples=40)
@given(small_settings, st.sampled_from([0.02, 0.05, 0.2]))
def test_worst_miss_is_the_chains_maximum_over_every_count(setting: Setting, level: float) -> None:
    result = at_level(setting, level)
    misses = chain_misses(setting, level)
    worst = misses.max()
    assert result.worst_miss == pytest.approx(worst, abs=1e-9)
    if result.worst_count is not None and worst > 0:
        assert misses[result.worst_count] == pytest.approx(worst, abs=1e-9)


@pytest.mark.parametrize(
    ("before", "tau"), [(30, "0.95"), (0, "0.95"), (200, "0.95"), (80, "0.8"), (3, "1")]
)
def test_worst_miss_in_an_urn_of_several_windows(before: int, tau: str) -> None:
    setting = Setting(400, before, Fraction(tau))
    result, misses = at_level(setting, 0.05), chain_misses(setting, 0.05)
    assert result.worst_miss == pytest.approx(misses.max(), abs=1e-9)
    assert misses[result.worst_count] == pytest.approx(misses.max(), abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(small_settings, st.sampled_from([0.05, 0.1]))
def test_calibration_keeps_alpha_and_cannot_be_raised(setting: Setting, alpha: float) -> None:
    result = calibrate(setting, alpha)
    assert result.level <= alpha
    assert result.worst_miss <= alpha
    assert chain_misses(setting, result.level).max() <= alpha
    higher = float(Fraction(str(alpha)) * (round(result.level / alpha * STEPS) + 1) / STEPS)
    if higher <= alpha:
        assert at_level(setting, higher).worst_miss > alpha * (1 - 1e-6)


@settings(deadline=None, max_examples=30)
@given(small_settings, st.sampled_from([0.05, 0.2]), st.integers(0, 2**32 - 1))
def test_first_stop_is_what_a_look_at_every_record_gives(
    setting: Setting, level: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    labels = (rng.random(setting.urn) < rng.random()).astype(np.int8)
    found = np.concatenate([[0], np.cumsum(labels)])
    looks = np.flatnonzero(
        p_table(setting)[np.arange(setting.urn + 1), found] < level * (1 - ROUNDING)
    )
    assert at_level(setting, level).first_stop(labels) == looks[0]


def test_shares_of_orders_are_counted_by_hand() -> None:
    """Bounds 2, 4 in an urn of 5: one of two among 4 that avoids (2, 0) begins within 2."""
    stops = first_stops(5, np.array([2, 4]))
    assert stops.drawn.tolist() == [2, 4]
    assert stops.found.tolist() == [0, 1]
    assert stops.share == pytest.approx([1.0, 0.5])


def test_falling_boundaries_stop_on_a_find() -> None:
    """Where b_1 < b_0 a find between them stops at once; shares are those of the orders."""
    stops = first_stops(5, np.array([4, 2]))
    points = list(zip(stops.drawn.tolist(), stops.found.tolist(), strict=True))
    assert points == [(4, 0), (2, 1), (3, 1), (4, 1)]
    assert stops.share == pytest.approx([1.0, 1.0, 1 / 3, 1 / 4])


def test_nothing_to_miss() -> None:
    empty = calibrate(Setting(0, 10, TAU), 0.05)
    assert empty.first_stop(np.array([], dtype=np.int8)) == 0
    safe = calibrate(Setting(5, 95, TAU), 0.05)
    assert (safe.worst_miss, safe.worst_count) == (0.0, None)
    assert safe.first_stop(np.zeros(0, dtype=np.int8)) == 0


def test_recall_of_one_reads_until_the_last_could_hide_no_more() -> None:
    result = calibrate(Setting(100, 5, Fraction(1)), 0.05)
    assert result.bounds[0] >= 95
    assert result.worst_miss <= 0.05


def test_large_urn_agrees_with_the_beta_limit() -> None:
    """At tau = 1 and K_tar = 1 the first boundary is the urn's share 1 - alpha'."""
    bounds = boundaries(Setting(100_000, 0, Fraction(1)), 0.05, states=3)
    assert bounds[0] == math.floor(100_000 * 0.95) + 1
