"""What people decided about pairs of records, which outweighs every rule and is never forgotten.

A decision names records by their ids, and these are made from what a record says: the next run on
the same exports, in any order and under any file name, finds them again. A merged record carries
the ids of the records it was made of, so that decisions reach it too.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from activescreen.errors import InputError
from activescreen.records import Record

MERGED_FROM: Final = "merged_from"
"""Field of a merged record with the ids of the records it was made of, separated by blanks."""


@dataclass(frozen=True, slots=True)
class PairDecision:
    """A person's word on two records.

    Attributes
    ----------
    one, other
        Ids of the records.
    same
        Whether they are one publication.
    where
        Where the decision stands, for messages.
    """

    one: str
    other: str
    same: bool
    where: str = ""

    def __str__(self) -> str:
        word = "same" if self.same else "different"
        return f"{self.one} / {self.other}: {word}" + (f" ({self.where})" if self.where else "")


@dataclass(frozen=True)
class Settled:
    """Decisions, by the positions of the records they are about.

    Attributes
    ----------
    joined
        Pairs that are one publication.
    parted
        Pairs that are not, the smaller position first.
    unused
        Decisions about records that are not here.
    """

    joined: tuple[tuple[int, int], ...] = ()
    parted: frozenset[tuple[int, int]] = frozenset()
    unused: tuple[PairDecision, ...] = ()


def settle(records: Sequence[Record], decisions: Iterable[PairDecision]) -> Settled:
    """Find the records that decisions are about.

    Raises
    ------
    InputError
        If decisions contradict each other, by themselves or by what follows from them, or say
        of one record that it differs from itself.
    """
    decisions = tuple(decisions)
    if not decisions:
        return Settled()
    places = _places(records, {name for d in decisions for name in (d.one, d.other)})
    joined: list[tuple[int, int]] = []
    parted: dict[tuple[int, int], PairDecision] = {}
    why: defaultdict[int, list[tuple[int, PairDecision]]] = defaultdict(list)
    unused = []
    for decision in decisions:
        one, other = places.get(decision.one), places.get(decision.other)
        if one is None or other is None:
            unused.append(decision)
        elif decision.same:
            if one != other:
                joined.append((one, other))
                why[one].append((other, decision))
                why[other].append((one, decision))
        elif one == other:
            raise _contradiction([decision], "a record cannot differ from itself")
        else:
            parted[min(one, other), max(one, other)] = decision
    for (one, other), decision in parted.items():
        if path := _path(one, other, why):
            raise _contradiction([decision, *path], "by the others these records are one")
    return Settled(tuple(joined), frozenset(parted), tuple(unused))


def _places(records: Sequence[Record], wanted: set[str]) -> dict[str, int]:
    """Position of each name; a record's own id counts before that of what it was merged from."""
    found: dict[str, int] = {}
    for place, record in enumerate(records):
        if record.id in wanted:
            found.setdefault(record.id, place)
    for place, record in enumerate(records):
        for name in (record.content_digest(), *record.fields.get(MERGED_FROM, "").split()):
            if name in wanted:
                found.setdefault(name, place)
    return found


def _path(
    start: int, end: int, links: dict[int, list[tuple[int, PairDecision]]]
) -> list[PairDecision]:
    """The shortest chain of decisions that join two records; empty if there is none."""
    came: dict[int, tuple[int, PairDecision] | None] = {start: None}
    queue = deque([start])
    while queue:
        place = queue.popleft()
        for following, decision in links.get(place, ()):
            if following not in came:
                came[following] = (place, decision)
                queue.append(following)
    path: list[PairDecision] = []
    step = came.get(end)
    while step is not None:
        path.append(step[1])
        step = came[step[0]]
    return path


def _contradiction(decisions: Sequence[PairDecision], why: str) -> InputError:
    return InputError(
        f"Decisions contradict each other: {'; '.join(map(str, decisions))}: {why}.",
        remedy="Correct one of them.",
    )
