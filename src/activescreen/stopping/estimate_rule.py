"""Rules that stop when an estimate of recall reaches the target. None of them guarantees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping.base import (
    Badge,
    Outcomes,
    RecallEstimate,
    RecallEstimator,
    Replay,
    StoppingDecision,
    StoppingRule,
    check_target,
    replay_by_looking,
)
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.wording import counted, everything_read, no_claim, percent, percent_down

_WORDS = {"recall": "the estimated recall", "low": "the lower bound of the estimated recall"}


class _Said(NamedTuple):
    """Everything that decides an estimate at a checkpoint, and the estimates by checkpoint."""

    ledger: FrozenLedger
    evidence: Evidence
    estimates: Mapping[int, RecallEstimate | None]


class EstimateRule(StoppingRule):
    """What the rules that trust an estimate share.

    They look at checkpoints alone: after every hundredth of the population, or, if they go by
    what was saved of a model, whenever it was saved. What was said at a checkpoint depends on
    what had been read by then, so a stop once said stays said for every longer ledger.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    estimator
        Whose figure has to reach tau.
    """

    badge = Badge.MODEL_BASED
    figure: Literal["recall", "low"] = "recall"

    def __init__(self, target_recall: Fraction | float | str, estimator: RecallEstimator) -> None:
        self.target_recall = check_target(target_recall)
        self.estimator = estimator
        self._said: _Said | None = None

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Stop if the figure has reached the target at a checkpoint, however long ago.

        Raises
        ------
        StoppingError
            If the evidence is of another population.
        """
        if ledger.n_read == ledger.population and not np.any(ledger.labels == UNRESOLVED):
            claim = everything_read(ledger.population)
            return self._answer(ledger, "Every record has been read.", claim)
        if not evidence.has(self.about.needs):
            reason = (
                f"This rule goes by {self.about.needs.value}, which was not saved with this "
                "screening, so it cannot look."
            )
            return self._answer(ledger, reason)
        at, estimate, reached = self._last_look(ledger, evidence)
        if estimate is None:
            return self._answer(ledger, "There is too little to go by for an estimate yet.")
        reason = (
            f"After {counted(at, 'record')} {_WORDS[self.figure]} was "
            f"{percent_down(self._value(estimate) or 0.0)}; {percent(self.target_recall)} is asked "
            "for."
        )
        details = {"looked_at": at, "recall": estimate.recall, "low": estimate.low}
        if not reached:
            return self._answer(ledger, reason, details=details)
        claim = f"{reason} {estimate.statement}"
        return self._answer(ledger, reason, claim, {**details, "stopped_at": at})

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening; see the base class.

        A screening whose draws are unequal and random is a trace of its own, in its own order.
        """
        own = trace.drawn(Draw.RANKED)
        if self.about.needs is Need.DRAW_PROBABILITIES:
            own = own | trace.drawn(Draw.RANDOM)
        start = trace.n_read - int(own.sum())
        final = not np.any(trace.labels == UNRESOLVED)
        if not (final and own[start:].all()):
            return replay_by_looking(self, trace, truth, evidence)
        if start < trace.n_read and evidence.has(self.about.needs):
            at, _, reached = self._last_look(trace, evidence)
            if reached:
                return Replay(trace.prefix(max(at, start)), True, None)
        before = trace.prefix(start)
        if self.decide(before, evidence).stop:
            return Replay(before, True, None)
        return Replay(trace, self.decide(trace, evidence).stop, None)

    def redraws(
        self,
        trace: FrozenLedger,
        truth: NDArray[np.int8],
        seeds: Sequence[int],
        evidence: Evidence = NO_EVIDENCE,
        looks: int = 1,
    ) -> Outcomes:
        """See the base class. Nothing is drawn, so one replay stands for all seeds."""
        one = super().redraws(trace, truth, seeds[:1], evidence, looks)
        times = len(seeds)
        return Outcomes(
            np.full(times, one.read[0]),
            np.full(times, one.found[0]),
            np.full(times, one.stopped[0]),
        )

    def looks(self, ledger: FrozenLedger, evidence: Evidence) -> list[int]:
        """Records read at each look up to now, rising."""
        saved = None
        if self.about.needs is Need.PROBABILITIES and evidence.probabilities is not None:
            saved = evidence.probabilities.read
        elif self.about.needs is Need.DRAW_PROBABILITIES and evidence.draws is not None:
            saved = evidence.draws.read
        if saved is not None:
            return [int(n) for n in saved if 0 < n <= ledger.n_read]
        step = max(ledger.population // 100, 1)
        return list(range(step, ledger.n_read + 1, step))

    def _last_look(
        self, ledger: FrozenLedger, evidence: Evidence
    ) -> tuple[int, RecallEstimate | None, bool]:
        """The first look that reached the target, or else the last one with an estimate."""
        evidence.check(ledger.population)
        estimates = self._remembered(ledger, evidence)
        at, last, reached = 0, None, False
        for n in self.looks(ledger, evidence):
            if n not in estimates:
                estimates[n] = self.estimator.estimate(ledger.prefix(n), evidence)
            estimate = estimates[n]
            if estimate is None:
                continue
            at, last = n, estimate
            value = self._value(estimate)
            # Counts are so small that a ratio below tau never rounds up to its nearest float.
            if value is not None and value >= float(self.target_recall):
                reached = True
                break
        self._said = _Said(ledger, evidence, estimates)
        return at, last, reached

    def _remembered(
        self, ledger: FrozenLedger, evidence: Evidence
    ) -> dict[int, RecallEstimate | None]:
        """What was said at checkpoints before which nothing has changed since the last look."""
        said = self._said
        if said is None or said.evidence is not evidence:
            return {}
        if said.ledger.records.data_hash != ledger.records.data_hash:
            return {}
        common = min(said.ledger.n_read, ledger.n_read)
        differs = np.zeros(common, dtype=np.bool_)
        for name in ("order", "labels", "draws", "rediscovered"):
            differs |= getattr(said.ledger, name)[:common] != getattr(ledger, name)[:common]
        same = int(np.argmax(differs)) if differs.any() else common
        return {n: estimate for n, estimate in said.estimates.items() if n <= same}

    def _value(self, estimate: RecallEstimate) -> float | None:
        return estimate.low if self.figure == "low" else estimate.recall

    def _answer(
        self,
        ledger: FrozenLedger,
        reason: str,
        claim: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> StoppingDecision:
        return StoppingDecision(
            rule=self.name,
            badge=self.badge,
            stop=claim is not None,
            reason=reason,
            statement=claim or no_claim(self.target_recall),
            n_read=ledger.n_read,
            found=int(np.count_nonzero(ledger.labels == RELEVANT)),
            details=details or {},
        )
