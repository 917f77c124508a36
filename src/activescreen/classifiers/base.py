"""What the classifiers share: two classes, balanced weights, features as arrays or blocks."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

from activescreen.classifiers.balance import balanced_weights
from activescreen.features.matrix import FeatureMatrix, Floats

Features = Any  # an array, a sparse matrix or a FeatureMatrix


class RelevanceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """A scikit-learn classifier of two classes that also takes a :class:`FeatureMatrix`.

    Subclasses have the settings ``ratio`` (see :func:`balanced_weights`; None leaves the
    weights alone) and fit one weight a feature, ``coef_``, and ``intercept_``.
    """

    ratio: float | None
    coef_: Floats
    intercept_: Floats

    def fit(self, X: Features, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Learn from labels.

        Parameters
        ----------
        X
            Features; shape (n, d).
        y
            Two classes; of 0 and 1, 1 is relevant. Shape (n,).
        sample_weight
            Weights before balancing; shape (n,).

        Raises
        ------
        ValueError
            If ``y`` has not exactly two classes.
        """
        if isinstance(X, FeatureMatrix):
            y = np.asarray(y)
            self.n_features_in_ = X.shape[1]
        else:
            X, y = validate_data(self, X, y, accept_sparse="csr", dtype=self._dtypes())
        check_classification_targets(y)
        self.classes_, encoded = np.unique(y, return_inverse=True)
        if len(self.classes_) > 2:
            raise ValueError(
                "Only binary classification is supported. The type of the target is "
                f"multiclass: it has {len(self.classes_)} classes."
            )
        if len(self.classes_) < 2:
            raise ValueError(
                f"{type(self).__name__} needs two classes, but got only one class: "
                f"{self.classes_[0]!r}"
            )
        weights = _check_sample_weight(sample_weight, y, dtype=np.float64)
        relevant = encoded == 1
        if self.ratio is not None:
            weights = balanced_weights(relevant, weights, self.ratio)
        matrix = X if isinstance(X, FeatureMatrix) else as_blocks(X)
        self._fit_weighted(matrix, relevant, weights)
        return self

    @abstractmethod
    def _fit_weighted(
        self, matrix: FeatureMatrix, relevant: NDArray[np.bool_], weights: NDArray[np.float64]
    ) -> None:
        """Set ``coef_`` of shape (1, d) and ``intercept_`` of shape (1,)."""

    def decision_function(self, X: Features) -> NDArray[np.float64]:
        """How relevant each record looks: shape (n,), higher is more, 0 is the boundary."""
        check_is_fitted(self)
        if not isinstance(X, FeatureMatrix):
            X = as_blocks(
                validate_data(self, X, accept_sparse="csr", dtype=self._dtypes(), reset=False)
            )
        scores: NDArray[np.float64] = X.dot(self.coef_[0]) + self.intercept_[0]
        return scores

    def predict(self, X: Features) -> NDArray[Any]:
        """The class of each record; shape (n,)."""
        relevant = self.decision_function(X) > 0
        chosen: NDArray[Any] = self.classes_[relevant.astype(int)]
        return chosen

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.sparse = True
        return tags

    def _dtypes(self) -> list[type]:
        return [np.float64, np.float32]


def as_blocks(X: NDArray[Any] | sp.spmatrix) -> FeatureMatrix:
    """A plain array or sparse matrix as one block."""
    return FeatureMatrix([sp.csr_matrix(X) if sp.issparse(X) else X])
