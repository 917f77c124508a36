"""The raters of a record talk about it, and settle it together.

When every rater agrees to the newest proposal, the resolution is kept in the same transaction. See
`activescreen.review.conflicts.discussions` for how all of it stands in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from activescreen.errors import AccessError, InputError, LedgerError
from activescreen.ledger import Decision, Verdict
from activescreen.review.conflicts.discussions import (
    Comment,
    Proposal,
    discussion_on,
    entries_on,
    may_agree,
    may_discuss,
    proposal_in,
)
from activescreen.review.conflicts.resolving import (
    CONSENSUS,
    Ruling,
    add_resolution,
    check_in_conflict,
    resolution_of,
)
from activescreen.review.conflicts.standing import Case, case_of, check_shown
from activescreen.review.permissions import Access
from activescreen.review.protocol.grounds import check_grounds
from activescreen.store.database import Database
from activescreen.store.journal import Entry, Kind, add_entry
from activescreen.store.reviews import count

LONGEST = 5_000
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What became of a proposal, or of agreeing to one.

    Attributes
    ----------
    proposal
        The one that is on the table now; None if it was settled or withdrawn.
    event
        The resolution, if this settled the record.
    """

    proposal: Proposal | None
    event: Decision | None


def comment(
    database: Database,
    access: Access,
    record_id: str,
    stage: str,
    text: str,
    entry_id: str,
    now: datetime,
) -> Comment:
    """Say something about a record on which all votes are in.

    Raises
    ------
    InputError
        If nothing is said, or too much.
    MissingError
        If there is no such record.
    LedgerError
        If votes are missing, or the id was used for something else.
    AccessError
        If the person is neither a rater of the record nor may settle it.
    """
    text = text.strip()
    if not 1 <= len(text) <= LONGEST:
        raise InputError(
            f"A comment has 1 to {LONGEST:,} characters.",
            where="text",
            remedy="Write something, or part it in two.",
        )
    with database.writing() as connection:
        count(connection, access.review, lock=True)
        case = case_of(connection, access.review, record_id, stage)
        check_shown(case)
        if not may_discuss(access, case):
            raise _not_yours("write about it")
        said = {"id": entry_id, "stage": stage, "text": text}
        entry = _add(connection, access, case, Kind.COMMENT, said, now)
    return Comment(entry.number, entry.author, entry.at, text)


def propose(database: Database, access: Access, given: Ruling, now: datetime) -> Agreed:
    """Propose a verdict to the other raters, who then agree or not.

    A new proposal takes the place of the one before it.

    Raises
    ------
    InputError, MissingError
        As `activescreen.review.conflicts.resolving.settle` does.
    LedgerError
        If the record is not in conflict, only one person voted on it, or the id was used for
        something else.
    AccessError
        If the person is no rater of the record.
    """
    if given.verdict is Verdict.MAYBE:
        raise InputError(
            "'Maybe' settles nothing.", where="verdict", remedy="Propose include or exclude."
        )
    check_grounds(given, access.review.protocol)
    said = {
        "id": given.event_id,
        "stage": given.stage,
        "verdict": str(given.verdict),
        "reason": given.reason,
        "failed_criteria": list(given.failed_criteria),
        "note": given.note,
    }
    return _say(database, access, given.record_id, said, now)


def agree(
    database: Database,
    access: Access,
    record_id: str,
    stage: str,
    proposal: int,
    entry_id: str,
    now: datetime,
) -> Agreed:
    """Agree to the proposal that is on the table; when all raters do, it settles the record.

    Raises
    ------
    MissingError
        If there is no such record.
    LedgerError
        If the record is not in conflict, another proposal is on the table, or the id was used for
        something else.
    AccessError
        If the person is no rater of the record.
    """
    said = {"id": entry_id, "stage": stage, "agrees": proposal}
    return _say(database, access, record_id, said, now)


