"""Votes of single persons, before consensus: on which records, and how far they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from activescreen.agreement import PairAgreement, compare
from activescreen.comparison.matching import Match
from activescreen.ledger import Decision, Verdict
from activescreen.records import RecordSet


class Double(NamedTuple):
    """Records on which two or more persons voted."""

    records: int
    differing: int


@dataclass(frozen=True, eq=False)
class Ballots:
    """The votes of one stage.

    Attributes
    ----------
    votes
        Place of the record -> person -> the last verdict of that person.
    of_truth
        True if the places are those of the truth's records, which these votes made.
    """

    votes: Mapping[int, Mapping[str, Verdict]]
    of_truth: bool = False

    def on(self, match: Match) -> tuple[int, int]:
        """Votes on a publication: those that kept it, and all. A "maybe" keeps it."""
        said = self.said(match)
        return sum(verdict is not Verdict.EXCLUDE for _, verdict in said), len(said)

    def said(self, match: Match) -> list[tuple[str, Verdict]]:
        """Who said what of a publication."""
        places = match.truth if self.of_truth else match.screened
        return [vote for place in places for vote in self.votes.get(place, {}).items()]

    @cached_property
    def persons(self) -> tuple[str, ...]:
        """Who voted, most votes first."""
        counted = Counter(person for said in self.votes.values() for person in said)
        return tuple(sorted(counted, key=lambda person: (-counted[person], person)))

    @cached_property
    def cast(self) -> int:
        """How many votes there are."""
        return sum(map(len, self.votes.values()))

    @cached_property
    def double(self) -> Double:
        """On how many records two or more voted, and on how many of these they differed."""
        several = [set(said.values()) for said in self.votes.values() if len(said) > 1]
        return Double(len(several), sum(len(verdicts) > 1 for verdicts in several))

    def of(self, person: str) -> dict[str, Verdict]:
        """A person's verdicts, as the agreement statistics want them."""
        return {str(place): said[person] for place, said in self.votes.items() if person in said}

    @cached_property
    def agreement(self) -> tuple[tuple[str, str, PairAgreement], ...]:
        """Every two persons who voted on the same records, most records first."""
        pairs = [
            (one, other, compare(self.of(one), self.of(other)))
            for one, other in combinations(self.persons, 2)
        ]
        shared = [pair for pair in pairs if pair[2].n_records]
        return tuple(sorted(shared, key=lambda pair: -pair[2].n_records))


def ballots_of(
    votes: Iterable[Decision], records: RecordSet, *, of_truth: bool = False
) -> dict[str, Ballots]:
    """Votes by stage, the last of each person."""
    stages: dict[str, dict[int, dict[str, Verdict]]] = {}
    for vote in votes:
        place = records.position(vote.record_id)
        stages.setdefault(vote.stage, {}).setdefault(place, {})[vote.reviewer] = vote.verdict
    return {stage: Ballots(said, of_truth) for stage, said in stages.items()}
