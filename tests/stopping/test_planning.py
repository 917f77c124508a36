"""What is said of the estimate to plan by must be what the study measured."""

from pathlib import Path

import pandas as pd
import pytest

from activescreen.stopping import ESTIMATORS, PLANNING, Badge

STUDY = Path(__file__).parents[2] / "experiments" / "results" / "planning_estimate.csv"


def test_the_figures_are_those_of_the_study() -> None:
    rows = pd.read_csv(STUDY, comment="#")
    chosen = rows[rows["chosen_without_it"] == 1]
    assert set(chosen["estimate"]) == {PLANNING.estimator}
    assert len(chosen) == PLANNING.reviews
    assert int((chosen["bound_held"] == 1.0).sum()) == PLANNING.held
    assert chosen["error"].mean() == pytest.approx(PLANNING.error, abs=5e-4)


def test_a_dozen_reviews_prove_what_the_reference_says() -> None:
    """Section D: 12 of 12 has a lower bound of .78."""
    assert PLANNING.held == PLANNING.reviews == 12
    assert PLANNING.proven == pytest.approx(0.05 ** (1 / 12), abs=5e-4)


def test_it_is_no_guarantee_and_says_so() -> None:
    assert ESTIMATORS.create(PLANNING.estimator).badge is Badge.MODEL_BASED
    assert "prove no more" in PLANNING.statement
