"""What every registered classifier must do."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.utils.estimator_checks import parametrize_with_checks

from activescreen.classifiers import CLASSIFIERS
from activescreen.features.matrix import FeatureMatrix

RNG = np.random.default_rng(7)
WORDS = sp.random(120, 40, density=0.2, format="csr", dtype=np.float32, random_state=7)
MEANINGS = RNG.normal(size=(120, 8)).astype(np.float32)
RELEVANT = (WORDS[:, 0].toarray().ravel() + 0.3 * MEANINGS[:, 0] > 0.4).astype(int)


@parametrize_with_checks([CLASSIFIERS.create(name) for name in CLASSIFIERS])
def test_scikit_learn_estimator_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("name", CLASSIFIERS.names())
class TestContract:
    def test_ranks_what_it_learned_above_chance(self, name):
        matrix = FeatureMatrix([WORDS, MEANINGS])
        scores = CLASSIFIERS.create(name).fit(matrix, RELEVANT).decision_function(matrix)
        included, excluded = scores[RELEVANT == 1], scores[RELEVANT == 0]
        assert (included[:, None] > excluded).mean() > 0.7

    def test_blocks_score_as_one_stacked_matrix(self, name):
        if name in ("naive_bayes", "ensemble"):
            blocks = FeatureMatrix([WORDS[:, :25].tocsr(), WORDS[:, 25:].tocsr()])
            stacked = WORDS
        else:
            blocks = FeatureMatrix([WORDS, MEANINGS])
            stacked = sp.hstack([WORDS, sp.csr_matrix(MEANINGS)], format="csr")
        together = CLASSIFIERS.create(name).fit(blocks, RELEVANT).decision_function(blocks)
        single = CLASSIFIERS.create(name).fit(stacked, RELEVANT).decision_function(stacked)
        np.testing.assert_allclose(together, single, atol=2e-3)

    def test_two_labels_are_enough(self, name):
        matrix = FeatureMatrix([WORDS, MEANINGS])
        rows = np.array([np.flatnonzero(RELEVANT)[0], np.flatnonzero(RELEVANT == 0)[0]])
        model = CLASSIFIERS.create(name).fit(matrix.take(rows), RELEVANT[rows])
        scores = model.decision_function(matrix)
        assert np.isfinite(scores).all()
        assert scores[rows[0]] > scores[rows[1]]

    def test_the_score_is_a_sum_of_terms(self, name):
        matrix = FeatureMatrix([WORDS, MEANINGS])
        model = CLASSIFIERS.create(name).fit(matrix, RELEVANT)
        stacked = np.hstack([WORDS.toarray(), MEANINGS])
        by_hand = stacked @ model.coef_[0] + model.intercept_[0]
        np.testing.assert_allclose(model.decision_function(matrix), by_hand, atol=1e-4)
