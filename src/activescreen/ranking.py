"""A ranking: which record to read next, reproducible to the last tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.records import RecordSet

SCORE_DECIMALS: Final = 6
"""Scores are rounded to this many decimals before ties are broken, because the last bits of a
floating-point sum depend on the number of threads and the order of the summands."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """Records in the order in which they should be read.

    Attributes
    ----------
    records
        The set that was ranked from.
    positions
        Places in ``records``, best first; shape (n_ranked,).
    scores
        Rounded relevance scores in the same order; higher is more relevant, no unit. They fall
        along the ranking unless a query strategy ordered it otherwise.
    model_hash
        Identifies the model that scored.
    """

    records: RecordSet
    positions: NDArray[np.int64]
    scores: NDArray[np.float64]
    model_hash: str

    @classmethod
    def from_scores(
        cls,
        records: RecordSet,
        candidates: NDArray[np.int64],
        scores: NDArray[np.float64],
        model_hash: str,
        urgency: NDArray[np.float64] | None = None,
    ) -> Ranking:
        """Rank candidates by score or urgency, ties by record id.

        Parameters
        ----------
        records
            The set that the candidates stand in.
        candidates
            Places in ``records`` to rank; shape (n,).
        scores
            Their scores; shape (n,).
        model_hash
            Identifies the model that scored.
        urgency
            What a query strategy orders by instead of the score; shape (n,).

        Raises
        ------
        ValueError
            If the shapes differ or a score is not a finite number.
        """
        if candidates.shape != scores.shape:
            raise ValueError(f"{candidates.shape} candidates, but {scores.shape} scores")
        if not np.isfinite(scores).all():
            raise ValueError("a score is not a finite number")
        rounded = _round(scores)
        urgent = rounded if urgency is None or urgency is scores else _round(urgency)
        order = np.lexsort((records.id_order[candidates], -urgent))
        return cls(records, candidates[order], rounded[order], model_hash)

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def record_ids(self) -> tuple[str, ...]:
        """Ids, best first."""
        ids = self.records.ids
        return tuple(ids[place] for place in self.positions)


def _round(values: NDArray[np.float64]) -> NDArray[np.float64]:
    # Adding 0.0 turns the negative zero that rounding leaves into zero: they must tie.
    return np.add(np.round(values.astype(np.float64), SCORE_DECIMALS), 0.0)
