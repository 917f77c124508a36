import numpy as np
import pytest
import scipy.sparse as sp

from activescreen.features.matrix import FeatureMatrix

RNG = np.random.default_rng(3)
WORDS = sp.random(7, 5, density=0.5, format="csr", dtype=np.float32, random_state=3)
MEANINGS = RNG.normal(size=(7, 3)).astype(np.float32)
MATRIX = FeatureMatrix([WORDS, MEANINGS])
STACKED = np.hstack([WORDS.toarray(), MEANINGS])


def stacked(matrix: FeatureMatrix) -> np.ndarray:
    blocks = [b.toarray() if sp.issparse(b) else b for b in matrix.blocks]
    return np.hstack(blocks)


def test_is_the_stacked_matrix():
    assert MATRIX.shape == (7, 8)
    assert len(MATRIX) == 7
    weights, values = RNG.normal(size=8), RNG.normal(size=7)
    np.testing.assert_allclose(MATRIX.dot(weights), STACKED @ weights, rtol=1e-6)
    np.testing.assert_allclose(MATRIX.tdot(values), STACKED.T @ values, rtol=1e-6)


def test_single_precision_stays_single():
    assert MATRIX.dot(np.ones(8, np.float32)).dtype == np.float32
    assert MATRIX.tdot(np.ones(7, np.float32)).dtype == np.float32


def test_takes_rows_in_order_and_none():
    np.testing.assert_array_equal(stacked(MATRIX.take(np.array([6, 0, 6]))), STACKED[[6, 0, 6]])
    assert MATRIX.take(np.array([], dtype=np.int64)).shape == (0, 8)


def test_appends_rows():
    below = MATRIX.append(MATRIX.take(np.array([2])))
    np.testing.assert_array_equal(stacked(below), np.vstack([STACKED, STACKED[2]]))


def test_words_alone():
    assert (MATRIX.non_negative() != WORDS).nnz == 0
    two = FeatureMatrix([WORDS, MEANINGS, WORDS]).non_negative()
    assert two.shape == (7, 10)
    with pytest.raises(ValueError, match="no words"):
        FeatureMatrix([MEANINGS]).non_negative()


def test_long_blocks_are_read_in_pieces(monkeypatch):
    monkeypatch.setattr("activescreen.features.matrix._ROW_CHUNK", 2)
    np.testing.assert_allclose(MATRIX.dot(np.ones(8)), STACKED.sum(axis=1), rtol=1e-5)


@pytest.mark.parametrize("blocks", [[], [WORDS, MEANINGS[:3]]])
def test_blocks_must_go_together(blocks):
    with pytest.raises(ValueError, match="equal numbers of rows"):
        FeatureMatrix(blocks)


@pytest.mark.parametrize("width", [5, 9])
def test_weights_of_other_features_are_refused(width):
    with pytest.raises(ValueError):
        MATRIX.dot(np.ones(width))
    with pytest.raises(ValueError, match="5 features, but 8 weights"):
        FeatureMatrix([WORDS]).dot(np.ones(8))
