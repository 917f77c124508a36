"""Lists of records as a person may see them, a page at a time in both directions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.ledger import Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import Record
from activescreen.review.blinding import Votes
from activescreen.review.board import Boards
from activescreen.review.cursors import is_number, meant_by, no_cursor, written
from activescreen.review.permissions import Access
from activescreen.review.records.browsing import MOST
from activescreen.review.records.filters import Filters, Found, find, merged_places
from activescreen.review.records.orders import Order, Ranks, Sort, order_by, ranks_in
from activescreen.review.records.states import State
from activescreen.review.records.tagging import Tags
from activescreen.review.stopping.certified import excluded_by_model
from activescreen.store.database import Database
from activescreen.store.finding import FileName, file_names, languages_of
from activescreen.store.population import load_records
from activescreen.store.reviews import Wave, count, waves_of


@dataclass(frozen=True)
class Line:
    """A record in a list.

    Attributes
    ----------
    record
        The record.
    state
        How far it is at the stage: unread, waiting for votes, undecided although all are in, or
        finally included or excluded.
    votes
        How many votes it has and needs.
    mine
        What the person who looks said of it last.
    rank
        Its 0-based place in the newest ranking while nobody has decided on it and no open pilot
        has it; None otherwise.
    tags
        Those that the person may see.
    """

    record: Record
    state: State
    votes: Votes
    mine: Verdict | None
    rank: int | None
    tags: Tags


@dataclass(frozen=True)
class Page:
    """Some records of a review.

    Attributes
    ----------
    lines
        The records, in the order that was asked for.
    next, previous
        Cursors of the pages after and before; None where there is none.
    found
        How many records are as wanted.
    before
        How many of them stand before this page.
    total
        How many records the review screens.
    by_state
        How many are as wanted but for the state, by their states.
    untold
        How many of those as wanted are in an open pilot, so that no rank of them is told.
    by_model
        How many of the unread ones in ``by_state`` nobody has to read: after a certified stop the
        model excludes them. Then these are all of them; 0 before, and at other stages.
    """

    lines: tuple[Line, ...]
    next: str | None
    previous: str | None
    found: int
    before: int
    total: int
    by_state: dict[State, int]
    untold: int
    by_model: int


class Choices(NamedTuple):
    """What lists can be filtered by in this review.

    Attributes
    ----------
    waves, files
        The searches and their files.
    languages
        Languages that records name; the empty one for none.
    tags
        Tags that the person may see.
    """

    waves: list[Wave]
    files: list[FileName]
    languages: list[str]
    tags: list[str]


class _Cursor(NamedTuple):
    """Where a page ends, and the ranking that the list follows."""

    forwards: bool
    place: int
    ranking: int

    def __str__(self) -> str:
        text = f"{'after' if self.forwards else 'before'}:{self.place}:{self.ranking}"
        return written(text)

    @classmethod
    def of(cls, text: str) -> _Cursor:
        """The cursor that was written so.

        Raises
        ------
        InputError
            If none was.
        """
        way, *numbers = meant_by(text).split(":")
        fits = way in ("after", "before") and len(numbers) == 2
        if not fits or not all(map(is_number, numbers)):
            raise no_cursor()
        return cls(way == "after", *map(int, numbers))


def search_records(
    database: Database,
    boards: Boards,
    access: Access,
    filters: Filters | None = None,
    sort: Sort = Sort.IMPORT,
    cursor: str | None = None,
    limit: int = 50,
) -> Page:
    """A page of the records that a person looks for.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who looks at what.
    filters
        What is looked for; None for all records.
    sort
        In which order.
    cursor
        What another page gave; None for the first.
    limit
        Records on the page.

    Raises
    ------
    InputError
        If something that was asked for cannot be.
    """
    if not 1 <= limit <= MOST:
        raise InputError(f"A page has 1 to {MOST} records.", remedy="Ask for fewer at once.")
    at = None if cursor is None else _Cursor.of(cursor)
    review, filters = access.review, filters or Filters()
    with database.reading() as connection:
        board = boards.current(connection, review)
        found = find(connection, board, access, filters)
        n = len(found.there)
        order = order_by(connection, review, board, sort, n, 0 if at is None else at.ranking)
        listed = order.places[found.wanted[order.places]]
        first = _first(order, listed, at, limit)
        shown = listed[first : first + limit].tolist()
        ranks = ranks_in(connection, review, board, n)
        lines = tuple(_lines(connection, access, filters.stage, found, ranks, shown))
        total = count(connection, review).places
        by_model = _by_model(connection, access, found)
    more = first + limit < len(listed)
    return Page(
        lines,
        str(_Cursor(True, shown[-1], order.ranking)) if more else None,
        str(_Cursor(False, shown[0], order.ranking)) if first and shown else None,
        len(listed),
        first,
        total,
        found.by_state(),
        sum(bool(found.wanted[place]) for place in ranks.untold),
        by_model,
    )


def _by_model(connection: Connection, access: Access, found: Found) -> int:
    """How many of the unread records of a list the model excludes under a stopping rule."""
    if found.stage != TITLE_ABSTRACT:
        return 0
    review, board = access.review, found.board
    merged = merged_places(connection, review, board, len(board.ids))
    with board.lock:
        excluded = excluded_by_model(connection, review, board, ~merged)
    return int(np.count_nonzero(excluded[: len(found.there)] & found.there))


def choices(database: Database, boards: Boards, access: Access) -> Choices:
    """What lists of this review can be filtered by."""
    review = access.review
    with database.reading() as connection:
        board = boards.current(connection, review)
        found = find(connection, board, access, Filters())
        seen: dict[str, str] = {}
        for number in found.tags.records:
            for tag in tags_seen(found, access, number).all:
                seen.setdefault(tag.casefold(), tag)
        return Choices(
            waves_of(connection, review),
            file_names(connection, review),
            languages_of(connection, review),
            [seen[key] for key in sorted(seen)],
        )


def tags_seen(found: Found, access: Access, number: int) -> Tags:
    """The tags on a record that a person may see, by the record's number."""
    place = found.board.at(number)
    if place is None or place >= len(found.there):
        return Tags()
    return found.tags.on(number, access.account.name, lambda stage: found.opened(place, stage))


