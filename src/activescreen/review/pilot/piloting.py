"""Beginning a pilot, and opening the gate after it.

The gate opens by itself: with the last vote of the pilot, in the same transaction, if the raters
agree on as many records as the protocol demands. Otherwise an owner begins another pilot with new
records, or opens the gate by a decision that is kept with its reason.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from activescreen.errors import InputError, LedgerError
from activescreen.protocol import Protocol
from activescreen.review.board import Boards
from activescreen.review.duplicates.inheriting import inherit_all
from activescreen.review.permissions import Access
from activescreen.review.pilot.drawing import draw, pool_of
from activescreen.review.pilot.judging import judge
from activescreen.review.pilot.pilots import Pilot, events_in, is_complete, pilots_of
from activescreen.review.screening.shares import screeners
from activescreen.store.accounts_roles import members_of
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry
from activescreen.store.reviews import Review, count

AGREEMENT: Final = "agreement"
DECISION: Final = "decision"
LARGEST: Final = 200
"""Records of a pilot, at most."""

_SEEDS: Final = 2**32


@dataclass(frozen=True, slots=True)
class NewPilot:
    """A pilot that is to begin.

    Attributes
    ----------
    after
        Number of the pilot before it, 0 if it is the first: who begins one knows of all others.
    size
        How many records; None for what the protocol says.
    raters
        Names of those who screen all of them; empty for all members who may vote.
    seed
        Of the random records and of the order; None for any.
    anew
        Whether to begin although the raters of the pilot before have not finished.
    """

    after: int
    size: int | None = None
    raters: tuple[str, ...] = ()
    seed: int | None = None
    anew: bool = False


def begin_pilot(
    database: Database, boards: Boards, access: Access, wanted: NewPilot, now: datetime
) -> Pilot:
    """Begin a pilot. It holds everything else back until its gate opens.

    Asked twice by one person, as with a double click, it begins one.

    Raises
    ------
    InputError
        If the raters or the number of records are not possible.
    LedgerError
        If another one was begun meanwhile, the one before is not finished, or no record is left.
    """
    review, person = access.review, access.account.name
    size = review.protocol.pilot_size if wanted.size is None else wanted.size
    if not 1 <= size <= LARGEST:
        raise InputError(
            f"A pilot has 1 to {LARGEST} records.", where="size", remedy="15 are usual."
        )
    with database.writing() as connection:
        count(connection, review, lock=True)
        before = pilots_of(connection, review)
        if len(before) == wanted.after + 1 and before[-1].author == person and before[-1].open:
            return before[-1]
        _check_before(connection, review, before, wanted)
        raters = _raters(connection, review, wanted.raters)
        board = boards.current(connection, review)
        used = [name for pilot in before for name in pilot.records]
        seed = secrets.randbelow(_SEEDS) if wanted.seed is None else wanted.seed
        drawn = draw(pool_of(connection, review, board, used), size, seed)
        if not drawn.records:
            raise LedgerError(
                "There is no record left of which a pilot could be made.",
                where=f"review '{review.name}'",
                remedy="Import a search first. Records that were read, or that belong to a random "
                "phase, are none for a pilot.",
            )
        content = {
            "records": list(drawn.records),
            "raters": list(raters),
            "enriched": sorted(drawn.enriched),
            "seed": seed,
        }
        add_entry(connection, review, Kind.PILOT, person, now, content)
        if before:
            # One that was given up hides its votes no more.
            inherit_all(connection, review, before[-1].records, now)
        return pilots_of(connection, review)[-1]


def open_gate(database: Database, access: Access, number: int, note: str, now: datetime) -> Pilot:
    """Let the team go on after a pilot.

    Where the raters agree as far as the protocol demands, that is the reason; else it is the
    owner's decision, and the note says why.

    Raises
    ------
    LedgerError
        If the pilot of this number holds nothing back: it is over.
    InputError
        If it is a decision, and nothing is said about it.
    """
    review = access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        before = pilots_of(connection, review)
        if not before or before[-1].number != number or not before[-1].open:
            raise LedgerError(
                f"Pilot {number} holds nothing back.",
                where=f"review '{review.name}'",
                remedy="Reload the page; the gate was opened, or another pilot was begun.",
            )
        why = AGREEMENT if _reached(connection, review, before[-1]) else DECISION
        if why == DECISION and not note.strip():
            raise InputError(
                "The agreement that the protocol demands is not reached, and it is not said why "
                "the team goes on all the same.",
                where="note",
                remedy="Say it in a sentence. It is kept, and shown beside the pilot.",
            )
        content = {"why": why, "note": note.strip()}
        add_entry(connection, review, Kind.GATE, access.account.name, now, content)
        inherit_all(connection, review, before[-1].records, now)
        return pilots_of(connection, review)[-1]


def open_by_itself(
    connection: Connection, review: Review, pilot: Pilot, person: str, now: datetime
) -> bool:
    """Open the gate if this vote was the last and the raters agree; False if it stays shut.

    After the last vote, records that were merged before have the labels that the pilot hid.

    To be called in the transaction in which the vote was kept, so that no two votes can both be
    the last one.

    Parameters
    ----------
    connection, review, now
        A connection that may write, the review with its counters locked, and the time.
    pilot
        The pilot that is open.
    person
        Who voted.
    """
    if not is_complete(pilot, events_in(connection, review, pilot)):
        return False
    inherit_all(connection, review, pilot.records, now)
    if not _reached(connection, review, pilot):
        return False
    content = {"why": AGREEMENT, "note": ""}
    add_entry(connection, review, Kind.GATE, person, now, content)
    return True


def suggested_raters(connection: Connection, review: Review) -> tuple[str, ...]:
    """Members of the review who may vote: those who screen a pilot if nobody is named."""
    members = {each.name for each in members_of(connection, review)}
    return tuple(name for name in screeners(connection, review) if name in members)


def fewest_raters(protocol: Protocol) -> int:
    """How many raters a pilot needs: with fewer, its records would lack votes afterwards."""
    return max(1, protocol.votes_per_record)


def _reached(connection: Connection, review: Review, pilot: Pilot) -> bool:
    events = events_in(connection, review, pilot)
    if not is_complete(pilot, events):
        return False
    return judge(pilot, events, review.protocol).reached


def _check_before(
    connection: Connection, review: Review, before: Sequence[Pilot], wanted: NewPilot
) -> None:
    if len(before) != wanted.after:
        author = f" {before[-1].author} has begun one." if len(before) > wanted.after else ""
        raise LedgerError(
            f"The review has {len(before)} pilots by now, not {wanted.after}.{author}",
            where=f"review '{review.name}'",
            remedy="Reload the page, and look at what is under way.",
        )
    if not before or not before[-1].open or wanted.anew:
        return
    if not is_complete(before[-1], events_in(connection, review, before[-1])):
        raise LedgerError(
            f"Pilot {before[-1].number} is not finished: some of its raters still have records.",
            where=f"review '{review.name}'",
            remedy="Wait for them, or say that it is to be given up for a new one.",
        )


def _raters(connection: Connection, review: Review, named: Sequence[str]) -> tuple[str, ...]:
    able = screeners(connection, review)
    unknown = [name for name in named if name not in able]
    if unknown:
        raise InputError(
            f"'{unknown[0]}' may not vote in this review.",
            where="raters",
            remedy="Choose among owners and reviewers, or invite the person.",
        )
    raters = tuple(dict.fromkeys(named)) or suggested_raters(connection, review)
    fewest = fewest_raters(review.protocol)
    if len(raters) < fewest:
        raise InputError(
            f"The protocol asks for {review.protocol.votes_per_record} votes a record, so a pilot "
            f"needs at least {fewest} raters, and not {len(raters)}.",
            where="raters",
            remedy="Choose more people, or invite them first.",
        )
    return raters
