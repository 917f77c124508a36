"""A trace: what a simulated screening did, before anything is computed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import Draw, FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.simulation.truth import Truth


@dataclass(frozen=True, eq=False)
class Trace:
    """The order in which records were read, and when the model was trained.

    Attributes
    ----------
    config, seed
        Name of the configuration, and the seed.
    order
        Places in the records, priors first; shape (n_read,).
    n_priors
        How many of them were known beforehand.
    tail
        The places that were not read, in the order of the last ranking.
    trained_at
        Numbers of labels at which the model was trained.
    model_hash
        Names the last model.
    seconds
        Wall-clock seconds of ``features``, ``train``, ``rank`` and ``total``.
    complete
        False if the run was interrupted.
    """

    config: str
    seed: int
    order: NDArray[np.int64]
    n_priors: int
    tail: NDArray[np.int64]
    trained_at: tuple[int, ...]
    model_hash: str
    seconds: Mapping[str, float]
    complete: bool = True

    def ledger(self, truth: Truth, *, with_tail: bool = False) -> FrozenLedger:
        """The trace as the frozen ledger of a finished screening.

        Parameters
        ----------
        truth
            The population with its labels.
        with_tail
            Read on to the end in the order of the last ranking. After the last inclusion
            every label is an exclusion whatever the order, so for anything that depends on
            labels alone this is what reading on with further training would have given.
        """
        order = np.concatenate([self.order, self.tail]) if with_tail else self.order
        labels = truth.labels[order].astype(np.int8)
        draws = np.full(len(order), Draw.RANKED.code, dtype=np.int8)
        draws[: self.n_priors] = Draw.PRIOR.code
        return FrozenLedger(
            truth.records,
            TITLE_ABSTRACT,
            order.copy(),
            labels,
            labels.copy(),
            draws,
            np.zeros(len(order), dtype=np.bool_),
        )

    def with_features(self, seconds: float) -> Trace:
        """The trace with the time that its features took before the run began."""
        clock = dict(self.seconds)
        clock["features"] = clock.get("features", 0.0) + seconds
        clock["total"] = clock.get("total", 0.0) + seconds
        return replace(self, seconds=clock)

    def to_json(self) -> dict[str, Any]:
        """The trace as plain data."""
        return {
            "config": self.config,
            "seed": self.seed,
            "order": self.order.tolist(),
            "n_priors": self.n_priors,
            "tail": self.tail.tolist(),
            "trained_at": list(self.trained_at),
            "model_hash": self.model_hash,
            "seconds": dict(self.seconds),
            "complete": self.complete,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        arrays = {name: np.array(data[name], dtype=np.int64) for name in ("order", "tail")}
        return cls(**{**data, **arrays, "trained_at": tuple(data["trained_at"])})
