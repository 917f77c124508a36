"""What a search says anew of publications that the review had already.

Every record that was imported is kept as its source had it, those that were recognised as copies
too, and so are records that people merged. So what a later one says anew is a fold over them, and
nothing of it is stored. The record that is screened keeps its words, and its decisions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from sqlalchemy import Connection

from activescreen.errors import MissingError
from activescreen.formats.csv_writer import write_table
from activescreen.ledger import IRRELEVANT, RELEVANT
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.records import Record
from activescreen.review.board import NEVER, Board, Boards
from activescreen.review.duplicates.merging import merged_records
from activescreen.review.imports.versions import Anew, Field, said_anew
from activescreen.review.records.states import State, known_labels
from activescreen.store.database import Database
from activescreen.store.population import chunks, load_full, load_records
from activescreen.store.reviews import Review, Wave, count, find_review, waves_of
from activescreen.store.searches import copies_of, waves_by_record

_AT_ONCE: Final = 1_000
_MOST_KEPT: Final = 50_000
_HEADER: Final = (
    *("record_id", "title", "state", "field", "filled_in", "before", "after"),
    *("file", "row"),
)


class Change(NamedTuple):
    """What a later record says anew of a publication.

    Attributes
    ----------
    record_id, title
        The record that is screened.
    state
        How far it is, as everyone may know it.
    said
        What is said anew.
    file, row
        Where the later record stood.
    """

    record_id: str
    title: str
    state: State
    said: Anew
    file: str
    row: int


@dataclass(frozen=True)
class Changes:
    """What a search says anew of publications that the review had already.

    Attributes
    ----------
    wave
        The search.
    known
        How many publications it brought again.
    changes
        What it says anew: marks first, and among them those of included records.
    """

    wave: Wave
    known: int
    changes: tuple[Change, ...]

    @property
    def records(self) -> int:
        """How many publications it says something new of."""
        return len({each.record_id for each in self.changes})

    @property
    def marked(self) -> int:
        """How many of these it marks as retracted, doubted or corrected."""
        return len({each.record_id for each in self.changes if each.said.field.is_mark})

    @property
    def marked_included(self) -> int:
        """How many of these the review has included."""
        return len(
            {
                each.record_id
                for each in self.changes
                if each.said.field.is_mark and each.state is State.INCLUDED
            }
        )

    @property
    def counted(self) -> dict[Field, tuple[int, int]]:
        """Field -> publications of which it changed, and of which it was filled in."""
        found = Counter(
            (field, filled)
            for _, field, filled in {
                (each.record_id, each.said.field, each.said.filled) for each in self.changes
            }
        )
        return {
            field: (found[field, False], found[field, True])
            for field in Field
            if found[field, False] or found[field, True]
        }


def changes_of(database: Database, boards: Boards, name: str, number: int) -> Changes:
    """What a search says anew.

    Parameters
    ----------
    database, boards, name
        Where, the running sums of its reviews, and the review's name.
    number
        Of the search.

    Raises
    ------
    MissingError
        If the review has no such search.
    """
    with database.reading() as connection:
        review = find_review(connection, name)
        wave = find_wave(connection, review, number)
        board = boards.current(connection, review)
        known, found = _kept(connection, review, board, number)
        state = _states(connection, review, board)
    changes = [each._replace(state=state[each.record_id]) for each in found]
    return Changes(wave, known, tuple(sorted(changes, key=_weight)))


def find_wave(connection: Connection, review: Review, number: int) -> Wave:
    """The search of this number.

    Raises
    ------
    MissingError
        If the review has none.
    """
    for wave in waves_of(connection, review):
        if wave.number == number:
            return wave
    raise MissingError(
        "The review has no search of this number.", remedy="Look at the page of searches."
    )


def write_changes(path: Path, found: Changes) -> int:
    """Write what a search says anew as CSV, a row a field; gives the number of rows."""
    return write_table(path, _HEADER, (_row(each) for each in found.changes))


def _kept(
    connection: Connection, review: Review, board: Board, number: int
) -> tuple[int, list[Change]]:
    """How many publications came again, and the changes, of which states are not told yet.

    Where many records are known it takes seconds, and whoever looks turns pages: so what was found
    last is kept. Nobody waits for it but who asks.
    """
    merged = merged_records(connection, review)
    counted = count(connection, review)
    version = (number, counted.records, counted.places, tuple(sorted(merged.items())))
    last: dict[object, tuple[int, list[Change]]] = board.remember("last changes", None, dict)
    made = last.get(version)
    if made is None:
        groups = _groups(connection, review, number, merged)
        made = (
            len(groups),
            [
                Change(home.id, home.title, State.UNREAD, each, later.source.file, later.source.row)
                for some in chunks(groups.items(), _AT_ONCE)
                for home, later, each in _said(connection, review, dict(some))
            ],
        )
        last.clear()
        if len(made[1]) <= _MOST_KEPT:
            last[version] = made
    return made


class _Group(NamedTuple):
    """Numbers of records of one publication: those of earlier searches, and those of this one."""

    earlier: list[int]
    later: list[int]


def _groups(
    connection: Connection, review: Review, number: int, merged: Mapping[int, int]
) -> dict[int, _Group]:
    """Number of the record that stands for all -> its group, if this search brought it again."""
    kept = {copy.record: copy.kept for copy in copies_of(connection, review)}
    found: dict[int, _Group] = {}
    waves = waves_by_record(connection, review)
    for record in (*kept, *merged, *kept.values(), *merged.values()):
        copied = kept.get(record, record)
        home = merged.get(copied, copied)
        group = found.setdefault(home, _Group([], []))
        side = group.later if waves[record] == number else group.earlier
        if waves[record] <= number and record not in side:
            side.append(record)
    return {home: each for home, each in found.items() if each.earlier and each.later}


def _said(
    connection: Connection, review: Review, groups: Mapping[int, _Group]
) -> Iterator[tuple[Record, Record, Anew]]:
    """The record that stands for all, the later record, and what it says anew."""
    later = sorted(number for group in groups.values() for number in group.later)
    full = dict(load_full(connection, review, later))
    numbers = {*groups, *(number for group in groups.values() for number in group.earlier)}
    light: dict[int, Record] = {}
    for some in chunks(sorted(numbers), _AT_ONCE):
        light |= load_records(connection, review, some)
    for home, group in groups.items():
        # The record that stands for all may be the later one: then an earlier one has the words.
        order = sorted(group.earlier, key=lambda number: (number != home, number))
        told: set[tuple[Field, str]] = set()
        for number in sorted(group.later):
            for each in _anew(connection, review, full[number], order, light):
                if (each.field, each.after) not in told:
                    told.add((each.field, each.after))
                    yield light[home], full[number], each


def _anew(
    connection: Connection,
    review: Review,
    later: Record,
    earlier: Sequence[int],
    light: Mapping[int, Record],
) -> list[Anew]:
    said = list(said_anew(later, [light[number] for number in earlier]))
    if any(each.field.is_mark for each in said):
        # Only what the files say besides tells whether an earlier record bore the mark.
        full = [record for _, record in load_full(connection, review, earlier)]
        said = list(said_anew(later, full))
    return said


def _states(connection: Connection, review: Review, board: Board) -> dict[str, State]:
    """Record id -> how far it is, by the last stage at which something was decided on it."""
    first = known_labels(connection, review, board, TITLE_ABSTRACT)
    # Others may be adding records to the sums meanwhile.
    last = known_labels(connection, review, board, FULL_TEXT)[: len(first)]
    final = np.where(last == NEVER, first, last)
    named = {NEVER: State.UNREAD, RELEVANT: State.INCLUDED, IRRELEVANT: State.EXCLUDED}
    return {
        name: named.get(label, State.WAITING)
        for name, label in zip(board.ids[: len(first)], final.tolist(), strict=True)
    }


def _weight(change: Change) -> tuple[bool, bool, int, str]:
    field = change.said.field
    included = change.state is State.INCLUDED
    return not field.is_mark, not included, list(Field).index(field), change.record_id


def _row(change: Change) -> list[object]:
    said = change.said
    return [
        *(change.record_id, change.title, change.state.value, said.field.value),
        *("yes" if said.filled else "no", said.before, said.after, change.file, change.row),
    ]
