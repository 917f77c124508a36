"""The gain curve, found over read, and the rules that look for its knee at growing checkpoints.

Cormack & Grossman 2016 (10.1145/2911451.2911510).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping.base import Badge, Replay, StoppingDecision, StoppingRule
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence
from activescreen.stopping.hypergeometric import IntArray
from activescreen.stopping.wording import everything_read


class Knee(NamedTuple):
    """Where a gain curve bends most.

    Attributes
    ----------
    read
        i, records read at the knee.
    found
        F_i, relevant ones among them.
    ratio
        Yield before the knee over yield after it, (F_i/i) / ((F_s - F_i + 1)/(s - i)); infinite
        if the knee is at the end.
    """

    read: int
    found: int
    ratio: float


def knee_of(found: IntArray) -> Knee:
    """The point of a gain curve farthest from the straight line to its end.

    Parameters
    ----------
    found
        F_1 ... F_s; shape (s,).
    """
    end, total = len(found), int(found[-1])
    distance = found * end - total * np.arange(1, end + 1)
    read = int(np.argmax(distance)) + 1
    before = int(found[read - 1])
    if read == end:
        return Knee(read, before, float("inf"))
    return Knee(read, before, (before / read) / ((total - before + 1) / (end - read)))


def checkpoints(last: int) -> Iterator[int]:
    """Numbers of records read at which to look: 1, then a tenth more, rounded up, each time."""
    at = 1
    while at <= last:
        yield at
        at += -(-at // 10)


class GainCurveRule(StoppingRule):
    """What the rules that look at a gain curve share: they look at `checkpoints` alone.

    All records read count, priors too; one without a final label counts as irrelevant.
    """

    name: str
    badge = Badge.HEURISTIC

    @abstractmethod
    def verdict(self, found: IntArray, population: int) -> str:
        """Why to stop at the end of this curve, in a sentence; empty if there is no reason to.

        Parameters
        ----------
        found
            F_1 ... F_s; shape (s,).
        population
            N.
        """

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Stop if a checkpoint so far said stop, however long ago."""
        at, why = self._first(ledger)
        done = ledger.n_read == ledger.population and not np.any(ledger.labels == UNRESOLVED)
        if done:
            reason, statement = "Every record has been read.", everything_read(ledger.population)
        elif at is not None:
            reason = why
            statement = f"{why} This is a habit of practice without any guarantee."
        else:
            reason = f"No checkpoint among {ledger.n_read:,} records read has said stop."
            statement = "No claim about recall can be made."
        return StoppingDecision(
            rule=self.name,
            badge=self.badge,
            stop=done or at is not None,
            reason=reason,
            statement=statement,
            n_read=ledger.n_read,
            found=ledger.n_found,
            details={} if at is None else {"stopped_at": at},
        )

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening; see the base class."""
        at, _ = self._first(trace)
        if at is not None:
            # Priors are there before the first look, so a checkpoint among them is seen late.
            known = int(np.count_nonzero(~trace.drawn(Draw.RANKED)))
            return Replay(trace.prefix(max(at, known)), True, None)
        return Replay(trace, self.decide(trace).stop, None)

    def _first(self, ledger: FrozenLedger) -> tuple[int | None, str]:
        """Records read at the first checkpoint that says stop, and why."""
        found = np.cumsum(ledger.labels == RELEVANT)
        for at in checkpoints(ledger.n_read):
            if why := self.verdict(found[:at], ledger.population):
                return at, why
        return None, ""
