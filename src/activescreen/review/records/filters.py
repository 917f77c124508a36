"""Which records of a review are looked for, and which of them there are.

Nothing that is hidden decides on whether a record is found: states are those that everyone may
know, tags those that the person may see, and verdicts the person's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.identifiers import doi_in
from activescreen.ledger import Verdict
from activescreen.protocol import FULL_TEXT, STAGES, TITLE_ABSTRACT
from activescreen.review.board import Board
from activescreen.review.duplicates.merging import merged_records
from activescreen.review.permissions import Access
from activescreen.review.records.states import STATES, State, states, veil_of
from activescreen.review.records.tagging import TagBook, tag_book
from activescreen.store.finding import Wanted, places_of
from activescreen.store.journal import last_number
from activescreen.store.reviews import Review, count

LONGEST: Final = 500
"""Characters of what is searched for."""

MOST_WORDS: Final = 20

_PIECE: Final = re.compile(r'"([^"]*)"|(\S+)')
_PMID: Final = re.compile(r"(?:pmid|pubmed):?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; what is None or empty is not asked.

    Attributes
    ----------
    text
        Words that must all be there, phrases in quotation marks: in title, abstract, authors or
        DOI, or as the PubMed id.
    stage
        The stage that ``state`` and ``mine`` are about. At the full texts only records are found
        that came so far.
    state
        How far the record is.
    mine
        What the person said of it last; ``none`` for no vote.
    wave, file
        Number of the search, and of the file.
    first_year, last_year
        Of publication.
    language
        As its source has it.
    tag
        One that the person may see, whatever its letters' case.
    abstract
        Whether there is one.
    """

    text: str = ""
    stage: str = TITLE_ABSTRACT
    state: State | None = None
    mine: Verdict | Literal["none"] | None = None
    wave: int | None = None
    file: int | None = None
    first_year: int | None = None
    last_year: int | None = None
    language: str | None = None
    tag: str = ""
    abstract: bool | None = None

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise InputError(
                f"There is no stage '{self.stage}'.",
                where="stage",
                remedy=f"Use one of: {', '.join(STAGES)}.",
            )


@dataclass(frozen=True, eq=False)
class Found:
    """The records that there are, and those that are looked for. Arrays have an entry a place.

    Attributes
    ----------
    board
        The running sums of the review.
    needed
        How many votes a record needs.
    stage
        The stage that was asked for.
    codes, opens
        Stage -> what `activescreen.review.states.states` gives: the state of each record as a
        number, and whether everyone may see all votes on it.
    there
        Records that are as wanted, whatever their state.
    wanted
        Those in the state that is wanted, too.
    tags
        The tags of the review.
    """

    board: Board
    needed: int
    stage: str
    codes: Mapping[str, NDArray[np.int8]]
    opens: Mapping[str, NDArray[np.bool_]]
    there: NDArray[np.bool_]
    wanted: NDArray[np.bool_]
    tags: TagBook

    def by_state(self) -> dict[State, int]:
        """How many of the records in ``there`` are in each state."""
        numbers = np.bincount(self.codes[self.stage][self.there], minlength=len(STATES))
        return {state: int(number) for state, number in zip(STATES, numbers, strict=True)}

    def state(self, place: int, stage: str | None = None) -> State:
        """How far a record is, at the stage that was asked for or at another."""
        return STATES[int(self.codes[stage or self.stage][place])]

    def opened(self, place: int, stage: str) -> bool:
        """Whether everyone may see all votes on a record at a stage."""
        return stage in self.opens and bool(self.opens[stage][place])


