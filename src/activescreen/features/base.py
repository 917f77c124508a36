"""What feature extractors share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from activescreen.features.matrix import FeatureMatrix

Progress: TypeAlias = Callable[[int, int], None]
"""Called with (done, total) while a long step runs."""


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class FeatureState:
    """What a fitted extractor has learned, as plain data that needs no pickle.

    Attributes
    ----------
    settings
        JSON values.
    arrays
        Name -> array without objects.
    """

    settings: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)


class FeatureExtractor(ABC):
    """Turns texts into a :class:`FeatureMatrix`. Columns keep their meaning between calls."""

    has_words: ClassVar[bool] = True
    """False where columns are never words, so that none need be looked for."""

    @abstractmethod
    def fit(self, texts: Sequence[str]) -> Self:
        """Learn vocabulary and weights from the texts of a population."""

    @abstractmethod
    def transform(self, texts: Sequence[str], progress: Progress = no_progress) -> FeatureMatrix:
        """Features of shape (texts, features)."""

    def fit_transform(
        self, texts: Sequence[str], progress: Progress = no_progress
    ) -> FeatureMatrix:
        """Features of the texts that are learned from, where possible in one pass."""
        return self.fit(texts).transform(texts, progress)

    def new(self, texts: Sequence[str]) -> list[str]:
        """The texts that take long since they were never seen, once each; none where all are quick.

        Raises
        ------
        ModelError
            If what computes them is missing, or not what it should be.
        """
        del texts
        return []

    def make_ready(self, texts: Sequence[str]) -> None:
        """Compute what takes long of some texts, and keep it; errors as for ``new``."""
        del texts

    @property
    @abstractmethod
    def terms(self) -> NDArray[np.str_] | None:
        """The word of every column, or None where columns are no words."""

    def words_of(self, columns: NDArray[np.int64]) -> list[str]:
        """The words of some of the columns in ``terms``, by their numbers."""
        terms = self.terms
        return [] if terms is None else [str(word) for word in terms[columns]]

    @abstractmethod
    def state(self) -> FeatureState:
        """What ``restore`` needs to make the same features again."""

    @abstractmethod
    def restore(self, state: FeatureState) -> Self:
        """Take over what another extractor has learned."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the last call, for instance a part that is missing."""
        return ()
