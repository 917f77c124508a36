"""What is said of one rule on one review: how often it kept its word, and at what price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from activescreen.evaluation.coverage import high_bound, low_bound
from activescreen.evaluation.ends import Ends


@dataclass(frozen=True)
class Row:
    """One rule on one review in one configuration, over seeds and random orders.

    Attributes
    ----------
    review, config, rule, badge
        What was evaluated.
    target, alpha
        tau and the error.
    stress
        Name of the stress case; empty for the review as it is.
    runs
        Seeds, times random orders for a rule that draws by itself.
    stopped
        Runs in which the rule stopped, those included in which all had been read.
    reached
        Stopped runs whose recall is at least the target.
    coverage
        ``reached / stopped``; None if it never stopped.
    coverage_low, coverage_high
        Its exact one-sided 95 % bounds.
    recall_p05, recall_median
        Quantiles of recall over the stopped runs; None if nothing is relevant.
    read_mean, oracle_mean
        Records read, and records read when the target is reached, in the mean of all runs.
    excess_share
        Mean of (read - oracle)/N.
    records, relevant
        N and R.
    never_fired
        Runs in which every record was read before the rule said stop for another reason.
    exact_miss
        The largest exact chance, over the seeds, of stopping below the target; None where it is
        not known.
    flagged
        Whether in some seed's order a rule with a guarantee stopped too early more often than
        chance explains.
    cleared
        Whether a flag is settled by the exact chance: in every seed's order it is at most alpha,
        and the misses counted are no more than such a chance explains.
    real_recall
        Under changed labels: mean recall of what is really relevant.
    """

    review: str
    config: str
    rule: str
    badge: str
    target: float
    alpha: float
    stress: str
    runs: int
    stopped: int
    reached: int
    coverage: float | None
    coverage_low: float | None
    coverage_high: float | None
    recall_p05: float | None
    recall_median: float | None
    read_mean: float
    oracle_mean: float
    excess_share: float
    records: int
    relevant: int
    never_fired: int
    exact_miss: float | None
    flagged: bool
    cleared: bool
    real_recall: float | None

    def to_json(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)

    @property
    def missed(self) -> int:
        """Runs stopped below the target."""
        return self.stopped - self.reached


@dataclass(frozen=True)
class About:
    """What a row is about."""

    review: str
    config: str
    rule: str
    target: float
    alpha: float
    stress: str = ""


def row_of(about: About, ends: Sequence[Ends]) -> Row:
    """One row from the ends of all seeds."""
    first = ends[0]
    read = np.concatenate([end.read for end in ends])
    oracle = np.concatenate([np.full(len(end.read), end.oracle) for end in ends])
    stopped = np.concatenate([end.stopped for end in ends])
    reached = stopped & np.concatenate([end.reached for end in ends])
    n_stopped, n_reached = int(stopped.sum()), int(reached.sum())
    recall = np.concatenate(
        [end.found[end.stopped] / end.relevant for end in ends if end.relevant] or [np.empty(0)]
    )
    exact = [end.exact_miss for end in ends if end.exact_miss is not None]
    real = [end.real_recall for end in ends if end.real_recall is not None]
    exact_miss = max(exact) if len(exact) == len(ends) else None
    flagged = any(end.flagged for end in ends)
    return Row(
        review=about.review,
        config=about.config,
        rule=about.rule,
        badge=first.badge.value,
        target=about.target,
        alpha=about.alpha,
        stress=about.stress,
        runs=len(read),
        stopped=n_stopped,
        reached=n_reached,
        coverage=n_reached / n_stopped if n_stopped else None,
        coverage_low=low_bound(n_reached, n_stopped) if n_stopped else None,
        coverage_high=high_bound(n_reached, n_stopped) if n_stopped else None,
        recall_p05=float(np.quantile(recall, 0.05)) if recall.size else None,
        recall_median=float(np.median(recall)) if recall.size else None,
        read_mean=float(read.mean()),
        oracle_mean=float(oracle.mean()),
        excess_share=float((read - oracle).mean()) / first.population,
        records=first.population,
        relevant=first.relevant,
        never_fired=int(np.count_nonzero(read == first.population)),
        exact_miss=exact_miss,
        flagged=flagged,
        cleared=flagged and all(end.explained for end in ends),
        real_recall=float(np.mean(real)) if real else None,
    )
