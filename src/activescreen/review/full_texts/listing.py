"""The records that passed title and abstract, with how far each full text is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.errors import InputError, MissingError
from activescreen.ledger import IRRELEVANT, RELEVANT, Decision, Ledger
from activescreen.prisma import reasons_of
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.records import Record, RecordSet
from activescreen.review.blinding import seen_by
from activescreen.review.board import NEVER, Board, Boards
from activescreen.review.duplicates.merges import merges_in
from activescreen.review.full_texts.documents import Document, documents_in
from activescreen.review.full_texts.retrievals import Retrieval, Sought, retrievals
from activescreen.review.full_texts.studies import studies_in
from activescreen.review.permissions import Access
from activescreen.review.records.browsing import MOST, no_record
from activescreen.review.records.states import STATES, State, known_labels, states
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.population import load_records
from activescreen.store.reviews import Review


@dataclass(frozen=True, slots=True)
class FullText:
    """A record at the stage of full texts.

    Attributes
    ----------
    record
        The record.
    sought, documents
        How far the search for its full text is, and the files that were found.
    state
        How far it is with its decision.
    given, needed
        How many reviewers have voted on its full text, and how many must.
    reason
        Why it was excluded, where it was and that may be seen.
    study
        The study that it reports on; empty for one of its own.
    """

    record: Record
    sought: Sought
    documents: tuple[Document, ...]
    state: State
    given: int
    needed: int
    reason: str
    study: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the records are wanted: all that fit everything that is not None.

    Attributes
    ----------
    retrieval
        How far the search for the full text is.
    state
        How far the decision is.
    document
        Whether there is a file.
    """

    retrieval: Retrieval | None = None
    state: State | None = None
    document: bool | None = None


@dataclass(frozen=True)
class FullTexts:
    """Some of the records at the stage of full texts.

    Attributes
    ----------
    lines
        The records, in the order of import.
    next
        Place after which the next page begins; None on the last.
    found
        How many fit what was wanted.
    total
        How many there are.
    by_retrieval, by_state
        How many of them are how far.
    """

    lines: tuple[FullText, ...]
    next: int | None
    found: int
    total: int
    by_retrieval: Mapping[Retrieval, int]
    by_state: Mapping[State, int]


@dataclass(frozen=True, eq=False)
class Stage:
    """What is known of the full texts of a review at one moment.

    Attributes
    ----------
    places, numbers
        Of the records that passed title and abstract; shape (n,).
    states, given
        How far their decisions are, as numbers in `STATES`, and how many have voted; shape (n,).
    """

    places: NDArray[np.int64]
    numbers: NDArray[np.int64]
    states: NDArray[np.int8]
    given: NDArray[np.int16]
    sought: Mapping[int, Sought] = field(repr=False)
    documents: Mapping[int | None, tuple[Document, ...]] = field(repr=False)

    def search(self, number: int) -> Sought:
        """How far the search for a full text is, by the record's number."""
        if number in self.sought:
            return self.sought[number]
        # A record that was merged into this one brought its file along, and whoever assessed a
        # report had it, with or without a file here.
        there = self.documents.get(number) or number in self.assessed
        return Sought(Retrieval.RETRIEVED if there else Retrieval.AWAITING)

    @cached_property
    def assessed(self) -> frozenset[int]:
        """Numbers of the records that are finally included or excluded on their full texts."""
        final = [STATES.index(State.INCLUDED), STATES.index(State.EXCLUDED)]
        return frozenset(self.numbers[np.isin(self.states, final)].tolist())


def passed(connection: Connection, review: Review, board: Board) -> NDArray[np.int64]:
    """Places of the records whose full texts are sought, in ascending order; shape (n,).

    These are the ones that were finally included on title and abstract, and those on whose full
    text there is a decision already, as an import may bring it. Merged records are not among
    them: others stand for them.
    """
    merged = merges_in(connection, review)
    with board.lock:
        n = len(board.ids)
        first = known_labels(connection, review, board, TITLE_ABSTRACT)[:n]
        second = board.stage(FULL_TEXT).final[:n]
        found = (first == RELEVANT) | ((second != NEVER) & (first != IRRELEVANT))
        return np.flatnonzero(found & ~np.isin(board.numbers[:n], list(merged)))


