"""Estimator and rule 12, the elusion test: one random sample of what was left unread."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from activescreen.errors import ConfigurationError
from activescreen.ledger import RELEVANT, UNRESOLVED, FrozenLedger
from activescreen.stopping.base import (
    About,
    Badge,
    RecallEstimate,
    RecallEstimator,
    check_alpha,
)
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.hypergeometric import largest_compatible, log_pmf, needed_count
from activescreen.stopping.phase import Phase
from activescreen.stopping.random_phase import RandomPhaseRule
from activescreen.stopping.sample_first import first_sample
from activescreen.stopping.triggers import Manual, Trigger
from activescreen.stopping.wording import counted, percent, percent_down, scope

_ABOUT = About(
    line="Bounds what was left unread by one random sample of it, for one planned look.",
    paper="the elusion test of e-discovery; bound by inverting the hypergeometric distribution",
    assumes="one simple random sample of the unread, drawn and judged once, at a planned moment",
    needs=Need.RANDOM_DRAWS,
)


def most_left(unread: int, sampled: int, found: int, alpha: float) -> int:
    """K_up = max{K: HypergeomCDF(e; U, K, s) >= alpha}, relevant ones among the unread, e included.

    Parameters
    ----------
    unread, sampled, found
        U, s and e.
    alpha
        The error of the bound.

    Raises
    ------
    ConfigurationError
        If more were found than sampled or more sampled than unread, or alpha is not possible.
    """
    check_alpha(alpha)
    if not 0 <= found <= sampled <= unread:
        raise ConfigurationError(
            f"{found:,} relevant records in a sample of {sampled:,} from {unread:,} are not "
            "possible.",
            remedy="Count what is found among the records sampled, and sample the unread only.",
        )
    return largest_compatible(found, unread, sampled, alpha)


def recall_bound(found: int, left: int) -> Fraction:
    """F/(F + K_up), F without what the sample found; 1 where there is nothing at all."""
    return Fraction(found, found + left) if found + left else Fraction(1)


class Plan(NamedTuple):
    """An elusion test of one urn.

    Attributes
    ----------
    size
        s, records to sample.
    passing
        The most relevant ones among them with which the test passes; -1 if it never does.
    """

    size: int
    passing: int


@lru_cache(maxsize=1024)
def plan_of(setting: Setting, alpha: float, sample: int | None) -> Plan:
    """The test of this urn, with s as given or else the fewest that can pass without a find."""

    def passes(size: int, found: int) -> bool:
        left = most_left(setting.urn, size, found, alpha)
        return recall_bound(setting.before, left) >= setting.target

    size = setting.urn if sample is None else min(sample, setting.urn)
    if sample is None:
        low = 0
        while low < size:
            middle = (low + size) // 2
            low, size = (low, middle) if passes(middle, 0) else (middle + 1, size)
    low, high = -1, size
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if passes(size, middle) else (low, middle - 1)
    return Plan(size, low)


class Elusion(RecallEstimator):
    """Lower bound of recall before a random sample of the unread, F/(F + K_up).

    The elusion test of e-discovery with an exact bound: K_up is the largest number of relevant
    records among the U unread that a sample of s with e relevant does not reject at 1 - level.
    F does not count the e, since the claim is about the moment at which the sample was drawn.

    Guarantee at one look at one sample planned beforehand, whatever the ranking; looked
    at again and again, or drawn again until it is good, it errs more often. A low share
    of relevant records among the unread is not yet a high recall.

    Parameters
    ----------
    level
        Confidence of the bound.
    """

    name = "elusion"
    badge = Badge.ONE_LOOK
    about = _ABOUT

    def __init__(self, level: float = 0.95) -> None:
        self.level = check_alpha(level)

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The bound from the first run of random draws; None without, or with open labels."""
        sample = first_sample(ledger)
        if not sample.drawn or np.any(ledger.labels[: sample.end] == UNRESOLVED):
            return None
        before = int(np.count_nonzero(ledger.labels[: sample.start] == RELEVANT))
        inside = int(np.count_nonzero(ledger.labels[sample.start : sample.end] == RELEVANT))
        unread = ledger.population - sample.start
        left = most_left(unread, sample.drawn, inside, 1.0 - self.level)
        low = float(recall_bound(before, left))
        statement = (
            f"{counted(sample.drawn, 'random draw')} from {unread:,} unread had {inside:,} "
            f"relevant among them, so no more than {left:,} were left; the {before:,} found "
            f"before are at least {percent_down(low)} of all, at {percent(self.level)} confidence "
            "for one sample planned beforehand. Repeated, this bound errs more often. "
            f"{scope(ledger.population)}"
        )
        return RecallEstimate(
            method=self.name,
            badge=self.badge,
            found=before,
            relevant=None,
            recall=None,
            low=low,
            high=None,
            level=self.level,
            statement=statement,
        )


