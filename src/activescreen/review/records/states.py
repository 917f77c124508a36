"""How far each record is at a stage, as everyone may know it.

A state tells how many votes are in. What they say it tells only when all are in, or when the record
was settled in the course of screening, or by a label that came with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.ledger import IRRELEVANT, RELEVANT, UNRESOLVED
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import NEVER, Board
from activescreen.review.pilot.pilots import veiled
from activescreen.store.reviews import Review


class State(StrEnum):
    """How far a record is at a stage."""

    UNREAD = "unread"
    WAITING = "waiting"
    UNDECIDED = "undecided"
    INCLUDED = "included"
    EXCLUDED = "excluded"


STATES: Final = tuple(State)
"""What the numbers in arrays of states stand for."""


def states(
    board: Board, stage: str, needed: int, veil: Iterable[str], n: int
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """The state of each record, and whether everyone may see all votes on it.

    Parameters
    ----------
    board
        The running sums of the review.
    stage
        The stage.
    needed
        How many votes the protocol demands.
    veil
        Ids of the records that wait for a pilot to be finished, as `veil_of` gives them.
    n
        How many records there are.

    Returns
    -------
    Of each record the number of its state in `STATES`, and whether its votes are open; each of
    shape (n,).
    """
    with board.lock:
        sums = board.stage(stage)
        final, given = sums.final[:n].copy(), sums.given[:n].copy()
        resolved, settled = sums.resolved[:n].copy(), sums.settled[:n].copy()
        is_open = settled | (given >= needed)
        is_open[[board.place_of[name] for name in veil]] = False
    # A label that came with a record was never anybody's vote.
    known = is_open | (resolved & ~settled)
    found = np.full(n, STATES.index(State.WAITING), dtype=np.int8)
    found[(final == UNRESOLVED) & is_open] = STATES.index(State.UNDECIDED)
    found[(final == RELEVANT) & known] = STATES.index(State.INCLUDED)
    found[(final == IRRELEVANT) & known] = STATES.index(State.EXCLUDED)
    found[(given == 0) & ~resolved] = STATES.index(State.UNREAD)
    return found, is_open


def known_labels(
    connection: Connection, review: Review, board: Board, stage: str
) -> NDArray[np.int8]:
    """The final label of each record as everyone may know it.

    Whatever is listed or counted by labels is made of these. With few votes a record a label may be
    final while a pilot still hides the votes that it is made of; here it is open until then.

    Parameters
    ----------
    connection, review, board
        Where, of what, and its running sums.
    stage
        The stage.

    Returns
    -------
    As ``final`` of `activescreen.review.board.StageSums`; shape (N,).
    """
    veil = veil_of(connection, review, stage)
    with board.lock:
        sums = board.stage(stage)
        found = sums.final.copy()
        hidden = np.zeros(len(found), dtype=np.bool_)
        hidden[[board.place_of[name] for name in veil]] = True
        hidden &= (found != NEVER) & ~(sums.resolved & ~sums.settled)
    found[hidden] = UNRESOLVED
    return found


def veil_of(connection: Connection, review: Review, stage: str) -> frozenset[str]:
    """Ids of the records on which nobody sees another's vote at a stage, for a pilot's sake."""
    return veiled(connection, review) if stage == TITLE_ABSTRACT else frozenset()
