"""Giving records out: which one a person reads next, and until when it is theirs.

Nobody is given a record that others have given, or have in hand, all the votes that it needs. In
which order records come is told in `queueing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
from sqlalchemy import Connection

from activescreen.ledger import Draw
from activescreen.records import Record
from activescreen.review.board import Boards
from activescreen.review.permissions import Access
from activescreen.review.screening.arrangements import arrangements, planned_audits
from activescreen.review.screening.queueing import Round, candidates
from activescreen.review.stopping.audits import draw_due
from activescreen.review.stopping.live_audits import is_read_again
from activescreen.review.stopping.reading_on import word_on_reading_on
from activescreen.store.database import Database
from activescreen.store.leases import Lease, add_leases, drop_leases, leases_of, renew_leases
from activescreen.store.population import load_records
from activescreen.store.reviews import count

LASTS: Final = timedelta(minutes=30)
"""How long a record stays in hand; asking for more renews it."""

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
    in_pilot
        Whether a pilot is what is being read or waited for.
    """

    records: tuple[Record, ...]
    mode: Mode
    left: int
    message: str = ""
    in_pilot: bool = False


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
    """
    n = max(1, min(n, MOST))
    review = access.review
    with database.reading() as connection:
        turn = _turn(connection, boards, access, stage, now)
        kept = _kept(turn)
        fresh = all(lease.expires - now > LASTS / 2 for lease in kept)
        if len(kept) >= n and fresh:
            return _served(connection, turn, kept[:n], stage)
    with database.writing() as connection:
        count(connection, review, lock=True)
        board = boards.current(connection, review)
        audits = planned_audits(connection, review, board)
        if audits:
            draw_due(connection, review, board, audits, now)
        turn = _turn(connection, boards, access, stage, now)
        kept = _kept(turn)
        gone = {lease.record for lease in turn.mine} - {lease.record for lease in kept}
        if gone:
            drop_leases(connection, review, stage=stage, reviewer=turn.person, numbers=gone)
        renew_leases(connection, review, stage, turn.person, now + LASTS)
        more = _more(turn, kept, n - len(kept), stage)
        add_leases(connection, review, more)
        return _served(connection, turn, [*kept, *more][:n], stage)


def _turn(
    connection: Connection, boards: Boards, access: Access, stage: str, now: datetime
) -> Round:
    board = boards.current(connection, access.review)
    return Round(
        access.review,
        board,
        board.stage(stage),
        arrangements(connection, access.review, board, stage),
        access.account.name,
        leases_of(connection, access.review, stage),
        now,
    )


def _kept(turn: Round) -> list[Lease]:
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
            again = is_read_again(turn.plan.audits, turn.sums, place, turn.person)
            again = again and lease.draw is Draw.AUDIT and bool(turn.plan.eligible[place])
            due = (due and lease.draw is not Draw.PILOT) or again
        if due:
            kept.append(lease)
    return kept


def _more(turn: Round, kept: Sequence[Lease], n: int, stage: str) -> list[Lease]:
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


def _served(connection: Connection, turn: Round, leases: Sequence[Lease], stage: str) -> Served:
    found = load_records(connection, turn.review, [lease.record for lease in leases])
    records = tuple(found[lease.record] for lease in leases)
    left = _left(turn)
    if records:
        draws = {lease.draw for lease in leases}
        if Draw.PILOT in draws:
            return Served(records, Mode.PILOT, left, in_pilot=True)
        places = [turn.board.place_of[record.id] for record in records]
        phases = turn.plan.phases
        word = word_on_reading_on(connection, turn.review, turn.board, stage, phases, places)
        mode = Mode.RANDOM if Draw.RANDOM in draws else Mode.RANKED
        return Served(records, mode, left, word)
    return _nothing(turn, left)


def _nothing(turn: Round, left: int) -> Served:
    pilot = turn.plan.pilot
    if pilot is not None and turn.person not in pilot.raters:
        message = "A pilot is under way, and you are not one of its raters. Nothing else is read "
        return Served((), Mode.CLOSED, left, f"{message}until its gate opens.", True)
    if pilot is not None:
        message = "You have read every record of the pilot. The team goes on when all have, and "
        return Served((), Mode.WAITING, left, f"{message}the gate is open.", True)
    if left:
        message = "Nothing is left for you right now: others have in hand what is not read yet. "
        return Served((), Mode.WAITING, left, f"{message}Come back in a while.")
    if not len(turn.board.ids):
        return Served((), Mode.DONE, 0, "The review has no records yet. Import a search first.")
    message = "Every record has the votes that it needs from you."
    return Served((), Mode.DONE, 0, message)


def _left(turn: Round) -> int:
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
