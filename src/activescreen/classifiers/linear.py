"""Linear support vector machine and logistic regression, fitted in milliseconds."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from activescreen.classifiers.base import Features, RelevanceClassifier
from activescreen.classifiers.newton import Logistic, Loss, SquaredHinge, solve
from activescreen.features.matrix import FeatureMatrix, Floats


class _Linear(RelevanceClassifier):
    """Settings and fitting that the linear models share."""

    _loss: ClassVar[Loss]

    def __init__(
        self,
        C: float = 0.1,
        ratio: float | None = 10.0,
        tol: float = 1e-4,
        max_iter: int = 50,
        warm_start: bool = False,
    ) -> None:
        self.C = C
        self.ratio = ratio
        self.tol = tol
        self.max_iter = max_iter
        self.warm_start = warm_start

    def _fit_weighted(
        self, matrix: FeatureMatrix, relevant: NDArray[np.bool_], weights: NDArray[np.float64]
    ) -> None:
        dtype: type[np.floating[Any]] = np.float32 if _is_single(matrix) else np.float64
        start: Floats | None = None
        if self.warm_start and getattr(self, "coef_", None) is not None:
            start = np.append(self.coef_[0], self.intercept_).astype(dtype)
            if len(start) != matrix.shape[1] + 1:
                start = None
        solution = solve(
            matrix,
            np.where(relevant, 1.0, -1.0),
            self.C * weights,
            self._loss,
            start=start,
            tolerance=self.tol,
            max_steps=self.max_iter,
            dtype=dtype,
        )
        self.coef_ = solution.weights[np.newaxis, :-1]
        self.intercept_ = solution.weights[-1:]
        self.n_iter_ = max(1, solution.steps)


class LinearSVM(_Linear):
    """L2 support vector machine: ½‖w‖² + C Σ weightᵢ max(0, 1 − yᵢf(xᵢ))².

    Parameters
    ----------
    C
        Price of a record on the wrong side of the margin, over that of large weights.
    ratio
        Total weight of inclusions over that of exclusions; None: as they come.
    tol
        The gradient's norm at the solution, relative to that at zero.
    max_iter
        Newton steps at most.
    warm_start
        Start from the last fit's weights. The solution is the same within ``tol``.

    Attributes
    ----------
    coef_, intercept_
        Weights of shape (1, d) and (1,).
    classes_
        The two classes; the second is the relevant one.
    """

    _loss = SquaredHinge()


class LogisticRegression(_Linear):
    """L2-penalised logistic regression: ½‖w‖² + C Σ weightᵢ log(1 + exp(−yᵢf(xᵢ))).

    Parameters and attributes are those of :class:`LinearSVM`; the default ``C`` is larger,
    because the logistic loss is flatter.
    """

    _loss = Logistic()

    def __init__(
        self,
        C: float = 1.0,
        ratio: float | None = 10.0,
        tol: float = 1e-4,
        max_iter: int = 50,
        warm_start: bool = False,
    ) -> None:
        super().__init__(C, ratio, tol, max_iter, warm_start)

    def predict_proba(self, X: Features) -> NDArray[np.float64]:
        """Class probabilities under the balanced weights, so not calibrated; shape (n, 2)."""
        relevant = np.exp(-np.logaddexp(0, -self.decision_function(X).astype(np.float64)))
        return np.column_stack([1 - relevant, relevant])


def _is_single(matrix: FeatureMatrix) -> bool:
    blocks: list[Any] = list(matrix.blocks)
    return all(block.dtype == np.float32 for block in blocks)
