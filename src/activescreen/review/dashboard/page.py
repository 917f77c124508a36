"""How a review is doing, put together for one page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from activescreen.ledger import RELEVANT
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import Board, Boards
from activescreen.review.dashboard.agreement_in_time import AgreementInTime, agreement_in_time
from activescreen.review.dashboard.awaiting import Awaiting, awaiting
from activescreen.review.dashboard.pace import Pace, pace_of
from activescreen.review.dashboard.progress import (
    PersonProgress,
    StageProgress,
    Stretch,
    people_progress,
    stage_progress,
    yield_of,
)
from activescreen.review.dashboard.tally import tally_of
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import veiled
from activescreen.review.stopping.certified import certified_searches
from activescreen.review.stopping.phase_states import (
    Look,
    PhaseState,
    look_of,
    open_phase,
    phase_states,
)
from activescreen.review.stopping.pricing import Prices, prices_of
from activescreen.review.stopping.starting_phases import plan_phase
from activescreen.stopping.price import Standing
from activescreen.store.database import Database
from activescreen.store.rankings import newest_number, newest_ranking
from activescreen.store.reviews import Counters, Review, count, waves_of


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the newest ranking says of recall.

    Attributes
    ----------
    badge, statement
        How far it may be relied on, and what it says; empty while there is too little to go by.
    created
        When the ranking was trained.
    behind
        Decisions that came in since.
    """

    badge: str
    statement: str
    created: str
    behind: int


@dataclass(frozen=True)
class Dashboard:
    """How a review is doing.

    Attributes
    ----------
    counted
        How much it holds.
    awaiting
        What awaits whom.
    stages, people
        How far stages and people are.
    found
        What reading titles and abstracts has given.
    estimate
        Of recall; None before the first ranking, while a pilot hides its votes, and once nothing
        is left to estimate.
    prices
        What a certified stop costs; None while it is being worked out, is over, or would tell
        what a pilot hides.
    phases
        The registered random phases.
    going_on, look
        The one that goes on, and what its rule says now; None without, or while that is worked
        out.
    certified
        Whether every search has its certificate at title and abstract, or every one that has
        records left unread.
    may_start
        Whether a random phase may open now.
    agreement
        Agreement over time, by stage.
    pace
        Hours left.
    """

    counted: Counters
    awaiting: Awaiting
    stages: Sequence[StageProgress]
    people: Sequence[PersonProgress]
    found: Sequence[Stretch]
    estimate: Estimate | None
    prices: Prices | None
    phases: Sequence[PhaseState]
    going_on: PhaseState | None
    look: Look | None
    certified: bool
    may_start: bool
    agreement: dict[str, AgreementInTime]
    pace: Pace

    @property
    def over(self) -> bool:
        """Whether nothing is left to estimate: everything is read, or has its certificate."""
        return self.certified or bool(self.counted.places and not self.stages[0].unread)


def dashboard(
    database: Database, boards: Boards, access: Access, wait: float | None = None
) -> Dashboard:
    """How a review is doing.

    Parameters
    ----------
    database, boards
        Where, and its running sums.
    access
        Who looks at what.
    wait
        Seconds to wait for figures that take long on a large review; None: until they are there.

    Raises
    ------
    StoppingError
        If what was read before an open random phase is not what was registered.
    """
    review = access.review
    with database.reading() as connection:
        board = boards.current(connection, review)
        tally = tally_of(connection, review, board)
        with board.lock:
            hidden = np.zeros(len(board.ids), dtype=np.bool_)
            hidden[[board.place_of[name] for name in veiled(connection, review)]] = True
            stages = stage_progress(connection, review, board, hidden)
            people = people_progress(board, tally, hidden)
            found = yield_of(board, tally, TITLE_ABSTRACT, hidden)
            agreement = {
                stage: each
                for stage in board.stages
                if (each := agreement_in_time(tally.stage(stage, board.needed).independent))
            }
        phases = phase_states(connection, review, board)
        done = certified_searches(connection, review, board, TITLE_ABSTRACT)
        certified = bool(done) and {each.number for each in waves_of(connection, review)} <= done
        certified |= bool(stages[0].by_model)
        # What was found is in the estimate and the prices, too.
        veil = bool(hidden.any())
        estimate = None
        if not (veil or certified) and stages[0].unread:
            estimate = _estimate(connection, review, board)
        counted = count(connection, review)
        going_on = open_phase(phases, TITLE_ABSTRACT)
        may_start = going_on is None and not certified
        may_start = may_start and _may_start(connection, board, access, phases)
    prices = None
    if going_on is None and not certified and not veil:
        prices = prices_of(board, review.protocol, standing_of(board, done), wait)
    look = None
    if going_on is not None and going_on.draws is not None:
        look = look_of(board, going_on.registration, going_on.draws, wait)
    stopped = look is not None and look.stops_after is not None
    # What takes long is waited for with no connection in hand.
    with database.reading() as connection:
        waiting = awaiting(connection, boards, access, certified=certified, stopped=stopped)
    return Dashboard(
        counted,
        waiting,
        stages,
        people,
        found,
        estimate,
        prices,
        phases,
        going_on,
        look,
        certified,
        may_start,
        agreement,
        pace_of(board, stages, people, prices, look),
    )


def standing_of(board: Board, certified: Collection[int]) -> Standing:
    """Where titles and abstracts stand, over the searches that have no certificate yet."""
    with board.lock:
        sums = board.stage(TITLE_ABSTRACT)
        here = ~np.isin(board.waves, list(certified))
        read = int(np.count_nonzero(here & ~sums.unread()))
        return Standing(
            int(here.sum()), read, int(np.count_nonzero(here & (sums.final == RELEVANT)))
        )


def _may_start(
    connection: Connection, board: Board, access: Access, phases: Sequence[PhaseState]
) -> bool:
    with board.lock:
        plan = plan_phase(connection, access.review, board, phases)
    return plan is not None and plan.ready


def _estimate(connection: Connection, review: Review, board: Board) -> Estimate | None:
    number = newest_number(connection, review)
    if not number:
        return None

    def made() -> tuple[str, str, str, int]:
        stored = newest_ranking(connection, review)
        if stored is None:
            raise RuntimeError("the newest ranking is gone")
        return *(stored.estimate or ("", "")), stored.created, stored.seen.events

    badge, statement, created, events = board.remember("estimate", number, made)
    return Estimate(badge, statement, created, max(0, board.seen.events - events))
