"""What every estimator and every stopping rule says, and in which words."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError
from activescreen.ledger import Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need


class Badge(StrEnum):
    """How far a statement may be relied on."""

    CERTIFIED = "certified"
    ONE_LOOK = "certified for one planned look"
    MODEL_BASED = "model-based"
    HEURISTIC = "heuristic"


@dataclass(frozen=True, slots=True)
class About:
    """What people are told of a rule or an estimator before they choose it.

    Attributes
    ----------
    line
        What it does, in a line.
    paper
        Where it comes from, with its identifier.
    assumes
        What must hold for its statement to hold.
    needs
        What it looks at.
    """

    line: str
    paper: str
    assumes: str
    needs: Need = Need.LABELS


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


class Replay(NamedTuple):
    """A finished screening, screened again up to where a rule ends it.

    Attributes
    ----------
    ledger
        Everything read by the time the rule stopped, or by the time the trace ran out.
        ``rule.decide(ledger)`` gives the statement.
    stopped
        Whether the rule stopped.
    phase_opened_at
        Records read when random draws began; None if none were drawn.
    """

    ledger: FrozenLedger
    stopped: bool
    phase_opened_at: int | None


class Outcomes(NamedTuple):
    """Where a rule ended the same screening under each of several seeds.

    Attributes
    ----------
    read, found
        Records read and relevant ones found when it ended; shape (seeds,).
    stopped
        Whether the rule said stop there, and did not just run out of records of an
        unfinished trace; shape (seeds,).
    """

    read: NDArray[np.int64]
    found: NDArray[np.int64]
    stopped: NDArray[np.bool_]


class StoppingRule(Protocol):
    """A rule sees a frozen ledger, says whether to stop, and supplies the next records.

    Built-in and outside rules derive from this class. What a rule answers depends on its
    parameters, the ledger and, where it needs it, the evidence saved beside the ledger, so that
    any look can be repeated and checked later.
    """

    name: str
    badge: Badge
    about: About

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Look once. A rule that has said stop says so of every longer ledger, too.

        Parameters
        ----------
        ledger
            What was read so far.
        evidence
            What models said so far, for a rule whose ``about.needs`` names it; without it such
            a rule says that it cannot look.
        """
        ...

    def next(
        self, ledger: FrozenLedger, ranking: Ranking, n: int, evidence: Evidence = NO_EVIDENCE
    ) -> list[Drawn]:
        """At most ``n`` records to show next, each with how it is drawn.

        Ranked records come from the ranking; a rule that needs random draws supplies them in
        the order that it registered. The list is empty when nothing is left. ``evidence`` is as
        in ``decide``.
        """
        return serve_ranked(ranking, ledger, n)

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening, had it looked at every record.

        Parameters
        ----------
        trace
            The finished screening: priors, then ranked draws, with final labels. Its ranked
            order is served to the rule; random draws are the rule's own.
        truth
            1 or 0 for every record of the population, for the records drawn at random;
            shape (N,).
        evidence
            What models said during that screening.
        """
        return replay_by_looking(self, trace, truth, evidence)

    @property
    def by_chance(self) -> bool:
        """Whether the rule draws at random itself, so that its seed decides where it stops."""
        return self.about.needs is Need.RANDOM_DRAWS

    def with_seed(self, seed: int) -> Self:
        """The same rule with another seed for its random draws."""
        other = copy.copy(self)
        vars(other)["seed"] = seed
        return other

    def redraws(
        self,
        trace: FrozenLedger,
        truth: NDArray[np.int8],
        seeds: Sequence[int],
        evidence: Evidence = NO_EVIDENCE,
        looks: int = 1,
    ) -> Outcomes:
        """``replay`` under each seed, without its ledgers: how often a rule keeps its word.

        Parameters
        ----------
        trace, truth, evidence
            As in ``replay``.
        seeds
            One random order each; a rule that draws nothing ends alike under all of them.
        looks
            Records between two looks; the first is made after so many.
        """
        rules = [self.with_seed(seed) for seed in seeds]
        ends = [rule.replay(trace, truth, evidence) for rule in rules]
        ledgers = [
            until_look(rule, end.ledger, trace, truth, looks, evidence)
            for rule, end in zip(rules, ends, strict=True)
        ]
        return Outcomes(
            np.array([ledger.n_read for ledger in ledgers], dtype=np.int64),
            np.array([ledger.n_found for ledger in ledgers], dtype=np.int64),
            np.array([end.stopped for end in ends], dtype=np.bool_),
        )

    def exact_miss(self, trace: FrozenLedger, truth: NDArray[np.int8]) -> float | None:
        """P(stop with recall below the target) on this screening over all random orders.

        Exact, looking after every record; None where no such computation is known. It settles
        what counting over some orders leaves open.
        """
        return None


class RecallEstimator(Protocol):
    """Estimates recall from a frozen ledger."""

    name: str
    badge: Badge
    about: About

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The estimate, or None while there is too little to go by."""
        ...


