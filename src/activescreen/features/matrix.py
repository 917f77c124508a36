"""Features of many records as blocks side by side: sparse words beside dense embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Block: TypeAlias = "sp.csr_matrix | NDArray[np.float32]"
Floats: TypeAlias = "NDArray[np.floating[Any]]"

_ROW_CHUNK: Final = 65_536
"""Rows of a memory-mapped block that are brought into memory at a time."""


class FeatureMatrix:
    """A matrix made of column blocks, each sparse or dense.

    Stacking dense embeddings into a sparse matrix would cost three times their memory and most
    of the speed of dense arithmetic; keeping them apart costs neither.

    Parameters
    ----------
    blocks
        CSR matrices or float32 arrays with equal numbers of rows.
    """

    # Lets NumPy hand ``array @ matrix`` to us rather than looping over objects.
    __array_ufunc__ = None

    def __init__(self, blocks: Sequence[Block]) -> None:
        rows = {block.shape[0] for block in blocks}
        if len(rows) != 1:
            raise ValueError(f"blocks must have equal numbers of rows, not {sorted(rows)}")
        self.blocks: tuple[Block, ...] = tuple(blocks)

    @property
    def shape(self) -> tuple[int, int]:
        """(records, features)."""
        return int(self.blocks[0].shape[0]), int(sum(block.shape[1] for block in self.blocks))

    def __len__(self) -> int:
        return self.shape[0]

    def take(self, rows: NDArray[np.int64]) -> FeatureMatrix:
        """These rows, in this order, as a matrix of its own."""
        return FeatureMatrix([_in_memory(block[rows]) for block in self.blocks])

    def dot(self, weights: Floats) -> Floats:
        """Matrix times a vector of shape (features,) -> (records,)."""
        total: Floats = np.zeros(len(self), dtype=weights.dtype)
        start = 0
        for block in self.blocks:
            part = weights[start : start + block.shape[1]]
            start += block.shape[1]
            total += _times(block, part)
        if start != len(weights):
            raise ValueError(f"{start} features, but {len(weights)} weights")
        return total

    def tdot(self, values: Floats) -> Floats:
        """Transposed matrix times a vector of shape (records,) -> (features,)."""
        pieces = [
            transposed @ values if sp.issparse(transposed) else values @ transposed
            for transposed in self._transposed
        ]
        return np.concatenate(pieces)

    @cached_property
    def _transposed(self) -> list[Block]:
        # A transposed CSR matrix is a CSC view: free to make, and kept for the solver's loop.
        return [block.T if sp.issparse(block) else block for block in self.blocks]

    def append(self, other: FeatureMatrix) -> FeatureMatrix:
        """The rows of another matrix put below these."""
        return FeatureMatrix(
            [
                sp.vstack([mine, theirs], format="csr")
                if sp.issparse(mine)
                else np.concatenate([mine, theirs])
                for mine, theirs in zip(self.blocks, other.blocks, strict=True)
            ]
        )

    def non_negative(self) -> sp.csr_matrix:
        """The sparse blocks alone, which hold counts or weights of words.

        Raises
        ------
        ValueError
            If there is none.
        """
        sparse = [block for block in self.blocks if sp.issparse(block)]
        if not sparse:
            raise ValueError("these features hold no words, only embeddings")
        return sp.hstack(sparse, format="csr") if len(sparse) > 1 else sparse[0]


def _in_memory(block: Block) -> Block:
    return block if sp.issparse(block) else np.ascontiguousarray(block, dtype=np.float32)


def _times(block: Block, weights: Floats) -> Floats:
    if sp.issparse(block) or len(block) <= _ROW_CHUNK:
        result: Floats = block @ weights
        return result
    pieces = range(0, len(block), _ROW_CHUNK)
    return np.concatenate([block[i : i + _ROW_CHUNK] @ weights for i in pieces])
