"""Conflicts: records on which all votes are in and which have no final label for all that.

The votes do not agree, someone is undecided, or the record was opened again. What is shown of one
is everything that was decided on it, side by side; before all votes are in, nothing is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.errors import InputError, LedgerError
from activescreen.ledger import UNRESOLVED, Decision, Draw, Standing, Verdict
from activescreen.protocol import STAGES, TITLE_ABSTRACT
from activescreen.records import Record
from activescreen.review.board import Board, Boards
from activescreen.review.duplicates.merging import merged_records
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import veiled
from activescreen.review.records.browsing import no_record
from activescreen.review.screening.arrangements import arrangements
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.population import find_record, load_records
from activescreen.store.reviews import Review

MOST: Final = 200
"""Conflicts on a page, at most."""


class Cause(StrEnum):
    """Why a record with all its votes has no final label."""

    DISAGREEMENT = "disagreement"
    UNDECIDED = "undecided"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Case:
    """What was decided on a record at a stage.

    Attributes
    ----------
    number, record
        The record.
    stage
        The stage.
    events
        The decisions of the stage, in the order in which they came in.
    needed
        How many votes the record needs.
    hidden
        Whether the record waits for a pilot to be finished.
    away
        Whether another record stands for this one, as a copy or merged.
    """

    number: int
    record: Record
    stage: str
    events: tuple[Decision, ...]
    needed: int
    hidden: bool = False
    away: bool = False
    _standing: Standing = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        standing = Standing(0)
        for event in self.events:
            standing.add(event.verdict, event.reviewer, resolves=event.resolves)
        object.__setattr__(self, "_standing", standing)

    @property
    def raters(self) -> tuple[str, ...]:
        """Who voted, by name: the order tells nothing."""
        return tuple(sorted(self._standing.votes))

    @property
    def votes(self) -> tuple[Decision, ...]:
        """The vote of each rater that counts, by the raters' names."""
        last = {event.reviewer: event for event in self.events if not event.resolves}
        return tuple(last[name] for name in self.raters)

    @property
    def resolutions(self) -> tuple[Decision, ...]:
        """What settled the record or opened it again, in order."""
        return tuple(event for event in self.events if event.resolves)

    @property
    def resolution(self) -> Decision | None:
        """What settles the record now; None if nothing does."""
        last = self.resolutions[-1:]
        return last[0] if last and last[0].verdict is not Verdict.MAYBE else None

    @property
    def shown(self) -> bool:
        """Whether everyone may see all votes."""
        settled = any(event.draw is not Draw.PRIOR for event in self.resolutions)
        return not self.hidden and (settled or len(self.raters) >= self.needed)

    @property
    def label(self) -> int:
        """The final label, or `UNRESOLVED`."""
        return self._standing.final(self.needed) if self.events else UNRESOLVED

    @property
    def in_conflict(self) -> bool:
        """Whether someone has to settle it."""
        return self.shown and not self.away and self.label == UNRESOLVED

    @property
    def cause(self) -> Cause | None:
        """Why it is in conflict; None if it is not."""
        if not self.in_conflict:
            return None
        if self.resolutions:
            return Cause.REOPENED
        decisive = {vote.verdict for vote in self.votes} - {Verdict.MAYBE}
        return Cause.DISAGREEMENT if len(decisive) > 1 else Cause.UNDECIDED


@dataclass(frozen=True)
class Conflicts:
    """Some of the conflicts of a stage.

    Attributes
    ----------
    cases
        The conflicts, in the order in which their records were imported.
    next
        Place after which the next page begins; None on the last.
    total
        How many conflicts the stage has.
    """

    cases: tuple[Case, ...]
    next: int | None
    total: int


def list_conflicts(
    database: Database,
    boards: Boards,
    access: Access,
    stage: str,
    after: int | None = None,
    limit: int = 50,
) -> Conflicts:
    """A page of the conflicts of a stage.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who looks at what.
    stage
        The stage.
    after
        What the page before gave as ``next``; None for the first.
    limit
        Conflicts on the page.

    Raises
    ------
    InputError
        If there is no such stage, or that is no number of conflicts for a page.
    """
    check_stage(stage)
    if not 1 <= limit <= MOST:
        raise InputError(f"A page has 1 to {MOST} conflicts.", remedy="Ask for fewer at once.")
    review = access.review
    with database.reading() as connection:
        board = boards.current(connection, review)
        places = conflict_places(connection, review, board, stage)
        left = places[places > (-1 if after is None else after)]
        shown = left[:limit]
        ids = {int(board.numbers[place]): board.ids[place] for place in shown.tolist()}
        records = load_records(connection, review, list(ids))
        on: dict[str, list[Decision]] = {name: [] for name in ids.values()}
        for event in events_on(connection, review, ids):
            if event.stage == stage:
                on[event.record_id].append(event)
    needed = review.protocol.votes_per_record
    cases = tuple(
        Case(number, records[number], stage, tuple(on[name]), needed)
        for number, name in ids.items()
    )
    more = int(shown[-1]) if len(left) > limit else None
    return Conflicts(cases, more, len(places))


def conflict_places(
    connection: Connection, review: Review, board: Board, stage: str
) -> NDArray[np.int64]:
    """Places of the records that are in conflict at a stage, ascending.

    Parameters
    ----------
    connection, review
        Where, and of what.
    board
        The running sums as they are on this connection.
    stage
        The stage.
    """
    needed = review.protocol.votes_per_record
    with board.lock:
        marks = board.stage(stage).in_conflict(needed).copy()
    if not marks.any():
        return np.zeros(0, dtype=np.int64)
    marks &= arrangements(connection, review, board, stage).eligible
    if stage == TITLE_ABSTRACT:
        for name in veiled(connection, review):
            marks[board.place_of[name]] = False
    return np.flatnonzero(marks)


def next_conflict(
    database: Database, boards: Boards, access: Access, stage: str, record_id: str
) -> str | None:
    """Id of the conflict that comes after a record, from the first again after the last."""
    with database.reading() as connection:
        board = boards.current(connection, access.review)
        places = conflict_places(connection, access.review, board, stage)
        here = board.place_of.get(record_id, -1)
    others = places[places != here]
    if not len(others):
        return None
    later = others[others > here]
    return board.ids[int(later[0] if len(later) else others[0])]


def case_of(connection: Connection, review: Review, record_id: str, stage: str) -> Case:
    """What was decided on a record at a stage, for use cases: nothing is hidden here.

    Raises
    ------
    InputError
        If there is no such stage.
    MissingError
        If the review has no such record.
    """
    check_stage(stage)
    found = find_record(connection, review, record_id)
    if found is None:
        raise no_record()
    number, place, record = found
    events = events_on(connection, review, {number: record_id})
    return Case(
        number,
        record,
        stage,
        tuple(event for event in events if event.stage == stage),
        review.protocol.votes_per_record,
        stage == TITLE_ABSTRACT and record_id in veiled(connection, review),
        place is None or number in merged_records(connection, review),
    )


def check_shown(case: Case) -> None:
    """Let people look at a case.

    Raises
    ------
    LedgerError
        If the votes on the record are not to be seen yet.
    """
    if not case.shown:
        raise LedgerError(
            "The votes on this record are not all in, so nobody sees any of them yet.",
            where=f"record {case.record.id}",
            remedy="Come back when the record is among the conflicts.",
        )


def check_stage(stage: str) -> None:
    """Let a stage pass.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if stage not in STAGES:
        raise InputError(
            f"There is no stage '{stage}'.", where="stage", remedy=f"Use {' or '.join(STAGES)}."
        )
