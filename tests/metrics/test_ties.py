import numpy as np
import pytest

from activescreen.errors import ConfigurationError, InputError
from activescreen.metrics import ATD, WSS, Loss, average_over_ties

INCLUSIONS_FIRST = [1] * 10 + [0] * 90


def test_a_constant_score_is_a_random_order_wherever_the_file_has_its_inclusions() -> None:
    scores = np.zeros(100)
    for labels in (INCLUSIONS_FIRST, INCLUSIONS_FIRST[::-1]):
        loss = average_over_ties(Loss(), labels, scores, np.random.default_rng(7), orders=400)
        assert loss == pytest.approx(0.5, abs=0.02)


def test_scores_without_ties_need_no_average() -> None:
    scores = np.arange(100, 0, -1)
    assert average_over_ties(Loss(), INCLUSIONS_FIRST, scores, np.random.default_rng(1), 3) == 0


def test_ties_are_broken_among_equals_only() -> None:
    # Two blocks of two; the inclusion of each is first or second in its block.
    mean = average_over_ties(
        ATD(), [1, 0, 0, 1], [0.9, 0.9, 0.1, 0.1], np.random.default_rng(3), orders=1000
    )
    assert mean == pytest.approx(2.5, abs=0.07)


def test_the_same_seed_gives_the_same_mean() -> None:
    first, second = (
        average_over_ties(
            WSS(0.95), INCLUSIONS_FIRST, np.zeros(100), np.random.default_rng(5), orders=20
        )
        for _ in range(2)
    )
    assert first == second


def test_undefined_stays_undefined() -> None:
    assert average_over_ties(Loss(), [0, 0], [1, 1], np.random.default_rng(0)) is None


def test_bad_input_is_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(InputError, match="3 labels, but 2 scores"):
        average_over_ties(Loss(), [1, 0, 0], [1, 1], rng)
    with pytest.raises(InputError, match="finite"):
        average_over_ties(Loss(), [1, 0], [1, float("nan")], rng)
    with pytest.raises(ConfigurationError, match="0 orders"):
        average_over_ties(Loss(), [1, 0], [1, 1], rng, orders=0)
