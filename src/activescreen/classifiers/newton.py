"""Linear models with an L2 penalty, fitted by a truncated Newton method.

Screening retrains after every label, so a fit must cost milliseconds. Started from the last
weights, the method needs one or two Newton steps after a new label; liblinear, which
scikit-learn's own linear SVM uses, cannot be started from a solution.

Sources: S. S. Keerthi and D. DeCoste, "A modified finite Newton method for fast solution of
large scale linear SVMs", JMLR 6 (2005) 341-361; C.-J. Lin, R. C. Weng and S. S. Keerthi,
"Trust region Newton method for logistic regression", JMLR 9 (2008) 627-650.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from activescreen.features.matrix import Floats

_MAX_CG_STEPS: Final = 200
_MAX_HALVINGS: Final = 30
_ARMIJO: Final = 1e-4
_CG_FORCING: Final = 0.1


class Matrix(Protocol):
    """What the solver needs of a feature matrix."""

    @property
    def shape(self) -> tuple[int, int]:
        """(records, features)."""
        ...

    def dot(self, weights: Floats) -> Floats:
        """Matrix times vector."""
        ...

    def tdot(self, values: Floats) -> Floats:
        """Transposed matrix times vector."""
        ...


class Loss(Protocol):
    """A convex loss of the margin, elementwise."""

    def value(self, margin: Floats) -> Floats:
        """The loss."""
        ...

    def slope(self, margin: Floats) -> Floats:
        """Its first derivative."""
        ...

    def curvature(self, margin: Floats) -> Floats:
        """Its second, generalised derivative."""
        ...


class SquaredHinge:
    """max(0, 1 - margin)²: the loss of the L2 support vector machine."""

    def value(self, margin: Floats) -> Floats:
        """The loss."""
        shortfall: Floats = np.maximum(1 - margin, 0)
        return shortfall * shortfall

    def slope(self, margin: Floats) -> Floats:
        """Its first derivative."""
        return -2 * np.maximum(1 - margin, 0)

    def curvature(self, margin: Floats) -> Floats:
        """Its generalised second derivative."""
        return 2 * (margin < 1).astype(margin.dtype)


class Logistic:
    """log(1 + exp(-margin)): the loss of logistic regression."""

    def value(self, margin: Floats) -> Floats:
        """The loss."""
        return np.logaddexp(0, -margin)

    def slope(self, margin: Floats) -> Floats:
        """Its first derivative."""
        return -_sigmoid(-margin)

    def curvature(self, margin: Floats) -> Floats:
        """Its second derivative."""
        chance = _sigmoid(margin)
        return chance * (1 - chance)


class Solution(NamedTuple):
    """Weights of shape (features + 1,), the intercept last, and the Newton steps taken."""

    weights: Floats
    steps: int


class _Problem:
    """½‖w‖² + Σ costᵢ·loss(signᵢ·(xᵢ·w + b)), the intercept b penalised like any weight."""

    def __init__(self, matrix: Matrix, signs: Floats, costs: Floats, loss: Loss) -> None:
        self.matrix = matrix
        self.signs = signs
        self.costs = costs
        self.loss = loss

    def margins(self, weights: Floats) -> Floats:
        margins: Floats = self.signs * (self.matrix.dot(weights[:-1]) + weights[-1])
        return margins

    def objective(self, weights: Floats, margins: Floats) -> float:
        # Summed in double precision: near the optimum a line search compares tiny differences.
        penalty = 0.5 * float(np.dot(weights.astype(np.float64), weights))
        return penalty + float(np.dot(self.costs.astype(np.float64), self.loss.value(margins)))

    def gradient(self, weights: Floats, margins: Floats) -> Floats:
        pull: Floats = self._pull(self.costs * self.loss.slope(margins) * self.signs)
        gradient: Floats = weights + pull
        return gradient

    def curve(self, direction: Floats, curvature: Floats) -> tuple[Floats, Floats]:
        """Hessian times direction, and the change of the margins along it."""
        change = self.margins(direction)
        return direction + self._pull(curvature * change * self.signs), change

    def _pull(self, per_record: Floats) -> Floats:
        with_intercept: Floats = np.append(self.matrix.tdot(per_record), np.sum(per_record))
        return with_intercept


def solve(
    matrix: Matrix,
    signs: NDArray[np.float64],
    costs: NDArray[np.float64],
    loss: Loss,
    *,
    start: Floats | None = None,
    tolerance: float = 1e-4,
    max_steps: int = 50,
    dtype: type[np.floating[Any]] = np.float32,
) -> Solution:
    """Fit the weights.

    Parameters
    ----------
    matrix
        Features; shape (n, d).
    signs
        +1 for relevant, -1 for irrelevant; shape (n,).
    costs
        Price of each record's loss; shape (n,).
    loss
        The loss of a margin.
    start
        Weights to start from; shape (d + 1,). None: zero.
    tolerance
        The gradient's norm at the solution, relative to that at zero weights.
    max_steps
        Newton steps at most.
    dtype
        Precision of the arithmetic.

    Returns
    -------
    Solution
        Weights whose gradient is within tolerance, or the best after ``max_steps``.
    """
    problem = _Problem(matrix, signs.astype(dtype), costs.astype(dtype), loss)
    zero = np.zeros(matrix.shape[1] + 1, dtype=dtype)
    goal = tolerance * float(np.linalg.norm(problem.gradient(zero, np.zeros(len(signs), dtype))))
    weights: Floats = zero if start is None else start.astype(dtype)
    margins = problem.margins(weights)
    for step in range(max_steps):
        gradient = problem.gradient(weights, margins)
        norm = float(np.linalg.norm(gradient))
        if norm <= goal:
            return Solution(weights, step)
        direction, change = _conjugate_gradients(problem, gradient, margins, goal)
        moved = _line_search(problem, weights, margins, gradient, direction, change)
        if moved is None:  # no smaller objective can be represented: this is the optimum
            return Solution(weights, step)
        weights, margins = moved
    return Solution(weights, max_steps)


def _conjugate_gradients(
    problem: _Problem, gradient: Floats, margins: Floats, goal: float
) -> tuple[Floats, Floats]:
    """An approximate Newton direction, and the change of the margins along it."""
    curvature = problem.costs * problem.loss.curvature(margins)
    direction = np.zeros_like(gradient)
    change = np.zeros_like(margins)
    residual = -gradient
    search = residual.copy()
    squared = float(np.dot(residual, residual))
    enough = max(_CG_FORCING * np.sqrt(squared), 0.5 * goal) ** 2
    for _ in range(_MAX_CG_STEPS):
        curved, shift = problem.curve(search, curvature)
        length = squared / float(np.dot(search, curved))
        direction += length * search
        change += length * shift
        residual -= length * curved
        before, squared = squared, float(np.dot(residual, residual))
        if squared <= enough:
            break
        search = residual + (squared / before) * search
    return direction, change


def _line_search(
    problem: _Problem,
    weights: Floats,
    margins: Floats,
    gradient: Floats,
    direction: Floats,
    change: Floats,
) -> tuple[Floats, Floats] | None:
    here = problem.objective(weights, margins)
    descent = float(np.dot(gradient, direction))
    length = 1.0
    for _ in range(_MAX_HALVINGS):
        candidate = weights + weights.dtype.type(length) * direction
        moved = margins + margins.dtype.type(length) * change
        if problem.objective(candidate, moved) <= here + _ARMIJO * length * descent:
            return candidate, moved
        length /= 2
    return None


def _sigmoid(x: Floats) -> Floats:
    return np.exp(-np.logaddexp(0, -x))
