"""What was said about a record, and which verdict its raters propose to each other.

In the journal, about the record:

- A comment has ``stage`` and ``text``.
- A proposal has ``stage``, ``verdict``, ``reason``, ``failed_criteria``, ``note`` and ``settled``:
  how many resolutions the record had. Once it has more, the proposal is past.
- Entries of kind ``proposal`` also agree to one (``agrees``: its number) or take something back
  (``withdraws``: its number). Who made a proposal withdraws it; others take back that they agreed.

Each has an ``id`` made by its author's program, so that a repeated request changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from activescreen.ledger import Verdict
from activescreen.review.conflicts.standing import Case
from activescreen.review.permissions import Access, Permission
from activescreen.store.journal import Entry, Kind, entries


@dataclass(frozen=True, slots=True)
class Comment:
    """What someone said about a record.

    Attributes
    ----------
    number, author, at, text
        Which entry, who, when, and what.
    """

    number: int
    author: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A verdict that a rater proposes to the others.

    Attributes
    ----------
    number, author, at
        Which entry, who, and when.
    verdict, failed_criteria, reason, note
        What is proposed, as a vote has it.
    agreed
        Names of the raters who agree, its author first.
    """

    number: int
    author: str
    at: str
    verdict: Verdict
    failed_criteria: tuple[str, ...]
    reason: str
    note: str
    agreed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Discussion:
    """What was said about a record at a stage.

    Attributes
    ----------
    comments
        In the order in which they were made.
    proposal
        The one that is on the table; None without.
    """

    comments: tuple[Comment, ...]
    proposal: Proposal | None


def discussion_on(connection: Connection, access: Access, case: Case) -> Discussion:
    """What was said about a record; nothing before all votes on it are in."""
    return discussion_in(entries_on(connection, access, case) if case.shown else [], case)


def discussion_in(made: Sequence[Entry], case: Case) -> Discussion:
    """What entries about one record at one stage add up to."""
    comments = [
        Comment(entry.number, entry.author, entry.at, entry.content["text"])
        for entry in made
        if entry.kind is Kind.COMMENT
    ]
    return Discussion(tuple(comments), proposal_in(made, len(case.resolutions)))


def proposal_in(made: Iterable[Entry], settled: int) -> Proposal | None:
    """The proposal that is on the table.

    Parameters
    ----------
    made
        Entries about one record at one stage, in their order.
    settled
        How many resolutions the record has.
    """
    newest: Proposal | None = None
    for entry in made:
        said = entry.content
        if entry.kind is not Kind.PROPOSAL:
            continue
        if "verdict" in said:
            if said["settled"] == settled:
                newest = _proposal(entry)
        elif newest is None or newest.number != said.get("agrees", said.get("withdraws")):
            continue
        elif "agrees" in said:
            agreed = dict.fromkeys([*newest.agreed, entry.author])
            newest = replace(newest, agreed=tuple(agreed))
        elif entry.author == newest.author:
            newest = None
        else:
            others = tuple(name for name in newest.agreed if name != entry.author)
            newest = replace(newest, agreed=others)
    return newest


def may_discuss(access: Access, case: Case) -> bool:
    """Whether a person may write about a record: its raters, owners and adjudicators may."""
    return access.may(Permission.RESOLVE) or may_agree(access, case)


def may_agree(access: Access, case: Case) -> bool:
    """Whether a person is one of those who settle a record by agreeing."""
    works = access.may(Permission.SCREEN) or access.may(Permission.RESOLVE)
    return works and access.account.name in case.raters


def entries_on(connection: Connection, access: Access, case: Case) -> list[Entry]:
    """The entries of the journal about a record at a stage, in their order."""
    kinds = (Kind.COMMENT, Kind.PROPOSAL)
    made = entries(connection, access.review, kinds, record=case.number)
    return [entry for entry in made if entry.content["stage"] == case.stage]


def _proposal(entry: Entry) -> Proposal:
    said = entry.content
    return Proposal(
        entry.number,
        entry.author,
        entry.at,
        Verdict(said["verdict"]),
        tuple(said["failed_criteria"]),
        said["reason"],
        said["note"],
        (entry.author,),
    )
