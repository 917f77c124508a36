"""Estimator and rule 7, AutoStop: finds weighted by how likely they were to be drawn."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from activescreen.errors import StoppingError
from activescreen.ledger import RELEVANT, Draw, FrozenLedger
from activescreen.stopping.base import About, Badge, RecallEstimate, RecallEstimator
from activescreen.stopping.estimate_rule import EstimateRule
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.hypergeometric import FloatArray
from activescreen.stopping.wording import counted, percent_down


class HorvitzThompson(NamedTuple):
    """Estimated number of relevant records, and the variance of that estimate."""

    relevant: float
    variance: float


def horvitz_thompson(inclusion: FloatArray) -> HorvitzThompson:
    """Sum of 1/pi over the relevant records drawn, and the variance as if draws were independent.

    The variance is that of Poisson sampling, the sum of (1 - pi)/pi^2. It needs no joint
    inclusion probabilities. Draws with replacement keep one another out a little, so that the
    true variance is somewhat smaller.

    Parameters
    ----------
    inclusion
        pi of each relevant record drawn, above 0 and at most 1; shape (F,).

    Raises
    ------
    StoppingError
        If one of them is not a probability above 0.
    """
    if not np.all((inclusion > 0.0) & (inclusion <= 1.0)):
        raise StoppingError(
            "A record was drawn although its probability of being drawn is saved as 0, or as no "
            "probability at all.",
            remedy="Save the probabilities of the draws that were made, after every batch.",
        )
    return HorvitzThompson(
        float((1.0 / inclusion).sum()), float(((1.0 - inclusion) / inclusion**2).sum())
    )


class AutoStop(RecallEstimator):
    """Recall from unequal random draws whose probabilities are known.

    Li & Kanoulas 2020 (10.1145/3411755): records are drawn with replacement, those at the top of
    the ranking more often; each find counts for 1/pi, pi the probability of its having been
    drawn by now. The estimate is without bias at a fixed moment, not at the moment at which a
    rule stops because of it. No guarantee.

    Assumes that the draws were made with the probabilities saved. Records known beforehand
    (priors, pilot) count for themselves.
    """

    name = "autostop"
    badge = Badge.MODEL_BASED
    about = About(
        line="Counts each find by how unlikely it was to be drawn.",
        paper="Li & Kanoulas 2020, 10.1145/3411755",
        assumes="records were drawn with the saved probabilities; no bias at a fixed moment only",
        needs=Need.DRAW_PROBABILITIES,
    )

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The estimate; ``low`` is one deviation below. None without a find that was drawn.

        Raises
        ------
        StoppingError
            If a find has no probability of having been drawn.
        """
        evidence.check(ledger.population)
        inclusion = None if evidence.draws is None else evidence.draws.inclusion(ledger.n_read)
        known = ledger.drawn(Draw.PRIOR) | ledger.drawn(Draw.PILOT)
        # Priors alone would stand for themselves and say that nothing is missing.
        if inclusion is None or not np.any(ledger.labels[~known] == RELEVANT):
            return None
        found = ledger.n_found
        inclusion[ledger.order[known]] = 1.0
        total, variance = horvitz_thompson(inclusion[ledger.order[ledger.labels == RELEVANT]])
        recall, low = found / total, found / (total + math.sqrt(variance))
        statement = (
            f"{counted(found, 'relevant record')} found, each counted by how unlikely it was to "
            f"be drawn, stand for about {total:.1f}: recall is {percent_down(recall)}, or "
            f"{percent_down(low)} one standard deviation lower. This has no bias at a moment fixed "
            "beforehand, but it has one where it is watched until it is high enough: it is an "
            "estimate for planning, not a guarantee."
        )
        return RecallEstimate(
            method=self.name,
            badge=self.badge,
            found=found,
            relevant=total,
            recall=recall,
            low=low,
            high=None,
            level=0.0,
            statement=statement,
        )


class AutoStopRule(EstimateRule):
    """Stop when F >= tau R, R the Horvitz-Thompson estimate of the number of relevant records.

    Li & Kanoulas 2020 (10.1145/3411755); see ``AutoStop``. It needs a screening whose records
    were drawn at random with unequal, known probabilities: it does not draw itself, and looks
    after each batch of draws. No guarantee.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    with_deviation
        Stop only when F >= tau (R + its standard deviation), the paper's cautious variant. The
        deviation is that of independent draws, see ``horvitz_thompson``.
    """

    name = AutoStop.name
    about = AutoStop.about

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        with_deviation: bool = False,  # named in configurations
    ) -> None:
        super().__init__(target_recall, AutoStop())
        self.with_deviation = with_deviation
        self.figure = "low" if with_deviation else "recall"
