"""What awaits whom: the tasks of the one who looks, and what everyone has before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from sqlalchemy import Connection

from activescreen.protocol import FULL_TEXT, STAGES, TITLE_ABSTRACT
from activescreen.review.board import Board, Boards
from activescreen.review.conflicts.answers import answers_awaited
from activescreen.review.conflicts.standing import conflict_places
from activescreen.review.duplicates.doubts import open_pairs
from activescreen.review.full_texts.listing import stage_of
from activescreen.review.full_texts.retrievals import Retrieval
from activescreen.review.permissions import Access, Permission
from activescreen.review.pilot.pilots import Pilot, done_by, events_in, open_pilot
from activescreen.review.screening.arrangements import Arrangements, arrangements
from activescreen.review.screening.shares import screeners
from activescreen.store.accounts_roles import Role, invitations_of, members_of
from activescreen.store.journal import last_number
from activescreen.store.reviews import Review
from activescreen.store.searches import copies_of


class Errand(StrEnum):
    """A kind of task."""

    IMPORT = "import"
    PILOT = "pilot"
    GATE = "gate"
    SECOND_VOTES = "second votes"
    RANDOM = "random"
    UNREAD = "unread"
    FULL_TEXTS = "full texts"
    CERTIFICATE = "certificate"
    ANSWERS = "answers"
    CONFLICTS = "conflicts"
    SEEK = "seek"
    PAIRS = "pairs"
    INVITATIONS = "invitations"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that awaits a person.

    Attributes
    ----------
    errand
        What.
    number
        How many records, pairs or people it is about.
    stage
        The stage that it belongs to; empty if to none.
    """

    errand: Errand
    number: int
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a member of the team has before them.

    Attributes
    ----------
    name, role
        Who.
    pilot
        Votes that the pilot still needs of this person.
    second_votes
        Records that someone has voted on and that this person may have to vote on: with shares,
        of everyone's.
    unread
        Records that nobody has read, where this person may take the next one.
    answer
        Proposals of other raters that wait for this person's agreement.
    settle
        Conflicts, where the role settles them.
    """

    name: str
    role: str
    pilot: int
    second_votes: int
    unread: int
    answer: int
    settle: int


@dataclass(frozen=True)
class Awaiting:
    """What awaits whom.

    Attributes
    ----------
    mine
        Tasks of the one who looks, the first to be done first.
    team
        What everyone has before them.
    """

    mine: tuple[Task, ...]
    team: tuple[Desk, ...]


@dataclass(frozen=True)
class _Scene:
    """All that tasks are made from."""

    connection: Connection
    boards: Boards
    board: Board
    review: Review
    pilot: Pilot | None
    pilot_done: Mapping[str, int]
    plans: Mapping[str, Arrangements]
    conflicts: Mapping[str, int]
    answers: Mapping[str, Mapping[str, int]]
    certified: bool
    stopped: bool

    def votes_of(self, name: str, stage: str) -> tuple[int, int]:
        """Records of a stage that await a vote of this person: begun by others, and unread."""
        plan, sums = self.plans[stage], self.board.stage(stage)
        if (self.pilot is not None or self.stopped) and stage == TITLE_ABSTRACT:
            return 0, 0
        free = plan.eligible & ~sums.resolved & ~sums.mine(name) & (sums.given < self.board.needed)
        if plan.phases:
            free &= plan.urn()
        begun = int(np.count_nonzero(free & (sums.given > 0)))
        unread = int(np.count_nonzero(free & (sums.given == 0)))
        if plan.shares is not None:
            # Whose a record is depends on its id; together they are as many as the share says.
            share = plan.shares.get(name, 0.0)
            begun = round(begun * min(1.0, share * self.board.needed))
            unread = round(unread * min(1.0, share * self.board.needed))
        return begun, 0 if self.certified and stage == TITLE_ABSTRACT else unread

    def pilot_of(self, name: str) -> int:
        """Votes that an open pilot still needs of this person."""
        if self.pilot is None or name not in self.pilot.raters:
            return 0
        return len(self.pilot.records) - self.pilot_done.get(name, 0)


def awaiting(
    connection: Connection, boards: Boards, access: Access, *, certified: bool, stopped: bool
) -> Awaiting:
    """What awaits whom.

    Parameters
    ----------
    connection, boards
        Where, and its running sums.
    access
        Who looks at what.
    certified
        Whether a certificate says that title and abstract may stop: unread records then await
        nobody.
    stopped
        Whether the rule of a random phase has stopped there: no more draws are asked for then.
    """
    scene = _scene(connection, boards, access.review, certified, stopped)
    return Awaiting(tuple(_mine(scene, access)), tuple(_team(scene)))


def _scene(
    connection: Connection, boards: Boards, review: Review, certified: bool, stopped: bool
) -> _Scene:
    board = boards.current(connection, review)
    pilot = open_pilot(connection, review)
    done = {} if pilot is None else done_by(pilot, events_in(connection, review, pilot))
    return _Scene(
        connection,
        boards,
        board,
        review,
        pilot,
        done,
        {stage: arrangements(connection, review, board, stage) for stage in STAGES},
        {stage: len(conflict_places(connection, review, board, stage)) for stage in STAGES},
        {stage: answers_awaited(connection, review, board, stage) for stage in STAGES},
        certified,
        stopped,
    )


def _mine(scene: _Scene, access: Access) -> Iterator[Task]:
    name, connection, review = access.account.name, scene.connection, scene.review
    if access.may(Permission.IMPORT) and not scene.board.ids:
        yield Task(Errand.IMPORT, 0)
    if access.may(Permission.SCREEN):
        yield from _votes(scene, name)
    manages = access.may(Permission.MANAGE)
    if manages and scene.pilot is not None and _all_in(scene, scene.pilot):
        yield Task(Errand.GATE, len(scene.pilot.records), TITLE_ABSTRACT)
    if manages and scene.stopped:
        yield Task(Errand.CERTIFICATE, 1, TITLE_ABSTRACT)
    if access.may(Permission.SCREEN) or access.may(Permission.RESOLVE):
        for stage, answers in scene.answers.items():
            if number := answers.get(name, 0):
                yield Task(Errand.ANSWERS, number, stage)
    if access.may(Permission.RESOLVE):
        for stage, number in scene.conflicts.items():
            if number:
                yield Task(Errand.CONFLICTS, number, stage)
    if access.may(Permission.RETRIEVE) and (number := _to_seek(scene)):
        yield Task(Errand.SEEK, number, FULL_TEXT)
    if access.may(Permission.IMPORT) and (number := _pairs(scene)):
        yield Task(Errand.PAIRS, number)
    if manages and (number := len(invitations_of(connection, review))):
        yield Task(Errand.INVITATIONS, number)


def _votes(scene: _Scene, name: str) -> Iterator[Task]:
    if number := scene.pilot_of(name):
        yield Task(Errand.PILOT, number, TITLE_ABSTRACT)
    for stage in STAGES:
        begun, unread = scene.votes_of(name, stage)
        if scene.plans[stage].phases:
            if begun + unread:
                yield Task(Errand.RANDOM, begun + unread, stage)
        elif stage == FULL_TEXT:
            if begun + unread:
                yield Task(Errand.FULL_TEXTS, begun + unread, stage)
        else:
            if begun:
                yield Task(Errand.SECOND_VOTES, begun, stage)
            if unread:
                yield Task(Errand.UNREAD, unread, stage)


def _team(scene: _Scene) -> Iterator[Desk]:
    able = screeners(scene.connection, scene.review)
    roles = {each.name: each.role for each in members_of(scene.connection, scene.review)}
    names: Sequence[str] = list(dict.fromkeys([*roles, *able]))
    for name in names:
        role = roles.get(name, Role.OWNER)
        begun = unread = 0
        if name in able:
            for stage in STAGES:
                more = scene.votes_of(name, stage)
                begun, unread = begun + more[0], unread + more[1]
        settles = role in (Role.OWNER, Role.ADJUDICATOR)
        settle = sum(scene.conflicts.values()) if settles else 0
        answer = 0
        if settles or name in able:
            answer = sum(answers.get(name, 0) for answers in scene.answers.values())
        pilot = scene.pilot_of(name) if name in able else 0
        yield Desk(name, str(role), pilot, begun, unread, answer, settle)


def _all_in(scene: _Scene, pilot: Pilot) -> bool:
    return all(scene.pilot_of(name) == 0 for name in pilot.raters)


def _to_seek(scene: _Scene) -> int:
    """Full texts that are still to be found; who has assessed one had it."""
    if not scene.plans[FULL_TEXT].eligible.any():
        return 0
    stage = stage_of(scene.connection, scene.boards, scene.review)
    waiting = (Retrieval.AWAITING, Retrieval.SOUGHT)
    numbers = stage.numbers.tolist()
    return sum(
        stage.search(number).state in waiting and number not in stage.assessed for number in numbers
    )


def _pairs(scene: _Scene) -> int:
    """Pairs of records on which somebody must decide."""
    # A search whose records are all copies brings no place, but it may bring pairs.
    version = (
        last_number(scene.connection, scene.review),
        len(scene.board.ids),
        len(copies_of(scene.connection, scene.review)),
    )
    return scene.board.remember(
        "pairs", version, lambda: open_pairs(scene.connection, scene.review)
    )
