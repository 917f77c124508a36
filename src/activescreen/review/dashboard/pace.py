"""Hours left at the present pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np

from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import Board
from activescreen.review.dashboard.progress import PersonProgress, StageProgress
from activescreen.review.stopping.phase_states import Look
from activescreen.review.stopping.pricing import Prices
from activescreen.stopping.price import SECONDS_A_RECORD


class End(StrEnum):
    """How a stage ends."""

    EVERYTHING = "everything read"
    EXPECTED = "certificate as expected"
    NONE_RELEVANT = "certificate if no further draw is relevant"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the end of a stage.

    Attributes
    ----------
    stage, end
        The stage, and how it ends.
    records
        Records that are still to be read by somebody.
    votes
        Votes still to be given.
    hours
        What these take, all reviewers together.
    """

    stage: str
    end: End
    records: int
    votes: int
    hours: float


@dataclass(frozen=True)
class Pace:
    """How fast decisions are made, and how long the rest will take.

    Attributes
    ----------
    seconds
        Median time of a decision.
    measured
        Whether it was measured here, and not taken for granted.
    ways
        The ways to the end.
    """

    seconds: float
    measured: bool
    ways: tuple[Way, ...]


def pace_of(
    board: Board,
    stages: Sequence[StageProgress],
    people: Sequence[PersonProgress],
    prices: Prices | None,
    look: Look | None,
) -> Pace:
    """How long the rest will take.

    Parameters
    ----------
    board
        The review's sums.
    stages, people
        How far it is.
    prices
        What a certified stop costs at title and abstract; None where that is not known.
    look
        What the rule of an open random phase says; None without.
    """
    known = [each.seconds for each in people if each.seconds is not None]
    seconds = float(np.median(known)) if known else SECONDS_A_RECORD
    ways = []
    for each in stages:
        missing = _missing_votes(board, each.stage)

        def way(end: End, unread: int, at: StageProgress = each, missing: int = missing) -> Way:
            votes = unread * board.needed + missing
            return Way(at.stage, end, unread + at.waiting, votes, votes * seconds / 3600)

        if each.stage == TITLE_ABSTRACT and each.unread:
            asked = None if prices is None else prices.asked
            if asked is not None and asked.reading is not None:
                # Whoever starts on a record reads it.
                ways.append(way(End.EXPECTED, min(ceil(asked.reading.expected), each.unread)))
            if look is not None and look.more is not None:
                ways.append(way(End.NONE_RELEVANT, min(look.more, each.unread)))
        if each.unread or missing:
            ways.append(way(End.EVERYTHING, each.unread))
    return Pace(seconds, bool(known), tuple(ways))


def _missing_votes(board: Board, stage: str) -> int:
    """Votes that records lack on which somebody has voted."""
    sums = board.stage(stage)
    waiting = sums.waiting(board.needed)
    return int((board.needed - sums.given[waiting]).sum())
