"""AutoStop's own screening: random draws, likelier the higher a record is ranked.

Source: D. Li and E. Kanoulas, "When to stop reviewing in technology-assisted reviews: sampling
from an adaptive distribution to estimate residual relevant documents", ACM TOIS 38 (2020),
10.1145/3411755.

Each batch ranks all records, those already read among them, and draws with replacement with
chances p of log((N + 1)/rank), scaled to add up to 1. The batch grows by a tenth, rounded up,
and the model is trained again after each on what was read; a record drawn again costs nothing.
Unlike the paper, which adds unread records to the training labels as if they were irrelevant,
the model here learns from labels alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from activescreen.learner import ActiveLearner
from activescreen.ledger import Ledger
from activescreen.ranking import Ranking
from activescreen.simulation.recording import Recorded
from activescreen.simulation.screening import Clock, Report, answer, ledger_of, rest_of
from activescreen.simulation.trace import Trace
from activescreen.simulation.truth import Truth
from activescreen.stopping.evidence import DrawProbabilities, Evidence

DRAWS_PER_RECORD: Final = 100
"""Draws in all, as a multiple of N, after which the rest is read in ranked order.

The record ranked last has a chance of about 1/N² in a draw, so that drawing every record would
take some N² draws; after 100 N about one record in a hundred is left.
"""

_STREAM: Final = 3
"""Keeps these draws apart from whatever else a seed decides."""


def draw_chances(population: int) -> NDArray[np.float64]:
    """The chance of each rank in one draw, the first rank first; shape (N,)."""
    weights = np.log((population + 1) / np.arange(1, population + 1))
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def next_batch(batch: int) -> int:
    """The size of the batch after one: a tenth more, rounded up."""
    return batch + -(-batch // 10)


@dataclass(slots=True)
class _Log:
    """Logarithms of the chances of never having been drawn, after every batch."""

    missed: NDArray[np.float64]
    read: list[int] = field(default_factory=list)
    kept: list[NDArray[np.float32]] = field(default_factory=list)

    def add(self, batch: int, ranking: Ranking, chances: NDArray[np.float64]) -> None:
        with np.errstate(divide="ignore"):  # a population of one is drawn for certain
            self.missed[ranking.positions] += batch * np.log1p(-chances)

    def keep(self, read: int) -> None:
        if self.read and self.read[-1] == read:  # a batch that drew nothing new
            self.kept[-1] = self.missed.astype(np.float32)
            return
        self.read.append(read)
        self.kept.append(self.missed.astype(np.float32))


def screen_by_draws(
    truth: Truth,
    learner: ActiveLearner,
    priors: tuple[int, ...],
    report: Report | None = None,
    draws_per_record: int = DRAWS_PER_RECORD,
) -> Recorded:
    """Screen as AutoStop does until everything was drawn, or after 100 N draws.

    What was not drawn by then is the trace's tail, in the order of the last ranking.

    The evidence has one entry a batch that drew something new. Priors were not drawn but known:
    they are counted as certain to be included, with a logarithm of minus infinity. So is the
    tail in a last entry at N, where all has been read.

    Parameters
    ----------
    truth
        The population with its labels.
    learner
        Ranks; its seed decides the draws.
    priors
        Places of the records whose labels are known at the start.
    report
        Told how far the run is; may interrupt it.
    draws_per_record
        Draws in all, as a multiple of N.
    """
    size = len(truth.records)
    clock, trained_at = Clock(), list[int]()
    rng = np.random.default_rng([learner.seed, _STREAM])
    chances = draw_chances(size)
    log = _Log(np.zeros(size))
    log.missed[list(priors)] = -np.inf
    with threadpool_limits(limits=1), clock.timing("total"):
        with clock.timing("features"):
            learner.prepare(truth.records)
        ledger = ledger_of(truth, priors)

        def train() -> Ranking:
            clock.fit(learner, ledger)
            trained_at.append(len(ledger))
            with clock.timing("rank"):
                return learner.rank_all()

        ranking = train()
        batch, drawn, going_on = 1, 0, True
        while going_on and len(ledger) < size and drawn < draws_per_record * size:
            ranks = rng.choice(size, size=batch, p=chances)
            going_on = _read(ledger, truth, ranking, ranks, report)
            log.add(batch, ranking, chances)
            log.keep(len(ledger))
            drawn, batch = drawn + batch, next_batch(batch)
            if going_on and len(ledger) > trained_at[-1]:
                ranking = train()
        order = ledger.freeze().order
        tail = rest_of(ranking, order)
    if len(tail) and going_on:
        log.missed[tail] = -np.inf
        log.keep(size)
    trace = Trace(
        config=learner.configuration.name,
        seed=learner.seed,
        order=order,
        n_priors=len(priors),
        tail=tail,
        trained_at=tuple(trained_at),
        model_hash=learner.model_hash,
        seconds=clock.seconds,
        complete=going_on or len(ledger) == size,
    )
    return Recorded(trace, Evidence(draws=_evidence(log)))


def _read(
    ledger: Ledger,
    truth: Truth,
    ranking: Ranking,
    ranks: NDArray[np.int64],
    report: Report | None,
) -> bool:
    """Read what was drawn, in that order, once each; whether to go on."""
    unread = np.isin(ranking.positions, ledger.freeze().unread)
    _, first = np.unique(ranks, return_index=True)
    found = ledger.freeze().n_found
    for rank in ranks[np.sort(first)]:
        if unread[rank]:
            found += answer(ledger, truth, ranking, int(rank))
            if report is not None and not report(len(ledger), found):
                return False
    return True


def _evidence(log: _Log) -> DrawProbabilities | None:
    if not log.read:
        return None
    return DrawProbabilities(np.array(log.read, dtype=np.int64), np.stack(log.kept))
