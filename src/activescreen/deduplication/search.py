"""Finding the records that are one publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from activescreen.deduplication.abstracts import Abstracts
from activescreen.deduplication.blocks import candidate_pairs
from activescreen.deduplication.decisions import PairDecision, Settled, settle
from activescreen.deduplication.duplicates import (
    Duplicates,
    Removal,
    UncertainPair,
    source_names,
)
from activescreen.deduplication.groups import Link, Rules, canonical_first, grouped
from activescreen.deduplication.languages import two_languages
from activescreen.deduplication.profile import Profile, profile_of
from activescreen.deduplication.verdict import Answer, How, Verdict, apart, decide
from activescreen.records import Record

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is, and how far it goes."""

_CONTRADICTED: Final = "alike, but a third record that is like one contradicts the other"
_STEP: Final = 10_000


def find_duplicates(
    records: Sequence[Record],
    against: Sequence[Record] = (),
    decisions: Iterable[PairDecision] = (),
    progress: Progress | None = None,
) -> Duplicates:
    """Group records that are one publication.

    Only records that share an identifier, a title, rare words of one, a place of publication or
    the opening of an abstract are compared, and every record with a bounded number of others, so
    the time grows nearly in proportion to the number of records.

    Parameters
    ----------
    records
        Records of any number of files.
    against
        Records that are in the review already. They are compared with the new ones but not with
        each other, stay as they are, and are the canonical ones of their groups.
    decisions
        What people decided about pairs; it outweighs everything else.
    progress
        Told now and then how far it is.

    Returns
    -------
    The groups, with the most complete record of each as the canonical one, and the pairs that a
    person must decide on. They do not depend on the order of the records.

    Raises
    ------
    InputError
        If decisions contradict each other.
    """
    return _Search([*records, *against], len(records), decisions, progress or _silent).found()


def compare(one: Record, other: Record) -> Verdict:
    """Whether two records are one publication, and why."""
    return decide(
        profile_of(one),
        profile_of(other),
        partial(Abstracts((one, other)).compare, 0, 1),
        partial(two_languages, one, other),
    )


def _silent(what: str, done: int, total: int) -> None:
    del what, done, total


