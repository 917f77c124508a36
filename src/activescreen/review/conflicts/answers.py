"""Proposals that wait for the agreement of raters, over all conflicts of a stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection

from activescreen.review.board import Board
from activescreen.review.conflicts.discussions import proposal_in
from activescreen.review.conflicts.standing import conflict_places
from activescreen.store.decisions import events_on
from activescreen.store.journal import Entry, Kind, entries, last_number
from activescreen.store.reviews import Review


def answers_awaited(
    connection: Connection, review: Review, board: Board, stage: str
) -> Mapping[str, int]:
    """Rater -> number of conflicts on which a proposal waits for their agreement.

    Parameters
    ----------
    connection, review
        Where, and of what.
    board
        The running sums as they are on this connection.
    stage
        The stage.
    """
    version = (last_number(connection, review), board.seen.events)
    return board.remember(
        f"answers {stage}", version, lambda: _awaited(connection, review, board, stage)
    )


def _awaited(connection: Connection, review: Review, board: Board, stage: str) -> Counter[str]:
    in_conflict = set(conflict_places(connection, review, board, stage).tolist())
    made: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries(connection, review, [Kind.PROPOSAL]) if in_conflict else ():
        number = entry.record
        here = number is not None and board.at(number) in in_conflict
        if number is not None and here and entry.content["stage"] == stage:
            made[number].append(entry)
    places = {number: place for number in made if (place := board.at(number)) is not None}
    ids = {number: board.ids[place] for number, place in places.items()}
    settled = Counter(
        event.record_id
        for event in (events_on(connection, review, ids) if ids else ())
        if event.stage == stage and event.resolves
    )
    awaited: Counter[str] = Counter()
    for number, place in places.items():
        proposal = proposal_in(made[number], settled[ids[number]])
        if proposal is not None:
            raters = board.stage(stage).standing[place].votes
            awaited.update(name for name in raters if name not in proposal.agreed)
    return awaited
