"""The exact chance of stopping too early, against counting it over shuffles."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from activescreen.ledger import FrozenLedger
from activescreen.stopping import StoppingRule, create
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.calibrated_random_phase import CalibratedRandomPhase
from activescreen.stopping.hypergeometric_random_phase import HypergeometricRandomPhase

SHUFFLES = 3000
TAU = Fraction(19, 20)
MakeTrace = Callable[..., tuple[FrozenLedger, np.ndarray]]


@pytest.mark.parametrize(
    "rule",
    [
        create("calibrated_random_phase", target_recall=0.8, alpha=0.2),
        create("hypergeometric_random_phase", target_recall=0.8, alpha=0.2),
        create(
            "hypergeometric_random_phase", target_recall=0.8, alpha=0.2, planned_look="earliest"
        ),
        create("hypergeometric_random_phase", target_recall=0.8, alpha=0.2, planned_look=60),
        create("qbcb", target_recall=0.8, alpha=0.2),
        create("qpet", target_recall=0.8, positives=10),
        create("target", target_recall=0.8, alpha=0.2),
    ],
    ids=lambda rule: f"{rule.name} {getattr(rule, 'planned_look', '')}",
)
def test_counting_agrees_with_the_exact_chance(rule: StoppingRule, make_trace: MakeTrace) -> None:
    trace, truth = make_trace(200, 24, seed=3, steep=4.0)
    exact = rule.exact_miss(trace, truth)
    found = rule.redraws(trace, truth, range(SHUFFLES)).found
    counted = np.mean(found < Fraction(4, 5) * int(truth.sum()))
    assert exact is not None
    assert counted == pytest.approx(exact, abs=4 * np.sqrt(max(exact, 0.01) / SHUFFLES))


def test_reference_e5_misses_at_six_and_eight_left() -> None:
    """E5: nominal .04974 at K = 6 and .06571 at K = 8; calibrated at most .04989, at K = 8."""
    setting = Setting(1400, 95, TAU)
    nominal = HypergeometricRandomPhase()
    assert nominal.miss_probability(setting, 6) == pytest.approx(0.04974, abs=5e-6)
    assert nominal.miss_probability(setting, 8) == pytest.approx(0.06571, abs=5e-6)
    calibrated = CalibratedRandomPhase()
    assert calibrated.miss_probability(setting, 8) == pytest.approx(0.04989, abs=5e-6)


def test_a_planned_look_keeps_its_word_in_every_urn() -> None:
    rule = HypergeometricRandomPhase(planned_look="earliest")
    setting = Setting(1400, 95, TAU)
    misses = [rule.miss_probability(setting, relevant) for relevant in range(200)]
    assert max(misses) <= 0.05


def test_too_few_relevant_records_for_a_sample_cannot_be_missed(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(200, 24)
    assert create("qbcb").exact_miss(trace, truth) == 0.0


def test_a_look_planned_beyond_the_urn_is_made_at_its_end() -> None:
    rule = HypergeometricRandomPhase(planned_look=100)
    assert rule.miss_probability(Setting(40, 19, TAU), 3) == 0.0
