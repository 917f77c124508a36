"""Random phases that are registered and not yet certified, and what is closed because of them.

While the only phase of a population is open, its unread records are read in its registered order
and in no other. One of several phases may be left: what is read in ranked order then ends it, and
its share of alpha is spent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from activescreen.ledger import Ledger
from activescreen.stopping.canonical import Fields
from activescreen.stopping.registration import Registration
from activescreen.store.claims import StoredRegistration, certificates_of, registrations_of
from activescreen.store.database import Database
from activescreen.store.decisions import load_ledger
from activescreen.store.population import load_population
from activescreen.store.reviews import Review, find_review


class OpenPhase(NamedTuple):
    """A registered random phase without a certificate."""

    stored: StoredRegistration
    registration: Registration


class Draws(NamedTuple):
    """A registered phase, and ids of the records in its urn in their registered order."""

    registration: Registration
    order: list[str]


def open_phases(connection: Connection, review: Review) -> Iterator[OpenPhase]:
    """The phases without a certificate or a later phase, in the order of their registration."""
    certified = {certificate.registration for certificate in certificates_of(connection, review)}
    newest: dict[tuple[tuple[int, ...], str], OpenPhase] = {}
    for stored in registrations_of(connection, review):
        said = Fields(json.loads(stored.content), f"registration {stored.hash}")
        registration = Registration.from_json(said)
        newest[stored.waves, registration.stage] = OpenPhase(stored, registration)
    return (phase for phase in newest.values() if phase.stored.number not in certified)


def open_urn(connection: Connection, review: Review, ledger: Ledger) -> dict[str, str]:
    """Id of each unread record of an open only phase -> the phase's stage."""
    urn: dict[str, str] = {}
    for stored, registration in open_phases(connection, review):
        if registration.phase is not None:
            continue
        population = load_population(connection, review, stored.waves)
        frozen = ledger.freeze(registration.stage)
        unread = {frozen.records.ids[place] for place in frozen.unread.tolist()}
        here = (name for name in population.records.ids if name in unread)
        urn |= dict.fromkeys(here, registration.stage)
    return urn


def draws_of(database: Database, name: str) -> list[Draws]:
    """The open phases of a review with their registered orders.

    Raises
    ------
    InputError, StoppingError
        If there is no such review, or what was read before a phase is not what was registered.
    """
    with database.reading() as connection:
        review = find_review(connection, name)
        found = []
        for stored, registration in open_phases(connection, review):
            population = load_population(connection, review, stored.waves)
            ledger = load_ledger(connection, review, population)
            found.append(Draws(registration, registered_order(registration, ledger)))
    return found


def registered_order(registration: Registration, ledger: Ledger) -> list[str]:
    """Ids of the records that were unread at the registration, in the order of their draws.

    Raises
    ------
    StoppingError
        If the population or what was read before the phase is not what was registered.
    """
    frozen = registration.check(ledger).prefix(registration.opening.read)
    order = registration.make_rule().random_draws(frozen, frozen.population)
    return [frozen.records.ids[place] for place, _ in order]
