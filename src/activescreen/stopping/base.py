"""What every estimator and every stopping rule says, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from activescreen.errors import ConfigurationError
from activescreen.ledger import Draw, FrozenLedger
from activescreen.ranking import Ranking


class Badge(StrEnum):
    """How far a statement may be relied on."""

    CERTIFIED = "certified"
    ONE_LOOK = "certified for one planned look"
    MODEL_BASED = "model-based"
    HEURISTIC = "heuristic"


@dataclass(frozen=True, slots=True)
class RecallEstimate:
    """How much of what is relevant has been found.

    Attributes
    ----------
    method
        Registered name of the estimator.
    badge
        How far it may be relied on.
    found
        F, relevant records found so far.
    relevant
        Estimated number of relevant records in the population.
    recall
        Point estimate of recall, None where the method gives only a bound.
    low, high
        Bounds of recall at ``level``, None where the method gives none.
    level
        Confidence or model probability of the bounds.
    statement
        What may be shown, in words, with its conditions.
    """

    method: str
    badge: Badge
    found: int
    relevant: float | None
    recall: float | None
    low: float | None
    high: float | None
    level: float
    statement: str


@dataclass(frozen=True, slots=True)
class StoppingDecision:
    """A rule's answer at one look.

    Attributes
    ----------
    rule
        Registered name of the rule.
    badge
        How far the answer may be relied on.
    stop
        Whether the rule says stop.
    reason
        Why, in one sentence with its figures.
    statement
        What may be claimed if screening stops here, and under what conditions.
    n_read, found
        Records read and relevant ones found at this look.
    details
        Figures behind the answer (p-values, boundaries, phase), for display and audit.
    """

    rule: str
    badge: Badge
    stop: bool
    reason: str
    statement: str
    n_read: int
    found: int
    details: Mapping[str, Any] = field(default_factory=dict)


class Drawn(NamedTuple):
    """A record to show next, and how it is drawn."""

    position: int
    draw: Draw


class StoppingRule(Protocol):
    """A rule sees a frozen ledger, says whether to stop, and supplies the next records."""

    name: str
    badge: Badge

    def decide(self, ledger: FrozenLedger) -> StoppingDecision:
        """Look once."""
        ...

    def next(self, ledger: FrozenLedger, ranking: Ranking, n: int) -> list[Drawn]:
        """At most ``n`` records to show next, each with how it is drawn.

        Ranked records come from the ranking; a rule that needs random draws supplies them in
        the order that it registered. The list is empty when nothing is left.
        """
        ...


class RecallEstimator(Protocol):
    """Estimates recall from a frozen ledger."""

    name: str
    badge: Badge

    def estimate(self, ledger: FrozenLedger) -> RecallEstimate | None:
        """The estimate, or None while there is too little to go by."""
        ...


def serve_ranked(ranking: Ranking, ledger: FrozenLedger, n: int) -> list[Drawn]:
    """The first ``n`` unread records of a ranking."""
    read = set(ledger.order.tolist())
    fresh = (place for place in ranking.positions.tolist() if place not in read)
    return [Drawn(place, Draw.RANKED) for _, place in zip(range(n), fresh, strict=False)]


def check_target(target_recall: float) -> float:
    """A target recall in (0, 1], or a refusal."""
    if not 0 < target_recall <= 1:
        raise ConfigurationError(
            f"A target recall of {target_recall:g} is not possible.",
            remedy="Choose one above 0 and at most 1, for instance 0.95.",
        )
    return target_recall


def check_alpha(alpha: float) -> float:
    """An error probability in (0, 1), or a refusal."""
    if not 0 < alpha < 1:
        raise ConfigurationError(
            f"An error probability of {alpha:g} is not possible.",
            remedy="Choose one between 0 and 1, for instance 0.05.",
        )
    return alpha
