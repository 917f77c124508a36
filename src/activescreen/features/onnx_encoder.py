"""Sentence embeddings with ONNX Runtime, from an exported model kept in the cache."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from activescreen.errors import ModelError
from activescreen.features.embedding_model import LocatedModel, load
from activescreen.features.onnx_export import INPUTS, TOKENIZER_KEY, export, exporter
from activescreen.files import write_whole

PACKAGES: Final = ("onnx", "onnxruntime", "onnxscript")
TOLERANCE: Final = 1e-4
"""Greatest difference from PyTorch's vectors, in any coordinate, that an export may have."""

_BATCH: Final = 4
"""Texts that are run at once; on one thread faster than 32 (experiments/embedding.py)."""

_PROBES: Final = (
    " ",
    "Recall",
    "  Peer support for people with schizophrenia: a randomised trial.\n",
    "Früherkennung – 早期 screening; p < .05, 95 % CI [0.2, 0.4]",
    "A text that is longer than the model reads, so that its end has to be cut off. " * 200,
)
_LOG = logging.getLogger(__name__)


def installed() -> bool:
    """Whether the extra ``onnx`` is there."""
    return all(importlib.util.find_spec(name) is not None for name in PACKAGES)


class OnnxEncoder:
    """An exported model, run by ONNX Runtime on the processor; PyTorch is not loaded.

    Parameters
    ----------
    exported
        The content of the file that `export` makes.
    threads
        How many it computes with. None: what ``OMP_NUM_THREADS`` says, as for PyTorch, else as
        many as there are cores.
    """

    def __init__(self, exported: bytes, threads: int | None = None) -> None:
        import onnxruntime  # type: ignore[import-untyped]  # it publishes no types
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _threads() if threads is None else threads
        self._session = onnxruntime.InferenceSession(
            exported, options, providers=["CPUExecutionProvider"]
        )
        metadata = self._session.get_modelmeta().custom_metadata_map
        self._tokenizer = Tokenizer.from_str(metadata[TOKENIZER_KEY])

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._session.get_outputs()[0].shape[1])

    def encode(self, texts: Sequence[str], batch_size: int = _BATCH) -> NDArray[np.float32]:
        """Embeddings of length 1, of shape (texts, dimension).

        Texts are run in their order; little is spent on padding if neighbours are of like length.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), batch_size):
            batch = list(texts[start : start + batch_size])
            vectors[start : start + len(batch)] = self._run(batch)
        return vectors

    def _run(self, texts: list[str]) -> NDArray[np.float32]:
        tokens = self._tokenizer.encode_batch(texts)
        arrays = ([t.ids for t in tokens], [t.attention_mask for t in tokens])
        inputs = {
            name: np.array(array, dtype=np.int64)
            for name, array in zip(INPUTS, arrays, strict=True)
        }
        vectors: NDArray[np.float32] = self._session.run(None, inputs)[0]
        return vectors


def load_encoder(located: LocatedModel, folder: Path, threads: int | None = None) -> OnnxEncoder:
    """Load a model's export, making it first where there is none.

    An export whose hash is not the recorded one is made again, because the weights it comes from
    are at hand and have been checked; that is logged.

    Parameters
    ----------
    located
        The model.
    folder
        Holds the exports of all models, each in a folder named by the SHA-256 of the weights and
        what exported them.
    threads
        As for `OnnxEncoder`.

    Raises
    ------
    ModelError
        If the extra is missing, the model cannot be exported, or its export gives other vectors.
    InputError
        If the export cannot be written.
    """
    if not installed():
        missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
        raise ModelError(
            f"Embedding with ONNX Runtime needs what is not installed: {', '.join(missing)}.",
            remedy='Install it with: pip install "activescreen[onnx]", or choose '
            "'backend: torch', which gives the same vectors.",
        )
    path = folder / f"{located.sha256}-{exporter()}" / "model.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Processes that start together export once.
    with FileLock(str(path.with_suffix(".lock"))):
        exported = _read(path)
        if exported is not None:
            return OnnxEncoder(exported, threads)
        return _make(located, path, threads)


def _read(path: Path) -> bytes | None:
    """The export; None if there is none, or it is damaged."""
    recorded = _record_of(path)
    if not path.is_file() or not recorded.is_file():
        return None
    exported = path.read_bytes()
    if hashlib.sha256(exported).hexdigest() == recorded.read_text(encoding="utf-8").strip():
        return exported
    _LOG.warning("%s is damaged (its SHA-256 is not the recorded one): exporting again.", path)
    return None


def _make(located: LocatedModel, path: Path, threads: int | None) -> OnnxEncoder:
    model = load(located, "cpu")
    exported = export(model, located)
    encoder = OnnxEncoder(exported, threads)
    wanted = model.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False)
    off = float(np.abs(encoder.encode(_PROBES) - wanted).max())
    if not off <= TOLERANCE:
        raise ModelError(
            f"The embedding model '{located.name}' gives other vectors once it is exported (by "
            f"up to {off:.2g} in a coordinate; {TOLERANCE:g} is allowed).",
            where=str(located.path),
            remedy="Choose 'backend: torch' for this model.",
        )
    # The hash comes last: without it the file counts as not there.
    write_whole(path, exported)
    write_whole(_record_of(path), f"{hashlib.sha256(exported).hexdigest()}\n")
    return encoder


def _record_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _threads() -> int:
    named = os.environ.get("OMP_NUM_THREADS", "")
    return int(named) if named.isdecimal() else 0
