"""Where one rule ends one screening, under each random order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from activescreen.evaluation.coverage import low_bound
from activescreen.evaluation.rule_spec import RuleSpec
from activescreen.evaluation.screened import Screened
from activescreen.ledger import RELEVANT
from activescreen.stopping import Badge
from activescreen.stopping.base import check_target

_REAL_REPLAYS: Final = 20
_TOO_RARE: Final = 0.001


@dataclass(frozen=True, eq=False)
class Ends:
    """Where one rule ends one screening.

    Attributes
    ----------
    badge
        The rule's, with these settings.
    population, relevant, oracle
        N, R, and the records read when the target is reached.
    read, found
        Records read and relevant ones found in each run; shape (runs,).
    stopped
        Whether the rule stopped; shape (runs,).
    reached
        Whether recall was at the target then; shape (runs,).
    exact_miss
        The exact chance of stopping below the target on this screening; None if not known.
    flagged
        Whether a rule with a guarantee stopped too early more often than chance explains: the
        lower bound of its miss rate exceeds alpha.
    explained
        Whether the exact chance keeps the guarantee and is itself one that explains the misses
        counted: their probability under it is at least 1 in 1,000.
    real_recall
        Where labels were changed for a stress case: mean recall of what is really relevant.
    """

    badge: Badge
    population: int
    relevant: int
    oracle: int
    read: NDArray[np.int64]
    found: NDArray[np.int64]
    stopped: NDArray[np.bool_]
    reached: NDArray[np.bool_]
    exact_miss: float | None = None
    flagged: bool = False
    explained: bool = False
    real_recall: float | None = None


def ends_of(
    screened: Screened, spec: RuleSpec, target_recall: float, alpha: float, redraws: int, seed: int
) -> Ends:
    """Replay a rule on a screening, as often as chance has a part in it.

    Parameters
    ----------
    screened
        The screening.
    spec
        The rule.
    target_recall, alpha
        tau and the error.
    redraws
        Random orders for a rule that draws by itself; any other is replayed once.
    seed
        First seed of the random orders.
    """
    rule = spec.make(target_recall, alpha, seed)
    seeds = range(seed, seed + (redraws if rule.by_chance else 1))
    trace, truth, evidence = screened.trace, screened.truth, screened.evidence
    outcomes = rule.redraws(trace, truth, seeds, evidence, screened.looks)
    relevant, target = screened.relevant, check_target(target_recall)
    reached = outcomes.found * target.denominator >= relevant * target.numerator
    misses = int(np.count_nonzero(outcomes.stopped & ~reached))
    guaranteed = rule.badge in (Badge.CERTIFIED, Badge.ONE_LOOK)
    flagged = guaranteed and low_bound(misses, len(seeds)) > alpha
    # The exact chance is that of looking after every record.
    exact = rule.exact_miss(trace, truth) if guaranteed and screened.looks == 1 else None
    return Ends(
        badge=rule.badge,
        population=trace.population,
        relevant=relevant,
        oracle=screened.oracle(target),
        read=outcomes.read,
        found=outcomes.found,
        stopped=outcomes.stopped,
        reached=reached,
        exact_miss=exact,
        flagged=flagged,
        explained=exact is not None and explains(exact, alpha, misses, len(seeds)),
        real_recall=_real_recall(screened, spec, target_recall, alpha, seeds),
    )


def explains(exact: float, alpha: float, misses: int, runs: int) -> bool:
    """Whether an exact chance of falling short keeps the guarantee and explains what was counted.

    Parameters
    ----------
    exact, alpha
        The exact chance, and what is promised.
    misses, runs
        Runs that fell short, of so many.
    """
    kept = exact <= alpha * (1.0 + 1e-9)
    return kept and bool(binom.sf(misses - 1, runs, exact) >= _TOO_RARE)


def _real_recall(
    screened: Screened,
    spec: RuleSpec,
    target_recall: float,
    alpha: float,
    seeds: range | tuple[int],
) -> float | None:
    if screened.real is None or not np.any(screened.real == RELEVANT):
        return None
    recalls = []
    for seed in seeds[:_REAL_REPLAYS]:
        rule = spec.make(target_recall, alpha, seed)
        ledger = rule.replay(screened.trace, screened.truth, screened.evidence).ledger
        recalls.append(screened.real[ledger.order].sum() / screened.real.sum())
    return float(np.mean(recalls))
