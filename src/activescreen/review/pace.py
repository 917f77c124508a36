"""Hours left at the present pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from activescreen.review.board import Board
from activescreen.review.pricing import Prices
from activescreen.review.progress import PersonProgress, StageProgress
from activescreen.stopping.price import SECONDS_A_RECORD


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the end of a stage.

    Attributes
    ----------
    stage
        The stage.
    certified
        Whether it ends with the certificate that the protocol asks for, and not by reading
        everything.
    records
        Records that are still to be read by somebody.
    votes
        Votes still to be given.
    hours
        What these take, all reviewers together.
    """

    stage: str
    certified: bool
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
    """
    known = [each.seconds for each in people if each.seconds is not None]
    seconds = float(np.median(known)) if known else SECONDS_A_RECORD
    ways = []
    for each in stages:
        missing = _missing_votes(board, each.stage)
        votes = each.unread * board.needed + missing
        if votes:
            hours = votes * seconds / 3600
            ways.append(Way(each.stage, False, each.unread + each.waiting, votes, hours))
    asked = None if prices is None else prices.asked
    if ways and stages and asked is not None and asked.reading is not None:
        first, missing = stages[0], _missing_votes(board, stages[0].stage)
        records = min(round(asked.reading.expected), first.unread)
        votes = records * board.needed + missing
        way = Way(first.stage, True, records + first.waiting, votes, votes * seconds / 3600)
        ways.insert(1 if ways[0].stage == first.stage else 0, way)
    return Pace(seconds, bool(known), tuple(ways))


def _missing_votes(board: Board, stage: str) -> int:
    """Votes that records lack on which somebody has voted."""
    sums = board.stage(stage)
    waiting = sums.waiting(board.needed)
    return int((board.needed - sums.given[waiting]).sum())
