"""Estimators 6 and 9 of the reference, and that no look sees what came later."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activescreen.errors import ConfigurationError, StoppingError
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


@pytest.mark.parametrize("wrong", [np.nan, -0.1, 1.1])
def test_what_is_no_probability_is_refused(wrong):
    values = np.array([[0.5, wrong]], dtype=np.float32)
    with pytest.raises(StoppingError, match="not a number from 0 to 1"):
        Probabilities(np.array([3]), values)


@pytest.mark.parametrize("wrong", [np.nan, 0.1])
def test_what_is_no_logarithm_of_a_probability_is_refused(wrong):
    values = np.array([[-0.5, wrong]], dtype=np.float32)
    with pytest.raises(StoppingError, match="not the logarithm"):
        DrawProbabilities(np.array([3]), values)


@pytest.mark.parametrize("read", [[3], [3, 3], [5, 3]])
def test_checkpoints_must_rise_and_have_a_row_each(read):
    with pytest.raises(StoppingError, match="do not fit the checkpoints"):
        Probabilities(np.array(read), np.full((2, 4), 0.5, dtype=np.float32))


def test_captures_have_a_row_a_model():
    with pytest.raises(StoppingError, match="no row for each model"):
        Captures(np.array([1, 2, 3]))


@pytest.mark.parametrize(("found", "once", "twice"), [(5, 4, 2), (5, -1, 0), (0, 1, 0)])
def test_more_captured_than_found_is_refused(found, once, twice):
    with pytest.raises(StoppingError, match="do not fit"):
        chao(found, once, twice)


@given(st.integers(0, 200), st.data())
def test_chao_is_no_less_than_what_was_found(found, data):
    once = data.draw(st.integers(0, found))
    twice = data.draw(st.integers(0, found - once))
    assert chao(found, once, twice) >= found
    assert chao(found, once, twice, corrected=False) >= found


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30),
    st.lists(st.floats(0, 1), max_size=30),
)
def test_quant_is_a_share(reviewed, rest):
    found = quant(np.array(reviewed), np.array(rest))
    if found is not None:
        assert 0 <= found.low(2) <= found.recall <= 1
