"""The synthetic review is neither trivial nor hopeless for tf-idf with naive Bayes."""

import math

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from activescreen.formats import read_records
from activescreen.synthetic import SyntheticReview, Truth


def wss_95(features: object, labels: np.ndarray, rng: np.random.Generator) -> float:
    """WSS@95 of relevance sampling with balanced classes from one prior of each kind."""
    priors = [int(rng.choice(np.flatnonzero(labels == value))) for value in (1, 0)]
    order = list(priors)
    while labels[order].sum() < labels.sum():
        known = labels[order]
        weights = np.where(known == 1, (known == 0).sum() / known.sum(), 1.0)
        model = MultinomialNB().fit(features[order], known, sample_weight=weights)
        scores = model.predict_proba(features)[:, 1]
        scores[order] = -1
        order += list(np.argsort(-scores, kind="stable")[: max(1, len(order) // 50)])
    ranks = np.flatnonzero(labels[order[2:]]) + 1
    size = len(labels) - 2
    return (size - ranks[math.ceil(0.95 * len(ranks)) - 1]) / size - 0.05


@pytest.mark.parametrize("stage", ["passes", "included"])
def test_naive_bayes_saves_half_of_the_reading_but_not_nearly_all(
    review: SyntheticReview, truth: dict[tuple[str, int], Truth], stage: str
) -> None:
    longest: dict[str, tuple[str, bool]] = {}
    for record in read_records(*review.files):
        one = truth[record.source.file, record.source.row]
        text = record.text()
        if len(text) > len(longest.get(one.publication, ("", False))[0]):
            longest[one.publication] = (text, getattr(one, stage))
    texts, labels = zip(*longest.values(), strict=True)
    features = TfidfVectorizer(stop_words="english").fit_transform(texts)
    assert 0.5 < wss_95(features, np.array(labels, dtype=int), np.random.default_rng(0)) < 0.9
