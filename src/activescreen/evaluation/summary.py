"""Rules over all reviews: the review is the unit, seeds and random orders are nested in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from activescreen.evaluation.coverage import low_bound
from activescreen.evaluation.row import Row


def summary(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """One line a (config, rule, stress case): over reviews, which are the unit.

    ``reviews_kept`` counts the reviews in which no run ended below the target; for a rule without
    random draws its bounds are those that a dozen reviews can prove.
    """
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.config, row.rule, row.stress), []).append(row)
    return [_summed(mine) for mine in groups.values()]


def _summed(rows: Sequence[Row]) -> dict[str, Any]:
    covered = [row for row in rows if row.coverage is not None]
    worst = min(covered, key=lambda row: row.coverage or 0.0, default=None)
    tails = [row.recall_p05 for row in rows if row.recall_p05 is not None]
    kept = sum(row.missed == 0 for row in rows)
    first = rows[0]
    return {
        "config": first.config,
        "rule": first.rule,
        "badge": first.badge,
        "stress": first.stress,
        "reviews": len(rows),
        "runs": sum(row.runs for row in rows),
        "stopped": sum(row.stopped for row in rows),
        "reached": sum(row.reached for row in rows),
        "coverage": float(np.mean([row.coverage for row in covered])) if covered else None,
        "worst_review": worst.review if worst else None,
        "worst_coverage": worst.coverage if worst else None,
        "reviews_kept": kept,
        "reviews_kept_low": low_bound(kept, len(rows)),
        "recall_p05": min(tails, default=None),
        "read_share": float(np.mean([row.read_mean / row.records for row in rows])),
        "oracle_share": float(np.mean([row.oracle_mean / row.records for row in rows])),
        "excess_share": float(np.mean([row.excess_share for row in rows])),
        "never_fired": sum(row.never_fired for row in rows),
        "flagged": sum(row.flagged for row in rows),
        "cleared": sum(row.cleared for row in rows),
    }
