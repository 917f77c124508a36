"""Giving records out: which one a person reads next, and until when it is theirs.

Nobody is given a record that others have given, or have in hand, all the votes that it needs. What
others have begun comes first, in the order in which it was first shown and not in that of any
vote; then the newest ranking. While a pilot is open there is nothing else, and records of a
registered random phase come in its order only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.ledger import Draw
from activescreen.records import Record
from activescreen.review.arrangements import Arrangements, NewestRanking, arrangements
from activescreen.review.assignment import assigned
from activescreen.review.board import Board, Boards, StageSums
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.leases import Lease, add_leases, drop_leases, leases_of, renew_leases
from activescreen.store.population import load_records
from activescreen.store.reviews import Review, count

LASTS: Final = timedelta(minutes=30)
"""How long a record stays in hand; asking for more renews it."""

_LOOKED_AT_ONCE: Final = 1_000

MOST: Final = 20
"""Records that one person may have in hand."""


class Mode(StrEnum):
    """What is being read."""

    RANKED = "ranked"
    PILOT = "pilot"
    RANDOM = "random"
    DONE = "done"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True)
class Served:
    """What a person has in hand.

    Attributes
    ----------
    records
        The records, the next one first.
    mode
        What is being read, or why there is nothing.
    left
        How many records still need a vote of this person, as far as can be told.
    message
        What to tell the person; empty where there is nothing to say.
    """

    records: tuple[Record, ...]
    mode: Mode
    left: int
    message: str = ""


class Candidate(NamedTuple):
    """A record that may be given out."""

    place: int
    draw: Draw
    ranking_hash: str
    position: int | None


@dataclass
class _Round:
    """One person's turn at a stage, with everything that decides on it."""

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
        return self.review.protocol.votes_per_record


def serve(
    database: Database, boards: Boards, access: Access, stage: str, n: int, now: datetime
) -> Served:
    """Give a person records, those in hand first.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who asks.
    stage
        The stage.
    n
        How many the person wants to have in hand.
    now
        The time.

    Raises
    ------
    StoppingError
        If what was read before an open random phase is not what was registered.
    """
    n = max(1, min(n, MOST))
    review = access.review
    with database.reading() as connection:
        turn = _turn(connection, boards, access, stage, now)
        kept = _kept(turn)
        fresh = all(lease.expires - now > LASTS / 2 for lease in kept)
        if len(kept) >= n and fresh:
            return _served(connection, turn, kept[:n])
    with database.writing() as connection:
        count(connection, review, lock=True)
        turn = _turn(connection, boards, access, stage, now)
        kept = _kept(turn)
        gone = {lease.record for lease in turn.mine} - {lease.record for lease in kept}
        if gone:
            drop_leases(connection, review, stage=stage, reviewer=turn.person, numbers=gone)
        renew_leases(connection, review, stage, turn.person, now + LASTS)
        more = _more(turn, kept, n - len(kept), stage)
        add_leases(connection, review, more)
        return _served(connection, turn, [*kept, *more])


def candidates(turn: _Round) -> Iterator[Candidate]:
    """The records that a person may be given, the next one first."""
    if turn.plan.pilot is not None:
        yield from _of_pilot(turn)
        return
    wanted = turn.wanted
    for phase in turn.plan.phases:
        open_here = np.flatnonzero(wanted[phase.order])
        for number in open_here.tolist():
            yield Candidate(int(phase.order[number]), Draw.RANDOM, "", number)
    yield from _ranked(turn, wanted & ~turn.plan.urn() if turn.plan.phases else wanted)


def _turn(
    connection: Connection, boards: Boards, access: Access, stage: str, now: datetime
) -> _Round:
    board = boards.current(connection, access.review)
    return _Round(
        access.review,
        board,
        board.stage(stage),
        arrangements(connection, access.review, board, stage),
        access.account.name,
        leases_of(connection, access.review, stage),
        now,
    )


def _kept(turn: _Round) -> list[Lease]:
    """What the person has in hand and still needs to be read, in the order of serving."""
    wanted = turn.wanted
    pilot = turn.plan.pilot
    urn = turn.plan.urn()
    kept = []
    for lease in turn.mine:
        place = turn.board.at(lease.record)
        if place is None:
            continue
        if pilot is not None:
            due = lease.draw is Draw.PILOT and turn.board.ids[place] in pilot.records
            due = due and not turn.sums.mine(turn.person)[place]
        else:
            due = bool(wanted[place]) and bool(urn[place]) == (lease.draw is Draw.RANDOM)
            due = due and lease.draw is not Draw.PILOT
        if due:
            kept.append(lease)
    return kept


