"""Words and word pairs, weighted by how rare they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from activescreen.errors import InputError
from activescreen.features.base import FeatureExtractor, FeatureState, Progress, no_progress
from activescreen.features.matrix import FeatureMatrix

_FEW: Final = 100
"""In fewer records than these every term counts."""


class Tfidf(FeatureExtractor):
    """tf-idf of words and word pairs, by scikit-learn, each record scaled to length 1.

    Parameters
    ----------
    max_ngram
        1: words; 2: words and pairs.
    min_records
        Terms found in fewer records are left out; 1 in populations of under 100, or where
        no term would be left.
    max_share
        Terms found in a larger share of the records are left out, with the same exceptions.
    """

    def __init__(self, max_ngram: int = 2, min_records: int = 2, max_share: float = 0.95) -> None:
        self.max_ngram = max_ngram
        self.min_records = min_records
        self.max_share = max_share
        self._vectorizer: TfidfVectorizer | None = None
        self._words: tuple[object, list[str]] | None = None

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn vocabulary and weights; see :meth:`fit_transform`."""
        self.fit_transform(texts)
        return self

    def fit_transform(
        self, texts: Sequence[str], progress: Progress = no_progress
    ) -> FeatureMatrix:
        """Learn vocabulary and weights from texts and weigh them, splitting each text once.

        Raises
        ------
        InputError
            If no text holds a word.
        """
        limits = [(1, 1.0)]
        if len(texts) >= _FEW:
            # Records in a script without spaces between words may share no term at all.
            limits.insert(0, (self.min_records, self.max_share))
        for min_records, max_share in limits:
            vectorizer = self._make(min_records, max_share)
            try:
                matrix = vectorizer.fit_transform(texts)
            except ValueError as error:
                problem = error
                continue
            self._vectorizer = vectorizer
            progress(len(texts), len(texts))
            return FeatureMatrix([matrix])
        raise InputError(
            "None of the records holds a word to rank by.",
            remedy="Check that titles and abstracts were read into the right columns.",
        ) from problem

    def transform(self, texts: Sequence[str], progress: Progress = no_progress) -> FeatureMatrix:
        """Weights of shape (texts, terms), sparse."""
        if len(texts):
            matrix = self._fitted().transform(texts)
        else:  # scikit-learn refuses to transform nothing
            matrix = sp.csr_matrix((0, len(self.terms)), dtype=np.float32)
        progress(len(texts), len(texts))
        return FeatureMatrix([matrix])

    @property
    def terms(self) -> NDArray[np.str_]:
        """The word or pair of every column."""
        return np.asarray(self._fitted().get_feature_names_out(), dtype=np.str_)

    def words_of(self, columns: NDArray[np.int64]) -> list[str]:
        """The words or pairs of some columns; all of them at once would take seconds."""
        vectorizer = self._fitted()
        if self._words is None or self._words[0] is not vectorizer:
            by_column = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
            self._words = (vectorizer, by_column)
        return [self._words[1][column] for column in columns.tolist()]

    def state(self) -> FeatureState:
        """Terms and their inverse document frequencies."""
        settings = {
            "max_ngram": self.max_ngram,
            "min_records": self.min_records,
            "max_share": self.max_share,
        }
        return FeatureState(settings, {"terms": self.terms, "idf": self._fitted().idf_})

    def restore(self, state: FeatureState) -> Self:
        """Take over terms and frequencies."""
        self.__init__(**state.settings)  # type: ignore[misc]  # the settings are our own arguments
        vectorizer = self._make(1, 1.0)
        vectorizer.set_params(vocabulary={str(t): i for i, t in enumerate(state.arrays["terms"])})
        vectorizer.idf_ = state.arrays["idf"]
        self._vectorizer = vectorizer
        return self

    def _make(self, min_records: int, max_share: float) -> Any:
        return TfidfVectorizer(
            ngram_range=(1, self.max_ngram),
            min_df=min_records,
            max_df=max_share,
            sublinear_tf=True,
            strip_accents="unicode",
            dtype=np.float32,
        )

    def _fitted(self) -> Any:
        if self._vectorizer is None:
            raise ValueError("fit the tf-idf features before using them")
        return self._vectorizer