class _Search:
    """One search for duplicates."""

    def __init__(
        self,
        records: Sequence[Record],
        new: int,
        decisions: Iterable[PairDecision],
        progress: Progress,
    ) -> None:
        self.records = records
        self.new = new
        self.settled: Settled = settle(records, decisions)
        self.progress = progress
        self.marked = {place for pair in self.settled.parted for place in pair}
        self.marked.update(range(new, len(records)))
        self.profiles: list[Profile] = []
        self.same: dict[tuple[int, int], Verdict] = {}
        self.unsure: dict[tuple[int, int], Verdict] = {}

    def found(self) -> Duplicates:
        self._read()
        self._compare()
        total = len(self.records)
        links = [
            Link(one, other, verdict.score, self._order(one, other))
            for (one, other), verdict in self.same.items()
        ]
        rules = Rules(self._apart, self._forbidden, self.marked, self._identity)
        members = grouped(total, links, self.settled.joined, rules)
        groups = tuple(canonical_first(group, self._worth) for group in members)
        removals = self._removals(groups)
        return Duplicates(
            groups=groups,
            by_source_pair=self._by_source_pair(removals),
            removals=removals,
            uncertain=self._uncertain(groups),
            records=self.new,
            unused=self.settled.unused,
        )

    def _read(self) -> None:
        total = len(self.records)
        for place, record in enumerate(self.records):
            if place % _STEP == 0:
                self.progress("Reading records", place, total)
            self.profiles.append(profile_of(record))

    def _compare(self) -> None:
        pairs = candidate_pairs(self.records, self.profiles, self.new)
        abstracts = Abstracts(self.records)
        for number, (one, other) in enumerate(pairs.tolist()):
            if number % _STEP == 0:
                self.progress("Comparing pairs", number, len(pairs))
            verdict = decide(
                self.profiles[one],
                self.profiles[other],
                partial(abstracts.compare, one, other),
                partial(two_languages, self.records[one], self.records[other]),
            )
            if verdict.answer is Answer.SAME:
                self.same[one, other] = verdict
            elif verdict.answer is Answer.UNCERTAIN:
                self.unsure[one, other] = verdict

    def _order(self, one: int, other: int) -> tuple[str, str]:
        first, second = sorted(
            (self.records[one].content_digest(), self.records[other].content_digest())
        )
        return first, second

    def _apart(self, one: int, other: int) -> bool:
        """Whether two records contradict each other."""
        return apart(self.profiles[one], self.profiles[other])

    def _forbidden(self, one: int, other: int) -> bool:
        """Whether a person has parted two records, or both are in the review already."""
        if one >= self.new and other >= self.new:
            return True
        return (min(one, other), max(one, other)) in self.settled.parted

    def _identity(self, place: int) -> object:
        """What `_apart` depends on."""
        p = self.profiles[place]
        return (p.pmid, p.doi, p.title, p.authors, p.year, p.journal, p.volume, p.pages, p.preprint)

    def _worth(self, place: int) -> tuple[object, ...]:
        """Existing records first; then an abstract, filled fields, the amount of text."""
        record = self.records[place]
        filled = (
            *(record.title, record.authors, record.year, record.journal, record.volume),
            *(record.number, record.pages, record.doi, record.pmid, record.keywords),
        )
        return (
            place >= self.new,
            bool(record.abstract.strip()),
            sum(map(bool, filled)),
            len(record.abstract),
            record.content_digest(),
        )

    def _removals(self, groups: Sequence[tuple[int, ...]]) -> tuple[Removal, ...]:
        home = {place: number for number, group in enumerate(groups) for place in group}
        best: dict[int, tuple[int, int]] = {}
        for (one, other), verdict in self.same.items():
            if one in home and home[one] == home.get(other):
                rank = -list(How).index(verdict.how), verdict.score
                for place in (one, other):
                    best[place] = max(best.get(place, rank), rank)
        human = (-list(How).index(How.HUMAN), 0)
        removals = []
        for canonical, *others in groups:
            for place in others:
                if place < self.new:
                    order, score = best.get(place, human)
                    removals.append(Removal(place, canonical, list(How)[-order], score))
        return tuple(sorted(removals, key=lambda removal: removal.position))

    def _by_source_pair(self, removals: Iterable[Removal]) -> Counter[tuple[str, str]]:
        names = source_names(self.records)
        pairs: Counter[tuple[str, str]] = Counter()
        for removal in removals:
            first, second = sorted((names[removal.kept], names[removal.position]))
            pairs[first, second] += 1
        return pairs

    def _uncertain(self, groups: Sequence[tuple[int, ...]]) -> tuple[UncertainPair, ...]:
        """Pairs to ask about: one for every two groups, of which nothing was decided yet."""
        home = {place: group[0] for group in groups for place in group}

        def homes(one: int, other: int) -> tuple[int, int]:
            a, b = home.get(one, one), home.get(other, other)
            return (a, b) if a < b else (b, a)

        decided = {homes(one, other) for one, other in self.settled.parted}
        asked: dict[tuple[int, int], UncertainPair] = {}
        for (one, other), verdict in (*self.same.items(), *self.unsure.items()):
            key = homes(one, other)
            if key[0] == key[1] or key in decided or min(key) >= self.new:
                continue
            if verdict.answer is Answer.SAME:
                verdict = replace(verdict, reason=_CONTRADICTED)
            pair = UncertainPair(one, other, verdict)
            if key not in asked or verdict.score > asked[key].verdict.score:
                asked[key] = pair
        return tuple(
            sorted(asked.values(), key=lambda pair: (-pair.verdict.score, pair.one, pair.other))
        )