def withdraw(
    database: Database,
    access: Access,
    record_id: str,
    stage: str,
    proposal: int,
    entry_id: str,
    now: datetime,
) -> Agreed:
    """Take one's proposal back, or that one agreed to it. Raises as `agree` does."""
    said = {"id": entry_id, "stage": stage, "withdraws": proposal}
    return _say(database, access, record_id, said, now)


def _say(
    database: Database, access: Access, record_id: str, said: dict[str, Any], now: datetime
) -> Agreed:
    """Keep a proposal or an answer to one, and settle the record if that makes all agree."""
    review, stage = access.review, said["stage"]
    with database.writing() as connection:
        count(connection, review, lock=True)
        case = case_of(connection, review, record_id, stage)
        if "verdict" in said:
            said["settled"] = len(case.resolutions)
        before = _repeated(entries_on(connection, access, case), access, said)
        if before is None:
            check_in_conflict(case)
            if not may_agree(access, case):
                raise _not_yours("agree on it")
            _check_answer(connection, access, case, said)
            _add(connection, access, case, Kind.PROPOSAL, said, now)
        made = entries_on(connection, access, case)
        newest = proposal_in(made, len(case.resolutions))
        if before is not None or newest is None or set(case.raters) - set(newest.agreed):
            return Agreed(newest, None)
        event = resolution_of(case, _ruling(case, newest), CONSENSUS, now)
        add_resolution(connection, review, case, event, now)
    return Agreed(None, event)


def _check_answer(
    connection: Connection, access: Access, case: Case, said: Mapping[str, Any]
) -> None:
    if "verdict" in said:
        if len(case.raters) < 2:
            raise LedgerError(
                "You alone have voted on this record, so there is nobody to agree with.",
                where=f"record {case.record.id}",
                remedy="Change your vote, or ask an owner or adjudicator to settle it.",
            )
        return
    newest = discussion_on(connection, access, case).proposal
    if newest is None or newest.number != said.get("agrees", said.get("withdraws")):
        raise LedgerError(
            "This proposal is not on the table any more."
            + ("" if newest is None else f" {newest.author} has made another one."),
            where=f"record {case.record.id}",
            remedy="Look at what is proposed now.",
        )


def _ruling(case: Case, proposal: Proposal) -> Ruling:
    names = list(dict.fromkeys([proposal.author, *case.raters]))
    together = f"Proposed by {names[0]}, agreed to by {' and '.join(names[1:])}."
    return Ruling(
        f"{CONSENSUS}:{case.stage}:{case.number}:{proposal.number}",
        case.record.id,
        case.stage,
        proposal.verdict,
        proposal.failed_criteria,
        proposal.reason,
        f"{together} {proposal.note}".strip(),
    )


def _repeated(made: Iterable[Entry], access: Access, said: Mapping[str, Any]) -> Entry | None:
    """The entry that says this already.

    Raises
    ------
    LedgerError
        If the id comes again with other content.
    """
    known = next((entry for entry in made if entry.content["id"] == said["id"]), None)
    if known is None:
        return None
    # Since it was kept, it may have settled the record: the number of resolutions is no content.
    first, again = ({**each, "settled": 0} for each in (known.content, said))
    if first != again or known.author != access.account.name:
        raise LedgerError(
            f"The id '{said['id']}' comes a second time with other content.",
            where="id",
            remedy="Give everything that is said an id of its own.",
        )
    return known


def _add(
    connection: Connection,
    access: Access,
    case: Case,
    kind: Kind,
    said: Mapping[str, Any],
    now: datetime,
) -> Entry:
    known = _repeated(entries_on(connection, access, case), access, said)
    if known is not None:
        return known
    author = access.account.name
    return add_entry(connection, access.review, kind, author, now, said, case.number)


def _not_yours(what: str) -> AccessError:
    return AccessError(
        f"You did not vote on this record, so you may read what is said, but not {what}.",
        remedy="Owners, adjudicators and those who voted on a record may.",
    )
