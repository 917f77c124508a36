"""Recall curves as arrays and long tables.

One convention throughout: prior records were known before the first record was read, so they
count neither as read nor as relevant. The curve starts at (0, 0) and ends at (N', 1), with N'
and R' the records and the relevant records that are not priors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from activescreen.simulation.run import SimulationRun, Stop

MAX_VERTICES: Final = 400
"""More corners than that no screen resolves; fewer bytes make a page that mails well."""


@dataclass(frozen=True, eq=False)
class RecallCurve:
    """A step curve, given by the corners at which it rises.

    Attributes
    ----------
    read
        Records read at each corner, ascending from 0; shape (n_corners,).
    recall
        Share of the relevant records found from there on; shape (n_corners,).
    """

    read: NDArray[np.int64]
    recall: NDArray[np.float64]

    def at(self, read: NDArray[np.int64]) -> NDArray[np.float64]:
        """Recall after so many records; the last value holds beyond the end."""
        corner = np.searchsorted(self.read, read, side="right") - 1
        return np.asarray(self.recall[corner], dtype=np.float64)


def left_to_read(run: SimulationRun) -> int:
    """N', the records that are not priors."""
    return run.population - len(run.priors)


def left_to_find(run: SimulationRun) -> int:
    """R', the relevant records that are not priors."""
    return run.relevant - int(run.labels[: len(run.priors)].sum())


def recall_curve(run: SimulationRun, max_vertices: int = MAX_VERTICES) -> RecallCurve | None:
    """The recall curve of a run, or None if there was nothing relevant to find.

    Parameters
    ----------
    run
        A simulated screening.
    max_vertices
        At most so many corners are kept, evenly chosen, first and last among them.
    """
    relevant = left_to_find(run)
    if relevant < 1:
        return None
    labels = run.labels[len(run.priors) :]
    rises = np.flatnonzero(labels) + 1
    read = np.concatenate([[0], rises, [len(labels)]]).astype(np.int64)
    found = np.concatenate([np.arange(len(rises) + 1), [len(rises)]])
    kept = _spread(len(read), max_vertices)
    return RecallCurve(read[kept], found[kept] / relevant)


def mean_curve(
    curves: Sequence[RecallCurve], max_vertices: int = MAX_VERTICES
) -> RecallCurve | None:
    """The mean of several curves over the records that all of them reach.

    A curve that has found everything stays at 1; one that was cut short ends the mean.
    """
    if not curves:
        return None
    reach = max(curve.read[-1] for curve in curves)
    reach = min([reach, *(curve.read[-1] for curve in curves if curve.recall[-1] < 1)])
    corners = np.unique(np.concatenate([curve.read for curve in curves]))
    corners = np.append(corners[corners < reach], reach)
    corners = corners[_spread(len(corners), max_vertices)]
    return RecallCurve(corners, np.mean([curve.at(corners) for curve in curves], axis=0))


def records_needed(run: SimulationRun, share: float) -> int | None:
    """Records read until a share of the relevant ones was found; None if it never was.

    Parameters
    ----------
    run
        A simulated screening.
    share
        In (0, 1]; the relevant record that counts is number ceil(share * R'), in rational
        arithmetic.
    """
    relevant = left_to_find(run)
    rises = np.flatnonzero(run.labels[len(run.priors) :]) + 1
    number = -int(-_exactly(share) * relevant // 1)
    if relevant < 1 or number > len(rises):
        return None
    return int(rises[number - 1])


def expected_at_random(run: SimulationRun, share: float) -> float | None:
    """Records that reading in random order needs on average for the same share.

    Relevant record number k of R' among N' stands at (N' + 1) k / (R' + 1) on average.
    """
    relevant = left_to_find(run)
    if relevant < 1:
        return None
    number = -int(-_exactly(share) * relevant // 1)
    return (left_to_read(run) + 1) * number / (relevant + 1)


def stop_position(run: SimulationRun, stop: Stop) -> tuple[int, float] | None:
    """Where a stop lies in the plane of the curve: records read and share found, priors out."""
    relevant = left_to_find(run)
    if stop.stopped_at is None or relevant < 1:
        return None
    known = run.relevant - relevant
    return stop.stopped_at - len(run.priors), (stop.found - known) / relevant


def curve_table(runs: Sequence[SimulationRun]) -> pd.DataFrame:
    """The curves as a long table, one row a corner.

    Columns: ``file, config, seed, records_read, recall``.
    """
    columns = ["file", "config", "seed", "records_read", "recall"]
    parts = [
        pd.DataFrame({"records_read": curve.read, "recall": curve.recall}).assign(
            file=run.file, config=run.config, seed=run.seed
        )
        for run in runs
        if (curve := recall_curve(run)) is not None
    ]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def stop_table(runs: Sequence[SimulationRun]) -> pd.DataFrame:
    """The stops as a long table, one row a rule and run.

    Columns: ``file, config, seed, rule, badge, stopped_at, recall`` as the run has them, and
    ``records_read, share_found``: the same without the priors.
    """
    rows = []
    for run in runs:
        for stop in run.stopping:
            read, share = stop_position(run, stop) or (None, None)
            rows.append(
                {
                    "file": run.file,
                    "config": run.config,
                    "seed": run.seed,
                    "rule": stop.rule,
                    "badge": str(stop.badge),
                    "stopped_at": stop.stopped_at,
                    "recall": stop.recall,
                    "records_read": read,
                    "share_found": share,
                }
            )
    columns = ["file", "config", "seed", "rule", "badge", "stopped_at", "recall"]
    return pd.DataFrame(rows, columns=[*columns, "records_read", "share_found"])


def _exactly(share: float) -> Fraction:
    """The fraction a person means: 0.95 as 19/20, not as its neighbour in binary."""
    return Fraction(str(share))


def _spread(n: int, at_most: int) -> NDArray[np.int64]:
    if n <= at_most:
        return np.arange(n)
    return np.unique(np.linspace(0, n - 1, at_most).round().astype(np.int64))
