"""Several linear scores, brought to one scale and averaged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from activescreen.classifiers.base import RelevanceClassifier
from activescreen.classifiers.linear import LinearSVM, LogisticRegression
from activescreen.classifiers.naive_bayes import ComplementNaiveBayes
from activescreen.features.matrix import FeatureMatrix


class Ensemble(RelevanceClassifier):
    """The mean of its members' scores, each divided by its spread over the labelled records.

    Every member is linear in the features, so the mean is too, and can be explained term by
    term like any one of them.

    Parameters
    ----------
    members
        Classifiers of this package; None: support vector machine, logistic regression and
        complement naive Bayes, the last without negative features only.
    weights
        One a member; None: equal.

    Attributes
    ----------
    members_
        The fitted members.
    coef_, intercept_
        Weights of shape (1, d) and (1,).
    """

    ratio = None  # each member balances for itself

    def __init__(
        self,
        members: Sequence[RelevanceClassifier] | None = None,
        weights: Sequence[float] | None = None,
    ) -> None:
        self.members = members
        self.weights = weights

    def _fit_weighted(
        self, matrix: FeatureMatrix, relevant: NDArray[np.bool_], weights: NDArray[np.float64]
    ) -> None:
        members = self.members if self.members is not None else _default_members(matrix)
        shares = np.ones(len(members)) if self.weights is None else np.asarray(self.weights, float)
        if len(shares) != len(members):
            raise ValueError(f"{len(members)} members, but {len(shares)} weights")
        coef = np.zeros(matrix.shape[1])
        intercept = 0.0
        self.members_: list[RelevanceClassifier] = []
        for share, member in zip(shares / shares.sum(), members, strict=True):
            fitted = clone(member).fit(matrix, relevant.astype(int), sample_weight=weights)
            scores = fitted.decision_function(matrix)
            center = np.average(scores, weights=weights)
            spread = np.sqrt(np.average((scores - center) ** 2, weights=weights)) or 1.0
            coef += share / spread * fitted.coef_[0]
            intercept += float(share / spread * fitted.intercept_[0])
            self.members_.append(fitted)
        self.coef_ = coef[np.newaxis]
        self.intercept_ = np.array([intercept])


def _default_members(matrix: FeatureMatrix) -> list[RelevanceClassifier]:
    members: list[RelevanceClassifier] = [LinearSVM(), LogisticRegression()]
    holds_words = any(not isinstance(block, np.ndarray) for block in matrix.blocks)
    if holds_words and matrix.non_negative().min() >= 0:
        members.append(ComplementNaiveBayes())
    return members
