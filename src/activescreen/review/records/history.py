"""One record with everything that a person may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection

from activescreen.ledger import Decision
from activescreen.protocol import STAGES, TITLE_ABSTRACT
from activescreen.records import Record
from activescreen.review.blinding import Votes, votes_on
from activescreen.review.board import Board, Boards
from activescreen.review.duplicates.merges import end_of, group_of, ids_in, merges_in
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import piloted
from activescreen.review.records.browsing import no_record
from activescreen.review.records.filters import Filters, Found, find
from activescreen.review.records.happenings import Happening, of_decisions, of_journal
from activescreen.review.records.orders import ranks_in
from activescreen.review.records.searching import Line, tags_seen
from activescreen.review.records.seeing import visible
from activescreen.review.records.states import State, veil_of
from activescreen.review.records.tagging import Tags
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.finding import CopyLine, copies_of_one, kept_for, wave_and_file
from activescreen.store.moments import received_on
from activescreen.store.population import find_record, load_records
from activescreen.store.ranks import ranks_of
from activescreen.store.reviews import Review
from activescreen.store.standings import RankingLine, ranking_lines

MOST_RANKINGS: Final = 60
"""Rankings that are looked up for one record; of more, some that lie evenly are taken."""

MERGED: Final = "merged"


class RankThen(NamedTuple):
    """Where a record stood in a ranking.

    Attributes
    ----------
    ranking
        The ranking.
    rank
        0-based.
    ranked
        How many records it ranked.
    """

    ranking: RankingLine
    rank: int
    ranked: int


@dataclass(frozen=True)
class History:
    """A record and what happened to it, as far as it may be seen.

    Attributes
    ----------
    line
        The record in full, and how far its title and abstract are.
    stages
        Stage -> how far it is there, for the stages that it has reached.
    events
        The decisions, in the order in which they came in.
    hidden
        How many decisions are not shown yet.
    happenings
        Decisions and everything else, in the order of time.
    copies
        Records that it stands for.
    kept
        Id of the record that stands for this one; None if it stands for itself.
    ranks
        Where it stood in rankings until somebody decided on it, the first ranking first.
    rankings
        How many rankings had it; ``ranks`` has at most `MOST_RANKINGS` of them.
    in_pilot
        Whether it belongs to an open pilot, so that none of its ranks is told.
    """

    line: Line
    stages: dict[str, tuple[State, Votes]]
    events: tuple[Decision, ...]
    hidden: int
    happenings: tuple[Happening, ...]
    copies: tuple[CopyLine, ...]
    kept: str | None
    ranks: tuple[RankThen, ...]
    rankings: int
    in_pilot: bool


def record_history(database: Database, boards: Boards, access: Access, record_id: str) -> History:
    """One record in full, and what happened to it.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who looks at what.
    record_id
        The record; a copy has a history of its own.

    Raises
    ------
    MissingError
        If the review has no such record.
    """
    review, viewer = access.review, access.account.name
    with database.reading() as connection:
        board = boards.current(connection, review)
        found = find_record(connection, review, record_id)
        if found is None:
            raise no_record()
        number, place, record = found
        every = events_on(connection, review, {number: record_id})
        veil = veil_of(connection, review, TITLE_ABSTRACT)
        seen = visible(record_id, every, viewer, review.protocol.votes_per_record, veil)
        listed = find(connection, board, access, Filters())
        here = (number, record_id)
        received = received_on(connection, review, number)
        happenings = [
            _imported(connection, review, number, record),
            *of_decisions(seen, received),
            *of_journal(
                connection,
                review,
                here,
                viewer,
                lambda stage: place is not None and listed.opened(place, stage),
            ),
        ]
        in_pilot = record_id in piloted(connection, review)
        ranks, rankings = ((), 0) if in_pilot else _ranks(connection, review, board, place)
        return History(
            _line(connection, access, listed, here, place, record, every),
            _stages(listed, place, every),
            tuple(seen),
            len(every) - len(seen),
            tuple(sorted(happenings, key=lambda each: each.at)),
            _copies(connection, review, number),
            _kept(connection, review, number, place),
            ranks,
            rankings,
            in_pilot,
        )


def _imported(connection: Connection, review: Review, number: int, record: Record) -> Happening:
    wave, created, file = wave_and_file(connection, review, number)
    source = record.source.database
    from_where = f", found in {source}" if source else ""
    return Happening(created, "", "import", "", f"came with the search {wave}: {file}{from_where}")


def _line(
    connection: Connection,
    access: Access,
    listed: Found,
    here: tuple[int, str],
    place: int | None,
    record: Record,
    events: list[Decision],
) -> Line:
    review, person = access.review, access.account.name
    needed = review.protocol.votes_per_record
    votes = votes_on(events, needed).get(TITLE_ABSTRACT, Votes(0, needed, False))
    mine = [
        event.verdict
        for event in events
        if event.reviewer == person and event.stage == TITLE_ABSTRACT and not event.resolves
    ]
    last = mine[-1] if mine else None
    if place is None:
        return Line(record, State.UNREAD, votes, last, None, Tags())
    state = listed.state(place)
    rank = -1
    if state is State.UNREAD:
        rank = int(ranks_in(connection, review, listed.board, len(listed.there)).of[place])
    tags = tags_seen(listed, access, here[0])
    return Line(record, state, votes, last, rank if rank >= 0 else None, tags)


def _stages(
    listed: Found, place: int | None, events: list[Decision]
) -> dict[str, tuple[State, Votes]]:
    if place is None:
        return {}
    votes = votes_on(events, listed.needed)
    none = Votes(0, listed.needed, False)
    passed = listed.state(place, TITLE_ABSTRACT) is State.INCLUDED
    reached = [stage for stage in STAGES if stage == TITLE_ABSTRACT or stage in votes or passed]
    return {stage: (listed.state(place, stage), votes.get(stage, none)) for stage in reached}


def _copies(connection: Connection, review: Review, number: int) -> tuple[CopyLine, ...]:
    """Copies that were recognised at import, and records that people merged into this one."""
    found = copies_of_one(connection, review, number)
    merges = merges_in(connection, review)
    inside = sorted(group_of(number, merges) - {number})
    records = load_records(connection, review, inside)
    for each in inside:
        record = records[each]
        found.append(CopyLine(record.id, record.title, record.source, MERGED, 0))
        found += copies_of_one(connection, review, each)
    return tuple(found)


def _kept(connection: Connection, review: Review, number: int, place: int | None) -> str | None:
    if place is None:
        return kept_for(connection, review, number)
    merges = merges_in(connection, review)
    return ids_in(merges)[end_of(number, merges)] if number in merges else None


def _ranks(
    connection: Connection, review: Review, board: Board, place: int | None
) -> tuple[tuple[RankThen, ...], int]:
    """Where a record stood until somebody decided on it, and how many rankings had it.

    A model that was trained later may have learned from a vote that not everyone may see.
    """
    if place is None:
        return (), 0
    with board.lock:
        first = board.stage(TITLE_ABSTRACT).first.get(place)
    lines = [
        line
        for line in _rankings(connection, review, board)
        if line.records > place and (first is None or line.events < first.sequence)
    ]
    chosen = {line.number: line for line in _some(lines)}
    found = [
        RankThen(chosen[number], rank, ranked)
        for number, rank, ranked in ranks_of(connection, review, place, list(chosen))
    ]
    return tuple(found), len(lines)


def _rankings(connection: Connection, review: Review, board: Board) -> list[RankingLine]:
    """The rankings of a review; what is known of one never changes, so only new ones are read."""
    with board.lock:
        known: list[RankingLine] = board.remember("rankings", None, list)
        known += ranking_lines(connection, review, known[-1].number if known else 0)
        return list(known)


def _some(lines: list[RankingLine]) -> list[RankingLine]:
    """The first, the last, and some that lie evenly between them."""
    last, most = len(lines) - 1, MOST_RANKINGS - 1
    if last <= most:
        return lines
    return [lines[round(step * last / most)] for step in range(MOST_RANKINGS)]
