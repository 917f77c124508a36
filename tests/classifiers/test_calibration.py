import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from activescreen.classifiers.calibration import (
    calibrated,
    deal,
    fit_sigmoid,
    out_of_fold_scores,
)
from activescreen.classifiers.linear import LinearSVM
from activescreen.features import FeatureMatrix


def population(size: int, seed: int = 0, shift: float = -2.0):
    """Records of ten features whose probability of being relevant is known."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(size, 10)).astype(np.float32)
    chances = expit(2.0 * points[:, 0] + points[:, 1] + shift)
    return FeatureMatrix([points]), rng.random(size) < chances, chances


def fitted(matrix, rows, relevant):
    return LinearSVM().fit(matrix.take(rows), relevant[rows].astype(int))


@pytest.fixture(scope="module")
def drawn():
    """1,000 of 8,000 records labelled, drawn at random, and everyone's probability."""
    matrix, relevant, chances = population(8000)
    rows = np.arange(1000)
    classifier = fitted(matrix, rows, relevant)
    rng = np.random.default_rng(0)
    return relevant, chances, calibrated(classifier, matrix, rows, relevant[rows], rng)


class TestFrequencies:
    def test_probabilities_are_near_the_observed_frequencies(self, drawn):
        relevant, _, given_to = drawn
        unread, probabilities = relevant[1000:], given_to[1000:]
        edges = np.quantile(probabilities, np.linspace(0, 1, 11)[1:-1])
        tenth = np.digitize(probabilities, edges)
        for group in range(10):
            inside = tenth == group
            assert probabilities[inside].mean() == pytest.approx(unread[inside].mean(), abs=0.05)

    def test_and_to_the_true_ones(self, drawn):
        _, chances, given_to = drawn
        assert np.abs(given_to[1000:] - chances[1000:]).mean() < 0.04

    def test_they_add_up_to_the_relevant_records(self, drawn):
        relevant, _, given_to = drawn
        assert given_to[1000:].sum() == pytest.approx(relevant[1000:].sum(), rel=0.05)
        assert given_to[:1000].sum() == pytest.approx(relevant[:1000].sum(), rel=0.03)

    def test_scores_of_records_trained_on_would_not_do(self):
        # Weights of ten to one and few labels: the classifier is far too sure of what it knows.
        matrix, relevant, _ = population(4000, seed=3, shift=-3.0)
        rows = np.arange(120)
        scores = fitted(matrix, rows, relevant).decision_function(matrix)
        naive = fit_sigmoid(scores[rows].astype(float), relevant[rows])(scores.astype(float))
        ours = calibrated(
            fitted(matrix, rows, relevant), matrix, rows, relevant[rows], np.random.default_rng(0)
        )
        unread = relevant[120:]

        def brier(probabilities):
            return np.mean((probabilities[120:] - unread) ** 2)

        assert brier(ours) < brier(naive)


class TestFewLabels:
    @pytest.mark.parametrize("inclusions", [1, 2])
    def test_below_three_of_a_class_everyone_has_the_smoothed_share(self, inclusions):
        matrix, _, _ = population(50)
        for relevant in (np.arange(20) < inclusions, np.arange(20) >= inclusions):
            classifier = LinearSVM().fit(matrix.take(np.arange(20)), relevant.astype(int))
            rng = np.random.default_rng(0)
            given_to = calibrated(classifier, matrix, np.arange(20), relevant, rng)
            np.testing.assert_allclose(given_to, (relevant.sum() + 1) / 22)
            assert given_to.shape == (50,)

    def test_three_are_enough(self):
        matrix, _, _ = population(50)
        relevant = np.arange(20) < 3
        classifier = LinearSVM().fit(matrix.take(np.arange(20)), relevant.astype(int))
        given_to = calibrated(classifier, matrix, np.arange(20), relevant, np.random.default_rng(0))
        assert ((given_to > 0) & (given_to < 1)).all()


def test_the_classifier_is_left_alone_and_the_seed_decides():
    matrix, relevant, _ = population(300)
    rows = np.arange(100)
    classifier = fitted(matrix, rows, relevant)
    before = classifier.coef_.copy()
    first, again, other = (
        calibrated(classifier, matrix, rows, relevant[rows], np.random.default_rng(seed))
        for seed in (4, 4, 5)
    )
    np.testing.assert_array_equal(classifier.coef_, before)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_no_record_is_scored_by_a_classifier_that_saw_its_label():
    matrix, relevant, _ = population(60)
    fold = deal(relevant, 5, np.random.default_rng(0))
    scores = out_of_fold_scores(LinearSVM(), matrix, relevant, fold)
    turned = relevant.copy()
    turned[fold == 2] = ~turned[fold == 2]
    again = out_of_fold_scores(LinearSVM(), matrix, turned, fold)
    np.testing.assert_array_equal(again[fold == 2], scores[fold == 2])
    assert not np.array_equal(again[fold != 2], scores[fold != 2])


@settings(deadline=None, max_examples=50)
@given(st.integers(5, 40), st.integers(5, 40), st.integers(3, 5), st.integers(0, 9))
def test_every_fold_has_its_share_of_both_classes(inclusions, exclusions, folds, seed):
    relevant = np.arange(inclusions + exclusions) < inclusions
    fold = deal(relevant, folds, np.random.default_rng(seed))
    for number in range(folds):
        assert np.sum(relevant & (fold == number)) in (inclusions // folds, -(-inclusions // folds))
        assert np.sum(~relevant & (fold == number)) in (
            exclusions // folds,
            -(-exclusions // folds),
        )


class TestSigmoid:
    def test_finds_the_one_that_made_the_labels(self):
        rng = np.random.default_rng(1)
        scores = rng.normal(scale=3, size=60_000)
        sigmoid = fit_sigmoid(scores, rng.random(60_000) < expit(0.7 * scores - 1.5))
        assert sigmoid.slope == pytest.approx(0.7, abs=0.03)
        assert sigmoid.intercept == pytest.approx(-1.5, abs=0.05)

    def test_the_gradient_of_platts_likelihood_is_zero_there(self):
        rng = np.random.default_rng(2)
        scores = rng.normal(size=200) * 40
        relevant = rng.random(200) < expit(scores / 40)
        targets = np.where(relevant, (relevant.sum() + 1) / (relevant.sum() + 2), np.nan)
        targets[~relevant] = 1 / ((~relevant).sum() + 2)
        off = fit_sigmoid(scores, relevant)(scores) - targets
        assert abs(off.sum()) < 1e-4
        assert abs(off @ (scores / scores.std())) < 1e-4

    def test_stays_finite_where_scores_separate_the_classes(self):
        scores = np.array([-2.0, -1.0, -1.0, 1.0, 1.0, 2.0])
        sigmoid = fit_sigmoid(scores, scores > 0)
        assert 0 < sigmoid(np.array([-1.0]))[0] < 0.3
        assert 0.7 < sigmoid(np.array([1.0]))[0] < 1

    def test_never_falls(self):
        scores = np.linspace(-1, 1, 40)
        sigmoid = fit_sigmoid(scores, scores < -0.5)
        assert sigmoid.slope == 0
        assert sigmoid(scores)[0] == pytest.approx(0.25, abs=0.03)

    def test_equal_scores_say_nothing(self):
        sigmoid = fit_sigmoid(np.zeros(10), np.arange(10) < 5)
        assert sigmoid(np.zeros(1))[0] == pytest.approx(0.5)
