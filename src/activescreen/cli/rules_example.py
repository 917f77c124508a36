"""A made-up review on which a rule or an estimator shows what it would say."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import Draw, FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import Need, RecallEstimator, StoppingRule

_RECORDS: Final = 1_000
_RELEVANT: Final = 150
_SEEN: Final = (Need.LABELS, Need.RANDOM_DRAWS)


def rule_statement(rule: StoppingRule) -> str:
    """What a rule says where it stops; one that looks at what models saved says that it does."""
    if rule.about.needs not in _SEEN:
        return _unseen(rule.about.needs)
    truth = _truth()
    replay = rule.replay(_ledger(np.arange(_RECORDS), truth, _RECORDS), truth)
    return rule.decide(replay.ledger).statement


def estimate_statement(estimator: RecallEstimator) -> str:
    """What an estimator says after 500 ranked records and 250 random ones."""
    if estimator.about.needs not in _SEEN:
        return _unseen(estimator.about.needs)
    ranked = _RECORDS // 2
    shuffled = np.random.default_rng(1).permutation(np.arange(ranked, _RECORDS))
    order = np.concatenate([np.arange(ranked), shuffled])[: _RECORDS * 3 // 4]
    estimate = estimator.estimate(_ledger(order, _truth(), ranked))
    return "Nothing: there is too little to go by." if estimate is None else estimate.statement


def _unseen(need: Need) -> str:
    return f"Nothing: it looks at {need.value}, which only a real screening can save."


def _truth() -> NDArray[np.int8]:
    """Labels in ranked order: dense at the front, thin towards the end."""
    weight = np.exp(-8.0 * np.arange(_RECORDS) / _RECORDS)
    chosen = np.random.default_rng(0).choice(
        _RECORDS, _RELEVANT, replace=False, p=weight / weight.sum()
    )
    truth = np.zeros(_RECORDS, dtype=np.int8)
    truth[chosen] = 1
    return truth


def _ledger(order: NDArray[np.int64], truth: NDArray[np.int8], ranked: int) -> FrozenLedger:
    """The first ``ranked`` of the order as ranked draws, the others as random ones."""
    records = RecordSet(Record(f"Record {i}", Source("made up", i)) for i in range(_RECORDS))
    draws = np.full(len(order), Draw.RANDOM.code, dtype=np.int8)
    draws[:ranked] = Draw.RANKED.code
    labels = truth[order]
    again = np.zeros(len(order), dtype=np.bool_)
    return FrozenLedger(records, TITLE_ABSTRACT, order, labels, labels.copy(), draws, again)
