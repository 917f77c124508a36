"""The simulation in one call, for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from activescreen.learner import ActiveLearner
from activescreen.records import RecordSet
from activescreen.simulation.outcome import conclude
from activescreen.simulation.run import SimulationRun
from activescreen.simulation.schedule import Schedule
from activescreen.simulation.screening import End, screen
from activescreen.simulation.truth import Truth, draw_priors
from activescreen.stopping import StoppingRule


def simulate(
    records: RecordSet,
    truth: Mapping[str, bool] | NDArray[np.int8],
    learner: ActiveLearner | str = "default",
    rules: Sequence[StoppingRule] = (),
    seed: int = 0,
    priors: Sequence[int] | None = None,
    retrain_every: int | str = "auto",
    end: End = "last-inclusion",
) -> SimulationRun:
    """Screen a labelled review as a team would have, and measure it.

    Parameters
    ----------
    records
        The population.
    truth
        Record id -> relevant, or 1 and 0 in the records' order.
    learner
        A learner, or the name of its configuration.
    rules
        Stopping rules to replay.
    seed
        Draws the priors, and everything that a learner made here leaves to chance.
    priors
        Rows known at the start; None: one inclusion and one exclusion drawn by the seed.
    retrain_every
        Labels between trainings, or ``auto``.
    end
        ``last-inclusion`` or ``end``.

    Returns
    -------
    SimulationRun
        Order, metrics, and where each rule stopped.
    """
    if isinstance(truth, Mapping):
        full = Truth.of(records, truth)
    else:
        full = Truth(records, np.asarray(truth, dtype=np.int8), "labels given")
    if isinstance(learner, str):
        learner = ActiveLearner.from_config(learner, seed)
    known = draw_priors(full.labels, seed) if priors is None else full.places(priors)
    trace = screen(full, learner, known, Schedule.parse(retrain_every), end)
    return conclude(trace, full, rules)
