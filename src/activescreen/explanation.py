"""Why a record stands where it stands: terms for and against, meaning, nearest inclusions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activescreen.features import FeatureMatrix


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record stands where it stands.

    Attributes
    ----------
    record_id
        The record.
    score
        Its score.
    terms_for, terms_against
        (term, contribution to the score), strongest first.
    meaning
        What the sentence embedding contributes to the score; None without one.
    nearest
        (record id, cosine similarity) of the included records most like it.
    """

    record_id: str
    score: float
    terms_for: tuple[tuple[str, float], ...]
    terms_against: tuple[tuple[str, float], ...]
    meaning: float | None
    nearest: tuple[tuple[str, float], ...]


def contributions(
    mine: FeatureMatrix,
    weights: NDArray[np.float64],
    names: Callable[[NDArray[np.int64]], Sequence[str]],
) -> tuple[list[tuple[str, float]], float | None]:
    """What each term of a record adds to its score, and what its embedding adds.

    Parameters
    ----------
    mine
        Features of one record.
    weights
        One a feature; shape (features,).
    names
        Gives the words of some sparse columns, by their numbers; none where columns are no words.

    Returns
    -------
    (term, contribution), highest first, and the embedding's part, None without one.
    """
    found, values = [], []
    meaning: float | None = None
    start = term_start = 0
    for block in mine.blocks:
        part = weights[start : start + block.shape[1]]
        start += block.shape[1]
        if isinstance(block, np.ndarray):
            meaning = (meaning or 0.0) + float(block[0] @ part)
            continue
        found.append(block.indices + term_start)
        values.append(block.data * part[block.indices])
        term_start += block.shape[1]
    if not found:
        return [], meaning
    amounts = np.concatenate(values)
    words = names(np.concatenate(found).astype(np.int64))
    if len(words) != len(amounts):
        return [], meaning
    order = np.argsort(-amounts, kind="stable")
    return [(words[i], float(amounts[i])) for i in order], meaning


def most_alike(one: FeatureMatrix, many: FeatureMatrix, n: int) -> list[tuple[int, float]]:
    """The rows most like a record: (row, cosine similarity), at most ``n``, most alike first.

    They are compared by meaning where there is an embedding, else by words.
    """
    likeness = _cosines(one, many)
    best = np.argsort(-likeness, kind="stable")[:n]
    return [(int(i), float(likeness[i])) for i in best]


def _cosines(one: FeatureMatrix, many: FeatureMatrix) -> NDArray[np.float64]:
    """Cosine similarity of one record with many; shape (records of ``many``,)."""
    dense = [i for i, block in enumerate(many.blocks) if isinstance(block, np.ndarray)]
    chosen = dense or range(len(many.blocks))
    mine = FeatureMatrix([one.blocks[i] for i in chosen])
    theirs = FeatureMatrix([many.blocks[i] for i in chosen])
    direction = mine.tdot(np.ones(1))
    lengths = np.sqrt(
        sum(
            np.asarray(block.multiply(block).sum(axis=1)).ravel()
            if not isinstance(block, np.ndarray)
            else np.square(block).sum(axis=1)
            for block in theirs.blocks
        )
    )
    scale = np.maximum(lengths * np.linalg.norm(direction), 1e-12)
    return np.asarray(theirs.dot(direction) / scale, dtype=np.float64)
