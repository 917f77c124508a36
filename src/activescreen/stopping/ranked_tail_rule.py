"""Rule 1b as a rule: it advises when to begin random draws, and certifies nothing."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError
from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping.base import (
    About,
    Badge,
    Replay,
    StoppingDecision,
    StoppingRule,
    check_alpha,
    check_target,
    replay_by_looking,
)
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence
from activescreen.stopping.ranked_tail import ranked_tail_below
from activescreen.stopping.wording import counted, everything_read, no_claim, percent


class RankedTailRule(StoppingRule):
    """Stop when the ranked-tail p falls below alpha.

    Callaghan & Müller-Hansen 2020 (10.1186/s13643-020-01521-4) test every tail of the ranked list
    as if it had been drawn at random. No guarantee: a ranked tail is no random sample. With 45
    relevant records, 855 irrelevant ones, then 5 relevant ones in 1,000, it stops at record 648
    with a recall of 90 % every time. It is here to advise when random draws should begin, which
    is what the rules with a random phase use it for, and to be compared.

    Assumes that the ranking is no better than chance in its tail; a good ranking makes it stop
    late, a second cluster of relevant records too early.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    alpha
        The level; .05 in the paper.
    odds
        Wallenius odds with which the ranking takes a relevant record before an irrelevant one.
        Nobody knows them; above 1 it stops earlier.
    """

    name = "ranked_tail"
    badge = Badge.HEURISTIC
    about = About(
        line="Tests the ranked list's tails as if they were random; advises on random draws.",
        paper="Callaghan & Müller-Hansen 2020, 10.1186/s13643-020-01521-4",
        assumes="the tail of the ranking is like a random sample, which it is not",
    )

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        alpha: float = 0.05,
        odds: float = 1.0,
    ) -> None:
        if not 0.0 < odds < float("inf"):
            raise ConfigurationError(
                f"Odds of {odds:g} are not possible.",
                remedy="Use 1 for a plain urn, or a number above 0.",
            )
        self.target_recall = check_target(target_recall)
        self.alpha = check_alpha(alpha)
        self.odds = odds

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Stop if p was below alpha at a look after any record, however long ago."""
        at = self._first(ledger)
        done = ledger.n_read == ledger.population and not np.any(ledger.labels == UNRESOLVED)
        if done:
            reason, claim = "Every record has been read.", everything_read(ledger.population)
        elif at is not None:
            reason = f"After {counted(at, 'record')} the ranked-tail p fell below {self.alpha:g}."
            claim = (
                f"{reason} This advises to begin random draws, if a claim is wanted. It says "
                f"nothing certain of {percent(self.target_recall)} recall: the tail of a ranked "
                "list is no random sample."
            )
        else:
            reason = f"The ranked-tail p has not been below {self.alpha:g} yet."
            claim = no_claim(self.target_recall)
        return StoppingDecision(
            rule=self.name,
            badge=self.badge,
            stop=done or at is not None,
            reason=reason,
            statement=claim,
            n_read=ledger.n_read,
            found=ledger.n_found,
            details={"odds": self.odds} | ({} if at is None else {"stopped_at": at}),
        )

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening; see the base class."""
        ranked = trace.drawn(Draw.RANKED)
        start = trace.n_read - int(ranked.sum())
        if np.any(trace.labels == UNRESOLVED) or not ranked[start:].all():
            return replay_by_looking(self, trace, truth, evidence)
        at = self._first(trace)
        if at is not None:
            return Replay(trace.prefix(at), True, None)
        return Replay(trace, self.decide(trace).stop, None)

    def _first(self, ledger: FrozenLedger) -> int | None:
        """Records read at the first look with p below alpha. Open labels count as irrelevant."""
        ranked = ledger.drawn(Draw.RANKED)
        start = int(np.argmax(ranked)) if ranked.any() else ledger.n_read
        labels = (ledger.labels == RELEVANT).astype(np.int8)
        return ranked_tail_below(
            labels,
            ledger.population,
            self.target_recall,
            self.alpha,
            start=start,
            odds=self.odds,
        )
