"""Registered random phases and stop certificates, with how much of the review they saw."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, func, insert, select

from activescreen.store.reviews import Review
from activescreen.store.tables import certificates, registrations


@dataclass(frozen=True, slots=True)
class StoredRegistration:
    """A registration.

    Attributes
    ----------
    number
        Those of a review are counted from 1.
    waves
        Numbers of the searches whose records are its population.
    hash
        Its hash.
    content
        What `Registration.to_json` gave, as JSON.
    events
        How many decisions the review had then.
    created
        When, in ISO 8601.
    """

    number: int
    waves: tuple[int, ...]
    hash: str
    content: str
    events: int
    created: str


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A certificate.

    Attributes
    ----------
    number
        Those of a review are counted from 1.
    registration
        Number of the registration.
    digest
        Its digest.
    content
        What `Certificate.to_json` gave, as JSON.
    events, created
        As a registration has them.
    """

    number: int
    registration: int
    digest: str
    content: str
    events: int
    created: str


def add_registration(
    connection: Connection, review: Review, registration: StoredRegistration
) -> None:
    """Keep a registration."""
    connection.execute(
        insert(registrations).values(
            review_id=review.id,
            number=registration.number,
            waves=json.dumps(registration.waves),
            hash=registration.hash,
            content=registration.content,
            events=registration.events,
            created=registration.created,
        )
    )


def add_certificate(connection: Connection, review: Review, certificate: StoredCertificate) -> None:
    """Keep a certificate."""
    connection.execute(
        insert(certificates).values(
            review_id=review.id,
            number=certificate.number,
            registration=certificate.registration,
            digest=certificate.digest,
            content=certificate.content,
            events=certificate.events,
            created=certificate.created,
        )
    )


def registrations_of(connection: Connection, review: Review) -> list[StoredRegistration]:
    """The registrations of a review, in the order in which they were made."""
    row = registrations.c
    query = select(row.number, row.waves, row.hash, row.content, row.events, row.created)
    query = query.where(row.review_id == review.id).order_by(row.number)
    return [
        StoredRegistration(number, tuple(json.loads(waves)), *more)
        for number, waves, *more in connection.execute(query)
    ]


def certificates_of(connection: Connection, review: Review) -> list[StoredCertificate]:
    """The certificates of a review, in the order in which they were issued."""
    row = certificates.c
    query = select(row.number, row.registration, row.digest, row.content, row.events, row.created)
    query = query.where(row.review_id == review.id).order_by(row.number)
    return [StoredCertificate(*each) for each in connection.execute(query)]


def next_registration(connection: Connection, review: Review) -> int:
    """The number of the next registration."""
    return _next(connection, registrations.c.number, registrations.c.review_id == review.id)


def next_certificate(connection: Connection, review: Review) -> int:
    """The number of the next certificate."""
    return _next(connection, certificates.c.number, certificates.c.review_id == review.id)


def _next(connection: Connection, number: Column[Any], here: Any) -> int:
    last: int | None = connection.execute(select(func.max(number)).where(here)).scalar()
    return (last or 0) + 1
