"""What every registered kind of features must do."""

import numpy as np
import pytest
import scipy.sparse as sp

from activescreen.features import FEATURES, FeatureMatrix, embedding

TEXTS = ["peer support by app", "peer support groups", "surgery of the knee", ""]
SETTINGS = {"fused": {"parts": [{"kind": "tfidf"}, {"kind": "embedding", "weight": 0.25}]}}


class _Model:
    def encode(self, texts: list[str], **settings: object) -> np.ndarray:
        lengths = [np.cos(np.arange(384) + len(text)) for text in texts]
        return np.array(lengths, dtype=np.float32) / np.linalg.norm(lengths[0])


@pytest.fixture(autouse=True)
def _no_real_model(monkeypatch, tmp_path):
    monkeypatch.setenv("ACTIVESCREEN_CACHE", str(tmp_path))
    monkeypatch.setattr(embedding, "locate", lambda name: None)
    monkeypatch.setattr(embedding, "load", lambda located, device: _Model())


def make(name: str):
    return FEATURES.create(name, **SETTINGS.get(name, {}))


def dense(matrix: FeatureMatrix) -> np.ndarray:
    return np.hstack([b.toarray() if sp.issparse(b) else b for b in matrix.blocks])


@pytest.mark.parametrize("name", FEATURES.names())
class TestEveryKind:
    def test_a_row_a_text_all_finite(self, name):
        matrix = make(name).fit(TEXTS).transform(TEXTS)
        assert isinstance(matrix, FeatureMatrix)
        assert len(matrix) == len(TEXTS)
        assert np.isfinite(dense(matrix)).all()
        assert all(block.dtype == np.float32 for block in matrix.blocks)

    def test_a_text_has_the_same_features_in_any_company(self, name):
        extractor = make(name).fit(TEXTS)
        alone = dense(extractor.transform(TEXTS[2:3]))
        np.testing.assert_array_equal(alone, dense(extractor.transform(TEXTS))[2:3])

    def test_terms_name_the_sparse_columns(self, name):
        extractor = make(name).fit(TEXTS)
        blocks = extractor.transform(TEXTS).blocks
        sparse = sum(block.shape[1] for block in blocks if sp.issparse(block))
        assert sparse == (0 if extractor.terms is None else len(extractor.terms))

    def test_progress_rises_to_its_total(self, name):
        told: list[tuple[int, int]] = []
        make(name).fit(TEXTS).transform(TEXTS, lambda *state: told.append(state))
        assert told[-1][0] == told[-1][1]
        assert all(done <= total for done, total in told)

    def test_plain_state_makes_the_same_features(self, name):
        extractor = make(name).fit(TEXTS)
        state = extractor.state()
        assert all(array.dtype != object for array in state.arrays.values())
        again = dense(make(name).restore(state).transform(TEXTS))
        np.testing.assert_array_equal(again, dense(extractor.transform(TEXTS)))

    def test_no_text_is_no_row(self, name):
        assert len(make(name).fit(TEXTS).transform([])) == 0
