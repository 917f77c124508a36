import logging

import numpy as np
import pytest
import scipy.sparse as sp

from activescreen.errors import ConfigurationError, ModelError
from activescreen.features import FEATURES, create, fuse
from activescreen.features.embedding import Embedding
from activescreen.features.fused import Fused
from activescreen.features.tfidf import Tfidf

TEXTS = ["peer support by app", "peer support groups", "surgery of the knee"]


@pytest.fixture
def both(tmp_path) -> Fused:
    return Fused([Tfidf(max_ngram=1), Embedding(cache_folder=tmp_path)], [1.0, 0.25])


def test_parts_stand_side_by_side_at_their_weights(both, fake_model):
    words, meanings = both.fit(TEXTS).transform(TEXTS).blocks
    assert sp.issparse(words)
    np.testing.assert_allclose(sp.linalg.norm(words, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(meanings, axis=1), 0.25, rtol=1e-5)
    assert (words.dtype, meanings.dtype) == (np.float32, np.float32)
    assert both.terms.tolist() == Tfidf(max_ngram=1).fit(TEXTS).terms.tolist()
    assert both.notes == ()


def test_what_takes_long_can_be_made_ready_before(both, fake_model):
    assert both.new(["a text", "a much longer text", "a text"]) == ["a much longer text", "a text"]
    both.make_ready(["a text"])
    assert both.new(["a text", "a much longer text"]) == ["a much longer text"]
    assert fake_model.seen == ["a text"]


class TestWithoutAModel:
    def test_words_are_left_and_it_says_so(self, both, lose_model, caplog):
        lose_model()
        with caplog.at_level(logging.WARNING):
            matrix = both.fit(TEXTS).transform(TEXTS)
        assert len(matrix.blocks) == 1
        assert sp.issparse(matrix.blocks[0])
        assert "without embedding features" in both.notes[0]
        assert "Install it." in both.notes[0]
        assert both.notes[0] in caplog.text

    def test_what_is_left_out_stays_out_and_is_said_once(self, both, lose_model):
        lose_model()
        both.fit(TEXTS).transform(TEXTS)
        assert len(both.transform(["a new text"]).blocks) == 1
        assert len(both.notes) == 1

    def test_a_model_lost_later_is_an_error_because_columns_keep_their_meaning(
        self, both, fake_model, lose_model
    ):
        both.fit(TEXTS).transform(TEXTS)
        lose_model()
        both.parts[1]._loaded = None
        with pytest.raises(ModelError, match="nowhere"):
            both.transform(["a new text"])
        assert len(both.transform(TEXTS).blocks) == 2

    def test_nothing_left_is_an_error(self, lose_model, tmp_path):
        lose_model()
        alone = Fused([Embedding(cache_folder=tmp_path)], [1.0])
        with pytest.raises(ModelError, match="nowhere"):
            alone.fit(TEXTS).transform(TEXTS)
        twice = Fused([Embedding(cache_folder=tmp_path), Embedding(cache_folder=tmp_path)], [1, 1])
        with pytest.raises(ModelError, match=r"No kind of features.*nowhere"):
            twice.fit(TEXTS).transform(TEXTS)


class TestSaved:
    def test_restored_it_makes_the_same_features(self, both, fake_model, tmp_path):
        before = both.fit(TEXTS).transform(["knee support"])
        fresh = Fused([Tfidf(), Embedding(cache_folder=tmp_path)], [3.0, 3.0])
        after = fresh.restore(both.state()).transform(["knee support"])
        np.testing.assert_array_equal(after.blocks[0].toarray(), before.blocks[0].toarray())
        np.testing.assert_array_equal(after.blocks[1], before.blocks[1])

    def test_two_parts_of_one_kind_stay_two(self):
        def make() -> Fused:
            return Fused([Tfidf(max_ngram=1), Tfidf(max_ngram=2)], [1.0, 0.5])

        saved = make().fit(TEXTS)
        again = make().restore(saved.state())
        assert again.terms.tolist() == saved.terms.tolist()
        assert again.transform(TEXTS).shape == saved.transform(TEXTS).shape

    def test_what_was_left_out_is_left_out_of_the_restored(self, both, lose_model, tmp_path):
        lose_model()
        both.fit(TEXTS).transform(TEXTS)
        fresh = Fused([Tfidf(), Embedding(cache_folder=tmp_path)], [1.0, 0.25])
        assert len(fresh.restore(both.state()).transform(TEXTS).blocks) == 1

    def test_a_part_that_the_configuration_lacks_is_named(self, both, fake_model):
        with pytest.raises(ModelError, match="'Embedding' that this configuration lacks"):
            Fused([Tfidf()], [1.0]).restore(both.fit(TEXTS).state())


class TestSettings:
    def test_the_module_of_the_same_name_does_not_stand_in_its_way(self):
        import activescreen.features.fused  # noqa: F401  # importing it binds the name

        assert isinstance(FEATURES.factory("fused")([{"kind": "tfidf"}]), Fused)

    def test_plain_settings_make_it(self):
        made = create("fused", parts=[{"kind": "tfidf", "max_ngram": 1}, {"kind": "embedding"}])
        assert made.weights == [1.0, 1.0]
        assert made.parts[0].max_ngram == 1

    @pytest.mark.parametrize("parts", [[{}], [{"weight": 1}], ["tfidf"]])
    def test_a_part_without_a_kind_is_refused(self, parts):
        with pytest.raises(ConfigurationError, match="names no kind"):
            fuse(parts)

    def test_every_part_has_a_weight(self):
        with pytest.raises(ConfigurationError, match="2 weights"):
            Fused([Tfidf()], [1.0, 2.0])


class TestWords:
    COLUMNS = np.array([3, 0, 3])

    def test_of_some_columns_are_those_of_all(self, both, fake_model):
        both.fit(TEXTS).transform(TEXTS)
        assert both.words_of(self.COLUMNS) == both.terms[self.COLUMNS].tolist()
        both.fit(["other words than before were said", *TEXTS])
        assert both.words_of(self.COLUMNS) == both.terms[self.COLUMNS].tolist()

    def test_of_two_parts_follow_each_other(self):
        made = Fused([Tfidf(max_ngram=1), Tfidf(max_ngram=2)], [1.0, 1.0]).fit(TEXTS)
        columns = np.array([0, len(made.terms) - 1])
        assert made.words_of(columns) == made.terms[columns].tolist()

    def test_meanings_have_none(self, tmp_path):
        assert Embedding(cache_folder=tmp_path).words_of(self.COLUMNS) == []
