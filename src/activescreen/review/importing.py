"""Importing a search: read, recognise what is known, find copies, take over labels, store.

Reading and comparing take long and are done before the database is locked; what they found is
then stored in one transaction, or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection

from activescreen.deduplication import (
    Duplicates,
)
from activescreen.errors import InputError
from activescreen.formats import check_reconciled, is_ledger
from activescreen.formats.importing import check_any
from activescreen.formats.reading import check_mapping_used, named_apart, open_import
from activescreen.import_report import ImportReport
from activescreen.ledger import Verdict
from activescreen.originals import Originals
from activescreen.records import Record, RecordSet, Source
from activescreen.review.ledger_import import import_ledger
from activescreen.review.priors import Carried, Priors, carried_by, settled
from activescreen.review.recognising import Recognised, recognise
from activescreen.review.searches import Imported, Progress, Search, silent
from activescreen.store.database import Database
from activescreen.store.decisions import append, decided_records
from activescreen.store.population import (
    Entry,
    Population,
    add_records,
    all_ids,
    load_population,
)
from activescreen.store.reviews import (
    Counters,
    Review,
    Wave,
    count,
    find_review,
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
    copies_of,
    next_file,
)

IDENTICAL: Final = "identical"
"""How a record was recognised that says word for word what one of the review says."""

_EVERY: Final = 500


class _File(NamedTuple):
    path: Path
    records: list[Record]
    report: ImportReport


@dataclass(frozen=True)
class _Known:
    """The review as it was when comparing began."""

    review: Review
    counted: Counters
    population: Population
    ids: Mapping[str, int]
    identical: Mapping[str, int]
    decided: frozenset[int]


@dataclass(frozen=True)
class _Found:
    """What is to be stored."""

    new: RecordSet
    everything: RecordSet
    recognised: Recognised
    carried: Carried


def import_search(
    database: Database,
    name: str,
    search: Search,
    originals: Originals,
    now: datetime,
    progress: Progress = silent,
) -> Imported:
    """Import the files of a search into a review: all of them, or nothing.

    Parameters
    ----------
    database, name
        Where, and the review's name.
    search
        What is to be imported.
    originals
        Where the files themselves are kept.
    now
        The time.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        If there is no such review, the search's name is taken, a file cannot be read or was
        counted otherwise, or decisions on pairs contradict each other.
    """
    with database.reading() as connection:
        _check_wave(connection, find_review(connection, name), search.wave)
    if any(map(is_ledger, search.files)):
        _check_alone(search)
        return import_ledger(database, name, search, originals, now)
    files = _read(search, progress)
    while True:
        with database.reading() as connection:
            known = _known(connection, name)
        found = _compare(files, known, search, progress)
        kept = {path: originals.keep(path) for path in search.files}
        with database.writing() as connection:
            counted = count(connection, known.review, lock=True)
            if counted[:2] == known.counted[:2]:
                return _store(connection, known, search, files, found, kept, now)
        # Another import came first: compare with its records, too.


def _check_wave(connection: Connection, review: Review, name: str) -> None:
    if name and name in [wave.name for wave in waves_of(connection, review)]:
        raise InputError(
            f"The review has a search '{name}' already.",
            where=f"review '{review.name}'",
            remedy="Give this one a name of its own: a search is imported once, with "
            "all its files.",
        )


def _check_alone(search: Search) -> None:
    if len(search.files) > 1:
        raise InputError(
            "A ledger is imported alone.",
            where=", ".join(file.name for file in search.files if is_ledger(file)),
            remedy="Its records and events are taken over as they are; import the others apart.",
        )


def _read(search: Search, progress: Progress) -> list[_File]:
    found: list[_File] = []
    for path, name in named_apart(search.files):
        for source in open_import(path, name, search.mapping):
            records: list[Record] = []
            for record in source:
                records.append(record)
                if len(records) % _EVERY == 0:
                    total = max(len(records), source.starts or 0)
                    progress(f"Reading {source.content.name}", len(records), total)
            check = check_any if search.accept_mismatch else check_reconciled
            check(source.report)
            found.append(_File(path, records, source.report))
    check_mapping_used(search.mapping, [file.report for file in found])
    return found


def _known(connection: Connection, name: str) -> _Known:
    review = find_review(connection, name)
    population = load_population(connection, review, full=True)
    ids = all_ids(connection, review)
    places = {number: place for place, number in enumerate(population.numbers.tolist())}
    kept = {copy.record: copy.kept for copy in copies_of(connection, review)}
    return _Known(
        review,
        count(connection, review),
        population,
        ids,
        # Ids are made from what records say, so they tell what was said before.
        {name: places[kept.get(number, number)] for name, number in ids.items()},
        decided_records(connection, review),
    )


def _compare(files: Sequence[_File], known: _Known, search: Search, progress: Progress) -> _Found:
    new = _with_ids([record for file in files for record in file.records], known.ids)
    against = known.population.records
    everything = RecordSet([*new, *against])
    if search.deduplicate:
        decisions = search.pair_decisions(everything)
        recognised = recognise(new, against, known.identical, decisions, progress)
    else:
        recognised = Recognised(Duplicates((), Counter(), records=len(new)), {})
    carried = Carried()
    if search.labels:
        each = [new[begin:end] for begin, end in _spans(files)]
        carried = carried_by(each, search.label_column, search.stage)
    return _Found(new, everything, recognised, carried)


def _with_ids(records: Sequence[Record], taken: Iterable[str]) -> RecordSet:
    """The records with ids from their content that no record of the review has."""
    nowhere = Source("", 0)
    others = [Record("", nowhere, id=name) for name in taken]
    return RecordSet([*others, *records])[len(others) :]


def _spans(files: Sequence[_File]) -> Iterator[tuple[int, int]]:
    begin = 0
    for file in files:
        yield begin, begin + len(file.records)
        begin += len(file.records)


def _store(
    connection: Connection,
    known: _Known,
    search: Search,
    files: Sequence[_File],
    found: _Found,
    kept: Mapping[Path, str],
    now: datetime,
) -> Imported:
    review, before, stamp = known.review, known.counted, now.isoformat()
    _check_wave(connection, review, search.wave)
    number = len(waves_of(connection, review)) + 1
    wave = add_wave(
        connection, review, search.wave or _free_name(connection, review, number), stamp
    )
    first = next_file(connection, review)
    stored = tuple(
        StoredFile(at, wave.number, f.report.file, search.origin, kept[f.path], f.report)
        for at, f in enumerate(files, first)
    )
    add_files(connection, review, stored)
    entries = list(_entries(files, found, before.places, first))
    after = add_records(connection, review, wave.number, before.records, entries)
    added = len(found.new) - found.recognised.removed
    numbers = [*range(before.records, after), *known.population.numbers.tolist()]
    add_copies(connection, review, wave.number, _copies(found, numbers))
    add_doubts(connection, review, wave.number, _doubts(found.recognised.duplicates, numbers))
    counted = Counters(after, before.places + added, count(connection, review).events)
    set_count(connection, review, counted)
    priors = settled(found.carried.decisions, _homes(found), f"prior-{wave.number}")
    append(connection, review, priors.decisions, stamp)
    return _outcome(known, found, wave, stored, priors, numbers)


def _free_name(connection: Connection, review: Review, number: int) -> str:
    taken = {wave.name for wave in waves_of(connection, review)}
    while (name := f"search {number}") in taken:
        number += 1
    return name


def _entries(files: Sequence[_File], found: _Found, places: int, first: int) -> Iterator[Entry]:
    merged = found.recognised.duplicates.merged(found.new)
    shown = {one.record.id: one.record for one in merged}
    copies = found.recognised.removed_positions
    position = 0
    for at, file in enumerate(files, first):
        for _ in file.records:
            record = found.new[position]
            if position in copies:
                yield Entry(record, at, None)
            else:
                whole = shown[record.id]
                yield Entry(record, at, places, None if whole == record else whole)
                places += 1
            position += 1


def _copies(found: _Found, numbers: Sequence[int]) -> Iterator[Copy]:
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


def _homes(found: _Found) -> dict[str, str | None]:
    """Id of each new record -> of the new one that stands for it; None for one known before."""
    ids, total = found.new.ids, len(found.new)
    homes: dict[str, str | None] = dict(zip(ids, ids, strict=True))
    for removal in found.recognised.duplicates.removals:
        homes[ids[removal.position]] = ids[removal.kept] if removal.kept < total else None
    return {**homes, **{ids[position]: None for position in found.recognised.same}}


def _outcome(
    known: _Known,
    found: _Found,
    wave: Wave,
    files: tuple[StoredFile, ...],
    priors: Priors,
    numbers: Sequence[int],
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
        remarks=found.carried.remarks,
        everything=found.everything,
        uncertain=duplicates.uncertain,
    )
