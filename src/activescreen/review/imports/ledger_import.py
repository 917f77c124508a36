"""Taking over a ledger file: its records with their ids, and its events as they are."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Final

from activescreen.errors import InputError
from activescreen.formats import read_ledger
from activescreen.import_report import ImportReport
from activescreen.ledger import Ledger
from activescreen.originals import Originals
from activescreen.review.imports.priors import Priors
from activescreen.review.imports.searches import Imported, Search
from activescreen.store.database import Database
from activescreen.store.decisions import append
from activescreen.store.population import Entry, add_records, all_ids
from activescreen.store.reviews import (
    Counters,
    Review,
    count,
    find_review,
    set_count,
    waves_of,
)
from activescreen.store.searches import StoredFile, add_files, add_wave, next_file

FORMAT: Final = "activescreen ledger"


def import_ledger(
    database: Database, name: str, search: Search, originals: Originals, now: datetime
) -> Imported:
    """Import a ledger file as a search of its own: all of it, or nothing.

    Nothing is merged and no event is changed, so that a certificate that was issued on the file
    can be verified against the review.

    Parameters
    ----------
    database, name, originals, now
        As `activescreen.review.imports.importing.import_search` takes them.
    search
        With the ledger as its only file.

    Raises
    ------
    InputError
        If the ledger is damaged or asks for other votes a record than the review, or if the
        review has one of its records already.
    LedgerError
        If the review has one of its events already, with other content.
    """
    path = search.files[0]
    ledger = read_ledger(path)
    stamp = now.isoformat()
    with database.writing() as connection:
        review = find_review(connection, name)
        before = count(connection, review, lock=True)
        _check(path, ledger, review, all_ids(connection, review))
        number = len(waves_of(connection, review)) + 1
        wave = add_wave(connection, review, search.wave or path.name, stamp)
        at = next_file(connection, review)
        report = ImportReport(path.name, FORMAT, "utf-8", len(ledger.records))
        file = StoredFile(at, number, path.name, search.origin, originals.keep(path), report)
        add_files(connection, review, [file])
        places = enumerate(ledger.records, before.places)
        entries = [Entry(record, at, place) for place, record in places]
        after = add_records(connection, review, number, before.records, entries)
        set_count(connection, review, Counters(after, before.places + len(entries), before.events))
        append(connection, review, ledger, stamp)
    frozen = ledger.freeze()
    return Imported(
        wave=wave,
        files=(file,),
        records=len(ledger.records),
        added=len(ledger.records),
        copies=Counter(),
        known=0,
        known_decided=0,
        priors=frozen.n_read,
        relevant=frozen.n_found,
        labels=Priors(),
        undecided=0,
        remarks=(),
        everything=ledger.records,
        uncertain=(),
        events=len(ledger),
    )


def _check(path: Path, ledger: Ledger, review: Review, ids: dict[str, int]) -> None:
    votes = review.protocol.votes_per_record
    if ledger.votes_per_record != votes:
        raise InputError(
            f"The ledger asks for {ledger.votes_per_record} votes a record, but the review for "
            f"{votes}.",
            where=path.name,
            remedy="Import it into a review with as many: activescreen review create --votes.",
        )
    for record in ledger.records:
        if record.id in ids:
            raise InputError(
                f"The review has the record '{record.id}' already.",
                where=f"{path.name}, {record.source}",
                remedy="A ledger is taken over whole; import it into a review of its own.",
            )
