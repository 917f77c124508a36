"""Estimator and rule 11: what a first random sample says of the whole. A comparator."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError
from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping.base import (
    About,
    Badge,
    RecallEstimate,
    RecallEstimator,
    Replay,
    StoppingDecision,
    check_target,
)
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.sample_first import FirstSample, SampleFirstRule, first_sample
from activescreen.stopping.wording import counted, everything_read, no_claim, percent, percent_down

_ABOUT = About(
    line="Takes the share of relevant records in a random sample for that of all.",
    paper="a habit; tested by Callaghan & Müller-Hansen 2020, 10.1186/s13643-020-01521-4",
    assumes="the sample's share is the share of all, as if there were no chance",
    needs=Need.RANDOM_DRAWS,
)


def expected_relevant(population: int, drawn: int, relevant: int) -> Fraction:
    """N r_s/n_s, exact.

    Parameters
    ----------
    population
        N, of which the sample was drawn.
    drawn, relevant
        n_s and r_s.

    Raises
    ------
    ConfigurationError
        If more were drawn than there are, or more found than drawn.
    """
    if not 0 <= relevant <= drawn <= population or drawn == 0:
        raise ConfigurationError(
            f"{relevant:,} relevant records in a sample of {drawn:,} from {population:,} are "
            "not possible.",
            remedy="Draw at least one record, and count what is found among those drawn.",
        )
    return Fraction(population * relevant, drawn)


def _expected(ledger: FrozenLedger, sample: FirstSample) -> Fraction:
    """What was found before the sample, and the sample's share of what was unread then."""
    before = int(np.count_nonzero(ledger.labels[: sample.start] == RELEVANT))
    inside = int(np.count_nonzero(ledger.labels[sample.start : sample.end] == RELEVANT))
    urn = ledger.population - sample.start
    return before + expected_relevant(urn, sample.drawn, inside)


class BaselineInclusionRate(RecallEstimator):
    """Recall from the share of relevant records in the first random sample, N r_s/n_s.

    A habit, tested by Callaghan & Müller-Hansen 2020 (10.1186/s13643-020-01521-4). It is without
    bias and without any bound, hence too high about half the time. No guarantee. Records known
    before the sample count as found, and the share applies to what was unread then.
    """

    name = "baseline_inclusion_rate"
    badge = Badge.HEURISTIC
    about = _ABOUT

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The estimate; None without a sample with final labels and a relevant record."""
        sample = first_sample(ledger)
        labels = ledger.labels[sample.start : sample.end]
        if np.any(labels == UNRESOLVED) or not np.any(labels == RELEVANT):
            return None
        expected, found = _expected(ledger, sample), ledger.n_found
        recall = min(float(found / expected), 1.0)
        statement = (
            f"{counted(sample.drawn, 'random draw')} had "
            f"{int(np.count_nonzero(labels == RELEVANT)):,} relevant among them, which makes about "
            f"{float(expected):.1f} in all; the {found:,} found would be {percent_down(recall)}. "
            "This is too high about half the time: it is no guarantee, and no good guide."
        )
        return RecallEstimate(
            method=self.name,
            badge=self.badge,
            found=found,
            relevant=float(expected),
            recall=recall,
            low=None,
            high=None,
            level=0.0,
            statement=statement,
        )


class BaselineInclusionRateRule(SampleFirstRule):
    """Stop when F reaches the share tau of what a first random sample makes us expect.

    A habit, tested by Callaghan & Müller-Hansen 2020 (10.1186/s13643-020-01521-4), where it missed
    the target in 40 % of runs; about half is what its logic gives. No guarantee: it is here as a
    comparator alone. A sample without a relevant record says nothing, and all is read.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    seed
        Seed of the registered permutation that the sample is drawn by.
    sample
        n_s, or all records if there are fewer. The default is our choice.
    """

    name = BaselineInclusionRate.name
    badge = Badge.HEURISTIC
    about = _ABOUT

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        seed: int = 0,
        sample: int = 500,
    ) -> None:
        super().__init__(seed)
        if sample < 1:
            raise ConfigurationError(
                f"A sample of {sample} records says nothing.", remedy="Use at least 1."
            )
        self.target_recall = check_target(target_recall)
        self.sample = sample

    def sample_size(self, ledger: FrozenLedger) -> int:
        """n_s, or what was unread if that is less."""
        return min(self.sample, ledger.population - first_sample(ledger).start)

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Stop if enough was found at a look after the sample, however long ago."""
        done = ledger.n_read == ledger.population and not np.any(ledger.labels == UNRESOLVED)
        sample = self.complete(ledger)
        at = None if sample is None else self._first(ledger, sample)
        claim = no_claim(self.target_recall)
        if done:
            reason, claim = "Every record has been read.", everything_read(ledger.population)
        elif sample is None:
            reason = (
                f"The random sample has {counted(first_sample(ledger).drawn, 'record')} of "
                f"{self.sample_size(ledger):,} with final labels to come first."
            )
        elif not np.any(ledger.labels[sample.start : sample.end] == RELEVANT):
            reason = f"The random sample of {sample.drawn:,} has no relevant record to go by."
        else:
            expected = float(_expected(ledger, sample))
            reason = (
                f"The random sample of {sample.drawn:,} makes {expected:.1f} relevant records "
                f"in all; {ledger.n_found:,} are found."
            )
            if at is not None:
                claim = (
                    f"{reason} That estimates {percent(self.target_recall)} recall and guarantees "
                    "nothing: such estimates miss the target about half the time."
                )
        return StoppingDecision(
            rule=self.name,
            badge=self.badge,
            stop=done or at is not None,
            reason=reason,
            statement=claim,
            n_read=ledger.n_read,
            found=ledger.n_found,
            details={} if at is None else {"stopped_at": at},
        )

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening; see the base class."""
        before = trace.select(~trace.drawn(Draw.RANKED))
        if self.decide(before).stop:
            return Replay(before, True, before.n_read if first_sample(before).drawn else None)
        ledger = self.read_on(trace, truth)
        sample = self.complete(ledger)
        at = None if sample is None else self._first(ledger, sample)
        if at is not None:
            ledger = ledger.prefix(max(at, before.n_read))
        return Replay(ledger, self.decide(ledger).stop, first_sample(ledger).start)

    def _first(self, ledger: FrozenLedger, sample: FirstSample) -> int | None:
        """Records read when, at or after the sample's end, F first reached tau R."""
        if not np.any(ledger.labels[sample.start : sample.end] == RELEVANT):
            return None
        found = np.cumsum(ledger.labels == RELEVANT)[sample.end - 1 :]
        needed = self.target_recall * _expected(ledger, sample)
        enough = np.flatnonzero(found >= -(-needed.numerator // needed.denominator))
        return sample.end + int(enough[0]) if enough.size else None