def find(connection: Connection, board: Board, access: Access, filters: Filters) -> Found:
    """The records that a person looks for.

    Parameters
    ----------
    connection, board
        Where, and the running sums as they are on this connection.
    access
        Who looks at what.
    filters
        What is looked for.

    Raises
    ------
    InputError
        If more is searched for than can be.
    """
    review, stage = access.review, filters.stage
    n = count(connection, review).places
    needed = review.protocol.votes_per_record
    codes, opens = {}, {}
    for name in STAGES:
        veil = veil_of(connection, review, name)
        codes[name], opens[name] = states(board, name, needed, veil, n)
    there = ~merged_places(connection, review, board, n)
    if stage == FULL_TEXT:
        began = codes[FULL_TEXT] != STATES.index(State.UNREAD)
        there &= began | (codes[TITLE_ABSTRACT] == STATES.index(State.INCLUDED))
    wanted = _in_database(filters)
    if wanted != Wanted():
        fits = np.zeros(n, dtype=np.bool_)
        places = places_of(connection, review, wanted)
        fits[places[places < n]] = True
        there &= fits
    tags = board.remember(
        "tags", last_number(connection, review), lambda: tag_book(connection, review)
    )
    found = Found(board, needed, stage, codes, opens, there, there, tags)
    if filters.mine is not None:
        there &= _said(board, stage, access.account.name, filters.mine, n)
    if filters.tag:
        there &= _tagged(found, access.account.name, filters.tag, n)
    if filters.state is None:
        return found
    in_state = there & (codes[stage] == STATES.index(filters.state))
    return replace(found, wanted=in_state)


def merged_places(
    connection: Connection, review: Review, board: Board, n: int
) -> NDArray[np.bool_]:
    """For which of the first ``n`` records another one stands; shape (n,), not to be changed."""

    def made() -> NDArray[np.bool_]:
        marks = np.zeros(n, dtype=np.bool_)
        places = [board.at(number) for number in merged_records(connection, review)]
        marks[[place for place in places if place is not None and place < n]] = True
        return marks

    return board.remember("merged places", (last_number(connection, review), n), made)


def words_of(text: str) -> tuple[str, ...]:
    """What must be there: words, and phrases that stood in quotation marks.

    An address of a DOI is looked for as the DOI, and ``PMID:123`` as the number.

    Raises
    ------
    InputError
        If it is more than can be searched for.
    """
    pieces = [phrase or word for phrase, word in _PIECE.findall(unicodedata.normalize("NFC", text))]
    words = [word for piece in pieces if (word := _plain(piece))]
    if len(text) > LONGEST or len(words) > MOST_WORDS:
        raise InputError(
            f"A search has at most {MOST_WORDS} words and {LONGEST} characters.",
            where="text",
            remedy="Leave out what says least.",
        )
    return tuple(dict.fromkeys(words))


def _plain(piece: str) -> str:
    piece = piece.strip().strip('"')
    pmid = _PMID.fullmatch(piece)
    if pmid:
        return pmid[1]
    lower = piece.casefold()
    return doi_in(piece) or piece if lower.startswith(("http", "doi:")) else piece


def _in_database(filters: Filters) -> Wanted:
    return Wanted(
        words_of(filters.text),
        filters.wave,
        filters.file,
        filters.first_year,
        filters.last_year,
        filters.language,
        filters.abstract,
    )


def _said(
    board: Board, stage: str, person: str, wanted: Verdict | Literal["none"], n: int
) -> NDArray[np.bool_]:
    with board.lock:
        sums = board.stage(stage)
        voted = sums.mine(person)[:n].copy()
        if wanted == "none":
            return ~voted
        said = np.zeros(n, dtype=np.bool_)
        for place in np.flatnonzero(voted).tolist():
            said[place] = sums.standing[place].votes[person] == wanted
    return said


def _tagged(found: Found, person: str, tag: str, n: int) -> NDArray[np.bool_]:
    wanted = " ".join(unicodedata.normalize("NFC", tag).split()).casefold()
    marks = np.zeros(n, dtype=np.bool_)
    for number in found.tags.records:
        place = found.board.at(number)
        if place is None or place >= n:
            continue
        seen = found.tags.on(number, person, partial(found.opened, place))
        marks[place] = any(each.casefold() == wanted for each in seen.all)
    return marks
