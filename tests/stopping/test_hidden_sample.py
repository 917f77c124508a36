"""Rules 2 and 3 of the reference: what a hidden sample must hold, and how much must come again."""

import numpy as np
import pytest

from activescreen.errors import ConfigurationError
from activescreen.stopping import RULES, Badge
from activescreen.stopping.base import check_target
from activescreen.stopping.qbcb import fewest_positives, rediscoveries
from activescreen.stopping.target import target_size


@pytest.mark.parametrize(("target", "size"), [("0.7", 10), ("0.95", 60)])
def test_b3_sizes_of_the_target_method(target, size):
    assert target_size(check_target(target), 0.05) == size
    rule = RULES.create("target", target_recall=target)
    assert (rule.positives, rule.needed) == (size, size)
    assert rule.badge is Badge.CERTIFIED


@pytest.mark.parametrize("target", ["0.7", "0.8", "0.9", "0.95", "0.99"])
@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.1])
def test_target_is_qbcb_that_needs_all(target, alpha):
    exact = check_target(target)
    size = target_size(exact, alpha)
    assert float(exact) ** size <= alpha
    assert rediscoveries(size, exact, alpha) <= size
    assert fewest_positives(exact, alpha) <= size


def test_qpet_needs_the_target_share_of_its_sample():
    assert [RULES.create("qpet", positives=r).needed for r in (1, 10, 20, 59)] == [1, 10, 19, 57]
    assert RULES.create("qpet").badge is Badge.HEURISTIC


def test_error_of_target_over_many_samples():
    # 200 relevant records, of which the ranking finds 180 first: recall is below .95 until the
    # 190th. The sample is all found before that with probability below tau^k.
    rng = np.random.default_rng(0)
    size = target_size(check_target("0.95"), 0.05)
    missed = 0
    for _ in range(4_000):
        sample = rng.choice(200, size, replace=False)
        missed += sample.max() < 189
    assert missed / 4_000 <= 0.05


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("target", {"target_recall": 1}),
        ("target", {"target_recall": 0.95, "positives": 59}),
        ("target", {"alpha": 0}),
        ("target", {"alpha": 1}),
        ("qpet", {"target_recall": 0}),
        ("qpet", {"target_recall": 1.01}),
        ("qpet", {"positives": 0}),
    ],
)
def test_what_is_not_possible_is_refused(name, settings):
    with pytest.raises(ConfigurationError):
        RULES.create(name, **settings)
