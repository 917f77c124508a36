"""The order in which records come before a person.

What others have begun comes first, in the order in which it was first shown and not in that of any
vote; then the newest ranking; of full texts, first those that are there to be read. Audit draws are
mixed in where their plan put them. While a pilot is open there is nothing else, and records of a
registered random phase come in its order only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from activescreen.ledger import Draw
from activescreen.review.board import NEVER, Board, StageSums
from activescreen.review.screening.arrangements import Arrangements, NewestRanking
from activescreen.review.screening.assignment import assigned
from activescreen.review.stopping.live_audits import LiveBatch, mixed
from activescreen.review.stopping.live_phases import LivePhase
from activescreen.stopping.audit import Pool
from activescreen.store.leases import Lease
from activescreen.store.reviews import Review

_LOOKED_AT_ONCE: Final = 1_000


class Candidate(NamedTuple):
    """A record that may be given out."""

    place: int
    draw: Draw
    ranking_hash: str
    position: int | None


@dataclass
class Round:
    """One person's turn at a stage, with everything that decides on it.

    Attributes
    ----------
    review, board, sums, plan
        The review, its running sums, those of the stage, and what governs serving.
    person
        Whose turn it is.
    held
        What everyone has in hand at the stage, in the order of serving.
    now
        The time.
    mine
        What the person has in hand.
    taken
        How many votes each record has, or others are about to give; shape (N,).
    wanted
        Which records could be given to the person; shape (N,).
    """

    review: Review
    board: Board
    sums: StageSums
    plan: Arrangements
    person: str
    held: Sequence[Lease]
    now: datetime
    mine: list[Lease] = field(default_factory=list)
    taken: NDArray[np.int16] = field(init=False)
    wanted: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.taken = self.sums.given.copy()
        for lease in self.held:
            place = self.board.at(lease.record)
            if place is None:
                continue
            if lease.reviewer == self.person:
                self.mine.append(lease)
            elif lease.expires > self.now and not self.sums.mine(lease.reviewer)[place]:
                self.taken[place] += 1
        free = self.plan.eligible & ~self.sums.resolved & ~self.sums.mine(self.person)
        self.wanted = free & (self.taken < self.needed)

    @property
    def needed(self) -> int:
        """How many votes a record needs."""
        return self.review.protocol.votes_per_record

    def in_other_hands(self) -> set[int]:
        """Places of the records that others have in hand."""
        return {
            place
            for lease in self.held
            if lease.expires > self.now
            and lease.reviewer != self.person
            and (place := self.board.at(lease.record)) is not None
        }

    def unread_in_hand(self) -> set[int]:
        """Places of the records that were given out and on which nothing was decided.

        Also where time is up: they were shown to someone, and come to the next one first.
        """
        places = (self.board.at(lease.record) for lease in self.held)
        return {place for place in places if place is not None and self.sums.final[place] == NEVER}


def candidates(turn: Round) -> Iterator[Candidate]:
    """The records that a person may be given, the next one first."""
    if turn.plan.pilot is not None:
        yield from _of_pilot(turn)
        return
    wanted = turn.wanted
    for phase in turn.plan.phases:
        yield from _drawn(turn, phase)
    yield from _ranked(turn, wanted & ~turn.plan.urn() if turn.plan.phases else wanted)


def _drawn(turn: Round, phase: LivePhase) -> Iterator[Candidate]:
    """The draws of a phase in their order.

    A merged record has the label of the one that stands for it. So that its draw holds nobody up,
    that one is read when its turn comes, under the number that it has itself.
    """
    order, stand_ins = phase.order, turn.plan.stand_ins
    at: dict[int, int] = {}
    if stand_ins:
        concerned = np.isin(order, [*stand_ins, *stand_ins.values()])
        at = {int(order[number]): number for number in np.flatnonzero(concerned).tolist()}
    open_here = turn.wanted[order]
    waiting = [at[place] for place in stand_ins if place in at and turn.sums.final[place] == NEVER]
    open_here[waiting] = True
    given: set[int] = set()
    for number in np.flatnonzero(open_here).tolist():
        drawn = int(order[number])
        place = stand_ins.get(drawn, drawn)
        if place in given or not turn.wanted[place]:
            continue
        given.add(place)
        if place == drawn or place in at:
            yield Candidate(place, Draw.RANDOM, "", at.get(place, number))
        else:  # of another search, which the phase is not about
            yield Candidate(place, Draw.RANKED, "", None)


def _of_pilot(turn: Round) -> Iterator[Candidate]:
    pilot = turn.plan.pilot
    if pilot is None or turn.person not in pilot.raters:
        return
    mine = turn.sums.mine(turn.person)
    for number, name in enumerate(pilot.records):
        place = turn.board.place_of[name]
        if not mine[place]:
            yield Candidate(place, Draw.PILOT, "", number)


def _ranked(turn: Round, wanted: NDArray[np.bool_]) -> Iterator[Candidate]:
    """What others have begun, then the newest ranking, then what it does not know yet.

    Of full texts those come first that are there to be read.
    """
    ranking, at_hand = turn.plan.ranking, turn.plan.at_hand
    begun = _begun(turn, wanted)
    rest = (
        place
        for some in (wanted & at_hand, wanted & ~at_hand)
        for place in chain(_in_order(ranking.positions, some), _unknown(ranking, some))
    )
    fresh = (place for place in rest if place not in begun)
    queue = mixed(fresh, _audits(turn), turn.sums, turn.unread_in_hand(), turn.person)
    elsewhere = turn.in_other_hands()
    for place, audited in chain(begun.items(), queue):
        again = audited and turn.sums.final[place] != NEVER and place not in elsewhere
        again = again and bool(turn.plan.eligible[place])
        if not (wanted[place] or again) or not _is_assigned(turn, place):
            continue
        rank = ranking.rank_of(place)
        if audited:
            yield Candidate(place, Draw.AUDIT, "", None)
        elif rank is None:
            yield Candidate(place, Draw.RANKED, "", None)
        else:
            yield Candidate(place, Draw.RANKED, ranking.model_hash, rank)


def _audits(turn: Round) -> Sequence[LiveBatch]:
    """The batches at work: what a random phase counts is not read again before its end."""
    if not turn.plan.phases:
        return turn.plan.audits
    counted = np.isin(turn.board.waves, [wave for each in turn.plan.phases for wave in each.waves])
    return [
        batch
        for batch in turn.plan.audits
        if batch.kind is Pool.UNREAD or not counted[batch.sample].any()
    ]


def _begun(turn: Round, wanted: NDArray[np.bool_]) -> dict[int, bool]:
    """Place of what others have read, or have in hand -> whether it is an audit draw."""
    with turn.board.lock:
        voted = np.flatnonzero(wanted & (turn.sums.given > 0)).tolist()
        voted.sort(key=lambda place: _when_shown(turn, place))
        begun = {place: turn.sums.first[place].draw is Draw.AUDIT for place in voted}
    for lease in turn.held:
        place = turn.board.at(lease.record)
        if place is not None and wanted[place] and turn.sums.given[place] == 0:
            begun.setdefault(place, lease.draw is Draw.AUDIT)
    return begun


def _in_order(positions: NDArray[np.int64], wanted: NDArray[np.bool_]) -> Iterator[int]:
    """Those that are wanted, looked at by and by: mostly one of the first is enough."""
    for start in range(0, len(positions), _LOOKED_AT_ONCE):
        some = positions[start : start + _LOOKED_AT_ONCE]
        yield from some[wanted[some]].tolist()


def _unknown(ranking: NewestRanking, wanted: NDArray[np.bool_]) -> Iterator[int]:
    """Those that came after the ranking was made, in the order of import."""
    for place in np.flatnonzero(wanted).tolist():
        if ranking.rank_of(place) is None:
            yield place


def _when_shown(turn: Round, place: int) -> tuple[int, int, str]:
    """When a record came before someone for the first time; nothing of any vote is in it."""
    first = turn.sums.first[place]
    return (first.ranking, -1 if first.position is None else first.position, turn.board.ids[place])


def _is_assigned(turn: Round, place: int) -> bool:
    if turn.plan.shares is None or turn.sums.given[place] >= turn.needed:
        return True
    standing = turn.sums.standing.get(place)
    voted = () if standing is None else tuple(standing.votes)
    chosen = assigned(turn.board.ids[place], turn.review.seed, turn.plan.shares, voted, turn.needed)
    return turn.person in chosen
