"""When to stop, put together for one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import Board, Boards
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import veiled
from activescreen.review.stopping.phase_states import (
    Look,
    PhaseState,
    look_of,
    open_phase,
    phase_states,
)
from activescreen.review.stopping.pricing import Prices, prices_of
from activescreen.review.stopping.starting_phases import Plan, plan_phase
from activescreen.store.database import Database
from activescreen.store.reviews import Review, Wave, waves_of


@dataclass(frozen=True)
class Stopping:
    """When to stop.

    Attributes
    ----------
    phases
        The registered random phases.
    going_on, look
        The one that goes on, and what its rule says now; None without, or while that is worked
        out.
    plan
        What would be registered now; None where every search has its certificate.
    prices
        What it costs from here, at the error of an only phase and of the next of several; None
        while it is being worked out, or would tell what a pilot hides.
    waves
        The searches without a certificate.
    """

    phases: Sequence[PhaseState]
    going_on: PhaseState | None
    look: Look | None
    plan: Plan | None
    prices: Prices | None
    waves: tuple[Wave, ...]


def stopping(
    database: Database,
    boards: Boards,
    access: Access,
    wave: str = "",
    wait: float | None = None,
) -> Stopping:
    """When to stop.

    Parameters
    ----------
    database, boards
        Where, and its running sums.
    access
        Who looks at what.
    wave
        Name of the search to draw from; empty: all that have no certificate.
    wait
        Seconds to wait for figures that take long on a large review; None: until they are there.

    Raises
    ------
    InputError
        If there is no search of this name.
    StoppingError
        If what was read before an open random phase is not what was registered.
    """
    review = access.review
    with database.reading() as connection:
        board = boards.current(connection, review)
        phases = phase_states(connection, review, board)
        with board.lock:
            plan = plan_phase(connection, review, board, phases, wave)
        veil = bool(veiled(connection, review))
        waves = _uncertified(connection, review, phases)
    going_on = open_phase(phases, TITLE_ABSTRACT)
    look = None
    if going_on is not None and going_on.draws is not None:
        look = look_of(board, going_on.registration, going_on.draws, wait)
    prices = None
    if plan is not None and going_on is None and not veil and plan.standing.unread:
        prices = _prices(board, access, plan, wait)
    return Stopping(phases, going_on, look, plan, prices, waves)


def plan_of(database: Database, boards: Boards, access: Access, wave: str = "") -> Plan | None:
    """What would be registered now; None where every search has its certificate.

    Raises
    ------
    InputError
        If there is no search of this name.
    """
    with database.reading() as connection:
        board = boards.current(connection, access.review)
        phases = phase_states(connection, access.review, board)
        with board.lock:
            return plan_phase(connection, access.review, board, phases, wave)


def _prices(board: Board, access: Access, plan: Plan, wait: float | None) -> Prices | None:
    protocol = access.review.protocol
    share = protocol.alpha / 2**plan.next_number
    return prices_of(board, protocol, plan.standing, wait, [share])


def _uncertified(
    connection: Connection, review: Review, phases: Sequence[PhaseState]
) -> tuple[Wave, ...]:
    done = {wave for state in phases if state.certificates for wave in state.stored.waves}
    return tuple(wave for wave in waves_of(connection, review) if wave.number not in done)
