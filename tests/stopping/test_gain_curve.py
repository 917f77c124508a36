"""Rule 4 of the reference: knee and budget."""

import numpy as np
import pytest

from activescreen.errors import ConfigurationError
from activescreen.stopping import RULES
from activescreen.stopping.gain_curve import checkpoints, knee_of


def curve_of(ones, length):
    labels = np.zeros(length, dtype=np.int64)
    labels[np.array(ones) - 1] = 1
    return np.cumsum(labels)


def test_e7_knee():
    found = curve_of([*range(1, 200, 2), 401, 601], 1000)
    knee = knee_of(found)
    assert (knee.read, knee.found) == (199, 100)
    assert knee.ratio == pytest.approx(134.1709, abs=5e-5)
    assert 156 - min(knee.found, 150) == 56
    assert RULES.create("knee").verdict(found, 5000)


def test_knee_waits_for_its_minimum():
    found = curve_of([*range(1, 200, 2), 401, 601], 999)
    assert not RULES.create("knee").verdict(found, 5000)
    assert RULES.create("knee", minimum=500).verdict(found, 5000)


def test_a_straight_curve_has_no_knee():
    found = curve_of(range(1, 2001, 4), 2000)
    assert not RULES.create("knee").verdict(found, 5000)
    assert not RULES.create("budget").verdict(found, 5000)


def test_checkpoints_grow_by_a_tenth():
    assert list(checkpoints(20)) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19]
    assert list(checkpoints(0)) == []


def test_budget_is_spent_at_three_quarters_or_at_ten_over_prevalence():
    rule = RULES.create("budget")
    nothing = np.zeros(750, dtype=np.int64)
    assert rule.verdict(nothing, 1000)
    assert not rule.verdict(nothing[:749], 1000)
    early = curve_of(range(1, 101), 500)
    # 500 >= 10 * 5000/100, and a sharp knee.
    assert rule.verdict(early, 5000)
    assert not rule.verdict(early[:499], 5000)


def test_a_negative_minimum_is_refused():
    with pytest.raises(ConfigurationError):
        RULES.create("knee", minimum=-1)
