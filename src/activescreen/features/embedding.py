"""Sentence embeddings: what a text means, as a point in space."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError, ModelError
from activescreen.features.base import FeatureExtractor, FeatureState, Progress, no_progress
from activescreen.features.cache import EmbeddingCache
from activescreen.features.embedding_model import (
    DEFAULT_DIMENSION,
    DEFAULT_MODEL,
    DEFAULT_SHA256,
    LocatedModel,
    load,
    locate,
)
from activescreen.features.matrix import FeatureMatrix
from activescreen.features.onnx_encoder import OnnxEncoder, installed, load_encoder
from activescreen.workspace import cache_dir

TORCH: Final = "torch"
ONNX: Final = "onnx"
AUTO: Final = "auto"
_BATCH: Final = 32


class Embedding(FeatureExtractor):
    """Sentence-transformers embeddings of length 1, cached on disk by model and text.

    The default model is located and loaded only when a text is not in the cache yet; any other
    is loaded at once, to learn its dimension.

    Parameters
    ----------
    model
        Name or folder of a sentence-transformers model.
    cache_folder
        Where embeddings are kept; None: in the user's cache folder.
    device
        Where the model runs, as PyTorch names it.
    backend
        What runs it: ``torch``, ``onnx`` (ONNX Runtime, on the processor; needs the extra
        ``onnx``), or ``auto``, which is ``onnx`` where the extra is installed and the device is
        the processor. Their vectors agree to about 1e-6, which can still turn a tie in a
        ranking: with ``auto`` an order depends on what is installed.

    Raises
    ------
    ConfigurationError
        If there is no such backend, or ``onnx`` is to run on another device.
    """

    has_words = False

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        cache_folder: str | Path | None = None,
        device: str = "cpu",
        backend: str = TORCH,
    ) -> None:
        if backend not in (TORCH, ONNX, AUTO):
            raise ConfigurationError(
                f"There is no embedding backend '{backend}'.",
                remedy=f"Choose {TORCH}, {ONNX} or {AUTO}.",
            )
        on_processor = device == "cpu"
        if backend == ONNX and not on_processor:
            raise ConfigurationError(
                f"The embedding backend '{ONNX}' runs on the processor, not on '{device}'.",
                remedy=f"Choose the device 'cpu', or the backend {TORCH}.",
            )
        if backend == AUTO:
            backend = ONNX if on_processor and installed() else TORCH
        self.model = model
        self.cache_folder = cache_folder
        self.device = device
        self.backend = backend
        self._located: LocatedModel | None = None
        self._loaded: Any = None

    def fit(self, texts: Sequence[str]) -> Self:
        """Do nothing: the model was trained elsewhere."""
        return self

    def transform(self, texts: Sequence[str], progress: Progress = no_progress) -> FeatureMatrix:
        """Embeddings of shape (texts, dimension), dense float32.

        Raises
        ------
        ModelError
            If a text is new and the model is missing or not the one it should be.
        """
        vectors = self._cache().get([_or_blank(text) for text in texts], self._embed, progress)
        return FeatureMatrix([vectors])

    def new(self, texts: Sequence[str]) -> list[str]:
        """The different texts that still have to be embedded, longest first."""
        return self._cache().new([_or_blank(text) for text in texts])

    def make_ready(self, texts: Sequence[str]) -> None:
        """Embed texts and keep that; errors as for ``transform``."""
        self.transform(texts)

    @property
    def terms(self) -> NDArray[np.str_] | None:
        """None: dimensions of meaning have no names."""
        return None

    def state(self) -> FeatureState:
        """The model's name, the hash of its weights, and what runs it."""
        return FeatureState(
            {"model": self.model, "sha256": self._sha256(), "backend": self.backend}
        )

    def restore(self, state: FeatureState) -> Self:
        """Take over the model's name and what runs it.

        Raises
        ------
        ModelError
            If the model of that name now has other weights; without it, when it is located.
        """
        self.model = str(state.settings["model"])
        # What was saved before there was a choice was made with PyTorch.
        self.backend = str(state.settings.get("backend", TORCH))
        self._located = self._loaded = None
        if self._sha256() != state.settings["sha256"]:
            raise ModelError(
                f"The embedding model '{self.model}' has other weights than the model that was "
                "saved with it.",
                where=str(self._locate().path),
                remedy="Bring back the weights of that time, or train again.",
            )
        return self

    def _cache(self) -> EmbeddingCache:
        runs_on = self.device if self.backend == TORCH else self.backend
        return EmbeddingCache(
            _folder(self.cache_folder), f"{self._sha256()} on {runs_on}", self._dimension()
        )

    def _sha256(self) -> str:
        return DEFAULT_SHA256 if self.model == DEFAULT_MODEL else self._locate().sha256

    def _dimension(self) -> int:
        if self.model == DEFAULT_MODEL:
            return DEFAULT_DIMENSION
        model = self._load()
        if isinstance(model, OnnxEncoder):
            return model.dimension
        return int(model.get_embedding_dimension())

    def _locate(self) -> LocatedModel:
        if self._located is None:
            self._located = locate(self.model)
        return self._located

    def _load(self) -> Any:
        if self._loaded is None:
            located = self._locate()
            if self.backend == ONNX:
                self._loaded = load_encoder(located, _folder(self.cache_folder) / "onnx")
            else:
                self._loaded = load(located, self.device)
        return self._loaded

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        model = self._load()
        if isinstance(model, OnnxEncoder):
            return model.encode(texts)
        vectors: NDArray[np.float32] = model.encode(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    def __getstate__(self) -> dict[str, Any]:
        # A loaded model stays in its process; workers find the cache filled.
        return {**self.__dict__, "_loaded": None}


def _folder(cache_folder: str | Path | None) -> Path:
    return Path(cache_folder) if cache_folder is not None else cache_dir() / "embeddings"


def _or_blank(text: str) -> str:
    return text if text.strip() else " "
