"""What a review's board does not keep: the order of reading, votes as they were given, the pace.

A fold over the same events, kept beside the board and moved on with it. Nothing in it may be shown
as it is: a person's inclusions are counted over records only whose votes are all in.
"""

from __future__ import annotations

from array import array
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.ledger import Draw, Verdict
from activescreen.review.board import Board
from activescreen.store.decisions import Step, steps_after
from activescreen.store.reviews import Review

CODES: Final = {Verdict.INCLUDE: 0, Verdict.EXCLUDE: 1, Verdict.MAYBE: 2}
"""Places of the verdicts in tables of agreement."""

NOT_VOTED: Final = -1
RECENT: Final = 200
"""So many of a person's last decisions tell the pace."""

PAUSE: Final = 300.0
"""Seconds after which a person is taken to have been away, and not to have thought so long."""


@dataclass
class Person:
    """What a person did at one stage.

    Attributes
    ----------
    latest
        The latest vote on each record, as in `CODES`; -1 without; shape (N,).
    seconds
        Spent on the last decisions.
    last
        When the last one came in.
    """

    latest: NDArray[np.int8]
    seconds: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))
    last: datetime | None = None

    @property
    def votes(self) -> int:
        """On how many records."""
        return int(np.count_nonzero(self.latest != NOT_VOTED))


class StageTally:
    """What happened at one stage.

    Parameters
    ----------
    needed
        How many votes a record needs.

    Attributes
    ----------
    people
        Reviewer -> what that person did.
    """

    def __init__(self, needed: int) -> None:
        self.needed = needed
        self.people: dict[str, Person] = {}
        self._order = array("q")
        self._independent = bytearray()
        self._seen: set[int] = set()
        self._open: dict[int, list[str]] = defaultdict(list)
        self._done: set[int] = set()

    @property
    def order(self) -> NDArray[np.int64]:
        """Places of the records in the order in which they were first read here; shape (n_read,).

        Labels that came with a record are no reading.
        """
        return np.array(self._order, dtype=np.int64)

    @property
    def independent(self) -> NDArray[np.uint8]:
        """The independent votes on every record that got all it needs, as in `CODES`.

        Records in the order in which the last vote came in, those of pilots left out; votes in
        the order of the reviewers' names; shape (n, needed).
        """
        votes = np.frombuffer(bytes(self._independent), dtype=np.uint8)
        return votes.reshape(-1, self.needed)

    def add(self, place: int, vote: Step, records: int) -> None:
        """Take one more decision in."""
        if vote.draw is not Draw.PRIOR and place not in self._seen:
            self._seen.add(place)
            self._order.append(place)
        if vote.resolves:
            # From here on whoever votes may have read the others' votes.
            if vote.draw is not Draw.PRIOR:
                self._done.add(place)
                self._open.pop(place, None)
            return
        person = self._person(vote.reviewer, records)
        person.latest[place] = CODES[vote.verdict]
        if vote.draw is not Draw.PRIOR:
            _time(person, vote)
        if place not in self._done:
            self._count(place, vote)

    def _person(self, name: str, records: int) -> Person:
        person = self.people.get(name)
        if person is None:
            person = self.people[name] = Person(np.full(records, NOT_VOTED, dtype=np.int8))
        elif len(person.latest) < records:
            more = (0, records - len(person.latest))
            person.latest = np.pad(person.latest, more, constant_values=NOT_VOTED)
        return person

    def _count(self, place: int, vote: Step) -> None:
        names = self._open[place]
        if vote.reviewer not in names:
            names.append(vote.reviewer)
        if len(names) < self.needed:
            return
        self._done.add(place)
        del self._open[place]
        if self.needed > 1 and vote.draw is not Draw.PILOT:
            self._independent.extend(int(self.people[name].latest[place]) for name in sorted(names))


class Tally:
    """What happened in a review, by stage."""

    def __init__(self) -> None:
        self.seen = 0
        self._stages: dict[str, StageTally] = {}

    def stage(self, name: str, needed: int) -> StageTally:
        """What happened at a stage."""
        return self._stages.setdefault(name, StageTally(needed))

    def catch_up(self, connection: Connection, review: Review, board: Board) -> None:
        """Add what has come since the last look."""
        records = len(board.ids)
        for vote in steps_after(connection, review, self.seen):
            place = board.at(vote.record)
            if place is not None:
                self.stage(vote.stage, board.needed).add(place, vote, records)
            self.seen = vote.sequence
        for tally in self._stages.values():
            for person in tally.people.values():
                if len(person.latest) < records:
                    more = (0, records - len(person.latest))
                    person.latest = np.pad(person.latest, more, constant_values=NOT_VOTED)


def tally_of(connection: Connection, review: Review, board: Board) -> Tally:
    """The tally of a review as it is now; hold the board's lock while it is read.

    Parameters
    ----------
    connection, review
        Where, and of what.
    board
        The review's board, which keeps it.
    """
    with board.lock:
        tally: Tally = board.remember("tally", None, Tally)
        tally.catch_up(connection, review, board)
    return tally


def _time(person: Person, vote: Step) -> None:
    """How long a decision took: as it was measured, else since the person's last one."""
    now = datetime.fromisoformat(vote.received)
    since = None if person.last is None else (now - person.last).total_seconds()
    person.last = now
    seconds = vote.seconds if vote.seconds is not None else since
    if seconds is not None and 0 < seconds <= PAUSE:
        person.seconds.append(seconds)
