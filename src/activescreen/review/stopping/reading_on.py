"""What people are told who read on although nothing depends on it any more.

It is asked whenever records are given out, so it goes by what is remembered and waits for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection

from activescreen.review.board import Board
from activescreen.review.stopping.certified import certified_searches
from activescreen.review.stopping.live_phases import LivePhase
from activescreen.review.stopping.phase_states import draws_in, has_stopped
from activescreen.store.reviews import Review

STOPPED: Final = (
    "The stopping rule has stopped: an owner can issue the certificate. Reading on is possible and "
    "changes nothing of it."
)
CERTIFIED: Final = "Screening is certified for these records. Reading on is possible."


def word_on_reading_on(
    connection: Connection,
    review: Review,
    board: Board,
    stage: str,
    phases: Sequence[LivePhase],
    places: Iterable[int],
) -> str:
    """What to tell a person who is given records; empty while reading them serves a purpose.

    Parameters
    ----------
    connection, review, board
        Where, of what, and its running sums.
    stage
        The stage at which the records are read.
    phases
        The random phases of the stage that are open.
    places
        Places of the records.
    """
    waves = {int(board.waves[place]) for place in places}
    if waves <= certified_searches(connection, review, board, stage):
        return CERTIFIED
    # Where several phases are open, each has its searches.
    mine = [phase for phase in phases if waves & set(phase.waves)]
    covered = {wave for phase in mine for wave in phase.waves}
    if mine and waves <= covered and all(_stopped(board, phase) for phase in mine):
        return STOPPED
    return ""


def _stopped(board: Board, phase: LivePhase) -> bool:
    return has_stopped(board, phase.registration, draws_in(board, phase.stage, phase.order))
