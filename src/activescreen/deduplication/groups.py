"""From pairs that are one publication to groups, which no contradiction runs through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Group:
    members: list[int]
    atoms: list[tuple[int, ...]]
    """Members that a person has joined are one atom: what contradicts one need not matter."""
    representatives: dict[object, int] = field(default_factory=dict)


def grouped(
    total: int,
    links: Iterable[Link],
    joined: Iterable[tuple[int, int]],
    apart: Callable[[int, int], bool],
    identity: Callable[[int], object],
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
    apart
        Whether two records must not be in one group.
    identity
        What ``apart`` depends on; members with one identity are asked once.

    Returns
    -------
    Groups of two and more, members ascending, in order of their first member.
    """
    groups: dict[int, _Group] = {}
    home = list(range(total))
    atoms = _components(joined)
    for atom in atoms:
        group = _Group(list(atom), [atom], {("atom", atom[0]): atom[0]})
        for place in atom:
            home[place] = atom[0]
        groups[atom[0]] = group
    for link in sorted(links, key=lambda link: (-link.score, link.order)):
        a, b = home[link.one], home[link.other]
        if a == b:
            continue
        one = groups.get(a) or _single(link.one, identity)
        other = groups.get(b) or _single(link.other, identity)
        if not _compatible(one, other, apart):
            continue
        large, small = (one, other) if len(one.members) >= len(other.members) else (other, one)
        name = home[large.members[0]]
        for place in small.members:
            home[place] = name
        groups.pop(b if name == a else a, None)
        large.members += small.members
        for key, place in small.representatives.items():
            if key not in large.representatives:
                large.representatives[key] = place
        large.atoms = _distinct(large, small)
        groups[name] = large
    found = [sorted(group.members) for group in groups.values() if len(group.members) > 1]
    return sorted(found)


def _single(place: int, identity: Callable[[int], object]) -> _Group:
    return _Group([place], [(place,)], {identity(place): place})


def _distinct(large: _Group, small: _Group) -> list[tuple[int, ...]]:
    """Atoms of both groups, single records of one identity only once."""
    kept = set(large.representatives.values())
    return large.atoms + [atom for atom in small.atoms if len(atom) > 1 or atom[0] in kept]


def _compatible(one: _Group, other: _Group, apart: Callable[[int, int], bool]) -> bool:
    if len(one.atoms) + len(other.atoms) > MOST_IDENTITIES:
        return False
    return not any(
        all(apart(a, b) for a in left for b in right) for left in one.atoms for right in other.atoms
    )


def _components(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Records that pairs connect."""
    home: dict[int, set[int]] = {}
    for one, other in pairs:
        members = home.get(one, {one}) | home.get(other, {other})
        for place in members:
            home[place] = members
    unique = {id(members): tuple(sorted(members)) for members in home.values()}
    return sorted(unique.values())


def canonical_first(
    members: Sequence[int], worth: Callable[[int], tuple[object, ...]]
) -> tuple[int, ...]:
    """The members with the one of the highest worth first, the others in their order."""
    best = max(members, key=lambda place: (*worth(place), -place))
    return (best, *(place for place in members if place != best))
