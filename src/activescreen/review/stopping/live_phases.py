"""Registered random phases at work: which order they have records read in, by place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.review.board import Board
from activescreen.review.stopping.open_phases import OpenPhase, open_phases
from activescreen.stopping.registration import Registration
from activescreen.store.claims import next_certificate, next_registration
from activescreen.store.journal import Kind, entries, last_number
from activescreen.store.reviews import Review


@dataclass(frozen=True, eq=False)
class LivePhase:
    """A registered phase that is neither certified nor left.

    Attributes
    ----------
    hash, registration
        The hash of its registration, and what that says.
    stage
        The stage that it is about.
    order
        Places of the records that were unread at its registration, in the order in which they
        are drawn; shape (N',).
    waves
        Numbers of the searches whose records it is about.
    """

    hash: str
    registration: Registration
    stage: str
    order: NDArray[np.int64]
    waves: tuple[int, ...]


def live_phases(connection: Connection, review: Review, board: Board) -> tuple[LivePhase, ...]:
    """The phases whose records are read in registered order only."""
    version = (
        next_registration(connection, review),
        next_certificate(connection, review),
        last_number(connection, review),
    )
    if version[0] == 1:
        return ()
    return board.remember("phases", version, lambda: _phases(connection, review, board))


def _phases(connection: Connection, review: Review, board: Board) -> tuple[LivePhase, ...]:
    left = {each.content["registration"] for each in entries(connection, review, [Kind.LEFT_PHASE])}
    return tuple(
        LivePhase(
            phase.stored.hash,
            phase.registration,
            phase.registration.stage,
            _places(board, phase),
            phase.stored.waves,
        )
        for phase in open_phases(connection, review)
        if phase.stored.hash not in left
    )


def _places(board: Board, phase: OpenPhase) -> NDArray[np.int64]:
    """Places of the records that a registration found unread, in the order of their draws.

    What came before a registration is told by the numbers of events, so that no ledger has to be
    added up while people wait. Every look checks the draws against the registration itself.
    """

    def made() -> NDArray[np.int64]:
        first = board.stage(phase.registration.stage).first
        inside = np.flatnonzero(np.isin(board.waves, phase.stored.waves)).tolist()
        upto = phase.stored.events
        urn = [place for place in inside if place not in first or first[place].sequence > upto]
        urn.sort(key=board.ids.__getitem__)
        shuffled = np.random.default_rng(phase.registration.seed).permutation(urn)
        return np.asarray(shuffled, dtype=np.int64)

    return board.remember(f"order {phase.stored.hash}", None, made)