class ElusionTest(RandomPhaseRule):
    """Stop if one random sample of the unread shows that recall had reached the target.

    The elusion test of e-discovery with an exact bound, see ``Elusion``: at the planned moment
    draw s of the U unread records in their registered order; with e relevant among them stop
    if F/(F + K_up) >= tau, F without the e. If not, the rest is read.

    P(stop with recall below the target) <= alpha at this one look, given all that was read
    before, whatever the ranking. It is valid once: never sample again until it passes. It
    assumes what ``CalibratedRandomPhase`` assumes.

    Parameters
    ----------
    target_recall, alpha, seed, phase, urn_size
        See ``RandomPhaseRule``. A repeated test is a phase of its own, with alpha/2^j.
    trigger
        The planned moment: a number of records read, or ``"ranked_tail"``, ``"ranked_tail:P"``.
    sample
        s. None: the fewest with which the test can pass if none of them is relevant.

    Raises
    ------
    ConfigurationError
        If no moment is planned, or a parameter is out of range.
    """

    name = "elusion"
    badge = Badge.ONE_LOOK
    about = _ABOUT

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        alpha: float = 0.05,
        seed: int = 0,
        trigger: Trigger | str | int = "ranked_tail",
        phase: int | None = None,
        urn_size: int | None = None,
        sample: int | None = None,
    ) -> None:
        super().__init__(target_recall, alpha, seed, trigger, phase, urn_size)
        if isinstance(self.trigger, Manual):
            raise ConfigurationError(
                "An elusion test needs a planned moment.",
                remedy="Give the number of records to read first, or 'ranked_tail'.",
            )
        if sample is not None and sample < 1:
            raise ConfigurationError(
                f"A sample of {sample} records says nothing.", remedy="Use at least 1."
            )
        self.sample = sample

    def plan(self, setting: Setting) -> Plan:
        """What is drawn from this urn, and with how many relevant ones it passes."""
        return plan_of(setting, self.phase_alpha, self.sample)

    def first_stop(self, phase: Phase) -> int | None:
        """The sample's size if it is drawn and passes."""
        size, passing = self.plan(phase.setting)
        if len(phase.labels) < size:
            return None
        return size if self._found(phase, size) <= passing else None

    def miss_probability(self, setting: Setting, relevant: int) -> float:
        """P(stop with recall below the target) for an urn with so many relevant records."""
        size, passing = self.plan(setting)
        short = needed_count(relevant, setting.before, setting.target) - 1
        found = np.arange(min(short, passing, relevant) + 1)
        terms = log_pmf(found, setting.urn, np.array([relevant]), np.array([size]))
        return float(np.exp(terms).sum())

    def claim(self, phase: Phase, draws: int, population: int) -> str:
        """Certified for the one planned sample."""
        found, left = self._found(phase, draws), self._left(phase, draws)
        before = phase.setting.before
        return (
            f"After {phase.start:,} records with {before:,} relevant among them we drew one sample "
            f"of {counted(draws, 'record')} at random from the {phase.setting.urn:,} unread and "
            f"found {found:,} relevant: with {left:,} left at most, the {before:,} were at least "
            f"{percent_down(recall_bound(before, left))} of all. This procedure, with its one "
            f"sample at a planned moment, wrongly declares {percent(self.target_recall)} recall in "
            f"at most {percent(self.phase_alpha)} of such checks, whatever the true number of "
            f"relevant records. {scope(population)}"
        )

    def figures(self, phase: Phase) -> Mapping[str, Any]:
        """The sample's size and, once it is drawn, what it says."""
        size, _ = self.plan(phase.setting)
        figures: dict[str, Any] = {"alpha": self.phase_alpha, "sample": size}
        if len(phase.labels) < size:
            return figures
        left = self._left(phase, size)
        bound = float(recall_bound(phase.setting.before, left))
        return figures | {
            "found_in_sample": self._found(phase, size),
            "most_left": left,
            "recall_bound": bound,
        }

    def _found(self, phase: Phase, size: int) -> int:
        return int(phase.labels[:size].sum())

    def _left(self, phase: Phase, size: int) -> int:
        return most_left(phase.setting.urn, size, self._found(phase, size), self.phase_alpha)
