"""What of a random phase is given out as files: registrations, tables of draws, certificates."""

from __future__ import annotations

import io
import json
from typing import Final

from sqlalchemy import Connection

from activescreen.errors import MissingError
from activescreen.formats.csv_writer import write_rows
from activescreen.review.stopping.open_phases import registered_order
from activescreen.review.stopping.phase_states import registration_of
from activescreen.stopping.canonical import Fields
from activescreen.stopping.certificate import Certificate
from activescreen.stopping.registration import Registration
from activescreen.store.claims import (
    StoredCertificate,
    StoredRegistration,
    certificates_of,
    registrations_of,
)
from activescreen.store.database import Database
from activescreen.store.decisions import load_ledger
from activescreen.store.population import load_population
from activescreen.store.reviews import Review

DRAWS_HEADER: Final = ("number", "record_id", "title", "abstract", "label")
"""The columns of a table of draws, in which `activescreen label` finds what was filled in."""


def find_stored(connection: Connection, review: Review, digest: str) -> StoredRegistration:
    """A registration of a review, by its hash.

    Raises
    ------
    MissingError
        If the review has none of this hash.
    """
    for stored in registrations_of(connection, review):
        if stored.hash == digest:
            return stored
    raise MissingError(
        "The review has no registration with this hash.",
        remedy="Take the hash from the list of its random phases.",
    )


def registration_at(database: Database, review: Review, digest: str) -> Registration:
    """A registration of a review, by its hash.

    Raises
    ------
    MissingError
        If the review has none of this hash.
    """
    with database.reading() as connection:
        return registration_of(find_stored(connection, review, digest))


def draws_table(database: Database, review: Review, digest: str) -> str:
    """The records of a phase in the order in which they are drawn, as CSV with a blank label.

    Raises
    ------
    MissingError
        If the review has no registration of this hash.
    StoppingError
        If what was read before the phase is not what was registered.
    """
    with database.reading() as connection:
        stored = find_stored(connection, review, digest)
        population = load_population(connection, review, stored.waves)
        # What came after the registration has no part in the order.
        ledger = load_ledger(connection, review, population, stored.events)
    order = registered_order(registration_of(stored), ledger)
    drawn = (
        (n, population.records[population.records.position(name)])
        for n, name in enumerate(order, 1)
    )
    text = io.StringIO()
    rows = ([n, each.id, each.title, each.abstract, None] for n, each in drawn)
    write_rows(text, DRAWS_HEADER, rows)
    return text.getvalue()


def certificate_at(database: Database, review: Review, digest: str) -> Certificate:
    """A certificate of a review, by its digest.

    Raises
    ------
    MissingError
        If the review has none of this digest.
    """
    with database.reading() as connection:
        for stored in certificates_of(connection, review):
            if stored.digest == digest:
                return certificate_of(stored)
    raise MissingError(
        "The review has no certificate with this digest.",
        remedy="Take the digest from the list of its certificates.",
    )


def certificate_of(stored: StoredCertificate) -> Certificate:
    """A certificate from what is kept of it."""
    said = Fields(json.loads(stored.content), f"certificate {stored.digest}")
    return Certificate.from_json(said)
