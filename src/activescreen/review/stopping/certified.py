"""What a certificate leaves unread: records that nobody has to read any more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import Board
from activescreen.review.stopping.phase_states import registration_of
from activescreen.store.claims import certificates_of, next_certificate, registrations_of
from activescreen.store.reviews import Review


def certified_searches(
    connection: Connection, review: Review, board: Board, stage: str
) -> frozenset[int]:
    """Numbers of the searches that have a certificate at a stage."""
    version = next_certificate(connection, review)
    if version == 1:
        return frozenset()

    def made() -> frozenset[int]:
        done = {each.registration for each in certificates_of(connection, review)}
        return frozenset(
            wave
            for stored in registrations_of(connection, review)
            if stored.number in done and registration_of(stored).stage == stage
            for wave in stored.waves
        )

    return board.remember(f"certified {stage}", version, made)


def excluded_by_model(
    connection: Connection, review: Review, board: Board, eligible: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which records the model excludes under a stopping rule, as the flow diagram counts them.

    These are all that are unread, where each of them is of a search with a certificate at title
    and abstract. As long as one is not, reading goes on, and none is excluded so.

    Parameters
    ----------
    connection, review, board
        Where, of what, and its running sums.
    eligible
        Which records are screened at title and abstract at all; shape (N,).

    Returns
    -------
    Shape (N,).
    """
    done = certified_searches(connection, review, board, TITLE_ABSTRACT)
    unread = board.stage(TITLE_ABSTRACT).unread() & eligible
    if not done or (unread & ~np.isin(board.waves, list(done))).any():
        return np.zeros_like(unread)
    return unread
