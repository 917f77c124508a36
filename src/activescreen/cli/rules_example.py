"""A made-up review on which a rule or an estimator shows what it would say."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import Draw, FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import Need, RecallEstimator, StoppingRule


class _Review(NamedTuple):
    """How many records, relevant ones among them, and how steeply these thin out."""

    records: int
    relevant: int
    fall: float


_REVIEWS: Final = (
    *(_Review(1_000, 150, fall) for fall in (8.0, 20.0, 40.0)),
    _Review(4_000, 400, 40.0),
)
"""The next one is tried where a rule would read everything: that shows nothing of the rule."""
_SEEN: Final = (Need.LABELS, Need.RANDOM_DRAWS)


def rule_statement(rule: StoppingRule) -> str:
    """What a rule says where it stops; one that looks at what models saved says that it does."""
    if rule.about.needs not in _SEEN:
        return _unseen(rule.about.needs)
    said = ""
    for review in _REVIEWS:
        truth = _truth(review)
        replay = rule.replay(_ledger(np.arange(review.records), truth, review.records), truth)
        said = rule.decide(replay.ledger).statement
        if replay.ledger.n_read < review.records:
            break
    return said


def estimate_statement(estimator: RecallEstimator) -> str:
    """What an estimator says after 500 ranked records and 250 random ones."""
    if estimator.about.needs not in _SEEN:
        return _unseen(estimator.about.needs)
    review = _REVIEWS[0]
    ranked = review.records // 2
    shuffled = np.random.default_rng(1).permutation(np.arange(ranked, review.records))
    order = np.concatenate([np.arange(ranked), shuffled])[: review.records * 3 // 4]
    estimate = estimator.estimate(_ledger(order, _truth(review), ranked))
    return "Nothing: there is too little to go by." if estimate is None else estimate.statement


def _unseen(need: Need) -> str:
    return f"Nothing: it looks at {need.value}, which only a real screening can save."


def _truth(review: _Review) -> NDArray[np.int8]:
    """Labels in ranked order: dense at the front, thin towards the end."""
    records, relevant, fall = review
    weight = np.exp(-fall * np.arange(records) / records)
    chosen = np.random.default_rng(0).choice(
        records, relevant, replace=False, p=weight / weight.sum()
    )
    truth = np.zeros(records, dtype=np.int8)
    truth[chosen] = 1
    return truth


def _ledger(order: NDArray[np.int64], truth: NDArray[np.int8], ranked: int) -> FrozenLedger:
    """The first ``ranked`` of the order as ranked draws, the others as random ones."""
    records = RecordSet(Record(f"Record {i}", Source("made up", i)) for i in range(len(truth)))
    draws = np.full(len(order), Draw.RANDOM.code, dtype=np.int8)
    draws[:ranked] = Draw.RANKED.code
    labels = truth[order]
    again = np.zeros(len(order), dtype=np.bool_)
    return FrozenLedger(records, TITLE_ABSTRACT, order, labels, labels.copy(), draws, again)
