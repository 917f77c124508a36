"""Importing a search: read, recognise what is known, find copies, take over labels, store.

Reading and comparing take long, and so does handing rows over; all of it is done before the
database is locked. What was found is then stored in one transaction, or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from activescreen.deduplication import Duplicates, PairDecision
from activescreen.errors import InputError
from activescreen.formats import check_reconciled, is_ledger
from activescreen.formats.importing import check_any
from activescreen.formats.reading import check_mapping_used, named_apart, open_import
from activescreen.originals import Originals
from activescreen.records import Record, RecordSet, Source
from activescreen.review.duplicates.pair_memory import said_again, said_of_pairs
from activescreen.review.imports.ledger_import import import_ledger
from activescreen.review.imports.priors import Carried, carried_by
from activescreen.review.imports.recognising import Recognised, recognise
from activescreen.review.imports.searches import Imported, Progress, Search, silent
from activescreen.review.imports.taking_in import (
    Found,
    Known,
    ReadFile,
    check_wave,
    rows_in,
    store_search,
)
from activescreen.store.database import Database
from activescreen.store.decisions import decided_records
from activescreen.store.population import (
    all_ids,
    load_population,
    pack,
)
from activescreen.store.reviews import (
    count,
    find_review,
)
from activescreen.store.searches import (
    copies_of,
    next_file,
    next_wave,
)
from activescreen.store.staging import stage

_EVERY: Final = 500


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
        check_wave(connection, find_review(connection, name), search.wave)
    if any(map(is_ledger, search.files)):
        _check_alone(search)
        return import_ledger(database, name, search, originals, now)
    files = _read(search, progress)
    while True:
        with database.reading() as connection:
            known = _known(connection, name)
        found = _compare(files, known, search, progress)
        kept = {path: originals.keep(path) for path in search.files}
        rows = partial(stage, rows=rows_in(known, files, found))
        with database.writing(rows) as connection:
            if known.holds(connection):
                return store_search(connection, known, search, files, found, kept, now)
        # Another import came first: compare with its records, too.


def _check_alone(search: Search) -> None:
    if len(search.files) > 1:
        raise InputError(
            "A ledger is imported alone.",
            where=", ".join(file.name for file in search.files if is_ledger(file)),
            remedy="Its records and events are taken over as they are; import the others apart.",
        )


def _read(search: Search, progress: Progress) -> list[ReadFile]:
    found: list[ReadFile] = []
    for path, name in named_apart(search.files):
        for source in open_import(path, name, search.mapping):
            records: list[Record] = []
            for record in source:
                records.append(_from_source(record, search.source))
                if len(records) % _EVERY == 0:
                    total = max(len(records), source.starts or 0)
                    progress(f"Reading {source.content.name}", len(records), total)
            check = check_any if search.accept_mismatch else check_reconciled
            check(source.report)
            found.append(ReadFile(path, records, source.report))
    check_mapping_used(search.mapping, [file.report for file in found])
    return found


def _from_source(record: Record, name: str) -> Record:
    """The record with the name of the place where people say that it was found."""
    return replace(record, source=replace(record.source, database=name)) if name else record


def _known(connection: Connection, name: str) -> Known:
    review = find_review(connection, name)
    population = load_population(connection, review, full=True)
    ids = all_ids(connection, review)
    places = {number: place for place, number in enumerate(population.numbers.tolist())}
    kept = {copy.record: copy.kept for copy in copies_of(connection, review)}
    return Known(
        review,
        count(connection, review),
        population,
        ids,
        # Ids are made from what records say, so they tell what was said before.
        {name: places[kept.get(number, number)] for name, number in ids.items()},
        decided_records(connection, review),
        tuple(said_of_pairs(connection, review)),
        next_wave(connection, review),
        next_file(connection, review),
    )


def _compare(files: Sequence[ReadFile], known: Known, search: Search, progress: Progress) -> Found:
    new = _with_ids([record for file in files for record in file.records], known.ids)
    against = known.population.records
    everything = RecordSet([*new, *against])
    said: tuple[PairDecision, ...] = ()
    if search.deduplicate:
        said = tuple(search.pair_decisions(everything))
        decisions = (*said, *said_again(new, known.pairs))
        recognised = recognise(new, against, known.identical, decisions, progress)
    else:
        recognised = Recognised(Duplicates((), Counter(), records=len(new)), {})
    carried = Carried()
    if search.labels:
        each = [new[begin:end] for begin, end in _spans(files)]
        carried = carried_by(each, search.label_column, search.stage)
    merged = recognised.duplicates.merged(new)
    whole = {one.record.id: one.record for one in merged}
    shown = {each.id: whole[each.id] for each in new if whole.get(each.id, each) != each}
    packed = [pack(record, shown.get(record.id, record)) for record in new]
    return Found(new, everything, recognised, carried, said, shown, packed)


def _with_ids(records: Sequence[Record], taken: Iterable[str]) -> RecordSet:
    """The records with ids from their content that no record of the review has."""
    nowhere = Source("", 0)
    others = [Record("", nowhere, id=name) for name in taken]
    return RecordSet([*others, *records])[len(others) :]


def _spans(files: Sequence[ReadFile]) -> Iterator[tuple[int, int]]:
    begin = 0
    for file in files:
        yield begin, begin + len(file.records)
        begin += len(file.records)
