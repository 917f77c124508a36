"""Embeddings kept on disk, by model and text, so that no text is embedded twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from activescreen.features.base import Progress, no_progress

_KEY: Final = np.dtype("S16")
_CHUNK: Final = 256
"""Texts embedded between two writes: what an interruption costs at most."""

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


class EmbeddingCache:
    """Two files that only grow: vectors, and the digests of the texts they belong to.

    A vector is written before its digest, so a file cut off in the middle is recognised by its
    length and mended. Vectors are read through a memory map.

    Parameters
    ----------
    folder
        Where the files of all models lie.
    model
        Identifies the model and its settings; part of the folder's name.
    dimension
        Length of a vector.
    """

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        name = hashlib.sha256(f"{model}\n{dimension}".encode()).hexdigest()[:16]
        self.folder = folder / name
        self.dimension = dimension
        self._keys = self.folder / "texts.digests"
        self._vectors = self.folder / "vectors.float32"
        self._lock = FileLock(str(self.folder / "writing.lock"))

    def __len__(self) -> int:
        rows = self._size(self._keys) // _KEY.itemsize
        return min(rows, self._size(self._vectors) // (4 * self.dimension))

    def missing(self, texts: Sequence[str]) -> int:
        """How many different texts have no vector yet."""
        return len(self.new(texts))

    def new(self, texts: Sequence[str]) -> list[str]:
        """The different texts that have no vector yet, longest first.

        Texts of like length share a batch, so that little is spent on padding.
        """
        keys, first = np.unique(_digests(texts), return_index=True)
        found = [texts[i] for i in first[self._rows(keys) < 0]]
        return sorted(found, key=len, reverse=True)

    def get(
        self, texts: Sequence[str], embed: Embed, progress: Progress = no_progress
    ) -> NDArray[np.float32]:
        """Vectors of the texts, embedding those that are new.

        Parameters
        ----------
        texts
            The texts.
        embed
            Makes vectors of shape (n, dimension) from texts; called only for new ones.
        progress
            Told how many of the new texts are done.

        Returns
        -------
        Vectors of shape (texts, dimension). An interruption keeps the finished ones.
        """
        keys = _digests(texts)
        unique, first = np.unique(keys, return_index=True)
        new = first[self._rows(unique) < 0]
        if len(new):
            # Texts of like length share a batch, so that little is spent on padding.
            new = new[np.argsort([-len(texts[i]) for i in new], kind="stable")]
            self.folder.mkdir(parents=True, exist_ok=True)
            for start in range(0, len(new), _CHUNK):
                chunk = new[start : start + _CHUNK]
                vectors = embed([texts[i] for i in chunk])
                self._append(keys[chunk], np.ascontiguousarray(vectors, dtype="<f4"))
                progress(start + len(chunk), len(new))
        rows = self._rows(keys)
        if not len(rows):
            return np.empty((0, self.dimension), dtype=np.float32)
        stored = np.memmap(self._vectors, dtype="<f4", mode="r", shape=(len(self), self.dimension))
        return np.asarray(stored[rows])

    def _append(self, keys: NDArray[np.bytes_], vectors: NDArray[np.float32]) -> None:
        if vectors.shape != (len(keys), self.dimension):
            raise ValueError(f"expected ({len(keys)}, {self.dimension}), got {vectors.shape}")
        with self._lock:
            whole = len(self)
            for path, width, data in (
                (self._vectors, 4 * self.dimension, vectors),
                (self._keys, _KEY.itemsize, keys),
            ):
                with path.open("ab") as file:
                    file.truncate(whole * width)  # what an earlier interruption left half-written
                    file.write(data.tobytes())
                    file.flush()
                    os.fsync(file.fileno())

    def _rows(self, keys: NDArray[np.bytes_]) -> NDArray[np.int64]:
        """Row of each digest, -1 where it has none."""
        whole = len(self)
        if not whole:
            return np.full(len(keys), -1, dtype=np.int64)
        stored = np.fromfile(self._keys, dtype=_KEY, count=whole)
        order = np.argsort(stored, kind="stable")
        places = np.searchsorted(stored, keys, sorter=order).clip(max=whole - 1)
        rows = order[places]
        return np.where(stored[rows] == keys, rows, -1)

    @staticmethod
    def _size(path: Path) -> int:
        return path.stat().st_size if path.exists() else 0


def _digests(texts: Sequence[str]) -> NDArray[np.bytes_]:
    # Hexadecimal digits: NumPy strips trailing zero bytes from binary strings.
    joined = [hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in texts]
    return np.array(joined, dtype=_KEY)
