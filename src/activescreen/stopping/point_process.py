"""Estimator and rule 8: finds as a point process over ranks, whose rate is carried on."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, NamedTuple

import numpy as np
from scipy.special import pdtr, pdtrik

from activescreen.ledger import UNRESOLVED, FrozenLedger
from activescreen.stopping.base import (
    About,
    Badge,
    RecallEstimate,
    RecallEstimator,
    check_alpha,
)
from activescreen.stopping.estimate_rule import EstimateRule
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence
from activescreen.stopping.rates import Fit, Rate, check_windows, fit_rate, window_counts
from activescreen.stopping.wording import counted, percent, percent_down


class Unfound(NamedTuple):
    """What a fitted rate expects among the unread records."""

    mean: float
    upper: int


class PointProcess(RecallEstimator):
    """What the estimators share that carry a rate on to the unread ranks.

    Stevenson & Bin-Hezam 2023 (10.1145/3631990): the rate of relevant records over ranks is
    fitted on windows of the screened list; the unfound number is Poisson with the rate's
    integral over the unread ranks as its mean, and its upper quantile gives the lower bound of
    recall. No guarantee.

    Only ranked draws are fitted; priors and random draws count as found. A record without a
    final label counts as a relevant one not yet found in the bound.

    Parameters
    ----------
    level
        Quantile of the unfound number; .95 in the paper.
    windows
        Into how many windows of equal width the ranked list is cut.
    fewest
        No estimate with fewer relevant records among the ranked draws.
    """

    badge = Badge.MODEL_BASED
    rate: Rate
    shape_words: str

    def __init__(self, level: float = 0.95, windows: int = 25, fewest: int = 5) -> None:
        check_windows(windows, fewest)
        self.level = check_alpha(level)
        self.windows = windows
        self.fewest = fewest

    def unfound(self, fit: Fit, unread: int) -> Unfound:
        """Expected number and upper quantile among the unread."""
        mean = min(fit.expected(unread), float(unread))
        return Unfound(mean, min(poisson_quantile(self.level, mean), unread))

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The estimate, or None with fewer than ``fewest`` relevant ranked records."""
        windows = window_counts(ledger, self.windows, self.fewest)
        if windows is None:
            return None
        open_labels = int(np.count_nonzero(ledger.labels == UNRESOLVED))
        unread = ledger.population - ledger.n_read
        mean, upper = self.unfound(fit_rate(self.rate, windows), unread)
        found = ledger.n_found
        recall, low = found / (found + mean), found / (found + upper + open_labels)
        statement = (
            f"{self.shape_words} fitted to {counted(int(windows.read), 'ranked record')} expects "
            f"about {mean:.1f} more relevant ones among the {unread:,} unread. The {found:,} found "
            f"would then be {percent_down(recall)} of all, and at least {percent_down(low)} in "
            f"{percent(self.level)} of cases. This holds only as far as the model does: it is "
            "an estimate for planning, not a guarantee."
        )
        return RecallEstimate(
            method=self.name,
            badge=self.badge,
            found=found,
            relevant=found + mean,
            recall=recall,
            low=low,
            high=1.0 if open_labels == 0 else found / (found + open_labels),
            level=self.level,
            statement=statement,
        )


class PointProcessRule(EstimateRule):
    """Stop when F >= tau (F + u), u the upper quantile of the unfound number.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    level, windows, fewest
        See ``PointProcess``.
    """

    figure = "low"
    process: ClassVar[type[PointProcess]]

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        level: float = 0.95,
        windows: int = 25,
        fewest: int = 5,
    ) -> None:
        super().__init__(target_recall, self.process(level, windows, fewest))


def about_rate(line: str, assumes: str) -> About:
    """What people are told of one of these, whose paper is the same."""
    return About(line=line, paper="Stevenson & Bin-Hezam 2023, 10.1145/3631990", assumes=assumes)


def poisson_quantile(level: float, mean: float) -> int:
    """Smallest u with P(Poisson(mean) <= u) >= level."""
    if mean <= 0.0:
        return 0
    upper = int(np.ceil(pdtrik(level, mean)))
    return upper - 1 if upper > 0 and pdtr(upper - 1, mean) >= level else upper
