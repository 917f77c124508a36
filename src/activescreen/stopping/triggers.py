"""When do random draws begin? A trigger looks at a frozen ledger; it certifies nothing.

A trigger may use anything known before the shuffle, since a random phase is valid whatever
led to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol, runtime_checkable

import numpy as np

from activescreen.errors import ConfigurationError
from activescreen.ledger import RELEVANT, Draw, FrozenLedger
from activescreen.stopping.ranked_tail import clearly_above, ranked_tail_below, ranked_tail_p

DEFAULT_THRESHOLD: Final = 0.525
"""The ranked-tail p below which Callaghan & Müller-Hansen (2020) change to random draws."""


@runtime_checkable
class Trigger(Protocol):
    """Decides whether the random phase is due, and says so in words."""

    @property
    def description(self) -> str:
        """When it fires, as the end of a sentence."""
        ...

    def due(self, ledger: FrozenLedger) -> bool:
        """Whether random draws should begin now."""
        ...

    def first_due(self, trace: FrozenLedger) -> int | None:
        """Records read at the first look, one after every record, at which it is due."""
        ...


@dataclass(frozen=True, slots=True)
class RankedTail:
    """Due as soon as the ranked-tail p of rule 1b is below a threshold.

    Parameters
    ----------
    target
        tau, exact.
    threshold
        .525 in the paper. Smaller means later.
    """

    target: Fraction
    threshold: float = DEFAULT_THRESHOLD

    @property
    def description(self) -> str:
        """When it fires."""
        return f"the ranked-tail p falls below {self.threshold:g}"

    def due(self, ledger: FrozenLedger) -> bool:
        """Whether p is below the threshold at this look. Open labels count as irrelevant."""
        labels, start = (ledger.labels == RELEVANT).astype(np.int8), ranked_start(ledger)
        if clearly_above(labels, ledger.population, self.target, self.threshold, start=start):
            return False
        p = ranked_tail_p(labels, ledger.population, self.target, start=start)
        return p < self.threshold

    def first_due(self, trace: FrozenLedger) -> int | None:
        """First look below the threshold, by bisection between relevant records."""
        return ranked_tail_below(
            (trace.labels == RELEVANT).astype(np.int8),
            trace.population,
            self.target,
            self.threshold,
            start=ranked_start(trace),
        )


@dataclass(frozen=True, slots=True)
class AfterRead:
    """Due once this many records have been read, priors included."""

    records: int

    @property
    def description(self) -> str:
        """When it fires."""
        return f"{self.records:,} records are read"

    def due(self, ledger: FrozenLedger) -> bool:
        """Whether that many are read."""
        return ledger.n_read >= self.records

    def first_due(self, trace: FrozenLedger) -> int | None:
        """That many, or the priors if there are more."""
        first = max(self.records, ranked_start(trace))
        return first if first <= trace.n_read else None


@dataclass(frozen=True, slots=True)
class Manual:
    """Never due by itself: people begin the random phase by asking for random draws."""

    @property
    def description(self) -> str:
        """When it fires."""
        return "the reviewers ask for random draws"

    def due(self, ledger: FrozenLedger) -> bool:
        """False."""
        return False

    def first_due(self, trace: FrozenLedger) -> int | None:
        """None."""
        return None


def ranked_start(ledger: FrozenLedger) -> int:
    """Records read when the present run of ranked draws began: priors and the like before."""
    other = np.flatnonzero(~ledger.drawn(Draw.RANKED))
    return int(other[-1]) + 1 if other.size else 0


def trigger_from(setting: Trigger | str | int, target: Fraction) -> Trigger:
    """A trigger from what a configuration file can say.

    Parameters
    ----------
    setting
        ``"ranked_tail"``, ``"ranked_tail:0.4"`` (a threshold), ``"manual"``, a number of
        records to read first, or a trigger.
    target
        tau, for the ranked tail.

    Raises
    ------
    ConfigurationError
        If it is none of these.
    """
    if isinstance(setting, int) and not isinstance(setting, bool):
        return AfterRead(setting)
    if isinstance(setting, Trigger):
        return setting
    name, _, threshold = str(setting).partition(":")
    if name == "manual" and not threshold:
        return Manual()
    if name == "ranked_tail":
        try:
            value = float(threshold) if threshold else DEFAULT_THRESHOLD
        except ValueError:
            value = 0.0
        if 0.0 < value <= 1.0:
            return RankedTail(target, value)
    raise ConfigurationError(
        f"There is no trigger '{setting}' for random draws.",
        remedy="Use 'ranked_tail', 'ranked_tail:0.525' (a p above 0 and at most 1), 'manual', "
        "or the number of records to read first.",
    )
