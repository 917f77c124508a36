"""Conflicts as a person sees them: what was decided, what was said, and what the person may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from activescreen.review.board import Boards
from activescreen.review.conflicts.discussions import (
    Discussion,
    discussion_in,
    discussion_on,
    may_agree,
    may_discuss,
)
from activescreen.review.conflicts.standing import (
    Case,
    Conflicts,
    case_of,
    check_shown,
    list_conflicts,
)
from activescreen.review.permissions import Access, Permission
from activescreen.review.screening.shares import screeners
from activescreen.store.accounts_roles import members_of
from activescreen.store.database import Database
from activescreen.store.journal import Kind, entries
from activescreen.store.moments import received_on


@dataclass(frozen=True)
class ConflictSeen:
    """A record on which all votes are in, with its discussion.

    Attributes
    ----------
    me
        Name of the person who looks.
    case
        What was decided on it.
    received
        Event id -> when the decision came in.
    discussion
        What was said about it.
    gone
        Raters who have left the team, so that they cannot agree to anything.
    is_rater, may_settle, may_discuss, may_agree
        What the person who looks is and may do.
    """

    me: str
    case: Case
    received: Mapping[str, str]
    discussion: Discussion
    gone: tuple[str, ...]
    is_rater: bool
    may_settle: bool
    may_discuss: bool
    may_agree: bool

    @property
    def awaits_me(self) -> bool:
        """Whether a proposal waits for the answer of the person who looks."""
        return self.may_agree and self.case.in_conflict and _asked(self.discussion, self.me)


@dataclass(frozen=True)
class ConflictsSeen:
    """Some of the conflicts of a stage, with what was said about each.

    Attributes
    ----------
    conflicts
        The conflicts.
    discussions
        Record id -> what was said about it.
    awaiting
        Ids of the records on which a proposal waits for the person's answer.
    """

    conflicts: Conflicts
    discussions: Mapping[str, Discussion]
    awaiting: frozenset[str]


def conflicts_seen(
    database: Database,
    boards: Boards,
    access: Access,
    stage: str,
    after: int | None = None,
    limit: int = 50,
) -> ConflictsSeen:
    """A page of conflicts with what was said. Parameters and errors as of `list_conflicts`."""
    found = list_conflicts(database, boards, access, stage, after, limit)
    numbers = {case.number: case for case in found.cases}
    with database.reading() as connection:
        said = entries(connection, access.review, (Kind.COMMENT, Kind.PROPOSAL)) if numbers else []
    discussions = {
        case.record.id: discussion_in(
            [each for each in said if each.record == number and each.content["stage"] == stage],
            case,
        )
        for number, case in numbers.items()
    }
    awaiting = frozenset(
        case.record.id
        for case in found.cases
        if may_agree(access, case) and _asked(discussions[case.record.id], access.account.name)
    )
    return ConflictsSeen(found, discussions, awaiting)


def conflict_seen(database: Database, access: Access, record_id: str, stage: str) -> ConflictSeen:
    """A record on which all votes are in, whether it is in conflict or was.

    Raises
    ------
    InputError
        If there is no such stage.
    MissingError
        If there is no such record.
    LedgerError
        If votes are missing, so that nothing of it is shown.
    """
    review, me = access.review, access.account.name
    with database.reading() as connection:
        case = case_of(connection, review, record_id, stage)
        check_shown(case)
        here = {each.name for each in members_of(connection, review)}
        here |= set(screeners(connection, review))
        return ConflictSeen(
            me,
            case,
            received_on(connection, review, case.number),
            discussion_on(connection, access, case),
            tuple(name for name in case.raters if name not in here),
            me in case.raters,
            access.may(Permission.RESOLVE),
            may_discuss(access, case),
            may_agree(access, case),
        )


def _asked(discussion: Discussion, person: str) -> bool:
    return discussion.proposal is not None and person not in discussion.proposal.agreed
