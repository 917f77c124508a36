"""What people see of the training of a review, and what they may ask about its ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from activescreen.errors import LedgerError
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import open_pilot, veiled
from activescreen.review.ranking.explaining import Asked, Why
from activescreen.review.ranking.trainer import Trainer, TrainingState
from activescreen.review.records.browsing import no_record
from activescreen.store.database import Database
from activescreen.store.decisions import events_on
from activescreen.store.journal import Entry, Kind, entries
from activescreen.store.population import find_record
from activescreen.store.rankings import newest_number
from activescreen.store.reviews import Review, count, find_review
from activescreen.store.trainings import Training, newest_training, trainings_of
from activescreen.tracking.versions import installed_versions

MOST: Final = 100


@dataclass(frozen=True)
class TrainingSeen:
    """The training of a review at a glance.

    Attributes
    ----------
    review
        The review as it is now.
    newest
        The last training; None before the first.
    decisions_since, records_since
        Decisions that the newest ranking has not seen, and records that it does not rank because
        they came later.
    state
        What is being done.
    """

    review: Review
    newest: Training | None
    decisions_since: int
    records_since: int
    state: TrainingState


def training_seen(database: Database, access: Access, trainer: Trainer) -> TrainingSeen:
    """The training of a review at a glance."""
    with database.reading() as connection:
        review = find_review(connection, access.review.name)
        counted = count(connection, review)
        newest = newest_training(connection, review)
        hidden = bool(veiled(connection, review))
    if newest is not None and hidden:
        newest = replace(newest, estimate=None)
    events, places = (0, 0) if newest is None else (newest.seen.events, newest.seen.places)
    return TrainingSeen(
        review,
        newest,
        counted.events - events,
        counted.places - places,
        trainer.state(review.id),
    )


def newest_ranking_number(database: Database, access: Access) -> int:
    """The number of the last ranking; 0 before the first."""
    with database.reading() as connection:
        return newest_number(connection, access.review)


def list_trainings(
    database: Database, access: Access, limit: int = MOST, before: int | None = None
) -> list[Training]:
    """Trainings whose rankings are kept, the newest first."""
    with database.reading() as connection:
        found = trainings_of(connection, access.review, limit, before)
        hidden = bool(veiled(connection, access.review))
    # An estimate says how much was found, which a pilot hides until all its votes are in.
    return [replace(each, estimate=None) for each in found] if hidden else found


def choices_made(database: Database, access: Access) -> list[Entry]:
    """Who chose which configuration and when, the newest first."""
    with database.reading() as connection:
        return entries(connection, access.review, [Kind.CONFIGURATION])[::-1]


def versions() -> Mapping[str, str]:
    """Versions of what a ranking depends on."""
    return installed_versions()


def why(database: Database, access: Access, trainer: Trainer, record_id: str) -> Why:
    """Why a record stands where it stands, from what the person who asks may see.

    Raises
    ------
    MissingError
        If the review screens no such record.
    LedgerError
        If there is no ranking yet, or the record is in a pilot that goes on.
    WaitError, ModelError
        If the model is being prepared, or nobody is there to ask.
    """
    review = access.review
    with database.reading() as connection:
        found = find_record(connection, review, record_id)
        if found is None or found[1] is None:
            raise no_record()
        pilot = open_pilot(connection, review)
        first = newest_number(connection, review) == 0
        begun = _begun_by_others(connection, access, found[0], record_id)
    if pilot is not None and record_id in pilot.records:
        raise LedgerError(
            "Why a record stands where it stands is told when the pilot is over, so that nobody "
            "learns which of its records were drawn at random.",
            where=f"record {record_id}",
            remedy="Ask again when the gate is open.",
        )
    if first:
        raise LedgerError(
            "There is no ranking yet that could be explained.",
            where=f"record {record_id}",
            remedy="Ask again once the first training has ended; the page on the ranking shows it.",
        )
    told = trainer.explain(Asked(review.id, access.account.name, record_id))
    return replace(told, begun=begun)


def _begun_by_others(connection: Connection, access: Access, number: int, record_id: str) -> bool:
    """Whether others have voted on titles and abstracts, the person has not, and votes lack."""
    events = [
        event
        for event in events_on(connection, access.review, {number: record_id})
        if event.stage == TITLE_ABSTRACT
    ]
    voters = {event.reviewer for event in events}
    is_settled = any(event.resolves for event in events)
    needed = access.review.protocol.votes_per_record
    return not is_settled and 0 < len(voters) < needed and access.account.name not in voters
