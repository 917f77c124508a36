"""Putting a search into the database: its files, records, copies and prior decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from activescreen.deduplication import Duplicates, PairDecision
from activescreen.errors import InputError
from activescreen.import_report import ImportReport
from activescreen.ledger import Verdict
from activescreen.records import Record, RecordSet
from activescreen.review.duplicates.pair_memory import remember
from activescreen.review.imports.priors import Carried, Priors, settled
from activescreen.review.imports.recognising import Recognised
from activescreen.review.imports.searches import Imported, Search
from activescreen.stopping.wording import counted
from activescreen.store.decisions import append
from activescreen.store.population import (
    Entry,
    Population,
    rows_of,
)
from activescreen.store.reviews import (
    Counters,
    Review,
    Wave,
    count,
    set_count,
    waves_of,
)
from activescreen.store.searches import (
    Copy,
    Doubt,
    StoredFile,
    add_copies,
    add_doubts,
    add_files,
    add_wave,
    next_file,
    next_wave,
)
from activescreen.store.staging import put_staged

IDENTICAL: Final = "identical"
"""How a record was recognised that says word for word what one of the review says."""


class ReadFile(NamedTuple):
    """A file that was read."""

    path: Path
    records: list[Record]
    report: ImportReport


@dataclass(frozen=True)
class Known:
    """The review as it was when comparing began.

    Attributes
    ----------
    review, counted, population
        The review, how much it held, and what it screens.
    ids
        Record id -> number, of all records.
    identical
        Record id -> place of the record that stands for it.
    decided
        Numbers of the records with a decision.
    pairs
        What people said of pairs of records of the review.
    wave, file
        Numbers that the next search and its first file will have.
    """

    review: Review
    counted: Counters
    population: Population
    ids: Mapping[str, int]
    identical: Mapping[str, int]
    decided: frozenset[int]
    pairs: tuple[PairDecision, ...]
    wave: int
    file: int

    def holds(self, connection: Connection) -> bool:
        """Whether no search has come in since; others wait with changes until the end."""
        counted = count(connection, self.review, lock=True)
        next_ones = next_wave(connection, self.review), next_file(connection, self.review)
        return counted[:2] == self.counted[:2] and next_ones == (self.wave, self.file)


@dataclass(frozen=True)
class Found:
    """What is to be stored.

    Attributes
    ----------
    new, everything
        The records of the search with their ids, and those of the review after them.
    recognised
        Which of them are copies, or known.
    carried
        The labels that came with them.
    said
        What came with them about pairs of records.
    shown, packed
        Id of a record -> as it is shown, where it was completed from its copies; and what of each
        record the database does not look into. Both take long to make, and are made before it is
        locked.
    """

    new: RecordSet
    everything: RecordSet
    recognised: Recognised
    carried: Carried
    said: tuple[PairDecision, ...] = ()
    shown: Mapping[str, Record] = field(default_factory=dict)
    packed: Sequence[bytes] = ()


def check_wave(connection: Connection, review: Review, name: str) -> None:
    """Refuse a search whose name is taken.

    Raises
    ------
    InputError
        If the review has a search of that name.
    """
    if name and name in [wave.name for wave in waves_of(connection, review)]:
        raise InputError(
            f"The review has a search '{name}' already.",
            where=f"review '{review.name}'",
            remedy="Give this one a name of its own: a search is imported once, with "
            "all its files.",
        )


def rows_in(known: Known, files: Sequence[ReadFile], found: Found) -> Iterator[tuple[Any, ...]]:
    """The records of a search as they are to be put into the database."""
    entries = _entries(files, found, known.counted.places, known.file)
    return rows_of(known.review, known.wave, known.counted.records, entries)


def store_search(
    connection: Connection,
    known: Known,
    search: Search,
    files: Sequence[ReadFile],
    found: Found,
    kept: Mapping[Path, str],
    now: datetime,
) -> Imported:
    """Put a search into the database; the review is as it is known, and its counters are locked.

    Parameters
    ----------
    connection
        A connection that may write, on which `rows_in` wait.
    known, search, files, found
        The review, what was asked for, what was read and what was found in it.
    kept
        File -> digest under which it is kept.
    now
        The time.
    """
    review, before, stamp = known.review, known.counted, now.isoformat()
    check_wave(connection, review, search.wave)
    name = search.wave or _free_name(connection, review, known.wave)
    wave = add_wave(connection, review, name, stamp)
    stored = tuple(
        StoredFile(at, wave.number, f.report.file, search.origin, kept[f.path], f.report)
        for at, f in enumerate(files, known.file)
    )
    add_files(connection, review, stored)
    put_staged(connection)
    after = before.records + len(found.new)
    added = len(found.new) - found.recognised.removed
    numbers = [*range(before.records, after), *known.population.numbers.tolist()]
    add_copies(connection, review, wave.number, _copies(found, numbers))
    add_doubts(connection, review, wave.number, _doubts(found.recognised.duplicates, numbers))
    now_held = Counters(after, before.places + added, count(connection, review).events)
    set_count(connection, review, now_held)
    priors = settled(found.carried.decisions, _homes(found), f"prior-{wave.number}")
    append(connection, review, priors.decisions, stamp)
    left = remember(connection, review, found.said, now)
    return _outcome(known, found, wave, stored, priors, numbers, left)


def _free_name(connection: Connection, review: Review, number: int) -> str:
    taken = {wave.name for wave in waves_of(connection, review)}
    while (name := f"search {number}") in taken:
        number += 1
    return name


def _entries(files: Sequence[ReadFile], found: Found, places: int, first: int) -> Iterator[Entry]:
    copies = found.recognised.removed_positions
    position = 0
    for at, file in enumerate(files, first):
        for _ in file.records:
            record = found.new[position]
            packed = found.packed[position]
            if position in copies:
                yield Entry(record, at, None, None, packed)
            else:
                yield Entry(record, at, places, found.shown.get(record.id), packed)
                places += 1
            position += 1


def _copies(found: Found, numbers: Sequence[int]) -> Iterator[Copy]:
    for removal in found.recognised.duplicates.removals:
        yield Copy(
            numbers[removal.position], numbers[removal.kept], removal.how.value, removal.score
        )
    for position, place in found.recognised.same.items():
        yield Copy(numbers[position], numbers[len(found.new) + place], IDENTICAL, 0)


def _doubts(found: Duplicates, numbers: Sequence[int]) -> Iterator[Doubt]:
    for pair in found.uncertain:
        one, other = sorted((numbers[pair.one], numbers[pair.other]))
        yield Doubt(one, other, pair.verdict.score, pair.verdict.reason)


def _homes(found: Found) -> dict[str, str | None]:
    """Id of each new record -> of the new one that stands for it; None for one known before."""
    ids, total = found.new.ids, len(found.new)
    homes: dict[str, str | None] = dict(zip(ids, ids, strict=True))
    for removal in found.recognised.duplicates.removals:
        homes[ids[removal.position]] = ids[removal.kept] if removal.kept < total else None
    return {**homes, **{ids[position]: None for position in found.recognised.same}}


def _outcome(
    known: Known,
    found: Found,
    wave: Wave,
    files: tuple[StoredFile, ...],
    priors: Priors,
    numbers: Sequence[int],
    left: int,
) -> Imported:
    known_places, total = found.recognised.known, len(found.new)
    duplicates = found.recognised.duplicates
    new = [removal for removal in duplicates.removals if removal.kept < total]
    labelled = {decision.record_id: decision for decision in priors.decisions}
    included = {e.record_id for e in priors.decisions if e.verdict is Verdict.INCLUDE}
    return Imported(
        wave=wave,
        files=files,
        records=total,
        added=total - found.recognised.removed,
        copies=Counter(removal.how.value for removal in new),
        known=len(known_places),
        known_decided=sum(
            numbers[total + place] in known.decided for place in known_places.values()
        ),
        priors=len(labelled),
        relevant=len(included),
        labels=priors,
        undecided=found.carried.undecided,
        remarks=(*found.carried.remarks, *_left_apart(left)),
        everything=found.everything,
        uncertain=duplicates.uncertain,
    )


def _left_apart(pairs: int) -> Iterator[str]:
    if pairs:
        yield (
            f"Of {counted(pairs, 'pair')} the decisions say that both are the same, but the review "
            "screens both already: merge them on the page of duplicates."
        )
