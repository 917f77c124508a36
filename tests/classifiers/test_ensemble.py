import numpy as np
import pytest
import scipy.sparse as sp

from activescreen.classifiers.ensemble import Ensemble
from activescreen.classifiers.linear import LinearSVM, LogisticRegression
from activescreen.classifiers.naive_bayes import ComplementNaiveBayes
from activescreen.features.matrix import FeatureMatrix

WORDS = sp.random(100, 30, density=0.3, format="csr", dtype=np.float32, random_state=4)
MEANINGS = np.random.default_rng(4).normal(size=(100, 5)).astype(np.float32)
Y = (WORDS[:, 1].toarray().ravel() + 0.2 * MEANINGS[:, 0] > 0.3).astype(int)
BOTH = FeatureMatrix([WORDS, MEANINGS])


def kinds(model: Ensemble) -> list[type]:
    return [type(member) for member in model.members_]


def test_naive_bayes_takes_part_where_there_are_words():
    three = [LinearSVM, LogisticRegression, ComplementNaiveBayes]
    assert kinds(Ensemble().fit(BOTH, Y)) == three
    assert kinds(Ensemble().fit(FeatureMatrix([MEANINGS]), Y)) == three[:2]


def test_the_score_is_the_mean_of_the_members_on_one_scale():
    model = Ensemble().fit(BOTH, Y)
    scaled = [s / s.std() for s in (m.decision_function(BOTH) for m in model.members_)]
    np.testing.assert_allclose(model.decision_function(BOTH), np.mean(scaled, axis=0), atol=1e-4)


def test_one_member_ranks_as_it_does_alone():
    together = Ensemble([LinearSVM()]).fit(BOTH, Y).decision_function(BOTH)
    alone = LinearSVM().fit(BOTH, Y).decision_function(BOTH)
    np.testing.assert_allclose(together, alone / alone.std(), rtol=1e-3, atol=1e-4)


def test_weights_choose_among_members():
    members = [LinearSVM(), LogisticRegression()]
    only = Ensemble(members, weights=[0.0, 2.0]).fit(BOTH, Y)
    alone = Ensemble(members[1:]).fit(BOTH, Y)
    np.testing.assert_allclose(only.coef_, alone.coef_)


def test_members_given_are_not_fitted_themselves():
    member = LinearSVM()
    Ensemble([member]).fit(BOTH, Y)
    assert not hasattr(member, "coef_")


def test_every_member_has_a_weight():
    with pytest.raises(ValueError, match="1 members, but 2 weights"):
        Ensemble([LinearSVM()], weights=[1.0, 2.0]).fit(BOTH, Y)
