"""One simulated screening: the loop that a review team goes through, with known answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from activescreen.errors import ConfigurationError
from activescreen.learner import ActiveLearner
from activescreen.ledger import RELEVANT, Decision, Draw, Ledger, Verdict
from activescreen.ranking import Ranking
from activescreen.simulation.schedule import Schedule
from activescreen.simulation.trace import Trace
from activescreen.simulation.truth import Truth

End: TypeAlias = Literal["last-inclusion", "end"]
ENDS: Final[tuple[End, ...]] = ("last-inclusion", "end")

Report: TypeAlias = Callable[[int, int], bool]
"""Called with (read, found); returns False to interrupt the run."""

Trained: TypeAlias = Callable[[ActiveLearner, int], None]
"""Called after every training with the learner and the number of labels it had."""

RANDOM_ORDER: Final = "random"
_REVIEWER: Final = "simulated"


@dataclass(slots=True)
class Clock:
    """Adds up the wall-clock seconds of a run's parts."""

    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("features", "train", "rank", "total"), 0.0)
    )

    @contextmanager
    def timing(self, what: str) -> Iterator[None]:
        """Count the time that the block takes."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.seconds[what] += perf_counter() - begun

    def fit(self, learner: ActiveLearner, ledger: Ledger) -> None:
        """Train a learner, and count the time."""
        with self.timing("train"):
            learner.fit(ledger.freeze())


def screen(
    truth: Truth,
    learner: ActiveLearner,
    priors: tuple[int, ...],
    schedule: Schedule,
    end: End = "last-inclusion",
    report: Report | None = None,
    trained: Trained | None = None,
) -> Trace:
    """Screen a labelled population in the order that the learner ranks it.

    Parameters
    ----------
    truth
        The population with its labels.
    learner
        Ranks; its features are computed here if they are not yet.
    priors
        Places of the records whose labels are known at the start.
    schedule
        When the learner is trained again; between trainings records are read in the order of
        the last ranking.
    end
        Whether to stop reading at the last inclusion or at the end of the population.
    report
        Told how far the run is; may interrupt it.
    trained
        Told of every training; may look at the learner, and changes nothing.

    Returns
    -------
    Trace

    Raises
    ------
    ConfigurationError
        If ``end`` is neither.
    """
    _check_end(end)
    clock, trained_at = Clock(), list[int]()
    # One thread: the matrices are small, and the order of summation must not depend on cores.
    with threadpool_limits(limits=1), clock.timing("total"):
        with clock.timing("features"):
            learner.prepare(truth.records)
        ledger = ledger_of(truth, priors)

        def train() -> Ranking:
            clock.fit(learner, ledger)
            trained_at.append(len(ledger))
            if trained is not None:
                trained(learner, len(ledger))
            with clock.timing("rank"):
                return learner.rank()

        found, size = ledger.freeze().n_found, len(truth.records)
        enough = truth.relevant if end == "last-inclusion" and not truth.one_class else np.inf
        ranking = train()
        served, going_on = 0, True
        while going_on and found < enough and len(ledger) < size:
            if len(ledger) >= schedule.next_after(trained_at[-1]):
                ranking, served = train(), 0
            found += answer(ledger, truth, ranking, served)
            served += 1
            going_on = report is None or report(len(ledger), found)
    order = ledger.freeze().order
    return Trace(
        config=learner.configuration.name,
        seed=learner.seed,
        order=order,
        n_priors=len(priors),
        tail=rest_of(ranking, order),
        trained_at=tuple(trained_at),
        model_hash=learner.model_hash,
        seconds=clock.seconds,
        complete=going_on or found >= enough or len(ledger) == size,
    )


def screen_at_random(
    truth: Truth, priors: tuple[int, ...], seed: int, end: End = "last-inclusion"
) -> Trace:
    """Screen in random order: what a ranking has to beat."""
    _check_end(end)
    rest = np.setdiff1d(np.arange(len(truth.records)), priors)
    shuffled = np.random.default_rng([seed, len(priors)]).permutation(rest)
    order = np.concatenate([np.array(priors, dtype=np.int64), shuffled])
    read = len(order)
    if end == "last-inclusion" and not truth.one_class:
        last = int(np.flatnonzero(truth.labels[order] == RELEVANT)[-1]) + 1
        read = max(last, len(priors))
    return Trace(RANDOM_ORDER, seed, order[:read], len(priors), order[read:], (), "", {})


def _check_end(end: str) -> None:
    if end not in ENDS:
        raise ConfigurationError(
            f"A simulation cannot end at '{end}'.", remedy=f"Choose from {', '.join(ENDS)}."
        )


def ledger_of(truth: Truth, priors: tuple[int, ...]) -> Ledger:
    """A ledger that holds the priors alone."""
    ids = truth.records.ids
    known = {ids[place]: bool(truth.labels[place] == RELEVANT) for place in priors}
    return Ledger(truth.records, priors=known)


def answer(ledger: Ledger, truth: Truth, ranking: Ranking, served: int) -> bool:
    """Label the record at a place of the ranking as its reviewers did; whether it is relevant."""
    place = int(ranking.positions[served])
    relevant = bool(truth.labels[place] == RELEVANT)
    ledger.append(
        Decision(
            truth.records.ids[place],
            Verdict.INCLUDE if relevant else Verdict.EXCLUDE,
            Draw.RANKED,
            reviewer=_REVIEWER,
            ranking_hash=ranking.model_hash,
            position=served,
        )
    )
    return relevant


def rest_of(ranking: Ranking, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """What was left unread, in the order of the last ranking."""
    rest: NDArray[np.int64] = ranking.positions[~np.isin(ranking.positions, order)]
    return rest
