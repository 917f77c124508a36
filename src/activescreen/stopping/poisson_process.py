"""Estimator 8: the ranked finds as a point process whose rate falls; model-based."""

from __future__ import annotations

import numpy as np
from scipy.special import pdtr, pdtrik

from activescreen.errors import ConfigurationError
from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping.base import About, Badge, RecallEstimate, check_alpha
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence
from activescreen.stopping.power_rate import fit_power_rate
from activescreen.stopping.wording import counted, percent


class PoissonProcess:
    """Recall from an inhomogeneous Poisson process with a power-law rate.

    Stevenson & Bin-Hezam 2023 (10.1145/3631990): the rate of relevant records over ranks is
    fitted on windows of the screened list and carried on to the unread ranks; the unfound
    number is Poisson with that mean, and its upper quantile gives the lower bound of recall.

    Assumes that the rate goes on as it fell so far. A ranking that has a second cluster of
    relevant records ahead of it breaks this, and no figure here will show it. Only ranked
    draws are fitted; priors and random draws count as found. A record without a final label
    counts as a relevant one not yet found in the bound.

    Parameters
    ----------
    level
        Quantile of the unfound number; .95 in the paper.
    windows
        Into how many windows of equal width the ranked list is cut at most.
    fewest
        No estimate with fewer relevant records among the ranked draws.
    """

    name = "poisson_process"
    badge = Badge.MODEL_BASED
    about = About(
        line="Carries a falling rate of finds on to the unread records.",
        paper="Stevenson & Bin-Hezam 2023, 10.1145/3631990",
        assumes="the rate goes on falling as it fell so far",
    )

    def __init__(self, level: float = 0.95, windows: int = 25, fewest: int = 5) -> None:
        if windows < 2 or fewest < 1:
            raise ConfigurationError(
                f"{windows} windows and {fewest} finds cannot carry a rate.",
                remedy="Use at least 2 windows and 1 find.",
            )
        self.level = check_alpha(level)
        self.windows = windows
        self.fewest = fewest

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The estimate, or None with fewer than ``fewest`` relevant ranked records."""
        ranked = np.asarray(ledger.labels[ledger.drawn(Draw.RANKED)] == RELEVANT)
        read = len(ranked)
        if np.count_nonzero(ranked) < self.fewest or read < self.windows:
            return None
        edges = np.round(np.linspace(0, read, self.windows + 1))
        cumulated = np.concatenate([[0], np.cumsum(ranked)])
        counts = np.diff(cumulated[edges.astype(np.int64)]).astype(np.float64)
        rate = fit_power_rate(counts, edges)
        open_labels = int(np.count_nonzero(ledger.labels == UNRESOLVED))
        unread = ledger.population - ledger.n_read
        mean = min(rate.expected(read, read + unread), float(unread))
        upper = min(_poisson_quantile(self.level, mean), unread) + open_labels
        found = ledger.n_found
        recall, low = found / (found + mean), found / (found + upper)
        statement = (
            f"A falling rate fitted to {counted(read, 'ranked record')} expects about "
            f"{mean:.1f} more relevant ones among the {unread:,} unread. The {found:,} found "
            f"would then be {percent(recall)} of all, and at least {percent(low)} in "
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


def _poisson_quantile(level: float, mean: float) -> int:
    """Smallest u with P(Poisson(mean) <= u) >= level."""
    if mean <= 0.0:
        return 0
    upper = int(np.ceil(pdtrik(level, mean)))
    return upper - 1 if upper > 0 and pdtr(upper - 1, mean) >= level else upper
