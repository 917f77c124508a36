"""Estimator and rule 9, Chao: models as occasions on which relevant records are captured."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from activescreen.errors import StoppingError
from activescreen.ledger import RELEVANT, FrozenLedger
from activescreen.stopping.base import About, Badge, RecallEstimate
from activescreen.stopping.estimate_rule import EstimateRule
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.wording import counted, percent_down


def chao(found: int, once: int, twice: int, *, corrected: bool = True) -> float:
    """Estimated number of relevant records.

    Parameters
    ----------
    found
        F, relevant records found by any model.
    once, twice
        f1 and f2: found by exactly one model, by exactly two.
    corrected
        The bias-corrected form F + f1 (f1 - 1)/(2 (f2 + 1)), which exists without any f2, too;
        otherwise F + f1^2/(2 f2).

    Raises
    ------
    StoppingError
        If more were found once and twice than were found.
    """
    if min(once, twice) < 0 or once + twice > found:
        raise StoppingError(
            f"{once:,} records found once and {twice:,} found twice do not fit {found:,} found.",
            remedy="Count every relevant record once, by how many models came to it.",
        )
    if corrected or not twice:
        return found + once * (once - 1) / (2 * (twice + 1))
    return found + once * once / (2 * twice)


class Chao:
    """Recall by capture and recapture, with several models as occasions.

    Chao's estimate as Bron et al. 2024 (10.1145/3724116) use it: relevant records that one model
    alone has come to tell how many none has. A lower bound of their number where some records
    are harder to find than others, so recall is overstated. No guarantee.

    Assumes that models come to records independently. It needs a log of which model came to
    which record.

    Parameters
    ----------
    corrected
        Use the bias-corrected form.
    fewest
        No estimate with fewer relevant records found.
    """

    name = "chao"
    badge = Badge.MODEL_BASED
    about = About(
        line="Tells the unfound from what only one of several models has found.",
        paper="Bron et al. 2024, 10.1145/3724116",
        assumes="models come to records independently, and all records are equally hard to find",
        needs=Need.CAPTURES,
    )

    def __init__(self, corrected: bool = True, fewest: int = 5) -> None:  # named in configurations
        self.corrected = corrected
        self.fewest = fewest

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The estimate; None without a log of captures, or with too few finds."""
        evidence.check(ledger.population)
        found = ledger.n_found
        if evidence.captures is None or found < self.fewest:
            return None
        relevant = ledger.order[ledger.labels == RELEVANT]
        times = evidence.captures.at(ledger.n_read)[:, relevant].sum(axis=0)
        once, twice = int(np.count_nonzero(times == 1)), int(np.count_nonzero(times == 2))
        expected = chao(found, once, twice, corrected=self.corrected)
        recall = found / expected
        statement = (
            f"Of {counted(found, 'relevant record')} found, {once:,} were found by one model alone "
            f"and {twice:,} by two. If models searched independently, about {expected - found:.1f} "
            f"more are left and recall is {percent_down(recall)}. Where some records are harder to "
            "find than others this overstates recall: it is an estimate for planning, not a "
            "guarantee."
        )
        return RecallEstimate(
            method=self.name,
            badge=self.badge,
            found=found,
            relevant=expected,
            recall=recall,
            low=None,
            high=None,
            level=0.0,
            statement=statement,
        )


class ChaoRule(EstimateRule):
    """Stop when recall by Chao's estimate reaches the target.

    Bron et al. 2024 (10.1145/3724116); see ``Chao``. No guarantee: where some records are harder
    to find than others it stops too early.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    corrected, fewest
        See ``Chao``.
    """

    name = Chao.name
    about = Chao.about

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        corrected: bool = True,  # named in configurations
        fewest: int = 5,
    ) -> None:
        super().__init__(target_recall, Chao(corrected, fewest))
