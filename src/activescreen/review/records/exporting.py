"""Records with what was decided on them, to be written as a file for another program.

A file has what the person may see, as the pages have it: the votes of others on records that are
not finished are left out of it, and counted. A decision of which nobody said when it was made has
the time at which it came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.formats import WRITERS, Screening, UserNote, Writer
from activescreen.ledger import Decision, Draw
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import RecordSet
from activescreen.review.board import Boards
from activescreen.review.permissions import Access
from activescreen.review.records.filters import Filters, Found, find, merged_places
from activescreen.review.records.orders import Sort, order_by
from activescreen.review.records.searching import tags_seen
from activescreen.review.records.seeing import visible
from activescreen.review.records.states import STATES, State, veil_of
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.journal import Kind, entries
from activescreen.store.moments import received_in
from activescreen.store.population import load_full
from activescreen.store.reviews import Review, count


@dataclass(frozen=True, slots=True)
class Sums:
    """What a file holds of a review, so that everybody can add it up.

    Attributes
    ----------
    records
        Records in the file.
    others
        Records that are screened but are not as wanted.
    merged
        Records for which another one stands because people said so.
    copies
        Records that were recognised as copies at import. All four together are what was imported.
    decisions
        Decisions in the file.
    hidden
        Decisions on its records that the person may not see yet.
    bygone
        Decisions on merged records. They are kept, and are in no file, as those records are.
    """

    records: int
    others: int
    merged: int
    copies: int
    decisions: int
    hidden: int
    bygone: int

    @property
    def imported(self) -> int:
        """How many records were imported."""
        return self.records + self.others + self.merged + self.copies


@dataclass(frozen=True)
class Export:
    """What a file is made of.

    Attributes
    ----------
    screening
        Records, and what was done with them.
    sums
        How many of each.
    """

    screening: Screening
    sums: Sums


def gather(
    database: Database,
    boards: Boards,
    access: Access,
    filters: Filters | None = None,
    sort: Sort = Sort.IMPORT,
) -> Export:
    """The records that a person looks for, with what the person may see of them.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who exports.
    filters
        What is looked for; None for all records.
    sort
        In which order.

    Raises
    ------
    InputError
        If something that was asked for cannot be.
    """
    with database.reading() as connection:
        chosen = _chosen(connection, boards, access, filters, sort)
        records = RecordSet(
            record for _, record in load_full(connection, access.review, chosen.numbers)
        )
        seen = _seen(connection, access, chosen)
        comments = _comments(connection, access.review, chosen)
        received = received_in(connection, access.review)
    decisions = tuple(_timed(event, received) for events in seen.values() for event in events)
    tags = {
        chosen.ids[number]: tags.all
        for number in chosen.found.tags.records
        if number in chosen.ids and (tags := tags_seen(chosen.found, access, number)).all
    }
    return Export(
        Screening(records, decisions, tags=tags, notes=comments), _sums(chosen, len(decisions))
    )


def sums_of(
    database: Database, boards: Boards, access: Access, filters: Filters | None = None
) -> Sums:
    """What `gather` would give, without reading the records. Parameters are its."""
    with database.reading() as connection:
        chosen = _chosen(connection, boards, access, filters, Sort.IMPORT)
        seen = _seen(connection, access, chosen)
    return _sums(chosen, sum(map(len, seen.values())))


def writer_of(name: str) -> Writer:
    """The writer of a format.

    Raises
    ------
    InputError
        If there is none.
    """
    if name not in WRITERS:
        raise InputError(
            f"There is no format '{name}' to write.",
            where="format",
            remedy=f"Use one of: {', '.join(WRITERS)}.",
        )
    return WRITERS.create(name)


def write_export(export: Export, writer: Writer, path: Path) -> None:
    """Write a file, and see that every record is in it.

    Raises
    ------
    InputError
        If it cannot be written, or a record is missing.
    """
    written = writer.write(path, export.screening)
    if written != export.sums.records:
        raise InputError(
            f"{export.sums.records:,} records were to be written, but {written:,} were.",
            remedy="Take another format, and report this.",
        )


@dataclass(frozen=True, eq=False)
class _Chosen:
    """The records that go into a file."""

    found: Found
    numbers: list[int]
    ids: dict[int, str]
    events: Mapping[str, Sequence[Decision]]
    merged: int
    imported: int
    bygone: int


def _chosen(
    connection: Connection, boards: Boards, access: Access, filters: Filters | None, sort: Sort
) -> _Chosen:
    review = access.review
    board = boards.current(connection, review)
    found = find(connection, board, access, filters or Filters())
    n = len(found.wanted)
    order = order_by(connection, review, board, sort, n)
    places = order.places[found.wanted[order.places]]
    numbers = board.numbers[places].tolist()
    ids = {number: board.ids[place] for number, place in zip(numbers, places.tolist(), strict=True)}
    events: dict[str, list[Decision]] = {}
    # Most records of a large review are unread; asking for their decisions would take its time.
    unread = STATES.index(State.UNREAD)
    begun = np.any([codes[places] != unread for codes in found.codes.values()], axis=0)
    decided = {numbers[at]: ids[numbers[at]] for at in np.flatnonzero(begun).tolist()}
    for event in events_on(connection, review, decided):
        events.setdefault(event.record_id, []).append(event)
    merged = np.flatnonzero(merged_places(connection, review, board, n)).tolist()
    gone = {int(board.numbers[place]): board.ids[place] for place in merged}
    bygone = len(events_on(connection, review, gone))
    imported = count(connection, review).records
    return _Chosen(found, numbers, ids, events, len(merged), imported, bygone)


def _seen(connection: Connection, access: Access, chosen: _Chosen) -> dict[str, list[Decision]]:
    veil = veil_of(connection, access.review, TITLE_ABSTRACT)
    viewer, needed = access.account.name, chosen.found.needed
    return {
        name: visible(name, events, viewer, needed, veil) for name, events in chosen.events.items()
    }


def _timed(event: Decision, received: Mapping[str, str]) -> Decision:
    """A decision with the time at which it came in, where it has none of its own.

    A prior label was decided before, at a time that nobody knows.
    """
    if event.at is not None or event.draw is Draw.PRIOR:
        return event
    return replace(event, at=datetime.fromisoformat(received[event.id]))


def _comments(
    connection: Connection, review: Review, chosen: _Chosen
) -> dict[str, tuple[UserNote, ...]]:
    """What was said about the records whose votes are all in."""
    said: dict[str, list[UserNote]] = {}
    for entry in entries(connection, review, [Kind.COMMENT]):
        place = None if entry.record is None else chosen.found.board.at(entry.record)
        if entry.record not in chosen.ids or place is None:
            continue
        if chosen.found.opened(place, entry.content["stage"]):
            note = UserNote(entry.content["text"], entry.author)
            said.setdefault(chosen.ids[entry.record], []).append(note)
    return {name: tuple(notes) for name, notes in said.items()}


def _sums(chosen: _Chosen, seen: int) -> Sums:
    screened = len(chosen.found.wanted)
    every = sum(map(len, chosen.events.values()))
    return Sums(
        records=len(chosen.numbers),
        others=screened - chosen.merged - len(chosen.numbers),
        merged=chosen.merged,
        copies=chosen.imported - screened,
        decisions=seen,
        hidden=every - seen,
        bygone=chosen.bygone,
    )
