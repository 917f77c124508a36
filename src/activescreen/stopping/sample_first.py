"""Rules that begin with a random sample, of which everybody may learn, and rank from then on."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import UNRESOLVED, Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.stopping.base import (
    Drawn,
    StoppingRule,
    random_start,
    serve_ranked,
)
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence
from activescreen.stopping.permutation import RegisteredPermutation


class FirstSample(NamedTuple):
    """The random sample as a ledger shows it: its first run of random draws.

    Attributes
    ----------
    start, end
        Records read before it, and with it. Both are the records read if there is none.
    """

    start: int
    end: int

    @property
    def drawn(self) -> int:
        """Records in it."""
        return self.end - self.start


def first_sample(ledger: FrozenLedger) -> FirstSample:
    """The ledger's first run of random draws."""
    start = random_start(ledger)
    if start is None:
        return FirstSample(ledger.n_read, ledger.n_read)
    other = np.flatnonzero(~ledger.drawn(Draw.RANDOM)[start:])
    return FirstSample(start, start + int(other[0]) if other.size else ledger.n_read)


class SampleFirstRule(StoppingRule):
    """What the rules share that draw a sample first.

    Parameters
    ----------
    seed
        Seed of the registered permutation that the sample is drawn by.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._permutation = RegisteredPermutation(seed)

    @abstractmethod
    def sample_size(self, ledger: FrozenLedger) -> int:
        """How many records the sample of this ledger is to hold."""

    @property
    def by_chance(self) -> bool:
        """True: the seed decides what is sampled."""
        return True

    def with_seed(self, seed: int) -> Self:
        """The same rule with another sample."""
        other = super().with_seed(seed)
        other._permutation = RegisteredPermutation(seed)
        return other

    def next(
        self, ledger: FrozenLedger, ranking: Ranking, n: int, evidence: Evidence = NO_EVIDENCE
    ) -> list[Drawn]:
        """What is missing of the sample, then the ranking."""
        missing = self.missing(ledger)[: max(n, 0)].tolist()
        drawn = [Drawn(position, Draw.RANDOM) for position in missing]
        ranked = serve_ranked(ranking, ledger, n)
        return (drawn + [one for one in ranked if one.position not in missing])[: max(n, 0)]

    def missing(self, ledger: FrozenLedger) -> NDArray[np.int64]:
        """Places of the rest of the sample, in its registered order."""
        sample = first_sample(ledger)
        left = self.sample_size(ledger) - sample.drawn
        if left <= 0:
            return np.empty(0, dtype=np.int64)
        order = self._permutation.of(ledger, sample.start)
        return unread_of(order, ledger)[:left]

    def complete(self, ledger: FrozenLedger) -> FirstSample | None:
        """The sample once it has its size and its labels are final; else None."""
        sample = first_sample(ledger)
        labels = ledger.labels[sample.start : sample.end]
        whole = 0 < sample.drawn >= min(self.sample_size(ledger), ledger.population)
        return sample if whole and not np.any(labels == UNRESOLVED) else None

    def read_on(self, trace: FrozenLedger, truth: NDArray[np.int8]) -> FrozenLedger:
        """A finished screening as it would have been with the sample drawn before it."""
        ranked = trace.drawn(Draw.RANKED)
        before = trace.select(~ranked)
        sampled = read_in_order(before, self.missing(before), Draw.RANDOM, truth)
        rest = unread_of(trace.order[ranked], sampled)
        return read_in_order(sampled, rest, Draw.RANKED, truth)


def unread_of(order: NDArray[np.int64], ledger: FrozenLedger) -> NDArray[np.int64]:
    """Those of an order that the ledger has not, in that order."""
    read = np.zeros(ledger.population, dtype=np.bool_)
    read[ledger.order] = True
    return order[~read[order]]


def read_in_order(
    ledger: FrozenLedger, places: NDArray[np.int64], draw: Draw, truth: NDArray[np.int8]
) -> FrozenLedger:
    """The ledger after these records too, none of them read before: many at once."""
    labels = truth[places].astype(np.int8)
    codes = np.full(len(places), draw.code, dtype=np.int8)
    return replace(
        ledger,
        order=np.concatenate([ledger.order, places]),
        labels=np.concatenate([ledger.labels, labels]),
        training=np.concatenate([ledger.training, labels]),
        draws=np.concatenate([ledger.draws, codes]),
        rediscovered=np.concatenate([ledger.rediscovered, np.zeros(len(places), dtype=np.bool_)]),
    )
