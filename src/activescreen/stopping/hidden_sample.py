"""Rules that hide a random sample and wait until the ranking has found it again.

Lewis, Yang & Frieder 2021 (arXiv 2108.12746) and, before them, Cormack & Grossman 2016
(10.1145/2911451.2911510). The rules differ in how many positives they draw and how many of these
must be found again.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.stopping.base import (
    Badge,
    Drawn,
    Outcomes,
    Replay,
    StoppingDecision,
    StoppingRule,
    extended,
    random_start,
    replay_by_looking,
)
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence
from activescreen.stopping.permutation import RegisteredPermutation, registered_permutation
from activescreen.stopping.wording import counted, everything_read, no_claim, scope


@dataclass(frozen=True, eq=False)
class Sample:
    """The hidden sample as a ledger shows it.

    Attributes
    ----------
    start
        Records read before it.
    drawn
        Random draws so far.
    positives
        Places in the screening order of its first r relevant records, as far as found.
    """

    start: int
    drawn: int
    positives: NDArray[np.int64]


class _Course(NamedTuple):
    """A screening of known labels: records sampled, ranked records served, whether it stopped."""

    size: int
    steps: int
    stopped: bool


class HiddenSampleRule(StoppingRule):
    """What the rules with a hidden sample share.

    Draw at random until r relevant records are found, hide the sample from ranking and
    reviewers, read in ranked order, stop when J of the r have been reached. A review with fewer
    than r relevant records is read to the end.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    seed
        Seed of the registered permutation that the sample is drawn by.
    positives
        r.
    needed
        J.
    """

    name: str
    badge: Badge

    def __init__(self, target_recall: Fraction, seed: int, positives: int, needed: int) -> None:
        if positives < 1:
            raise ConfigurationError(
                f"A sample with {positives} relevant records says nothing.",
                remedy="Use at least 1.",
            )
        self.target_recall = target_recall
        self.seed = seed
        self.positives = positives
        self.needed = needed
        self._permutation = RegisteredPermutation(seed)

    @abstractmethod
    def claim(self) -> str:
        """What may be claimed once J of the r are found again."""

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Look once; the sample is checked against its registered permutation first.

        Raises
        ------
        StoppingError
            If the sample left the permutation.
        """
        sample = self.sample(ledger)
        if ledger.n_read == ledger.population and not np.any(ledger.labels == UNRESOLVED):
            reason = "Every record has been read."
            return self._answer(ledger, sample, reason, everything_read(ledger.population))
        got = len(sample.positives)
        if got < self.positives:
            reason = (
                f"The random sample of {sample.drawn:,} has {got:,} of the "
                f"{self.positives:,} relevant records it needs."
            )
            return self._answer(ledger, sample, reason)
        again = int(np.count_nonzero(ledger.rediscovered[sample.positives]))
        reason = (
            f"The ranking has reached {again:,} of the sample's {self.positives:,} relevant "
            f"records; {self.needed:,} are needed."
        )
        if again < self.needed:
            return self._answer(ledger, sample, reason)
        read = (
            f"We drew {counted(sample.drawn, 'record')} at random with {self.positives:,} "
            f"relevant among them, hid them from the ranking, and read in ranked order until "
            f"{self.needed:,} of these were found again."
        )
        claim = f"{read} {self.claim()} {scope(ledger.population)}"
        return self._answer(ledger, sample, reason, claim)

    def next(
        self, ledger: FrozenLedger, ranking: Ranking, n: int, evidence: Evidence = NO_EVIDENCE
    ) -> list[Drawn]:
        """The random sample first, then the ranking.

        The ranking should come from a model that does not see the sample. A sampled record in
        it is served as ranked although it was read before: recording it again as a ranked
        decision with its known label is what marks it as rediscovered. It need not be shown.
        """
        sample = self.sample(ledger)
        open_labels = int(np.count_nonzero(ledger.labels[sample.start :] == UNRESOLVED))
        missing = self.positives - len(sample.positives)
        if missing > 0:
            order = self._permutation.of(ledger, sample.start)
            # No more at once than can be needed, or the sample grows beyond its r positives.
            last = sample.drawn + min(max(n, 0), max(missing - open_labels, 1))
            return [Drawn(p, Draw.RANDOM) for p in order[sample.drawn : last].tolist()]
        hidden = ledger.drawn(Draw.RANDOM) & ~ledger.rediscovered
        servable = np.ones(ledger.population, dtype=np.bool_)
        servable[ledger.order[~hidden]] = False
        places = ranking.positions[servable[ranking.positions]][: max(n, 0)]
        return [Drawn(place, Draw.RANKED) for place in places.tolist()]

    def sample(self, ledger: FrozenLedger) -> Sample:
        """The sample that the ledger shows, checked against the permutation.

        Raises
        ------
        StoppingError
            If it left the permutation.
        """
        start = random_start(ledger)
        if start is None:
            return Sample(ledger.n_read, 0, np.empty(0, dtype=np.int64))
        places = np.flatnonzero(ledger.drawn(Draw.RANDOM))
        order = self._permutation.of(ledger, start)[: len(places)]
        contiguous = places[-1] - start + 1 == len(places)
        if not contiguous or not np.array_equal(ledger.order[places], order):
            raise StoppingError(
                "The random sample left its registered permutation, so nothing can be "
                "certified from it.",
                remedy=f"Check the seed ({self.seed}), whether records were added or removed "
                "since, or whether ranked records were read before the sample was complete.",
            )
        labels = ledger.labels[places]
        blocked = np.flatnonzero(labels == UNRESOLVED)
        final = labels[: int(blocked[0])] if blocked.size else labels
        return Sample(start, len(places), places[np.flatnonzero(final)][: self.positives])

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening; see the base class.

        The trace's ranked order is what a model gives that learns of a sampled record only
        when the ranking reaches it, so the sample leaves that order as it is.
        """
        ranked = trace.drawn(Draw.RANKED)
        before = trace.select(~ranked)
        if np.any(trace.labels == UNRESOLVED) or before.drawn(Draw.RANDOM).any():
            return replay_by_looking(self, trace, truth)
        if before.n_read == before.population:
            return Replay(before, True, None)
        order = self._permutation.of(before, before.n_read)
        queue = trace.order[ranked]
        course = self._course(order, queue, truth)
        drawn = [Drawn(position, Draw.RANDOM) for position in order[: course.size].tolist()]
        drawn_ledger = extended(before, drawn, truth)
        reached = [Drawn(position, Draw.RANKED) for position in queue[: course.steps].tolist()]
        return Replay(extended(drawn_ledger, reached, truth), course.stopped, before.n_read)

    def with_seed(self, seed: int) -> Self:
        """The same rule with another registered permutation."""
        other = super().with_seed(seed)
        other._permutation = RegisteredPermutation(seed)
        return other

    def redraws(
        self,
        trace: FrozenLedger,
        truth: NDArray[np.int8],
        seeds: Sequence[int],
        evidence: Evidence = NO_EVIDENCE,
        looks: int = 1,
    ) -> Outcomes:
        """``replay`` under each seed; see the base class. Only the sample differs between them."""
        ranked = trace.drawn(Draw.RANKED)
        before = trace.select(~ranked)
        if np.any(trace.labels == UNRESOLVED) or before.drawn(Draw.RANDOM).any():
            return super().redraws(trace, truth, seeds, evidence, looks)
        queue = trace.order[ranked]
        ends = []
        for seed in seeds:
            order = registered_permutation(before, before.n_read, seed)
            course = self._course(order, queue, truth)
            sample = order[: course.size]
            fresh = np.ones(trace.population, dtype=np.bool_)
            fresh[sample] = False
            met = queue[fresh[queue]]
            known = before.n_read + course.size
            beside = int(np.count_nonzero(fresh[queue[: course.steps]]))
            beside += -(known + beside) % looks
            found = int(truth[sample].sum() + truth[met[:beside]].sum())
            ends.append((known + min(beside, len(met)), before.n_found + found, course.stopped))
        read, found_in_all, stopped = zip(*ends, strict=True)
        return Outcomes(np.array(read), np.array(found_in_all), np.array(stopped, dtype=np.bool_))

    def exact_miss(self, trace: FrozenLedger, truth: NDArray[np.int8]) -> float | None:
        """See the base class.

        The sample's r are any r of the R' relevant records not read before, all choices alike.
        When the J-th of them is found again as the p-th of the R' in ranked order, p + r - J are
        found in all; so recall is too low if J of the r lie among the first m of the R', where m
        is the largest p that is too small. That is a hypergeometric tail.
        """
        before = trace.select(~trace.drawn(Draw.RANKED))
        relevant = int(truth.sum())
        left = relevant - before.n_found
        if left < self.positives:
            return 0.0
        needed = -(-relevant * self.target_recall.numerator // self.target_recall.denominator)
        short = needed - 1 - before.n_found - self.positives + self.needed
        return float(hypergeom.sf(self.needed - 1, left, max(short, 0), self.positives))

    def _course(
        self, order: NDArray[np.int64], queue: NDArray[np.int64], truth: NDArray[np.int8]
    ) -> _Course:
        """How a screening goes that draws by ``order`` first and then reads ``queue``."""
        relevant = np.flatnonzero(truth[order] == RELEVANT)
        if len(relevant) < self.positives:
            return _Course(len(order), 0, True)
        size = int(relevant[self.positives - 1]) + 1
        if size == len(order):
            return _Course(size, 0, True)
        sampled = np.zeros(len(truth), dtype=np.bool_)
        sampled[order[:size]] = True
        again = np.cumsum(sampled[queue] & (truth[queue] == RELEVANT)) >= self.needed
        unread = len(order) - size - np.cumsum(~sampled[queue])
        ends = again | (unread == 0)
        if not ends.any():
            return _Course(size, len(queue), False)
        return _Course(size, int(np.argmax(ends)) + 1, True)

    def _answer(
        self, ledger: FrozenLedger, sample: Sample, reason: str, claim: str | None = None
    ) -> StoppingDecision:
        details: dict[str, Any] = {
            "phase": "sample" if len(sample.positives) < self.positives else "ranked",
            "sample": sample.drawn,
            "sample_positives": len(sample.positives),
            "rediscovered": int(np.count_nonzero(ledger.rediscovered[sample.positives])),
            "needed": self.needed,
            "seed": self.seed,
        }
        return StoppingDecision(
            rule=self.name,
            badge=self.badge,
            stop=claim is not None,
            reason=reason,
            statement=claim or no_claim(self.target_recall),
            n_read=ledger.n_read,
            found=ledger.n_found,
            details=details,
        )
