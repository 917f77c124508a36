"""Tags: words that people put on records for themselves and, once all have voted, for each other.

An entry of the journal of kind ``tags`` is about one record and holds ``{"tags": [...], "stage":
...}``: all tags that its author has on the record from then on, and the stage at which the record
was. A tag may tell how its author votes; others are therefore given it when the votes of that
stage are all in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.errors import InputError, LedgerError
from activescreen.ledger import RELEVANT
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.review.board import Boards
from activescreen.review.permissions import Access
from activescreen.review.records.browsing import no_record
from activescreen.review.records.states import known_labels
from activescreen.store.database import Database
from activescreen.store.journal import Entry, Kind, add_entry, entries
from activescreen.store.population import find_record
from activescreen.store.reviews import Review

MOST: Final = 30
LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags on a record that a person may see.

    Attributes
    ----------
    mine
        The person's own.
    others
        Name -> tags of another person.
    """

    mine: tuple[str, ...] = ()
    others: Mapping[str, tuple[str, ...]] | None = None

    @property
    def all(self) -> tuple[str, ...]:
        """Every tag once, the person's own first."""
        theirs = (tag for tags in (self.others or {}).values() for tag in tags)
        return tuple(dict.fromkeys((*self.mine, *theirs)))


class TagBook:
    """The tags on all records of a review, with what is needed to say who may see them.

    Parameters
    ----------
    made
        The entries of kind ``tags``, in their order.
    """

    def __init__(self, made: Iterable[Entry]) -> None:
        self._on: dict[int, dict[str, dict[str, tuple[str, ...]]]] = {}
        for entry in made:
            if entry.record is not None:
                by_author = self._on.setdefault(entry.record, {})
                stage = str(entry.content["stage"])
                # The last at each stage, the last of all at the end.
                by_stage = by_author.setdefault(entry.author, {})
                by_stage.pop(stage, None)
                by_stage[stage] = tuple(entry.content["tags"])

    @property
    def records(self) -> list[int]:
        """Numbers of the records that someone put a tag on."""
        return list(self._on)

    def on(self, record: int, viewer: str, is_open: Callable[[str], bool]) -> Tags:
        """The tags on a record that a person may see.

        Parameters
        ----------
        record
            The record's number.
        viewer
            The person's name.
        is_open
            Tells of a stage whether everyone may see all votes on the record.
        """
        mine: tuple[str, ...] = ()
        others: dict[str, tuple[str, ...]] = {}
        for author, by_stage in self._on.get(record, {}).items():
            seen = [tags for stage, tags in by_stage.items() if author == viewer or is_open(stage)]
            if author == viewer:
                mine = seen[-1]
            elif seen and seen[-1]:
                others[author] = seen[-1]
        return Tags(mine, others)


def tag_book(connection: Connection, review: Review, record: int | None = None) -> TagBook:
    """The tags of a review, or of one of its records by its number."""
    return TagBook(entries(connection, review, [Kind.TAGS], record))


def set_tags(
    database: Database,
    boards: Boards,
    access: Access,
    record_id: str,
    tags: Sequence[str],
    now: datetime,
) -> tuple[str, ...]:
    """Put tags on a record in place of those that the person had on it.

    Returns
    -------
    The tags as they are kept.

    Raises
    ------
    InputError
        If one is no tag, or they are too many.
    MissingError
        If the review has no such record.
    LedgerError
        If the record is a copy of another one.
    """
    clean = clean_tags(tags)
    review, name = access.review, access.account.name
    with database.writing() as connection:
        board = boards.current(connection, review)
        found = find_record(connection, review, record_id)
        if found is None:
            raise no_record()
        number, place, _ = found
        if place is None:
            raise LedgerError(
                "The record is a copy of another one, which stands for it.",
                where=f"record {record_id}",
                remedy="Put the tags on the record that it is a copy of.",
            )
        book = tag_book(connection, review, number)
        if book.on(number, name, lambda _: False).mine != clean:
            stage = _stage(known_labels(connection, review, board, TITLE_ABSTRACT), place)
            content = {"tags": list(clean), "stage": stage}
            add_entry(connection, review, Kind.TAGS, name, now, content, number)
    return clean


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept: in one form of Unicode, blanks cut off, none twice.

    Raises
    ------
    InputError
        If one is no tag, or they are too many.
    """
    kept: dict[str, str] = {}
    for tag in tags:
        clean = " ".join(unicodedata.normalize("NFC", tag).split())
        if not clean:
            continue
        hidden = any(unicodedata.category(character) in ("Cc", "Cs") for character in clean)
        if len(clean) > LONGEST or hidden or ";" in clean or "," in clean:
            raise InputError(
                f"A tag has at most {LONGEST} characters, on one line, without comma and "
                "semicolon.",
                where="tags",
                remedy="Commas part tags from each other; shorten the tag or make several of it.",
            )
        kept.setdefault(clean.casefold(), clean)
    if len(kept) > MOST:
        raise InputError(
            f"A record has at most {MOST} tags of a person.",
            where="tags",
            remedy="Take some of them off.",
        )
    return tuple(kept.values())


def _stage(labels: NDArray[np.int8], place: int) -> str:
    return FULL_TEXT if int(labels[place]) == RELEVANT else TITLE_ABSTRACT
