"""What is kept of a simulated screening, so that every rule can be replayed without retraining."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import InputError
from activescreen.learner import ActiveLearner
from activescreen.ledger import Draw, FrozenLedger
from activescreen.simulation.schedule import Schedule
from activescreen.simulation.screening import Report, screen
from activescreen.simulation.trace import Trace
from activescreen.simulation.truth import Truth
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Probabilities

_CHECKPOINT_SHARE: Final = 100
"""A checkpoint is kept at least every N/100 records, where the model is trained as often."""

_REAL: Final = "review"


@dataclass(frozen=True, eq=False)
class Recorded:
    """A finished screening and the logs that were kept of it.

    Attributes
    ----------
    trace
        The order in which records were read.
    evidence
        What models said on the way.
    own
        The ledger of a real review, which knows more than its order.
    """

    trace: Trace
    evidence: Evidence = NO_EVIDENCE
    own: FrozenLedger | None = None

    @classmethod
    def of_ledger(cls, frozen: FrozenLedger) -> Self:
        """A real review's ledger, of which no logs were kept.

        Priors lead its trace if they lead the ledger. What was not read is the tail, in the
        population's order, for nobody knows how it was ranked.
        """
        priors = frozen.drawn(Draw.PRIOR)
        trace = Trace(
            config=_REAL,
            seed=0,
            order=frozen.order,
            n_priors=int(np.argmin(priors)) if not priors.all() else len(priors),
            tail=frozen.unread,
            trained_at=(),
            model_hash="",
            seconds={},
            complete=len(frozen.unread) == 0,
        )
        return cls(trace, NO_EVIDENCE, frozen)

    def ledger(self, truth: Truth) -> FrozenLedger:
        """Everything read, priors first, then ranked draws, the tail last.

        AutoStop's draws are ranked ones, too: they are random with unequal chances, and what
        follows no registered permutation is none of the random draws of a ledger. A real
        review's ledger is given back as it is.

        Raises
        ------
        InputError
            If a real review's records are not those of the truth.
        """
        if self.own is None:
            return self.trace.ledger(truth, with_tail=True)
        if self.own.records.data_hash != truth.records.data_hash:
            raise InputError(
                "This ledger is of other records than the labels.",
                where=truth.name,
                remedy="Give the labels of the records that were screened.",
            )
        return self.own


class ProbabilityRecorder:
    """Keeps each record's probability at checkpoints; called after every training.

    Checkpoints are trainings. One is kept when waiting for the next would leave more than one
    hundredth of the population between two checkpoints, so that they are never further apart
    than that unless trainings are. Before the learner has a model there is nothing to keep.

    Parameters
    ----------
    population
        N, the number of records.
    schedule
        When the learner is trained.
    """

    def __init__(self, population: int, schedule: Schedule) -> None:
        self._gap = population / _CHECKPOINT_SHARE
        self._schedule = schedule
        self._read: list[int] = []
        self._values: list[NDArray[np.float32]] = []

    def __call__(self, learner: ActiveLearner, read: int) -> None:
        """Keep the probabilities if a checkpoint is due."""
        if self._read and self._schedule.next_after(read) - self._read[-1] <= self._gap:
            return
        values = learner.probabilities()
        if values is not None:
            self._read.append(read)
            self._values.append(values.astype(np.float32))

    @property
    def probabilities(self) -> Probabilities | None:
        """What was kept; None if nothing was."""
        if not self._read:
            return None
        return Probabilities(np.array(self._read, dtype=np.int64), np.stack(self._values))


def screen_recorded(
    truth: Truth,
    learner: ActiveLearner,
    priors: tuple[int, ...],
    schedule: Schedule,
    report: Report | None = None,
    *,
    probabilities: bool = True,
) -> Recorded:
    """Screen a labelled population to its end, with the probabilities on the way.

    Parameters
    ----------
    truth, learner, priors, schedule, report
        As for :func:`~activescreen.simulation.screening.screen`, which gives the same order.
    probabilities
        Whether to keep them; without them this is faster.
    """
    recorder = ProbabilityRecorder(len(truth.records), schedule) if probabilities else None
    trace = screen(truth, learner, priors, schedule, "end", report, recorder)
    return Recorded(trace, Evidence(recorder.probabilities if recorder else None))
