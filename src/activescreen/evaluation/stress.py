"""Stress cases: screenings made as unkind as they come, to see which rules keep their word.

Each takes a finished screening and gives another. They are those of the validation protocol: a
ranker no better than chance, relevant records without abstract at the very end, hardly any
relevant records or none, a tenth of the labels flipped, looks in batches, and a plateau that
deceives every test of a ranked tail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.evaluation.screened import Screened
from activescreen.ledger import IRRELEVANT, RELEVANT, Draw, FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import NO_EVIDENCE
from activescreen.stopping.evidence import Probabilities

FLIPPED: Final = 0.1
BATCH: Final = 25
LATE_SHARE: Final = 0.1
PLATEAU: Final = ((45, RELEVANT), (855, IRRELEVANT), (5, RELEVANT), (95, IRRELEVANT))
"""The ranked-tail test stops at record 648 of 1,000, with recall .90, every time."""

Rng = np.random.Generator
Change = Callable[[Screened, Rng], Screened]


def random_order(screened: Screened, rng: Rng) -> Screened:
    """A ranker no better than chance, whose probabilities say nothing either."""
    priors = screened.trace.drawn(Draw.PRIOR)
    order = screened.trace.order.copy()
    order[~priors] = rng.permutation(order[~priors])
    share = screened.relevant / screened.trace.population
    even = np.full((1, screened.trace.population), share, dtype=np.float32)
    start = np.array([int(priors.sum())], dtype=np.int64)
    evidence = replace(
        NO_EVIDENCE,
        probabilities=Probabilities(start, even),
        other_order=rng.permutation(screened.trace.population),
    )
    return replace(screened, trace=_reordered(screened, order), evidence=evidence)


def late_relevant(screened: Screened, rng: Rng) -> Screened:
    """A tenth of the relevant records (one at least) come last, as if they had no abstract."""
    trace = screened.trace
    ranked = trace.order[~trace.drawn(Draw.PRIOR)]
    relevant = ranked[screened.truth[ranked] == RELEVANT]
    if not relevant.size:
        return screened
    number = max(1, round(LATE_SHARE * len(relevant)))
    late = rng.choice(relevant, number, replace=False)
    kept = trace.order[~np.isin(trace.order, late)]
    return replace(screened, trace=_reordered(screened, np.concatenate([kept, late])))


def few_relevant(number: int) -> Change:
    """Only so many records are relevant; priors lose their relevance first of all."""

    def change(screened: Screened, rng: Rng) -> Screened:
        ranked = screened.trace.order[~screened.trace.drawn(Draw.PRIOR)]
        relevant = ranked[screened.truth[ranked] == RELEVANT]
        kept = rng.choice(relevant, min(number, len(relevant)), replace=False)
        truth = np.zeros_like(screened.truth)
        truth[kept] = RELEVANT
        return _relabelled(screened, truth)

    return change


def flipped_labels(screened: Screened, rng: Rng) -> Screened:
    """A tenth of all labels are wrong. Rules can only speak of recall of labels."""
    wrong = rng.random(len(screened.truth)) < FLIPPED
    truth = np.where(wrong, 1 - screened.truth, screened.truth).astype(np.int8)
    return replace(_relabelled(screened, truth), real=screened.truth)


def in_batches(screened: Screened, rng: Rng) -> Screened:
    """Rules are asked after every 25 records only."""
    return replace(screened, looks=BATCH)


CASES: Final[Mapping[str, Change]] = MappingProxyType(
    {
        "random order": random_order,
        "late relevant": late_relevant,
        "none relevant": few_relevant(0),
        "one relevant": few_relevant(1),
        "five relevant": few_relevant(5),
        "flipped labels": flipped_labels,
        "looks in batches": in_batches,
    }
)

KEEPS_LOGS: Final = ("none relevant", "one relevant", "five relevant", "flipped labels")
"""Cases that leave the order alone, and with it the logs of draws and captures."""


def plateau() -> Screened:
    """A made-up review: 45 relevant, 855 irrelevant, 5 relevant, 95 irrelevant, in this order."""
    labels = np.concatenate([np.full(number, label, dtype=np.int8) for number, label in PLATEAU])
    size = len(labels)
    records = RecordSet(Record("", Source("", i), id=f"plateau-{i:04d}") for i in range(size))
    trace = FrozenLedger(
        records,
        TITLE_ABSTRACT,
        np.arange(size),
        labels,
        labels.copy(),
        np.full(size, Draw.RANKED.code, dtype=np.int8),
        np.zeros(size, dtype=np.bool_),
    )
    return Screened(trace, labels.copy())


def _reordered(screened: Screened, order: NDArray[np.int64]) -> FrozenLedger:
    """The trace in another order; priors stay in front."""
    labels = screened.truth[order].astype(np.int8)
    return replace(screened.trace, order=order, labels=labels, training=labels.copy())


def _relabelled(screened: Screened, truth: NDArray[np.int8]) -> Screened:
    labels = truth[screened.trace.order].astype(np.int8)
    trace = replace(screened.trace, labels=labels, training=labels.copy())
    return replace(screened, trace=trace, truth=truth)
