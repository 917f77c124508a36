"""From pairs that are one publication to groups, which no contradiction runs through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

MOST_IDENTITIES: Final = 200
"""A group with more different records than this is no publication, but a key gone wrong."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that are one publication, by the strength of the evidence.

    ``order`` breaks ties by what the records say, so that their order in the file does not matter.
    """

    one: int
    other: int
    score: int
    order: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Rules:
    """What keeps records out of one group.

    Attributes
    ----------
    apart
        Whether two records contradict each other. It is not asked across a pair that a person
        has joined: who joined two PubMed ids has answered it.
    forbidden
        Whether records of one group and of another must not meet, whoever else joined them. It
        is asked of marked records only.
    marked
        The records that it can be true of.
    identity
        What ``apart`` depends on; records of one identity are asked once.
    """

    apart: Callable[[int, int], bool]
    forbidden: Callable[[int, int], bool]
    marked: Collection[int]
    identity: Callable[[int], object]


@dataclass(slots=True)
class _Group:
    members: list[int]
    marked: list[int]
    identities: dict[object, int]
    joined: bool = False
    """Whether a person has joined two of its members."""

    def compatible(self, other: _Group, rules: Rules) -> bool:
        if len(self.identities) + len(other.identities) > MOST_IDENTITIES:
            return False
        if any(rules.forbidden(a, b) for a in self.marked for b in other.marked):
            return False
        contradictions = (
            rules.apart(a, b) for a in self.identities.values() for b in other.identities.values()
        )
        if self.joined or other.joined:
            return not all(contradictions)
        return not any(contradictions)

    def take(self, other: _Group) -> None:
        self.members += other.members
        self.marked += other.marked
        self.identities = other.identities | self.identities
        self.joined = self.joined or other.joined


def grouped(
    total: int, links: Iterable[Link], joined: Iterable[tuple[int, int]], rules: Rules
) -> list[list[int]]:
    """Groups of records.

    Parameters
    ----------
    total
        Number of records.
    links
        Pairs that are one publication. The strongest are taken first.
    joined
        Pairs that a person has said to be one; nothing contradicts these.
    rules
        What keeps records apart.

    Returns
    -------
    Groups of two and more, members ascending, in order of their first member.
    """
    home = list(range(total))
    groups: dict[int, _Group] = {}

    def group_of(place: int) -> _Group:
        name = home[place]
        if name not in groups:
            marked = [place] if place in rules.marked else []
            groups[name] = _Group([place], marked, {rules.identity(place): place})
        return groups[name]

    def unite(one: int, other: int) -> None:
        large, small = group_of(one), group_of(other)
        if len(large.members) < len(small.members):
            large, small = small, large
        name, gone = home[large.members[0]], home[small.members[0]]
        for place in small.members:
            home[place] = name
        large.take(small)
        del groups[gone]

    for one, other in joined:
        if home[one] != home[other]:
            unite(one, other)
        group_of(one).joined = True
    for link in sorted(links, key=lambda link: (-link.score, link.order)):
        if home[link.one] != home[link.other] and group_of(link.one).compatible(
            group_of(link.other), rules
        ):
            unite(link.one, link.other)
    return sorted(sorted(group.members) for group in groups.values() if len(group.members) > 1)


def canonical_first(
    members: Sequence[int], worth: Callable[[int], tuple[object, ...]]
) -> tuple[int, ...]:
    """The members with the one of the highest worth first, the others in their order."""
    best = max(members, key=lambda place: (*worth(place), -place))
    return (best, *(place for place in members if place != best))
