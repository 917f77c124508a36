"""Lower bound of recall from random draws: exact at one planned look."""

from __future__ import annotations

import numpy as np

from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping.base import About, Badge, RecallEstimate, check_alpha
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.hypergeometric import largest_compatible
from activescreen.stopping.phase import phase_starts
from activescreen.stopping.wording import counted, percent, percent_down, scope


class HypergeometricBound:
    """The recall below which a look at the random draws would reject.

    K_up is the largest number of relevant records in the urn that n random draws with k
    relevant do not reject at 1 - level (the inversion of the test of Callaghan &
    Müller-Hansen 2020, 10.1186/s13643-020-01521-4; the elusion test is the same with another
    count of what was found). Recall is then at least F/(rho + K_up).

    Assumes simple random draws without replacement, and one look planned beforehand: read
    again and again it errs more often than it says. For a claim that holds at every look use
    the rule ``calibrated_random_phase``.

    Parameters
    ----------
    level
        Confidence of the bound.
    """

    name = "hypergeometric_bound"
    badge = Badge.ONE_LOOK
    about = About(
        line="Lower bound of recall from random draws, for one planned look.",
        paper="Callaghan & Müller-Hansen 2020, 10.1186/s13643-020-01521-4",
        assumes="simple random draws without replacement, and one look planned beforehand",
        needs=Need.RANDOM_DRAWS,
    )

    def __init__(self, level: float = 0.95) -> None:
        self.level = check_alpha(level)

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The bound from the last run of random draws, or None without one that is final.

        Each run comes from an urn of its own, so that draws of several are no sample of any.
        """
        starts = phase_starts(ledger)
        start = int(starts[-1]) if starts.size else ledger.n_read
        if np.any(ledger.labels[:start] == UNRESOLVED):
            return None
        other = np.flatnonzero(~ledger.drawn(Draw.RANDOM)[start:])
        labels = ledger.labels[start:][: int(other[0]) if other.size else None]
        blocked = np.flatnonzero(labels == UNRESOLVED)
        labels = labels[: int(blocked[0])] if blocked.size else labels
        drawn, k = len(labels), int(np.count_nonzero(labels == RELEVANT))
        if drawn == 0:
            return None
        before = int(np.count_nonzero(ledger.labels[:start] == RELEVANT))
        urn, found = ledger.population - start, ledger.n_found
        most = before + max(largest_compatible(k, urn, drawn, 1.0 - self.level), found - before)
        low = found / most if most else None
        recall = None if low is None else f"recall is at least {percent_down(low)}"
        statement = (
            f"{counted(drawn, 'random draw')} from an urn of {urn:,} had {k:,} relevant among "
            f"them; {recall or 'nothing relevant was found and nothing may be there'}, at "
            f"{percent(self.level)} confidence for one look planned beforehand. Looked at "
            f"again and again this bound errs more often. {scope(ledger.population)}"
        )
        return RecallEstimate(
            method=self.name,
            badge=self.badge,
            found=found,
            relevant=None,
            recall=None,
            low=low,
            high=None,
            level=self.level,
            statement=statement,
        )