def stage_of(connection: Connection, boards: Boards, review: Review) -> Stage:
    """What is known of the full texts of a review."""
    board = boards.current(connection, review)
    places = passed(connection, review, board)
    with board.lock:
        needed, n = review.protocol.votes_per_record, len(board.ids)
        found, _ = states(board, FULL_TEXT, needed, (), n)
        return Stage(
            places,
            board.numbers[places],
            found[places],
            board.stage(FULL_TEXT).given[places],
            retrievals(connection, review),
            documents_in(connection, review),
        )


def list_full_texts(
    database: Database,
    boards: Boards,
    access: Access,
    wanted: Wanted,
    after: int | None,
    limit: int,
) -> FullTexts:
    """A page of the records that passed title and abstract, in the order of import.

    Parameters
    ----------
    database, boards, access
        Where, its running sums, and who looks at what.
    wanted
        Which of them.
    after
        What the page before gave as ``next``; None for the first.
    limit
        Records on the page.

    Raises
    ------
    InputError
        If that is no number of records for a page.
    """
    if not 1 <= limit <= MOST:
        raise InputError(f"A page has 1 to {MOST} records.", remedy="Ask for fewer at once.")
    with database.reading() as connection:
        stage = stage_of(connection, boards, access.review)
        fits = [at for at in range(len(stage.places)) if _fits(stage, at, wanted)]
        first = -1 if after is None else after
        rest = [at for at in fits if stage.places[at] > first]
        shown = rest[:limit]
        lines = _lines(connection, access, stage, shown)
    by_retrieval = Counter(stage.search(number).state for number in stage.numbers.tolist())
    by_state = Counter(STATES[state] for state in stage.states.tolist())
    return FullTexts(
        tuple(lines),
        int(stage.places[shown[-1]]) if len(rest) > limit else None,
        len(fits),
        len(stage.places),
        {state: by_retrieval[state] for state in Retrieval},
        {state: by_state[state] for state in State},
    )


def show_full_text(database: Database, boards: Boards, access: Access, record_id: str) -> FullText:
    """One record at the stage of full texts.

    Raises
    ------
    MissingError
        If there is no such record, or it has not passed title and abstract.
    """
    with database.reading() as connection:
        board = boards.current(connection, access.review)
        place = board.place_of.get(record_id)
        if place is None:
            raise no_record()
        stage = stage_of(connection, boards, access.review)
        found = np.flatnonzero(stage.places == place).tolist()
        if not found:
            raise MissingError(
                "The full text of this record is not sought: it has not passed title and abstract.",
                where=f"record {record_id}",
                remedy="It does when its title and abstract are finally included.",
            )
        (line,) = _lines(connection, access, stage, found)
    return line


def _fits(stage: Stage, at: int, wanted: Wanted) -> bool:
    number = int(stage.numbers[at])
    state = STATES[int(stage.states[at])]
    return (
        wanted.retrieval in (None, stage.search(number).state)
        and wanted.state in (None, state)
        and wanted.document in (None, bool(stage.documents.get(number)))
    )


def _lines(
    connection: Connection, access: Access, stage: Stage, shown: Sequence[int]
) -> list[FullText]:
    review = access.review
    numbers = stage.numbers[shown].tolist() if shown else []
    records = load_records(connection, review, numbers)
    studies = studies_in(connection, review)
    reasons = _reasons(connection, access, records)
    found = []
    for at, number in zip(shown, numbers, strict=True):
        record, state = records[number], STATES[int(stage.states[at])]
        found.append(
            FullText(
                record,
                stage.search(number),
                stage.documents.get(number, ()),
                state,
                int(stage.given[at]),
                review.protocol.votes_per_record,
                reasons.get(record.id, "") if state is State.EXCLUDED else "",
                studies.get(number, ""),
            )
        )
    return found


def _reasons(
    connection: Connection, access: Access, records: Mapping[int, Record]
) -> dict[str, str]:
    """Record id -> why its report is to be excluded, as far as that may be seen."""
    ledger = Ledger(RecordSet(records.values()))
    ids = {number: record.id for number, record in records.items()}
    needed = access.review.protocol.votes_per_record
    on: dict[str, list[Decision]] = {name: [] for name in ids.values()}
    for event in events_on(connection, access.review, ids):
        on[event.record_id].append(event)
    for events in on.values():
        ledger.append(seen_by(events, access.account.name, needed))
    return reasons_of(ledger)
