"""Random phases of a review: registering, looking, certifying, verifying, all from the store."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from activescreen.errors import InputError, StoppingError
from activescreen.ledger import Ledger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.duplicates.inheriting import inherit_late
from activescreen.review.pilot.pilots import open_pilot
from activescreen.review.stopping.open_phases import open_phases
from activescreen.stopping.certificate import Certificate, Progress, issue, look
from activescreen.stopping.registration import DEFAULT_RULE, Registration, register
from activescreen.store.claims import (
    StoredCertificate,
    StoredRegistration,
    add_certificate,
    add_registration,
    certificates_of,
    next_certificate,
    next_registration,
    registrations_of,
)
from activescreen.store.database import Database
from activescreen.store.decisions import load_ledger
from activescreen.store.leases import drop_leases
from activescreen.store.population import Population, load_population
from activescreen.store.reviews import Review, Wave, count, find_review, waves_of


@dataclass(frozen=True)
class Phase:
    """What is to be registered.

    Attributes
    ----------
    seed
        Of the random order.
    wave
        Name of the search whose records are drawn from; empty: all searches without a
        certificate.
    title
        The review's title; empty: its question, or its name.
    stage, rule, parameters, phase
        As `activescreen.stopping.registration.register` takes them.
    target, alpha
        None: as the protocol has them.
    """

    seed: int
    stage: str
    wave: str = ""
    title: str = ""
    target: str | None = None
    alpha: float | None = None
    rule: str = DEFAULT_RULE
    parameters: dict[str, Any] = field(default_factory=dict)
    phase: int | None = None


class Registered(NamedTuple):
    """A registration, the decisions that it is about, and where it stands."""

    registration: Registration
    ledger: Ledger
    progress: Progress


def register_phase(database: Database, name: str, phase: Phase, now: datetime) -> Registered:
    """Lay down a random phase on what the review has left unread, and keep the registration.

    Whatever people have in hand at the stage is taken back: from here on it would be read out of
    the registered order.

    Raises
    ------
    InputError, StoppingError, ConfigurationError
        If there is no such review or search, a phase of it is open already, a pilot goes on, or
        as `register`.
    """
    while True:
        with database.reading() as connection:
            review = find_review(connection, name)
            seen = count(connection, review)
            numbers = [wave.number for wave in waves_without(connection, review, phase.wave)]
            population = load_population(connection, review, numbers)
        # Hashing all texts takes long, so nobody is kept waiting for it.
        _ = population.records.texts_digest, population.records.copies, population.records.id_order
        with database.writing() as connection:
            counted = count(connection, review, lock=True)
            same = (counted.records, counted.places) == (seen.records, seen.places)
            waves = waves_without(connection, review, phase.wave)
            if same and [wave.number for wave in waves] == numbers:
                found = _register(connection, review, phase, population, now)
                break
        # A search came in between, or got its certificate.
    return Registered(*found, look(*found))


def _register(
    connection: Connection, review: Review, phase: Phase, population: Population, now: datetime
) -> tuple[Registration, Ledger]:
    """Register the phase on the decisions that there are, and keep it."""
    _check_pilot(connection, review, phase.stage)
    waves = waves_without(connection, review, phase.wave)
    numbers = tuple(wave.number for wave in waves)
    previous = _previous(connection, review, numbers, phase)
    ledger = load_ledger(connection, review, population)
    protocol = review.protocol
    registration = register(
        ledger,
        title=phase.title or protocol.question or review.name,
        wave=" + ".join(wave.name for wave in waves),
        seed=phase.seed,
        created=now.date(),
        stage=phase.stage,
        target_recall=protocol.target_recall if phase.target is None else phase.target,
        alpha=protocol.alpha if phase.alpha is None else phase.alpha,
        rule=phase.rule,
        parameters=phase.parameters,
        phase=phase.phase,
        previous=previous,
    )
    stored = StoredRegistration(
        next_registration(connection, review),
        numbers,
        registration.hash,
        json.dumps(registration.to_json()),
        count(connection, review).events,
        now.isoformat(),
    )
    add_registration(connection, review, stored)
    drop_leases(connection, review, stage=phase.stage)
    return registration, ledger


def look_at(database: Database, name: str, registration: Registration) -> Registered:
    """Look at a registered phase of a review.

    Raises
    ------
    InputError, StoppingError
        If the review has no such registration, or as `activescreen.stopping.certificate.look`.
    """
    with database.reading() as connection:
        review = find_review(connection, name)
        stored = find_registration(connection, review, registration.hash)
        population = load_population(connection, review, stored.waves)
        ledger = load_ledger(connection, review, population)
    return Registered(registration, ledger, look(registration, ledger))


def certify(
    database: Database, name: str, registration: Registration, now: datetime
) -> tuple[Certificate, Ledger]:
    """Issue the certificate of a phase that may stop, and keep it.

    Raises
    ------
    InputError, StoppingError
        If the review has no such registration, or its rule does not stop.
    """
    with database.writing() as connection:
        review = find_review(connection, name)
        events = count(connection, review, lock=True).events
        stored = find_registration(connection, review, registration.hash)
        population = load_population(connection, review, stored.waves)
        ledger = load_ledger(connection, review, population)
        certificate = issue(registration, ledger, now.date())
        if certificate.digest not in [each.digest for each in certificates_of(connection, review)]:
            kept = StoredCertificate(
                next_certificate(connection, review),
                stored.number,
                certificate.digest,
                json.dumps(certificate.to_json()),
                events,
                now.isoformat(),
            )
            add_certificate(connection, review, kept)
            inherit_late(connection, review, now)
    return certificate, ledger


def ledger_behind(database: Database, name: str, certificate: Certificate) -> Ledger:
    """The decisions that a certificate is to be verified against.

    They are those on the population of its registration: where the review knows the
    registration, on its searches, otherwise on the searches whose records it names. Where the
    review has issued the certificate, they are those of that moment, because screening may go on
    in ranked order afterwards.

    Raises
    ------
    InputError
        If there is no such review.
    """
    with database.reading() as connection:
        review = find_review(connection, name)
        issued = {each.digest: each.events for each in certificates_of(connection, review)}
        waves = _waves_behind(connection, review, certificate.registration)
        population = load_population(connection, review, waves)
        return load_ledger(connection, review, population, issued.get(certificate.digest))


def _check_pilot(connection: Connection, review: Review, stage: str) -> None:
    if stage == TITLE_ABSTRACT and open_pilot(connection, review) is not None:
        raise StoppingError(
            "A pilot goes on, and its records are read in an order of their own.",
            where=f"review '{review.name}'",
            remedy="Finish the pilot and open its gate first.",
        )


def waves_without(connection: Connection, review: Review, name: str = "") -> list[Wave]:
    """The searches that a phase would be about: the one of this name, or all uncertified ones.

    Raises
    ------
    InputError, StoppingError
        If there is none of that name, or none without a certificate.
    """
    waves = waves_of(connection, review)
    if name:
        found = [wave for wave in waves if wave.name == name]
        if not found:
            raise InputError(
                f"The review has no search '{name}'.",
                where=f"review '{review.name}'",
                remedy=f"There are: {', '.join(wave.name for wave in waves) or 'none'}.",
            )
        return found
    certified = {certificate.registration for certificate in certificates_of(connection, review)}
    done = {
        wave
        for stored in registrations_of(connection, review)
        if stored.number in certified
        for wave in stored.waves
    }
    found = [wave for wave in waves if wave.number not in done]
    if not found:
        raise StoppingError(
            "Every search of the review has its certificate already."
            if waves
            else "The review has no records yet.",
            where=f"review '{review.name}'",
            remedy="Import a search first; for a later stage of a certified one, name it with "
            "--wave.",
        )
    return found


def _previous(
    connection: Connection, review: Review, waves: tuple[int, ...], phase: Phase
) -> Registration | None:
    """The registration of the phase before this one.

    Raises
    ------
    StoppingError
        If another phase of these records has to end first.
    """
    for stored, registration in open_phases(connection, review):
        if registration.stage != phase.stage or not set(stored.waves) & set(waves):
            continue
        follows = registration.phase is not None and phase.phase == registration.phase + 1
        if stored.waves == waves and follows:
            return registration
        raise StoppingError(
            "A random phase of these records is registered already, and has no certificate yet.",
            where=f"review '{review.name}', registration {stored.hash}",
            remedy="Go on with its registered order, and issue its certificate.",
        )
    return None


def find_registration(connection: Connection, review: Review, digest: str) -> StoredRegistration:
    """A registration of a review, by its hash.

    Raises
    ------
    InputError
        If the review has none of this hash.
    """
    for stored in registrations_of(connection, review):
        if stored.hash == digest:
            return stored
    raise InputError(
        "The review has no such registration.",
        where=f"review '{review.name}', registration {digest}",
        remedy="Register with --workspace and --review, or give the ledger as a file.",
    )


def _waves_behind(
    connection: Connection, review: Review, registration: Registration
) -> tuple[int, ...]:
    known = {stored.hash: stored.waves for stored in registrations_of(connection, review)}
    if registration.hash in known:
        return known[registration.hash]
    numbers = [wave.number for wave in waves_of(connection, review)]
    wanted = registration.population.data_hash
    for waves in (*(tuple(numbers[:n]) for n in range(1, len(numbers))), *((n,) for n in numbers)):
        if load_population(connection, review, waves).records.data_hash == wanted:
            return waves
    return ()
