"""Whether the records of one search look like those before, by the scores of a model.

A model learns from final labels of the earlier searches and scores records that it has not learned
from: those of the search, and earlier ones that were held out. Were both drawn alike, the scores
would be, too. Each of five models holds out another fifth of the earlier records, and what they
say is averaged.

What it can say: that by the words that told inclusions from exclusions so far, this search brings
other records than those before. What it cannot: that records with like scores are alike, what share
of them is relevant, or how good any recall is. The test asks about one look; whoever looks often
will see an alarm by chance now and then.

References
----------
Kolmogorov-Smirnov: J. L. Hodges, "The significance probability of the Smirnov two-sample test",
Arkiv for Matematik 3 (1958) 469-486. The share of pairs: H. B. Mann & D. R. Whitney, "On a test of
whether one of two random variables is stochastically larger than the other", Annals of Mathematical
Statistics 18 (1947) 50-60.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ks_2samp, mannwhitneyu
from sklearn.base import clone

from activescreen.classifiers.base import RelevanceClassifier
from activescreen.classifiers.calibration import deal
from activescreen.features.matrix import FeatureMatrix
from activescreen.ledger import IRRELEVANT, RELEVANT

FOLDS: Final = 5
PARTS: Final = 5
LEVEL: Final = 0.01
"""An alarm needs a smaller p value than this..."""

LEAST_DISTANCE: Final = 0.15
"""...and scores that are at least so far apart: with many records any difference is significant."""

Floats = NDArray[np.float64]


class Drift(NamedTuple):
    """How the scores of a search compare with those of earlier records.

    Attributes
    ----------
    above
        The probability that a record of the search scores above an earlier one, ties counted half.
    distance
        Kolmogorov-Smirnov: how far the two distributions are apart at most, from 0 to 1.
    p_value
        Of that distance: the least of the folds, times their number.
    fifths
        The share of the search's records that scores as the lowest fifth of the earlier ones, and
        so on to the highest; a fifth each if there is no difference.
    new, earlier, labels
        How many records were compared, and how many final labels the models learned from.
    """

    above: float
    distance: float
    p_value: float
    fifths: tuple[float, ...]
    new: int
    earlier: int
    labels: int

    @property
    def unlike(self) -> bool:
        """Whether the search brings other kinds of records than those before."""
        return self.p_value < LEVEL and self.distance >= LEAST_DISTANCE


def drift_of(
    classifier: RelevanceClassifier,
    matrix: FeatureMatrix,
    labels: NDArray[np.int8],
    earlier: NDArray[np.int64],
    new: NDArray[np.int64],
    rng: np.random.Generator,
) -> Drift:
    """Compare the scores of a search with those of earlier records that were held out.

    Parameters
    ----------
    classifier
        What learns; it is not changed.
    matrix
        Features of all records; shape (N, d).
    labels
        1 and 0 for those that models may learn from, of earlier searches only; shape (N,).
    earlier, new
        Which records are compared; earlier ones may have a label.
    rng
        Deals records to folds.
    """
    known = np.flatnonzero((labels == RELEVANT) | (labels == IRRELEVANT))
    fold = rng.integers(0, FOLDS, size=len(labels))
    fold[known] = deal(labels[known] == RELEVANT, FOLDS, rng)
    pairs = []
    for number in range(FOLDS):
        rows = known[fold[known] != number]
        held_out = earlier[fold[earlier] == number]
        if not len(held_out):
            continue
        # A clone starts from zero: the last weights have seen the labels that are held out.
        model = clone(classifier).fit(matrix.take(rows), labels[rows] == RELEVANT)
        scores = [model.decision_function(matrix.take(each)) for each in (held_out, new)]
        pairs.append((scores[0].astype(np.float64), scores[1].astype(np.float64)))
    return _compared(pairs, len(new), len(earlier), len(known))


def _compared(pairs: Sequence[tuple[Floats, Floats]], new: int, earlier: int, labels: int) -> Drift:
    tests = [ks_2samp(old, late, method="asymp") for old, late in pairs]
    above = [
        float(mannwhitneyu(late, old, method="asymptotic").statistic) / (len(old) * len(late))
        for old, late in pairs
    ]
    least = min(float(test.pvalue) for test in tests)
    parts = np.mean([_parts(old, late) for old, late in pairs], axis=0)
    return Drift(
        float(np.mean(above)),
        float(np.mean([test.statistic for test in tests])),
        min(1.0, len(pairs) * least),
        tuple(parts.tolist()),
        new,
        earlier,
        labels,
    )


def _parts(old: Floats, late: Floats) -> Floats:
    """The share of later scores in each fifth of the earlier ones; shape (5,)."""
    inner = np.quantile(old, np.arange(1, PARTS) / PARTS)
    found = np.bincount(np.searchsorted(inner, late), minlength=PARTS)
    return np.asarray(found / len(late), dtype=np.float64)
