"""Against scikit-learn's liblinear, whose penalty takes in the intercept as ours does."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn import linear_model, svm

from activescreen.classifiers.linear import LinearSVM, LogisticRegression
from activescreen.features.matrix import FeatureMatrix

RNG = np.random.default_rng(9)
X = sp.random(150, 40, density=0.2, format="csr", random_state=9)
Y = (np.asarray(X.sum(axis=1)).ravel() + 0.5 * RNG.normal(size=150) > 4.3).astype(int)
WEIGHTS = RNG.uniform(0.2, 3, size=150)


def reference(kind: type, C: float):
    if kind is LinearSVM:
        return svm.LinearSVC(loss="squared_hinge", C=C, tol=1e-9, max_iter=100_000)
    return linear_model.LogisticRegression(solver="liblinear", C=C, tol=1e-9, max_iter=10_000)


@pytest.mark.parametrize("kind", [LinearSVM, LogisticRegression])
@pytest.mark.parametrize("C", [0.1, 1.0, 10.0])
def test_the_weights_are_scikit_learns(kind, C):
    mine = kind(C=C, ratio=None, tol=1e-7).fit(X, Y, sample_weight=WEIGHTS)
    theirs = reference(kind, C).fit(X, Y, sample_weight=WEIGHTS)
    np.testing.assert_allclose(mine.coef_, theirs.coef_, atol=1e-4)
    np.testing.assert_allclose(mine.intercept_, theirs.intercept_, atol=1e-4)
    np.testing.assert_array_equal(mine.predict(X), theirs.predict(X))


def test_probabilities_are_scikit_learns():
    mine = LogisticRegression(ratio=None, tol=1e-7).fit(X, Y).predict_proba(X)
    theirs = reference(LogisticRegression, 1.0).fit(X, Y).predict_proba(X)
    np.testing.assert_allclose(mine, theirs, atol=1e-4)
    np.testing.assert_allclose(mine.sum(axis=1), 1)


@pytest.mark.parametrize("kind", [LinearSVM, LogisticRegression])
class TestFitting:
    def test_the_ratio_is_a_choice_of_sample_weights(self, kind):
        share = {0: 150 / 11 / (Y == 0).sum(), 1: 150 * 10 / 11 / (Y == 1).sum()}
        by_hand = kind(ratio=None).fit(X, Y, sample_weight=[share[label] for label in Y])
        np.testing.assert_allclose(kind(ratio=10).fit(X, Y).coef_, by_hand.coef_, rtol=1e-6)

    def test_a_warm_start_agrees_with_a_cold_one_and_is_shorter(self, kind):
        warm = kind(warm_start=True, tol=1e-6)
        cold_steps = warm_steps = 0
        for n in range(60, 151, 10):
            warm.fit(X[:n], Y[:n])
            cold = kind(tol=1e-6).fit(X[:n], Y[:n])
            np.testing.assert_allclose(warm.coef_, cold.coef_, atol=1e-4)
            warm_steps, cold_steps = warm_steps + warm.n_iter_, cold_steps + cold.n_iter_
        assert warm_steps < cold_steps

    def test_a_warm_start_from_other_features_is_a_cold_one(self, kind):
        warm = kind(warm_start=True).fit(X, Y).fit(X[:, :30], Y)
        np.testing.assert_array_equal(warm.coef_, kind().fit(X[:, :30], Y).coef_)

    def test_fitting_twice_without_warm_start_forgets(self, kind):
        model = kind().fit(X, 1 - Y).fit(X, Y)
        np.testing.assert_array_equal(model.coef_, kind().fit(X, Y).coef_)

    def test_precision_follows_the_features(self, kind):
        single = FeatureMatrix([X.astype(np.float32)])
        assert kind().fit(single, Y).coef_.dtype == np.float32
        assert kind().fit(X, Y).coef_.dtype == np.float64

    def test_one_class_is_refused(self, kind):
        with pytest.raises(ValueError, match="only one class"):
            kind().fit(FeatureMatrix([X]), np.ones(150, dtype=int))

    def test_one_inclusion_among_many_is_not_drowned(self, kind):
        y = np.zeros(150, dtype=int)
        y[7] = 1
        assert kind(C=1.0).fit(X, y).decision_function(X).argmax() == 7
