"""Rule 10: stop after so many irrelevant records in a row. No guarantee."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError
from activescreen.ledger import IRRELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping.base import About, Badge, Replay, StoppingDecision, StoppingRule
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence
from activescreen.stopping.wording import everything_read


class ConsecutiveIrrelevant(StoppingRule):
    """Stop after a run of irrelevant records in ranked order.

    A habit of screening practice; 50, 100 and 200 are in use. Over 21 reviews, 50 in a row
    missed a target recall of 95 % in 39 % of runs (Callaghan & Müller-Hansen 2020,
    10.1186/s13643-020-01521-4). Assumes that relevant records come evenly mixed at the end of
    a ranking, which nothing guarantees.

    Parameters
    ----------
    records
        Length of the run. Priors and random draws are passed over; a record without a final
        label ends a run.
    """

    name = "consecutive_irrelevant"
    badge = Badge.HEURISTIC
    about = About(
        line="Stops after a run of irrelevant records.",
        paper="a habit; tested by Callaghan & Müller-Hansen 2020, 10.1186/s13643-020-01521-4",
        assumes="relevant records come evenly mixed at a ranking's end, which nothing guarantees",
    )

    def __init__(self, records: int = 50) -> None:
        if records < 1:
            raise ConfigurationError(
                f"A run of {records} records is not possible.", remedy="Use at least 1."
            )
        self.records = records

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Stop if a run of that length has occurred, however long ago."""
        longest, reached = self._run(ledger)
        done = ledger.n_read == ledger.population and not np.any(ledger.labels == UNRESOLVED)
        if done:
            reason, statement = "Every record has been read.", everything_read(ledger.population)
        elif reached is not None:
            reason = f"{self.records:,} ranked records in a row were irrelevant."
            statement = (
                f"{reason} This is a habit of practice without any guarantee: in published "
                "tests, stopping after 50 in a row fell short of 95 % recall in 39 % of runs."
            )
        else:
            reason = (
                f"The longest run of irrelevant ranked records is {longest:,}; "
                f"{self.records:,} are asked for."
            )
            statement = "No claim about recall can be made."
        return StoppingDecision(
            rule=self.name,
            badge=self.badge,
            stop=done or reached is not None,
            reason=reason,
            statement=statement,
            n_read=ledger.n_read,
            found=ledger.n_found,
            details={"longest_run": longest} | ({} if reached is None else {"stopped_at": reached}),
        )

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening; see the base class."""
        _, reached = self._run(trace)
        if reached is not None:
            return Replay(trace.prefix(reached), True, None)
        return Replay(trace, self.decide(trace).stop, None)

    def _run(self, ledger: FrozenLedger) -> tuple[int, int | None]:
        """Longest run, and the records read when it first had the length asked for."""
        places = np.flatnonzero(ledger.drawn(Draw.RANKED))
        irrelevant = ledger.labels[places] == IRRELEVANT
        index = np.arange(len(places))
        last_other = np.maximum.accumulate(np.where(irrelevant, -1, index))
        lengths = index - last_other
        reached = np.flatnonzero(lengths >= self.records)
        longest = int(lengths.max(initial=0))
        return longest, int(places[reached[0]]) + 1 if reached.size else None
