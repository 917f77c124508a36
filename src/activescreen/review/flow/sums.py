"""The PRISMA flow of a review, from its searches, copies, decisions and certificates."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from activescreen.ledger import IRRELEVANT, FrozenLedger, Ledger
from activescreen.prisma import Circumstances, FlowNumbers, Removed, Tally, flow_of, reasons_of
from activescreen.protocol import STAGES, TITLE_ABSTRACT
from activescreen.records import Record, RecordSet, Source
from activescreen.review.board import NEVER, Board, Boards
from activescreen.review.duplicates.merges import merges_in
from activescreen.review.flow.previous import previous_of
from activescreen.review.full_texts.retrievals import not_retrieved
from activescreen.review.full_texts.studies import studies_in
from activescreen.review.imports.file_sources import FileSources, sources_in
from activescreen.review.records.states import known_labels
from activescreen.stopping.canonical import Fields
from activescreen.stopping.registration import Registration
from activescreen.store.claims import certificates_of, registrations_of
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.journal import last_number
from activescreen.store.origins import origins_of, screened_from
from activescreen.store.reviews import Review, count, find_review
from activescreen.store.searches import Origin


def flow_of_review(database: Database, name: str, boards: Boards | None = None) -> FlowNumbers:
    """The numbers of a review's flow diagram, as far as the review knows them.

    Records that were found by other methods count in their column; those of databases and
    registers are counted with their copies, those that people merged among them. Records left
    unread count as excluded by the model where every search that has some is certified. A report
    that was linked to no study counts as a study of its own.

    Parameters
    ----------
    database, name
        Where, and the review's name.
    boards
        Running sums, where a service keeps them: then its events need not be added up anew.

    Raises
    ------
    InputError
        If there is no such review.
    LedgerError
        If a record was excluded on title and abstract and its full text was assessed.
    """
    with database.reading() as connection:
        review = find_review(connection, name)
        sources = sources_in(connection, review)
        board = (boards or Boards()).current(connection, review)
        merged = {entry.content["merged"] for entry in merges_in(connection, review).values()}
        found, copies = _found(connection, review, board, sources)
        by_others = [file.number for file in sources.files.values() if file.origin is Origin.OTHER]
        elsewhere = screened_from(connection, review, by_others) if by_others else []
        copies += len(merged.difference(name for name, _, _ in elsewhere))
        other = {
            name: sources.name(file, place) for name, file, place in elsewhere if name not in merged
        }
        screened = _screened(connection, review, board, merged)
        ids = screened.ids
        first, second = (
            _frozen(known_labels(connection, review, board, stage), screened, stage)
            for stage in STAGES
        )
        previous = previous_of(connection, review)
        circumstances = Circumstances(
            title=review.protocol.question or review.name,
            databases=Tally.of(found[Origin.DATABASE], found[Origin.DATABASE].total()),
            registers=Tally.of(found[Origin.REGISTER], found[Origin.REGISTER].total()),
            removed=Removed(duplicates=copies),
            stopping=_stopping(connection, review, first, screened.waves),
            other_sources=other,
            not_retrieved=[
                ids[number] for number in not_retrieved(connection, review) if number in ids
            ],
            reasons=_reasons(connection, review, second, ids),
            studies={
                ids[number]: study
                for number, study in studies_in(connection, review).items()
                if number in ids
            },
            previous=None if previous is None else previous.included,
            previous_studies=() if previous is None else previous.names,
        )
    return flow_of(first, circumstances, second)


def _found(
    connection: Connection, review: Review, board: Board, sources: FileSources
) -> tuple[dict[Origin, Counter[str]], int]:
    """How many records each source gave, and how many of searches are copies of others."""
    counted = count(connection, review)[:2]
    there = board.remember("origins", counted, lambda: origins_of(connection, review))
    found: dict[Origin, Counter[str]] = {origin: Counter() for origin in Origin}
    copies = 0
    for each in there:
        origin = sources.files[each.file].origin
        found[origin][sources.name(each.file, each.database)] += each.number
        if origin is not Origin.OTHER and each.are_copies:
            copies += each.number
    return found, copies


class _Screened(NamedTuple):
    """The records that are screened, without those that a person found to be copies.

    Nothing but their ids is in it.
    """

    records: RecordSet
    places: NDArray[np.int64]
    ids: Mapping[int, str]
    waves: Mapping[str, int]


def _screened(
    connection: Connection, review: Review, board: Board, merged: Collection[str]
) -> _Screened:
    def made() -> _Screened:
        rows = [
            (place, number, name, wave)
            for place, (number, name, wave) in enumerate(
                zip(board.numbers.tolist(), board.ids, board.waves.tolist(), strict=True)
            )
            if name not in merged
        ]
        nowhere = Source("", 0)
        return _Screened(
            RecordSet(Record("", nowhere, id=name) for _, _, name, _ in rows),
            np.array([place for place, _, _, _ in rows], dtype=np.int64),
            {number: name for _, number, name, _ in rows},
            {name: wave for _, _, name, wave in rows},
        )

    with board.lock:
        version = (last_number(connection, review), len(board.ids))
        return board.remember("screened", version, made)


def _frozen(labels: NDArray[np.int8], screened: _Screened, stage: str) -> FrozenLedger:
    """The labels of a stage; how records were drawn is no question of the flow."""
    final = labels[screened.places]
    order = np.flatnonzero(final != NEVER)
    unsaid = np.zeros(len(order), dtype=np.int8)
    return FrozenLedger(
        screened.records, stage, order, final[order], unsaid, unsaid, unsaid.astype(np.bool_)
    )


def _reasons(
    connection: Connection, review: Review, frozen: FrozenLedger, ids: Mapping[int, str]
) -> dict[str, str]:
    """Record id -> why its report was excluded."""
    excluded = {frozen.records.ids[at] for at in frozen.order[frozen.labels == IRRELEVANT].tolist()}
    concerned = {number: name for number, name in ids.items() if name in excluded}
    ledger = Ledger(frozen.records)
    ledger.append(events_on(connection, review, concerned))
    return reasons_of(ledger)


def _stopping(
    connection: Connection, review: Review, frozen: FrozenLedger, waves: Mapping[str, int]
) -> str:
    """What ended reading, if every unread record is in a certified search; empty if not."""
    unread = {frozen.records.ids[place] for place in frozen.unread.tolist()}
    registered = {stored.number: stored for stored in registrations_of(connection, review)}
    said: list[str] = []
    for certificate in certificates_of(connection, review):
        stored = registered[certificate.registration]
        fields = Fields(json.loads(stored.content), f"registration {stored.hash}")
        registration = Registration.from_json(fields)
        if registration.stage != TITLE_ABSTRACT:
            continue
        unread = {name for name in unread if waves[name] not in stored.waves}
        said.append(
            f"{registration.rule}, certified {certificate.created[:10]} for "
            f"{registration.population.wave}"
        )
    return "; ".join(dict.fromkeys(said)) if said and not unread else ""
