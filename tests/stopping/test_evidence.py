"""Estimators 6 and 9 of the reference, and that no look sees what came later."""

import numpy as np
import pytest

from activescreen.errors import ConfigurationError
from activescreen.stopping import ESTIMATORS, Evidence
from activescreen.stopping.chao import chao
from activescreen.stopping.evidence import Captures, DrawProbabilities, Probabilities
from activescreen.stopping.quant_ci import quant


def test_e7_quant():
    found = quant(np.array([0.9, 0.8, 0.6, 0.3]), np.array([0.2, 0.1, 0.1, 0.05, 0.05]))
    assert found.recall == pytest.approx(0.838710, abs=5e-7)
    assert found.variance == pytest.approx(0.155921, abs=5e-7)
    assert found.low(2) == pytest.approx(0.048974, abs=5e-7)


def test_e7_chao():
    assert chao(50, 8, 6, corrected=False) == pytest.approx(55.3333, abs=5e-5)
    assert chao(50, 8, 6) == 54
    assert chao(50, 8, 0, corrected=False) == chao(50, 8, 0) == 78


def test_a_look_sees_the_newest_entry_and_none_from_later():
    values = np.arange(6, dtype=np.float32).reshape(3, 2) / 10
    saved = Probabilities(np.array([5, 10, 20]), values)
    assert saved.at(4) is None
    assert [saved.at(n)[0] for n in (5, 9, 10, 19, 99)] == pytest.approx([0, 0, 0.2, 0.2, 0.4])
    captures = Captures(np.array([[3, -1, 12], [7, 8, -1]]))
    assert captures.at(7).tolist() == [[True, False, False], [True, False, False]]
    draws = DrawProbabilities(np.array([4]), np.log(np.array([[0.5, 1.0]], dtype=np.float32)))
    assert draws.inclusion(3) is None
    assert draws.inclusion(4) == pytest.approx([0.5, 0.0])


def test_estimates_from_evidence(make_ledger):
    ledger = make_ledger(20, range(8), [1, 1, 0, 1, 0, 1, 1, 0])
    values = np.full((1, 20), 0.01, dtype=np.float32)
    values[0, ledger.order] = np.where(ledger.labels == 1, 0.9, 0.1)
    evidence = Evidence(probabilities=Probabilities(np.array([8]), values))
    estimate = ESTIMATORS.create("quant_ci").estimate(ledger, evidence)
    assert estimate.recall == pytest.approx(4.8 / 4.92)
    assert estimate.low < estimate.recall <= estimate.high
    assert ESTIMATORS.create("quant_ci").estimate(ledger) is None
    read = np.full((2, 20), -1)
    read[0, ledger.order] = 1
    read[1, ledger.order[:4]] = 2
    estimate = ESTIMATORS.create("chao").estimate(ledger, Evidence(captures=Captures(read)))
    # Of five relevant ones two are found by one model alone, three by both.
    assert estimate.relevant == pytest.approx(5 + 2 * 1 / (2 * 4))
    assert ESTIMATORS.create("chao").estimate(ledger) is None


def test_negative_deviations_are_refused():
    with pytest.raises(ConfigurationError):
        ESTIMATORS.create("quant_ci", z=-1)
