"""How far the raters of a pilot agree: on the whole, and criterion by criterion."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final, NamedTuple

from activescreen.agreement import GroupAgreement, PairAgreement, compare, compare_group
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import PICOS, Protocol
from activescreen.review.pilot.pilots import Pilot

_NOISE: Final = Fraction(1, 10**9)
"""A demanded share such as .9 is a binary fraction; 9 of 10 reach it all the same."""


class Pair(NamedTuple):
    """Two raters, and how far they agree."""

    first: str
    second: str
    agreement: PairAgreement


@dataclass(frozen=True, slots=True)
class OnCriterion:
    """How far raters agree on whether records fail a criterion.

    Attributes
    ----------
    element
        The PICOS element.
    named
        Rater -> on how many records the person named it.
    same
        On how many records all did, or none.
    pairs, group
        As `Judgement` has them; their prevalence is the share of votes that name it.
    """

    element: str
    named: Mapping[str, int]
    same: int
    pairs: tuple[Pair, ...]
    group: GroupAgreement | None


@dataclass(frozen=True)
class Judgement:
    """What a pilot shows, once all its raters have voted on all its records.

    Attributes
    ----------
    n
        How many records it has.
    votes
        Record id -> rater -> the vote, as it was before anyone saw another's.
    included
        Rater -> how many records the person included.
    known
        Ids of the records that came with the label of a relevant one.
    known_included
        Rater -> how many of these the person included.
    agreed
        On how many records all said include, or all exclude. Who is undecided agrees with nobody.
    demanded
        On how many they must.
    pairs
        Each two raters; empty for a single one.
    group
        All of them, where they are more than two.
    criteria
        The criteria that the protocol has, or all elements of PICOS.
    """

    n: int
    votes: Mapping[str, Mapping[str, Decision]]
    included: Mapping[str, int]
    known: frozenset[str]
    known_included: Mapping[str, int]
    agreed: int
    demanded: int
    pairs: tuple[Pair, ...]
    group: GroupAgreement | None
    criteria: tuple[OnCriterion, ...]

    @property
    def reached(self) -> bool:
        """Whether the agreement is the one that the protocol demands."""
        return self.agreed >= self.demanded

    @property
    def differing(self) -> tuple[str, ...]:
        """Ids of the records on which the raters do not agree, in the order of the pilot."""
        return tuple(name for name, votes in self.votes.items() if not _alike(votes.values()))


def judge(pilot: Pilot, events: Iterable[Decision], protocol: Protocol) -> Judgement:
    """How far the raters of a pilot agree, who have voted on all its records.

    Parameters
    ----------
    pilot
        The pilot.
    events
        The decisions on its records, in the order in which they came in.
    protocol
        What the review demands.
    """
    made = list(events)
    votes = _unseen(pilot, made)
    known = frozenset(
        each.record_id
        for each in made
        if each.draw is Draw.PRIOR and each.resolves and each.verdict is Verdict.INCLUDE
    )
    verdicts = [{name: on[rater].verdict for name, on in votes.items()} for rater in pilot.raters]
    included = {
        rater: {name for name, verdict in said.items() if verdict is Verdict.INCLUDE}
        for rater, said in zip(pilot.raters, verdicts, strict=True)
    }
    pairs, group = _compared(pilot.raters, verdicts, None)
    elements = {criterion.element for criterion in protocol.criteria} or set(PICOS)
    return Judgement(
        len(pilot.records),
        votes,
        {rater: len(names) for rater, names in included.items()},
        known,
        {rater: len(names & known) for rater, names in included.items()},
        sum(_alike(on.values()) for on in votes.values()),
        demanded(len(pilot.records), protocol.pilot_agreement),
        pairs,
        group,
        tuple(_on(name, pilot.raters, votes) for name in PICOS if name in elements),
    )


def demanded(n: int, share: float) -> int:
    """On how many of ``n`` records raters must agree."""
    least = n * (Fraction(share) - _NOISE)
    return max(-(-least.numerator // least.denominator), 0)


def _unseen(pilot: Pilot, events: Iterable[Decision]) -> dict[str, dict[str, Decision]]:
    """The votes as they were when the last one came in; until then nobody saw any."""
    votes: dict[str, dict[str, Decision]] = {name: {} for name in pilot.records}
    missing = len(pilot.records) * len(pilot.raters)
    for event in events:
        if event.resolves or event.reviewer not in pilot.raters:
            continue
        missing -= event.reviewer not in votes[event.record_id]
        votes[event.record_id][event.reviewer] = event
        if not missing:
            break
    return votes


def _alike(votes: Iterable[Decision]) -> bool:
    verdicts = {vote.verdict for vote in votes}
    return len(verdicts) == 1 and Verdict.MAYBE not in verdicts


def _on(
    element: str, raters: Sequence[str], votes: Mapping[str, Mapping[str, Decision]]
) -> OnCriterion:
    said = [
        {name: element in on[rater].failed_criteria for name, on in votes.items()}
        for rater in raters
    ]
    pairs, group = _compared(raters, said, (True, False))
    return OnCriterion(
        element,
        {rater: sum(here.values()) for rater, here in zip(raters, said, strict=True)},
        sum(len({here[name] for here in said}) == 1 for name in votes),
        pairs,
        group,
    )


def _compared(
    raters: Sequence[str],
    said: Sequence[Mapping[str, Hashable]],
    categories: Sequence[Hashable] | None,
) -> tuple[tuple[Pair, ...], GroupAgreement | None]:
    both = combinations(zip(raters, said, strict=True), 2)
    pairs = tuple(Pair(a, b, compare(one, other, categories)) for (a, one), (b, other) in both)
    return pairs, compare_group(said, categories) if len(raters) > 2 else None
