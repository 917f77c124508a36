import numpy as np
import pytest

from activescreen.classifiers.newton import Logistic, SquaredHinge, solve
from activescreen.features.matrix import FeatureMatrix

RNG = np.random.default_rng(5)
X = RNG.normal(size=(80, 6))
SIGNS = np.where(X[:, 0] + 0.5 * RNG.normal(size=80) > 0.5, 1.0, -1.0)
COSTS = RNG.uniform(0.1, 3.0, size=80)
LOSSES = pytest.mark.parametrize("loss", [SquaredHinge(), Logistic()], ids=["hinge", "logistic"])


def objective(weights: np.ndarray, loss) -> float:
    margins = SIGNS * (X @ weights[:-1] + weights[-1])
    return 0.5 * weights @ weights + COSTS @ loss.value(margins)


def gradient(weights: np.ndarray, loss) -> np.ndarray:
    step = 1e-6
    return np.array(
        [
            (objective(weights + step * unit, loss) - objective(weights - step * unit, loss))
            / (2 * step)
            for unit in np.eye(len(weights))
        ]
    )


@LOSSES
class TestLosses:
    MARGINS = np.linspace(-3, 3, 41) + 0.01

    def test_slope_and_curvature_are_the_derivatives(self, loss):
        step = 1e-5
        up, down = self.MARGINS + step, self.MARGINS - step
        slope = (loss.value(up) - loss.value(down)) / (2 * step)
        np.testing.assert_allclose(loss.slope(self.MARGINS), slope, atol=1e-6)
        curvature = (loss.slope(up) - loss.slope(down)) / (2 * step)
        np.testing.assert_allclose(loss.curvature(self.MARGINS), curvature, atol=1e-6)

    def test_extreme_margins_overflow_nothing(self, loss):
        far = np.array([-1e4, 1e4])
        for function in (loss.value, loss.slope, loss.curvature):
            assert np.isfinite(function(far)).all()


@LOSSES
class TestSolution:
    def solve(self, loss, **settings):
        return solve(FeatureMatrix([X]), SIGNS, COSTS, loss, dtype=np.float64, **settings)

    def test_the_gradient_vanishes_there(self, loss):
        weights = self.solve(loss, tolerance=1e-8).weights
        assert np.linalg.norm(gradient(weights, loss)) < 1e-4
        assert objective(weights, loss) < objective(np.zeros(7), loss)

    def test_started_there_it_takes_no_step(self, loss):
        first = self.solve(loss)
        again = self.solve(loss, start=first.weights)
        assert again.steps == 0
        np.testing.assert_array_equal(again.weights, first.weights)

    def test_started_elsewhere_it_ends_there_too(self, loss):
        start = np.random.default_rng(1).normal(size=7) * 10
        elsewhere = self.solve(loss, start=start, tolerance=1e-8).weights
        np.testing.assert_allclose(elsewhere, self.solve(loss, tolerance=1e-8).weights, atol=1e-5)

    def test_single_precision_is_near(self, loss):
        matrix = FeatureMatrix([X.astype(np.float32)])
        single = solve(matrix, SIGNS, COSTS, loss, dtype=np.float32)
        assert single.weights.dtype == np.float32
        np.testing.assert_allclose(
            single.weights, self.solve(loss, tolerance=1e-8).weights, atol=5e-3
        )

    def test_steps_are_limited(self, loss):
        assert self.solve(loss, max_steps=1, tolerance=1e-12).steps == 1

    def test_a_precision_out_of_reach_ends_without_loop_or_warning(self, loss):
        matrix = FeatureMatrix([X.astype(np.float32)])
        solution = solve(matrix, SIGNS, 1e4 * COSTS, loss, tolerance=0.0, max_steps=200)
        assert np.isfinite(solution.weights).all()

    def test_features_that_are_all_zero_leave_the_intercept(self, loss):
        matrix = FeatureMatrix([np.zeros((80, 2))])
        weights = solve(matrix, SIGNS, np.ones(80), loss, dtype=np.float64).weights
        assert weights[:2].tolist() == [0, 0]
        assert np.sign(weights[2]) == np.sign(SIGNS.sum())

    def test_where_zero_is_the_optimum_it_stays(self, loss):
        matrix = FeatureMatrix([np.zeros((2, 3))])
        solution = solve(matrix, np.array([1.0, -1.0]), np.ones(2), loss)
        assert solution.steps == 0
        assert not solution.weights.any()
