"""From a trace to a run: metrics, where each rule stops, and the recall estimates on the way."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Final

import numpy as np

from activescreen import metrics
from activescreen.errors import StoppingError
from activescreen.metrics import ScreeningOrder
from activescreen.simulation.run import SimulationRun, Stop
from activescreen.simulation.trace import Trace
from activescreen.simulation.truth import Truth
from activescreen.stopping import ESTIMATORS, RULES, RecallEstimate, StoppingRule

ESTIMATOR: Final = "poisson_power"
BOUND: Final = "hypergeometric_bound"


def make_rules(
    names: Sequence[str], seed: int, target_recall: float = 0.95, alpha: float = 0.05
) -> list[StoppingRule]:
    """Stopping rules by name, each given the settings that it has.

    Raises
    ------
    ConfigurationError
        If a name is unknown.
    """
    settings = {"target_recall": target_recall, "alpha": alpha, "seed": seed}
    rules = []
    for name in names:
        accepted = inspect.signature(RULES.factory(name)).parameters
        rules.append(
            RULES.create(name, **{key: v for key, v in settings.items() if key in accepted})
        )
    return rules


def conclude(trace: Trace, truth: Truth, rules: Sequence[StoppingRule] = ()) -> SimulationRun:
    """Compute everything that a run reports from what it did.

    Parameters
    ----------
    trace
        What was read, in which order.
    truth
        The population with its labels.
    rules
        Stopping rules; each is replayed on a continuation of its own.
    """
    ledger = trace.ledger(truth)
    after_priors = ScreeningOrder.after_priors(
        ledger.labels,
        np.arange(ledger.n_read) < trace.n_priors,
        len(truth.records),
        truth.relevant,
    )
    return SimulationRun(
        file=truth.name,
        config=trace.config,
        seed=trace.seed,
        priors=tuple(truth.rows[trace.order[: trace.n_priors]].tolist()),
        order=truth.rows[trace.order],
        labels=ledger.labels,
        population=len(truth.records),
        relevant=truth.relevant,
        metrics=metrics.compute(after_priors),
        stopping=tuple(_replay(rule, trace, truth) for rule in rules),
        estimates=_estimates(trace, truth),
        seconds=trace.seconds,
        data_hash=truth.digest,
        model_hash=trace.model_hash,
        complete=trace.complete,
    )


def _replay(rule: StoppingRule, trace: Trace, truth: Truth) -> Stop:
    # An interrupted run has not found everything, so its tail's labels would tell of records
    # that no ranking had reached.
    finished = trace.ledger(truth, with_tail=trace.complete)
    replay = rule.replay(finished, truth.labels)
    ledger = replay.ledger
    found = ledger.n_found
    decision = rule.decide(ledger)
    if decision.stop != replay.stopped:
        raise StoppingError(
            f"The rule '{rule.name}' contradicts itself: its replay and its look differ.",
            remedy="This is a fault of the rule, please report it.",
        )
    bound = ESTIMATORS.create(BOUND).estimate(ledger) if replay.stopped else None
    return Stop(
        rule=rule.name,
        badge=rule.badge.value,
        stopped_at=ledger.n_read if replay.stopped else None,
        recall=found / truth.relevant if replay.stopped and truth.relevant else None,
        found=found,
        phase_opened_at=replay.phase_opened_at,
        recall_bound=bound.low if bound is not None else None,
        statement=decision.statement,
    )


def _estimates(trace: Trace, truth: Truth) -> tuple[tuple[int, RecallEstimate], ...]:
    estimator = ESTIMATORS.create(ESTIMATOR)
    ledger = trace.ledger(truth)
    estimates = []
    for labels in trace.trained_at:
        estimate = estimator.estimate(ledger.prefix(labels))
        if estimate is not None:
            estimates.append((labels, estimate))
    return tuple(estimates)
