import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from activescreen.errors import InputError
from activescreen.features.tfidf import Tfidf

TEXTS = ["Peer support by app", "Peer support groups", "Surgery of the knee", "peer-led app"]


def dense(extractor: Tfidf, texts: list[str]) -> np.ndarray:
    return extractor.transform(texts).blocks[0].toarray()


def test_is_scikit_learns_tfidf_with_sublinear_counts():
    theirs = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit(TEXTS)
    mine = Tfidf().fit(TEXTS)
    assert mine.terms.tolist() == theirs.get_feature_names_out().tolist()
    np.testing.assert_allclose(dense(mine, TEXTS), theirs.transform(TEXTS).toarray(), rtol=1e-5)


def test_records_have_length_one_in_single_precision():
    matrix = Tfidf().fit(TEXTS).transform(TEXTS).blocks[0]
    assert matrix.dtype == np.float32
    np.testing.assert_allclose(np.sqrt(matrix.multiply(matrix).sum(axis=1)), 1, rtol=1e-5)


def test_columns_keep_their_meaning_for_new_texts():
    fitted = Tfidf(max_ngram=1).fit(TEXTS)
    row = dense(fitted, ["knee unheard"])[0]
    assert fitted.terms[np.flatnonzero(row)].tolist() == ["knee"]
    assert dense(fitted, [""]).sum() == 0


def test_accents_do_not_part_words():
    assert Tfidf(max_ngram=1).fit(["Café", "cafe"]).terms.tolist() == ["cafe"]


class TestPruning:
    TEXTS: tuple[str, ...] = tuple(f"always word{i % 5} once{i}" for i in range(100))

    def test_rare_and_common_terms_go_in_large_populations(self):
        terms = set(Tfidf(max_ngram=1).fit(self.TEXTS).terms)
        assert terms == {f"word{i}" for i in range(5)}

    def test_every_term_counts_in_small_ones(self):
        terms = set(Tfidf(max_ngram=1).fit(self.TEXTS[:99]).terms)
        assert {"always", "once7", "word0"} <= terms

    def test_terms_that_no_two_records_share_count_where_there_are_no_others(self):
        # As in Chinese or Japanese, whose phrases are not split into words.
        fitted = Tfidf().fit([f"肝炎的治疗研究{i}" for i in range(120)])
        assert len(fitted.terms) == 120

    def test_records_that_all_say_the_same_count_too(self):
        assert Tfidf().fit(["peer support"] * 150).terms.tolist() == [
            "peer",
            "peer support",
            "support",
        ]


@pytest.mark.parametrize("texts", [[""], ["", "  "], ["? !"], [""] * 150])
def test_no_word_at_all_is_said(texts):
    with pytest.raises(InputError, match=r"None of the records holds a word.*columns"):
        Tfidf().fit(texts)


def test_one_record_is_enough():
    assert dense(Tfidf().fit(["One record"]), ["One record"]).shape == (1, 3)


def test_restored_from_plain_data_it_is_the_same():
    state = Tfidf(max_ngram=1, max_share=0.8).fit(TEXTS).state()
    assert all(array.dtype != object for array in state.arrays.values())
    again = Tfidf().restore(state)
    np.testing.assert_array_equal(dense(again, TEXTS), dense(Tfidf(1).fit(TEXTS), TEXTS))
    assert again.state().settings == state.settings
    assert again.terms.tolist() == state.arrays["terms"].tolist()


def test_it_wants_to_be_fitted_first():
    with pytest.raises(ValueError, match="fit the tf-idf"):
        Tfidf().transform(TEXTS)


def test_progress_ends_at_the_total():
    told: list[tuple[int, int]] = []
    Tfidf().fit(TEXTS).transform(TEXTS, lambda done, total: told.append((done, total)))
    assert told[-1] == (4, 4)
