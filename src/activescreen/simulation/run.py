"""What a simulation gives back: one run a (review, configuration, seed)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from activescreen.stopping import RecallEstimate


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a stopping rule ended a run.

    Attributes
    ----------
    rule, badge
        The rule's registered name and how far it may be relied on.
    stopped_at
        Records read in all when it stopped, priors and random draws included; None if it
        never did.
    recall
        Share of all relevant records that had been read then; None if it never stopped.
    found
        Relevant records read by then, or at the end if it never stopped.
    phase_opened_at
        Records read when its random draws began; None for a rule without any.
    recall_bound
        Hypergeometric lower bound of recall from its random draws, valid for a single planned
        look; None if there were none.
    statement
        What it claims.
    """

    rule: str
    badge: str
    stopped_at: int | None
    recall: float | None
    found: int
    phase_opened_at: int | None
    statement: str
    recall_bound: float | None = None


@dataclass(frozen=True, eq=False)
class SimulationRun:
    """One simulated screening.

    Attributes
    ----------
    file
        Name of the labelled file.
    config, seed
        The configuration's name (``"random"`` for the baseline) and the seed.
    priors
        0-based rows of the records whose labels were known at the start.
    order
        0-based rows in screening order, priors first; shape (n_screened,).
    labels
        1 or 0 for each of ``order``; shape (n_screened,).
    population, relevant
        N and R of the whole file, priors included.
    metrics
        Metric name -> value, None where it is undefined; priors left out.
    stopping
        One entry a rule.
    estimates
        (records read, estimate) at the training moments.
    seconds
        Wall-clock seconds of ``features``, ``train``, ``rank`` and ``total``.
    data_hash, model_hash
        Identify the records with their labels, and the last model.
    complete
        False if the run was interrupted.
    """

    file: str
    config: str
    seed: int
    priors: tuple[int, ...]
    order: NDArray[np.int64]
    labels: NDArray[np.int8]
    population: int
    relevant: int
    metrics: Mapping[str, float | None]
    stopping: tuple[Stop, ...] = ()
    estimates: tuple[tuple[int, RecallEstimate], ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    data_hash: str = ""
    model_hash: str = ""
    complete: bool = True

    def to_json(self) -> dict[str, Any]:
        """The run as plain data, in the shape that ``simulate --json`` writes."""
        return {
            "file": self.file,
            "seed": self.seed,
            "config": self.config,
            "priors": list(self.priors),
            "order": self.order.tolist(),
            "labels": self.labels.tolist(),
            "metrics": dict(self.metrics),
            "stopping": [
                {
                    "rule": stop.rule,
                    "badge": stop.badge,
                    "stopped_at": stop.stopped_at,
                    "recall": stop.recall,
                    "statement": stop.statement,
                    "found": stop.found,
                    "phase_opened_at": stop.phase_opened_at,
                    "recall_bound": stop.recall_bound,
                }
                for stop in self.stopping
            ],
            "seconds": dict(self.seconds),
            "population": self.population,
            "relevant": self.relevant,
            "data_hash": self.data_hash,
            "model_hash": self.model_hash,
            "complete": self.complete,
        }
