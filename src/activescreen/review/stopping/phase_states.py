"""The random phases of a review as people look at them: how far each is, and what it may say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.ledger import IRRELEVANT, RELEVANT
from activescreen.review.board import NEVER, Board
from activescreen.review.dashboard.worked import Worked
from activescreen.review.stopping.live_phases import live_phases
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.calibrated_random_phase import CalibratedRandomPhase
from activescreen.stopping.canonical import Fields
from activescreen.stopping.certificate import draws_to_stop
from activescreen.stopping.phase import Phase
from activescreen.stopping.registration import Registration
from activescreen.store.claims import (
    StoredCertificate,
    StoredRegistration,
    certificates_of,
    registrations_of,
)
from activescreen.store.reviews import Review, waves_of


class Progress(StrEnum):
    """How far a registered phase is."""

    OPEN = "open"
    LEFT = "left"
    CERTIFIED = "certified"


@dataclass(frozen=True, eq=False)
class Draws:
    """The draws of an open phase.

    Attributes
    ----------
    made
        Draws that someone has voted on.
    labels
        The longest run of first draws with final labels; shape (counted,). A look goes by these.
    """

    made: int
    labels: NDArray[np.int8]

    @property
    def counted(self) -> int:
        """How many draws count."""
        return len(self.labels)

    @property
    def found(self) -> int:
        """Relevant ones among the draws that count."""
        return int(np.count_nonzero(self.labels == RELEVANT))


@dataclass(frozen=True, eq=False)
class PhaseState:
    """A registered phase.

    Attributes
    ----------
    stored, registration
        The registration as it is kept, and what it says.
    waves
        Names of its searches.
    progress
        How far it is.
    certificates
        Those that were issued on it.
    draws
        Of an open phase; None otherwise.
    """

    stored: StoredRegistration
    registration: Registration
    waves: tuple[str, ...]
    progress: Progress
    certificates: tuple[StoredCertificate, ...]
    draws: Draws | None


@dataclass(frozen=True, eq=False)
class Look:
    """What the rule of an open phase says of the draws that count.

    Attributes
    ----------
    stops_after
        Draws after which it stops; None while it does not.
    more
        Draws after which it would stop if none of them were relevant; None if it stops.
    found, boundary
        For each number of relevant draws: after how many draws the rule stops with it; shape (n,)
        each. Empty for a rule without such boundaries.
    """

    stops_after: int | None
    more: int | None
    found: NDArray[np.int64]
    boundary: NDArray[np.int64]


def phase_states(connection: Connection, review: Review, board: Board) -> list[PhaseState]:
    """The registered phases of a review, in the order of their registration.

    Raises
    ------
    StoppingError
        If what was read before an open phase is not what was registered.
    """
    stored = registrations_of(connection, review)
    if not stored:
        return []
    names = {wave.number: wave.name for wave in waves_of(connection, review)}
    issued = certificates_of(connection, review)
    orders = {live.hash: live.order for live in live_phases(connection, review, board)}
    found = []
    for each in stored:
        mine = tuple(one for one in issued if one.registration == each.number)
        progress, draws = Progress.LEFT, None
        if mine:
            progress = Progress.CERTIFIED
        elif each.hash in orders:
            registration = registration_of(each)
            progress = Progress.OPEN
            draws = draws_in(board, registration.stage, orders[each.hash])
        waves = tuple(names[number] for number in each.waves)
        found.append(PhaseState(each, registration_of(each), waves, progress, mine, draws))
    return found


def registration_of(stored: StoredRegistration) -> Registration:
    """A registration from what is kept of it."""
    said = Fields(json.loads(stored.content), f"registration {stored.hash}")
    return Registration.from_json(said)


def draws_in(board: Board, stage: str, order: NDArray[np.int64]) -> Draws:
    """How far the draws of a phase are.

    Parameters
    ----------
    board
        The review's board.
    stage
        The phase's stage.
    order
        Places of the records in their registered order; shape (N',).
    """
    final = board.stage(stage).final[order]
    blocked = np.flatnonzero((final != RELEVANT) & (final != IRRELEVANT))
    end = int(blocked[0]) if blocked.size else len(final)
    return Draws(int(np.count_nonzero(final != NEVER)), final[:end].astype(np.int8))


@dataclass(eq=False)
class _Stop:
    """The first draws after which a rule stopped, so that it need not be asked again."""

    labels: bytes | None = None

    def holds(self, draws: Draws) -> bool:
        """Whether the draws begin with these."""
        return self.labels is not None and draws.labels.tobytes().startswith(self.labels)


def has_stopped(board: Board, registration: Registration, draws: Draws) -> bool:
    """Whether the rule has stopped, as far as it is known at once.

    Where it is not, a look is begun beside, and whoever asks after it will know.

    Parameters
    ----------
    board, registration, draws
        As `look_of` takes them.
    """
    stop = _stop_of(board, registration)
    if not stop.holds(draws):
        look_of(board, registration, draws, 0)
    return stop.holds(draws)


def look_of(
    board: Board, registration: Registration, draws: Draws, wait: float | None
) -> Look | None:
    """What the rule says now; None while it is being worked out.

    Parameters
    ----------
    board
        The review's board, which keeps what was worked out.
    registration, draws
        The phase and how far it is.
    wait
        Seconds to wait; None: until it is there.
    """
    worked: Worked = board.remember("worked", None, Worked)
    key = ("look", registration.hash, draws.made, draws.labels.tobytes())
    stop = _stop_of(board, registration)

    def made() -> Look:
        found = _look(registration, draws)
        if found.stops_after is not None:
            stop.labels = draws.labels[: found.stops_after].tobytes()
        return found

    return worked.ask(key, made, wait)


def open_phase(states: Sequence[PhaseState], stage: str) -> PhaseState | None:
    """The phase of a stage that goes on; None without."""
    return next(
        (
            state
            for state in states
            if state.progress is Progress.OPEN and state.registration.stage == stage
        ),
        None,
    )


def _stop_of(board: Board, registration: Registration) -> _Stop:
    return board.remember(f"stop of {registration.hash}", None, _Stop)


def _look(registration: Registration, draws: Draws) -> Look:
    rule, opening = registration.make_rule(), registration.opening
    setting = Setting(opening.urn, opening.found, rule.target_recall)
    phase = Phase(opening.read, setting, draws.made, draws.labels)
    stops = rule.first_stop(phase)
    found = boundary = np.zeros(0, dtype=np.int64)
    if isinstance(rule, CalibratedRandomPhase):
        bounds = rule.calibration(phase).bounds
        found, boundary = np.arange(len(bounds), dtype=np.int64), np.asarray(bounds)
    more = None if stops is not None else draws_to_stop(rule, phase)
    return Look(stops, more, found, boundary)
