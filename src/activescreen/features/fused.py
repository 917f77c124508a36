"""Several kinds of features side by side, each at a weight of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError, ModelError
from activescreen.features.base import FeatureExtractor, FeatureState, Progress, no_progress
from activescreen.features.matrix import Block, FeatureMatrix

_LOG = logging.getLogger(__name__)


class Fused(FeatureExtractor):
    """Features joined column by column, each kind multiplied by its weight.

    A kind whose model is missing on this machine is left out; that is logged, and ``notes``
    says it for the report and the page. Which kinds there are is settled by the first texts
    after ``fit``: a kind that fails later cannot be left out any more, because classifiers
    have learned from its columns.

    Parameters
    ----------
    parts
        The extractors.
    weights
        One a part: the length that a record has in it.
    """

    def __init__(self, parts: Sequence[FeatureExtractor], weights: Sequence[float]) -> None:
        if len(parts) != len(weights) or not parts:
            raise ConfigurationError(
                f"{len(parts)} kinds of features and {len(weights)} weights do not go together.",
                remedy="Give every kind one weight.",
            )
        self.parts = list(parts)
        self.weights = list(weights)
        self._notes: tuple[str, ...] = ()
        self._settled = False

    def fit(self, texts: Sequence[str]) -> Self:
        """Fit every part."""
        for part in self.parts:
            part.fit(texts)
        self._settled = False
        return self

    def transform(self, texts: Sequence[str], progress: Progress = no_progress) -> FeatureMatrix:
        """Features of shape (texts, all features).

        Raises
        ------
        ModelError
            If no part can be computed, or one that earlier texts had.
        """
        return self._join(lambda part: part.transform(texts, progress))

    def fit_transform(
        self, texts: Sequence[str], progress: Progress = no_progress
    ) -> FeatureMatrix:
        """Features of the texts that every part is fitted on; errors as for ``transform``."""
        self._settled = False
        return self._join(lambda part: part.fit_transform(texts, progress))

    def _join(self, compute: Callable[[FeatureExtractor], FeatureMatrix]) -> FeatureMatrix:
        blocks: list[Block] = []
        kept: list[tuple[FeatureExtractor, float]] = []
        for part, weight in zip(self.parts, self.weights, strict=True):
            try:
                matrix = compute(part)
            except ModelError as error:
                if self._settled or len(self.parts) == 1:
                    raise
                self._leave_out(part, error)
                continue
            blocks += [_scaled(block, weight) for block in matrix.blocks]
            kept.append((part, weight))
        if not kept:
            raise ModelError(
                "No kind of features could be computed.", remedy="; ".join(self._notes)
            )
        # Columns must keep their meaning between calls: what is left out stays out.
        self._settled = True
        self.parts = [part for part, _ in kept]
        self.weights = [weight for _, weight in kept]
        return FeatureMatrix(blocks)

    def new(self, texts: Sequence[str]) -> list[str]:
        """The texts that are new to any part, once each."""
        return list(dict.fromkeys(text for part in self.parts for text in part.new(texts)))

    def make_ready(self, texts: Sequence[str]) -> None:
        """Let every part compute what takes long."""
        for part in self.parts:
            part.make_ready(texts)

    @property
    def terms(self) -> NDArray[np.str_] | None:
        """The words of the parts that have any, in their order."""
        words = [part.terms for part in self.parts if part.terms is not None]
        return np.concatenate(words) if words else None

    def words_of(self, columns: NDArray[np.int64]) -> list[str]:
        """The words of some columns; asked of the part that has words where there is one only."""
        wordy = [part for part in self.parts if part.has_words]
        return wordy[0].words_of(columns) if len(wordy) == 1 else super().words_of(columns)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, and why."""
        return self._notes

    def state(self) -> FeatureState:
        """The states of the parts, their arrays under numbered names."""
        states = [part.state() for part in self.parts]
        settings = {
            "weights": self.weights,
            "parts": [dict(state.settings) for state in states],
            "kinds": [type(part).__name__ for part in self.parts],
        }
        arrays = {
            f"{number}.{name}": array
            for number, state in enumerate(states)
            for name, array in state.arrays.items()
        }
        return FeatureState(settings, arrays)

    def restore(self, state: FeatureState) -> Self:
        """Take over the parts' states, leaving out the kinds that the state lacks."""
        kept = [_take_kind(self.parts, kind) for kind in state.settings["kinds"]]
        for number, (part, settings) in enumerate(zip(kept, state.settings["parts"], strict=True)):
            part.restore(FeatureState(settings, _numbered(state.arrays, number)))
        self.parts = kept
        self.weights = list(state.settings["weights"])
        self._settled = True
        return self

    def _leave_out(self, part: FeatureExtractor, error: ModelError) -> None:
        note = f"Ranking without {type(part).__name__.lower()} features. {error.paragraph}"
        self._notes = (*self._notes, note)
        _LOG.warning(note)


def _scaled(block: Block, weight: float) -> Block:
    return block if weight == 1 else block * np.float32(weight)


def _take_kind(parts: list[FeatureExtractor], kind: str) -> FeatureExtractor:
    """Remove the first part of a kind from the list, for two parts may be of one kind."""
    for place, part in enumerate(parts):
        if type(part).__name__ == kind:
            return parts.pop(place)
    raise ModelError(
        f"The saved features have a part '{kind}' that this configuration lacks.",
        remedy="Load the model with the configuration that it was trained with.",
    )


def _numbered(arrays: Any, number: int) -> dict[str, NDArray[Any]]:
    prefix = f"{number}."
    return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
