"""Decisions cut to what pace, agreement and progress need: who, when, in how many seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from activescreen.ledger import Draw, Verdict
from activescreen.store.reviews import Review
from activescreen.store.tables import decisions

_VERDICTS: Final = {str(verdict): verdict for verdict in Verdict}
_DRAWS: Final = {str(draw): draw for draw in Draw}


class TimedVote(NamedTuple):
    """A decision without its reasons."""

    sequence: int
    record: int
    stage: str
    reviewer: str
    verdict: Verdict
    draw: Draw
    resolves: bool
    seconds: float | None
    received: str


def votes_after(connection: Connection, review: Review, sequence: int) -> Iterator[TimedVote]:
    """The decisions after the one of this number, in their order."""
    row = decisions.c
    query = select(
        *(row.verdict, row.draw, row.sequence, row.record, row.stage, row.reviewer),
        *(row.resolves, row.seconds, row.received),
    ).where(row.review_id == review.id, row.sequence > sequence)
    for verdict, draw, number, record, stage, reviewer, *more in connection.execute(
        query.order_by(row.sequence)
    ):
        said = _VERDICTS[verdict], _DRAWS[draw]
        yield TimedVote(number, record, stage, reviewer, *said, *more)