def _more(turn: _Round, kept: Sequence[Lease], n: int, stage: str) -> list[Lease]:
    """New leases for a person."""
    in_hand = {lease.record for lease in kept}
    served = max((lease.served for lease in turn.held), default=0)
    more: list[Lease] = []
    for each in candidates(turn):
        if len(more) >= n:
            break
        number = int(turn.board.numbers[each.place])
        if number in in_hand:
            continue
        served += 1
        more.append(
            Lease(
                stage,
                number,
                turn.person,
                each.draw,
                each.ranking_hash,
                each.position,
                served,
                turn.now + LASTS,
            )
        )
    return more


def _of_pilot(turn: _Round) -> Iterator[Candidate]:
    pilot = turn.plan.pilot
    if pilot is None or turn.person not in pilot.raters:
        return
    mine = turn.sums.mine(turn.person)
    for number, name in enumerate(pilot.records):
        place = turn.board.place_of[name]
        if not mine[place]:
            yield Candidate(place, Draw.PILOT, "", number)


def _ranked(turn: _Round, wanted: NDArray[np.bool_]) -> Iterator[Candidate]:
    """What others have begun, then the newest ranking, then what it does not know yet."""
    ranking = turn.plan.ranking
    begun = np.flatnonzero(wanted & (turn.sums.given > 0)).tolist()
    shown: dict[int, int] = {}
    for lease in turn.held:
        place = turn.board.at(lease.record)
        if place is not None and wanted[place] and turn.sums.given[place] == 0:
            shown.setdefault(place, lease.served)
    with turn.board.lock:
        begun.sort(key=lambda place: _when_shown(turn, place))
    begun += sorted(shown, key=shown.__getitem__)
    seen: set[int] = set()
    for place in chain(begun, _in_order(ranking.positions, wanted), _unknown(ranking, wanted)):
        if place in seen or not _is_assigned(turn, place):
            continue
        seen.add(place)
        rank = ranking.rank_of(place)
        if rank is None:
            yield Candidate(place, Draw.RANKED, "", None)
        else:
            yield Candidate(place, Draw.RANKED, ranking.model_hash, rank)


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


def _when_shown(turn: _Round, place: int) -> tuple[int, int, str]:
    """When a record came before someone for the first time; nothing of any vote is in it."""
    first = turn.sums.first[place]
    return (first.ranking, -1 if first.position is None else first.position, turn.board.ids[place])


def _is_assigned(turn: _Round, place: int) -> bool:
    if turn.plan.shares is None:
        return True
    standing = turn.sums.standing.get(place)
    voted = () if standing is None else tuple(standing.votes)
    chosen = assigned(turn.board.ids[place], turn.review.seed, turn.plan.shares, voted, turn.needed)
    return turn.person in chosen


def _served(connection: Connection, turn: _Round, leases: Sequence[Lease]) -> Served:
    found = load_records(connection, turn.review, [lease.record for lease in leases])
    records = tuple(found[lease.record] for lease in leases)
    left = _left(turn)
    if records:
        draws = {lease.draw for lease in leases}
        for draw, mode in ((Draw.PILOT, Mode.PILOT), (Draw.RANDOM, Mode.RANDOM)):
            if draw in draws:
                return Served(records, mode, left)
        return Served(records, Mode.RANKED, left)
    return _nothing(turn, left)


def _nothing(turn: _Round, left: int) -> Served:
    pilot = turn.plan.pilot
    if pilot is not None and turn.person not in pilot.raters:
        message = "A pilot is under way, and you are not one of its raters. Nothing else is read "
        return Served((), Mode.CLOSED, left, f"{message}until its gate opens.")
    if pilot is not None:
        message = "You have read every record of the pilot. The team goes on when all have, and "
        return Served((), Mode.WAITING, left, f"{message}the gate is open.")
    if left:
        message = "Nothing is left for you right now: others have in hand what is not read yet. "
        return Served((), Mode.WAITING, left, f"{message}Come back in a while.")
    if not len(turn.board.ids):
        return Served((), Mode.DONE, 0, "The review has no records yet. Import a search first.")
    message = "Every record has the votes that it needs from you."
    return Served((), Mode.DONE, 0, message)


def _left(turn: _Round) -> int:
    """How many records could still be given to this person, whoever has them in hand."""
    pilot = turn.plan.pilot
    mine = turn.sums.mine(turn.person)
    if pilot is not None:
        places = [turn.board.place_of[name] for name in pilot.records]
        return int(np.count_nonzero(~mine[places])) if turn.person in pilot.raters else 0
    free = turn.plan.eligible & ~turn.sums.resolved & ~mine & (turn.sums.given < turn.needed)
    if turn.plan.phases:
        free &= turn.plan.urn()
    number = int(np.count_nonzero(free))
    if turn.plan.shares is None:
        return number
    # Of whole records; exact counting would ask for every record whose it is.
    share = turn.plan.shares.get(turn.person, 0.0)
    return min(number, round(number * min(1.0, share * turn.needed)))
