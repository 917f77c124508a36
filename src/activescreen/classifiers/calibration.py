"""Probabilities from decision scores: Platt scaling on scores of records not trained on.

A classifier that gives inclusions ten times the weight of exclusions, and that has seen the
labels, is far too sure on the records it was trained on. So every labelled record is scored by a
classifier that has not seen it, and a sigmoid is fitted to these scores.

Sources: J. Platt, "Probabilistic outputs for support vector machines", in Advances in Large
Margin Classifiers (1999) 61-74, whose smoothed targets are used; H.-T. Lin, C.-J. Lin and
R. C. Weng, "A note on Platt's probabilistic outputs", Machine Learning 68 (2007) 267-276.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.base import clone

from activescreen.classifiers.base import RelevanceClassifier
from activescreen.features.matrix import FeatureMatrix

MOST_FOLDS: Final = 5
FEWEST_FOLDS: Final = 3
"""With fewer labels of a class, a fold would be left with one of them, or none."""


class Sigmoid(NamedTuple):
    """The probability 1/(1 + exp(-(slope * score + intercept)))."""

    slope: float
    intercept: float

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of being relevant, of the scores' shape."""
        return np.asarray(expit(self.slope * scores + self.intercept), dtype=np.float64)


def calibrated(
    classifier: RelevanceClassifier,
    matrix: FeatureMatrix,
    rows: NDArray[np.int64],
    relevant: NDArray[np.bool_],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Probabilities of being relevant by a fitted classifier.

    The sigmoid is for records that were not trained on. A labelled record's probability is
    therefore that of the score it had before its label was seen, so that the labelled records'
    probabilities add up to about the number of inclusions among them.

    With fewer than three labels of a class there is nothing to fit a sigmoid to. Then every
    record has the same probability, the smoothed share of inclusions among the labels,
    (inclusions + 1)/(labels + 2): the score is not taken to say anything yet.

    Labelled records are a ranked selection. The sigmoid carries over to the others only as far
    as a score means the same among them.

    Parameters
    ----------
    classifier
        Fitted on the labelled records; it is not changed.
    matrix
        Features of all records; shape (N, d).
    rows
        Which of them are labelled; shape (n,).
    relevant
        Their labels, of both classes; shape (n,).
    rng
        Deals the labelled records to folds.

    Returns
    -------
    Probabilities of shape (N,).
    """
    inclusions = int(np.count_nonzero(relevant))
    folds = min(inclusions, len(relevant) - inclusions, MOST_FOLDS)
    if folds < FEWEST_FOLDS:
        return np.full(len(matrix), (inclusions + 1) / (len(relevant) + 2))
    scores = classifier.decision_function(matrix).astype(np.float64)
    fold = deal(relevant, folds, rng)
    scores[rows] = out_of_fold_scores(classifier, matrix.take(rows), relevant, fold)
    return fit_sigmoid(scores[rows], relevant)(scores)


def deal(relevant: NDArray[np.bool_], folds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Each record's fold, with every class spread evenly over the folds; shape (n,)."""
    fold = np.empty(len(relevant), dtype=np.int64)
    for label in (True, False):
        rows = rng.permutation(np.flatnonzero(relevant == label))
        fold[rows] = np.arange(len(rows)) % folds
    return fold


def out_of_fold_scores(
    classifier: RelevanceClassifier,
    known: FeatureMatrix,
    relevant: NDArray[np.bool_],
    fold: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Each record's score by a classifier trained on the other folds; shape (n,)."""
    scores = np.empty(len(relevant))
    for number in np.unique(fold):
        inside = fold == number
        # A clone starts from zero: the last weights have seen the labels that are held out.
        fitted = clone(classifier).fit(known.take(np.flatnonzero(~inside)), relevant[~inside])
        scores[inside] = fitted.decision_function(known.take(np.flatnonzero(inside)))
    return scores


def fit_sigmoid(scores: NDArray[np.float64], relevant: NDArray[np.bool_]) -> Sigmoid:
    """The sigmoid of greatest likelihood for Platt's smoothed targets, never a falling one.

    Targets are (inclusions + 1)/(inclusions + 2) and 1/(exclusions + 2), so that the sigmoid
    stays finite where a score separates the classes. Where higher scores went with exclusions,
    which a handful of labels can bring about, the slope is 0.

    Parameters
    ----------
    scores
        Decision scores of records that were not trained on; shape (n,).
    relevant
        Their labels; shape (n,).
    """
    inclusions = int(np.count_nonzero(relevant))
    exclusions = len(relevant) - inclusions
    targets = np.where(relevant, (inclusions + 1) / (inclusions + 2), 1 / (exclusions + 2))
    spread = float(scores.std()) or 1.0
    unit = scores / spread

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        inner = at[0] * unit + at[1]
        off = expit(inner) - targets
        value = float(np.sum(np.logaddexp(0.0, inner) - targets * inner))
        return value / len(unit), np.array([off @ unit, off.sum()]) / len(unit)

    start = np.array([0.0, logit(targets.mean())])
    best = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None), (None, None)],
        options={"ftol": 1e-14, "gtol": 1e-8},
    ).x
    return Sigmoid(float(best[0]) / spread, float(best[1]))