def _first(order: Order, listed: NDArray[np.int64], at: _Cursor | None, limit: int) -> int:
    """Where in the list a page begins.

    The record at the cursor need not be in the list any more: what counts is where it stands in
    the order of all.
    """
    if at is None or not len(order.places):
        return 0
    standing = np.empty(len(order.places), dtype=np.int64)
    standing[order.places] = np.arange(len(order.places))
    here = standing[min(at.place, len(standing) - 1)]
    stands = standing[listed]
    if at.forwards:
        return int(np.searchsorted(stands, here, side="right"))
    return max(0, int(np.searchsorted(stands, here, side="left")) - limit)


def _lines(
    connection: Connection,
    access: Access,
    stage: str,
    found: Found,
    ranks: Ranks,
    places: Sequence[int],
) -> Iterator[Line]:
    board, person = found.board, access.account.name
    numbers = board.numbers[places].tolist() if places else []
    records = load_records(connection, access.review, numbers)
    with board.lock:
        sums = board.stage(stage)
        given = [int(sums.given[place]) for place in places]
        settled = [bool(sums.settled[place]) for place in places]
        mine = [
            sums.standing[place].votes.get(person) if place in sums.standing else None
            for place in places
        ]
    sums_of = zip(places, numbers, given, settled, mine, strict=True)
    for place, number, voters, is_settled, own in sums_of:
        state = found.state(place)
        rank = int(ranks.of[place])
        yield Line(
            records[number],
            state,
            Votes(voters, found.needed, is_settled),
            own,
            rank if rank >= 0 and state is State.UNREAD else None,
            tags_seen(found, access, number),
        )
