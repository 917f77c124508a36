"""How far a review is: by stage and by person, and what reading has given.

Counts of votes tell nothing of what was voted. What a person included is counted over records only
whose votes are all in, since everyone may see those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.ledger import IRRELEVANT, RELEVANT, UNRESOLVED, Verdict
from activescreen.protocol import STAGES
from activescreen.review.board import Board
from activescreen.review.dashboard.tally import CODES, Tally
from activescreen.review.own_ids import is_own_name
from activescreen.review.screening.arrangements import arrangements
from activescreen.review.stopping.certified import excluded_by_model
from activescreen.store.reviews import Review

HUNDRED: Final = 100
MOST_BARS: Final = 60


@dataclass(frozen=True, slots=True)
class StageProgress:
    """How far a stage is.

    Attributes
    ----------
    stage
        The stage.
    records
        How many are screened at it; merged ones and full texts that could not be had are not.
    unread
        Those on which nobody has decided, and somebody must.
    waiting
        Those that lack votes.
    conflicts
        Those that have all votes, or were opened again, and no final label.
    relevant, irrelevant
        Those with a final label.
    by_model
        Those on which nobody has decided and nobody must: after a certified stop the model
        excludes them, as the flow diagram counts them.
    not_had
        Those that would be screened at it if their full texts could be had; not in ``records``.
    """

    stage: str
    records: int
    unread: int
    waiting: int
    conflicts: int
    relevant: int
    irrelevant: int
    by_model: int
    not_had: int

    @property
    def final(self) -> int:
        """Records with a final label."""
        return self.relevant + self.irrelevant


@dataclass(frozen=True, slots=True)
class PersonProgress:
    """What a person did.

    Attributes
    ----------
    name
        The name under which it was decided.
    votes
        Stage -> records voted on.
    complete, included
        Records among them whose votes are all in, at all stages, and those of them that this
        person included.
    seconds
        Median time of the last decisions; None where it is not known.
    last
        When the last one came in, in ISO 8601; empty if none did here.
    """

    name: str
    votes: Mapping[str, int]
    complete: int
    included: int
    seconds: float | None
    last: str


class Stretch(NamedTuple):
    """Some records next to each other in the order of reading.

    Attributes
    ----------
    first, last
        The first and the last of them, counted from 1.
    found
        Finally included ones.
    open
        Those without a final label yet.
    """

    first: int
    last: int
    found: int
    open: int


def stage_progress(
    connection: Connection, review: Review, board: Board, hidden: NDArray[np.bool_]
) -> list[StageProgress]:
    """How far each stage is; the full texts are left out until something was passed on.

    Parameters
    ----------
    connection, review, board
        Where, of what, and its sums.
    hidden
        Records of a pilot whose votes are not shown yet, which count as waiting; shape (N,).
    """
    found = []
    passed = np.zeros(len(board.ids), dtype=np.bool_)
    for stage in STAGES:
        eligible = arrangements(connection, review, board, stage).eligible
        sums = board.stage(stage)
        veil = hidden & ~sums.unread() & (stage == STAGES[0])
        not_had = passed & ~eligible
        if stage != STAGES[0] and not (eligible.any() or not_had.any() or sums.by_reviewer):
            continue
        left_out = np.zeros(len(board.ids), dtype=np.bool_)
        if stage == STAGES[0]:
            left_out = excluded_by_model(connection, review, board, eligible)
            passed = eligible & (sums.final == RELEVANT) & ~veil

        def number(which: NDArray[np.bool_], among: NDArray[np.bool_] = eligible) -> int:
            return int(np.count_nonzero(which & among))

        found.append(
            StageProgress(
                stage,
                int(np.count_nonzero(eligible)),
                number(sums.unread() & ~left_out),
                number(sums.waiting(board.needed) | veil),
                number(sums.in_conflict(board.needed) & ~veil),
                number((sums.final == RELEVANT) & ~veil),
                number((sums.final == IRRELEVANT) & ~veil),
                number(left_out),
                int(np.count_nonzero(not_had)),
            )
        )
    return found


def people_progress(board: Board, tally: Tally, hidden: NDArray[np.bool_]) -> list[PersonProgress]:
    """What each person did, whoever did most first.

    Parameters
    ----------
    board, tally
        The review's sums.
    hidden
        Records of a pilot whose votes are not shown yet; shape (N,).
    """
    stages = [stage for stage in STAGES if stage in board.stages]
    names = {name for stage in stages for name in tally.stage(stage, board.needed).people}
    people = [name for name in names if not is_own_name(name)]
    found = [_person(name, stages, board, tally, hidden) for name in people]
    return sorted(found, key=lambda each: (-sum(each.votes.values()), each.name))


def _person(
    name: str, stages: list[str], board: Board, tally: Tally, hidden: NDArray[np.bool_]
) -> PersonProgress:
    votes, complete, included, last = {}, 0, 0, ""
    seconds: list[float] = []
    for stage in stages:
        person = tally.stage(stage, board.needed).people.get(name)
        if person is None:
            continue
        sums = board.stage(stage)
        votes[stage] = person.votes
        shown = (sums.given >= board.needed) | sums.settled
        mine = shown & ~hidden & (person.latest >= 0)
        complete += int(np.count_nonzero(mine))
        included += int(np.count_nonzero(mine & (person.latest == CODES[Verdict.INCLUDE])))
        seconds += person.seconds
        if person.last is not None:
            last = max(last, person.last.isoformat())
    pace = float(np.median(seconds)) if seconds else None
    return PersonProgress(name, votes, complete, included, pace, last)


def yield_of(board: Board, tally: Tally, stage: str, hidden: NDArray[np.bool_]) -> list[Stretch]:
    """What reading has given: final inclusions in each hundred read, or in several together.

    Parameters
    ----------
    board, tally
        The review's sums.
    stage
        The stage.
    hidden
        As `stage_progress` takes it.
    """
    order = tally.stage(stage, board.needed).order
    final = np.where(hidden, UNRESOLVED, board.stage(stage).final)[order]
    step = HUNDRED * max(1, -(-len(order) // (HUNDRED * MOST_BARS)))
    starts = np.arange(0, len(order), step)
    if not len(starts):
        return []
    found = np.add.reduceat(final == RELEVANT, starts, dtype=np.int64)
    still = np.add.reduceat((final != RELEVANT) & (final != IRRELEVANT), starts, dtype=np.int64)
    return [
        Stretch(start + 1, min(start + step, len(order)), int(relevant), int(unfinished))
        for start, relevant, unfinished in zip(starts.tolist(), found, still, strict=True)
    ]
