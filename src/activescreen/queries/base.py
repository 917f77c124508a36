"""What a query strategy does: turn relevance scores into an order of reading."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator


class QueryStrategy(BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Chooses what to read next from the classifier's scores.

    It has the settings and cloning of a scikit-learn estimator and learns nothing.
    """

    def fit(self, X: ArrayLike | None = None, y: ArrayLike | None = None) -> Self:
        """Do nothing: a strategy has nothing to learn."""
        return self

    def urgency(self, scores: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
        """How soon each record should be read.

        Parameters
        ----------
        scores
            Relevance scores, higher is more relevant, 0 is the boundary; shape (n,). They are
            rounded and stand in the order of the records' ids, so that a stable sort breaks
            ties as rankings do.
        rng
            Source of chance for strategies that need it.

        Returns
        -------
        Urgency of shape (n,): higher is read sooner.
        """
        raise TypeError(f"{type(self).__name__} does not say how urgent a record is")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags
