"""A finished screening with the truth behind it: what rules are replayed on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import InputError
from activescreen.ledger import RELEVANT, UNRESOLVED, FrozenLedger
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import NO_EVIDENCE, Evidence


@dataclass(frozen=True, eq=False)
class Screened:
    """A population read to the end in some order.

    Attributes
    ----------
    trace
        Priors, then ranked draws, all records, with final labels.
    truth
        The labels that count, 1 or 0 for every record of the population; shape (N,).
    evidence
        What models said on the way.
    looks
        Records between two looks of a rule.
    real
        Where labels were changed for a stress case, what they were before; shape (N,).
    """

    trace: FrozenLedger
    truth: NDArray[np.int8]
    evidence: Evidence = NO_EVIDENCE
    looks: int = 1
    real: NDArray[np.int8] | None = None

    @property
    def relevant(self) -> int:
        """R, the number of relevant records."""
        return int(np.count_nonzero(self.truth == RELEVANT))

    def oracle(self, target: Fraction) -> int:
        """Records read when the target is first reached: known only afterwards; 0 if R = 0."""
        needed = -(-self.relevant * target.numerator // target.denominator)
        if not needed:
            return 0
        return int(np.flatnonzero(self.truth[self.trace.order] == RELEVANT)[needed - 1]) + 1


def screened_of(trace: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> Screened:
    """A ledger that holds every record with a final label, as its own truth.

    Its records are reduced to their ids: rules look at nothing else, and a review then goes to
    another process in no time.

    Raises
    ------
    InputError
        If a record was not read, or has no final label: then nobody knows its recall.
    """
    open_labels = int(np.count_nonzero(trace.labels == UNRESOLVED))
    if trace.n_read < trace.population or open_labels:
        raise InputError(
            f"Of {trace.population:,} records {trace.population - trace.n_read:,} were not read "
            f"and {open_labels:,} have no final label, so the recall at any stop is unknown.",
            remedy="Evaluate rules on a review of which every record was screened.",
        )
    truth = np.empty(trace.population, dtype=np.int8)
    truth[trace.order] = trace.labels
    return Screened(_bare(trace), truth, evidence)


def _bare(trace: FrozenLedger) -> FrozenLedger:
    records = RecordSet(
        Record("", Source("", place), id=name) for place, name in enumerate(trace.records.ids)
    )
    return FrozenLedger(
        records,
        trace.stage,
        trace.order,
        trace.labels,
        trace.training,
        trace.draws,
        trace.rediscovered,
    )