def serve_ranked(ranking: Ranking, ledger: FrozenLedger, n: int) -> list[Drawn]:
    """The first ``n`` unread records of a ranking."""
    unread = np.ones(ledger.population, dtype=np.bool_)
    unread[ledger.order] = False
    fresh = ranking.positions[unread[ranking.positions]][: max(n, 0)]
    return [Drawn(place, Draw.RANKED) for place in fresh.tolist()]


def replay_by_looking(
    rule: StoppingRule,
    trace: FrozenLedger,
    truth: NDArray[np.int8],
    evidence: Evidence = NO_EVIDENCE,
) -> Replay:
    """Screen a finished trace again, one record and one look at a time.

    This is what every faster ``replay`` must agree with.
    """
    ranking = ranking_of(trace)
    ledger = trace.select(~trace.drawn(Draw.RANKED))
    while not (stopped := rule.decide(ledger, evidence).stop):
        drawn = rule.next(ledger, ranking, 1, evidence)
        if not drawn:
            break
        ledger = extended(ledger, drawn, truth)
    return Replay(ledger, stopped, random_start(ledger))


def until_look(
    rule: StoppingRule,
    ledger: FrozenLedger,
    trace: FrozenLedger,
    truth: NDArray[np.int8],
    looks: int,
    evidence: Evidence = NO_EVIDENCE,
) -> FrozenLedger:
    """The ledger read on until the next look, if one is made after every ``looks`` records."""
    missing = -ledger.n_read % looks
    drawn = rule.next(ledger, ranking_of(trace), missing, evidence) if missing else []
    return extended(ledger, drawn, truth) if drawn else ledger


def ranking_of(trace: FrozenLedger) -> Ranking:
    """The order in which a finished screening served its ranked records."""
    ranked = trace.drawn(Draw.RANKED)
    return Ranking(trace.records, trace.order[ranked], np.zeros(int(ranked.sum())), "replay")


def random_start(ledger: FrozenLedger) -> int | None:
    """Records read when the first random draw came; None if there is none."""
    random = ledger.drawn(Draw.RANDOM)
    return int(np.argmax(random)) if random.any() else None


def extended(ledger: FrozenLedger, drawn: list[Drawn], truth: NDArray[np.int8]) -> FrozenLedger:
    """The ledger after these draws, each labelled as the truth has it.

    A record drawn at random before and now reached by the ranking is marked as rediscovered;
    it is not read a second time.
    """
    positions = np.array([position for position, _ in drawn], dtype=np.int64)
    codes = np.array([draw.code for _, draw in drawn], dtype=np.int8)
    place = np.full(ledger.population, -1, dtype=np.int64)
    place[ledger.order] = np.arange(ledger.n_read)
    again = place[positions] >= 0
    rediscovered = ledger.rediscovered.copy()
    rediscovered[place[positions[again]]] = True
    positions, codes = positions[~again], codes[~again]
    labels = truth[positions].astype(np.int8)
    return FrozenLedger(
        ledger.records,
        ledger.stage,
        np.concatenate([ledger.order, positions]),
        np.concatenate([ledger.labels, labels]),
        np.concatenate([ledger.training, labels]),
        np.concatenate([ledger.draws, codes]),
        np.concatenate([rediscovered, np.zeros(len(positions), dtype=np.bool_)]),
    )


def check_target(target_recall: Fraction | float | str) -> Fraction:
    """A target recall in (0, 1] as an exact fraction, or a refusal.

    0.95 means 19/20 and not the binary number next to it: the count of relevant records that
    would break the target is an integer, and a last bit must not decide it.
    """
    try:
        target = Fraction(str(target_recall)).limit_denominator(1_000_000)
    except (ValueError, ZeroDivisionError):
        target = Fraction(0)
    if not 0 < target <= 1:
        raise ConfigurationError(
            f"A target recall of {target_recall} is not possible.",
            remedy="Choose one above 0 and at most 1, for instance 0.95.",
        )
    return target


def check_alpha(alpha: float) -> float:
    """An error probability in (0, 1), or a refusal."""
    if not 0 < alpha < 1:
        raise ConfigurationError(
            f"An error probability of {alpha:g} is not possible.",
            remedy="Choose one between 0 and 1, for instance 0.05.",
        )
    return float(alpha)
