import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.naive_bayes import ComplementNB

from activescreen.classifiers.naive_bayes import ComplementNaiveBayes
from activescreen.features.matrix import FeatureMatrix

RNG = np.random.default_rng(2)
X = sp.csr_matrix(RNG.poisson(0.6, size=(90, 25)).astype(np.float32))
Y = (RNG.random(90) < 0.2).astype(int)
MEANINGS = RNG.normal(size=(90, 4)).astype(np.float32)


@pytest.mark.parametrize("alpha", [0.3, 1.0])
def test_scores_differ_between_classes_as_scikit_learns_do(alpha):
    theirs = ComplementNB(alpha=alpha).fit(X, Y)
    joint = theirs.predict_joint_log_proba(X)
    mine = ComplementNaiveBayes(alpha=alpha, ratio=None).fit(X, Y)
    np.testing.assert_allclose(mine.decision_function(X), joint[:, 1] - joint[:, 0], rtol=1e-4)
    np.testing.assert_array_equal(mine.predict(X), theirs.predict(X))


def test_balancing_is_sample_weighting():
    share = {0: 90 / 2 / (Y == 0).sum(), 1: 90 / 2 / (Y == 1).sum()}
    weights = np.array([share[label] for label in Y])
    theirs = ComplementNB().fit(X, Y, sample_weight=weights).feature_log_prob_
    mine = ComplementNaiveBayes(ratio=1.0).fit(X, Y)
    np.testing.assert_allclose(mine.coef_[0], theirs[1] - theirs[0], rtol=1e-6)


@pytest.mark.parametrize("order", [0, 1])
def test_embeddings_have_no_weight_wherever_they_stand(order):
    blocks = [X, MEANINGS][:: 1 - 2 * order]
    model = ComplementNaiveBayes().fit(FeatureMatrix(blocks), Y)
    alone = ComplementNaiveBayes().fit(X, Y)
    np.testing.assert_allclose(
        model.decision_function(FeatureMatrix(blocks)), alone.decision_function(X), rtol=1e-5
    )
    meanings = model.coef_[0][:4] if order else model.coef_[0][-4:]
    assert not meanings.any()


def test_embeddings_alone_are_refused():
    with pytest.raises(ValueError, match=r"[Nn]egative"):
        ComplementNaiveBayes().fit(FeatureMatrix([MEANINGS]), Y)
