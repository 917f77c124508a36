"""Which badge each rule and estimate wears, as section D of the reference and the README say."""

import re
from pathlib import Path

import pytest

from activescreen.stopping import ESTIMATORS, RULES, Badge

README = Path(__file__).parents[2] / "README.md"

# Section D of the reference; 1a wears "one look" only when given its planned look.
REFERENCE = {
    Badge.CERTIFIED: {"calibrated_random_phase", "qbcb", "target"},
    Badge.ONE_LOOK: {"elusion"},
    Badge.MODEL_BASED: {
        "sal_tau",
        "quant_ci",
        "autostop",
        "poisson_power",
        "poisson_exponential",
        "poisson_hyperbolic",
        "cox",
        "chao",
    },
    Badge.HEURISTIC: {
        "ranked_tail",
        "knee",
        "budget",
        "consecutive_irrelevant",
        "safe",
        "baseline_inclusion_rate",
        "qpet",
        "hypergeometric_random_phase",
    },
}


def test_every_rule_of_the_reference_wears_its_badge() -> None:
    worn = {badge: {n for n in RULES if RULES.create(n).badge is badge} for badge in Badge}
    assert worn == REFERENCE
    one_look = RULES.create("hypergeometric_random_phase", planned_look=100)
    assert one_look.badge is Badge.ONE_LOOK


def test_estimates_wear_the_badge_of_the_rule_of_their_name() -> None:
    for name in ESTIMATORS:
        badge = ESTIMATORS.create(name).badge
        assert badge is (RULES.create(name).badge if name in RULES else Badge.ONE_LOOK)


@pytest.mark.parametrize("badge", list(Badge))
def test_readme_lists_every_rule_with_its_badge(badge: Badge) -> None:
    row = re.search(rf"^\| \*\*{badge.value}\*\* \|.*$", README.read_text("utf-8"), re.MULTILINE)
    assert row
    named = set(re.findall(r"`([a-z_]+)`", row.group()))
    assert REFERENCE[badge] <= named
