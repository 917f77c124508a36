"""Complement naive Bayes, by scikit-learn, behind the interface of the others."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.naive_bayes import ComplementNB
from sklearn.utils.validation import check_non_negative

from activescreen.classifiers.base import RelevanceClassifier
from activescreen.features.matrix import FeatureMatrix


class ComplementNaiveBayes(RelevanceClassifier):
    """Complement naive Bayes on word weights.

    Each class is modelled by the words of what is *not* in it, which suits very unequal
    classes. Embeddings beside the words are left out: their values may be negative.

    Source: J. D. M. Rennie et al., "Tackling the poor assumptions of naive Bayes text
    classifiers", ICML 2003.

    Parameters
    ----------
    alpha
        Additive smoothing.
    ratio
        Total weight of inclusions over that of exclusions; None: as they come.

    Attributes
    ----------
    coef_, intercept_
        Weights of shape (1, d), zero for embeddings, and (1,).
    classes_
        The two classes; the second is the relevant one.
    """

    def __init__(self, alpha: float = 1.0, ratio: float | None = 1.0) -> None:
        self.alpha = alpha
        self.ratio = ratio

    def _fit_weighted(
        self, matrix: FeatureMatrix, relevant: NDArray[np.bool_], weights: NDArray[np.float64]
    ) -> None:
        dense = len(matrix.blocks) == 1 and isinstance(matrix.blocks[0], np.ndarray)
        words = matrix.blocks[0] if dense else matrix.non_negative()
        check_non_negative(words, "ComplementNaiveBayes")
        model = ComplementNB(alpha=self.alpha).fit(words, relevant, sample_weight=weights)
        per_word = model.feature_log_prob_[1] - model.feature_log_prob_[0]
        self.coef_ = _beside_zeros(matrix, per_word)
        self.intercept_ = np.zeros(1)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        return tags


def _beside_zeros(matrix: FeatureMatrix, per_word: NDArray[np.float64]) -> NDArray[np.float64]:
    """The words' weights in their blocks' places, zeros in the embeddings' places."""
    if len(matrix.blocks) == 1:
        return per_word[np.newaxis]
    pieces, start = [], 0
    for block in matrix.blocks:
        width = block.shape[1]
        if isinstance(block, np.ndarray):
            pieces.append(np.zeros(width))
        else:
            pieces.append(per_word[start : start + width])
            start += width
    return np.concatenate(pieces)[np.newaxis]
