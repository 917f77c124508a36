"""How far the set-up of a review is: four steps, in an order that nobody has to keep."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from activescreen.review.duplicates.doubts import open_pairs
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import pilots_of
from activescreen.review.screening.shares import screeners
from activescreen.stopping.wording import counted
from activescreen.store.database import Database
from activescreen.store.reviews import Review, count, find_review


class StepName(StrEnum):
    """The steps, in their usual order."""

    PROTOCOL = "protocol"
    IMPORT = "import"
    DUPLICATES = "duplicates"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of setting a review up.

    Attributes
    ----------
    name
        Which one.
    done
        Whether screening can go on from it.
    says
        How far it is, in a sentence.
    """

    name: StepName
    done: bool
    says: str


def steps(database: Database, access: Access) -> tuple[Step, ...]:
    """The steps of a review and how far each is."""
    with database.reading() as connection:
        review = find_review(connection, access.review.name)
        return (
            _protocol(review),
            _import(connection, review),
            _duplicates(connection, review),
            _team(connection, review),
        )


def _protocol(review: Review) -> Step:
    protocol = review.protocol
    missing = [
        *(["a question"] if not protocol.question else []),
        *(["criteria"] if not protocol.criteria else []),
    ]
    if missing:
        return Step(StepName.PROTOCOL, False, f"It has no {' and no '.join(missing)} yet.")
    criteria = counted(len(protocol.criteria), "criterion", "criteria")
    votes = counted(protocol.votes_per_record, "vote")
    return Step(StepName.PROTOCOL, True, f"A question, {criteria}, {votes} a record.")


def _import(connection: Connection, review: Review) -> Step:
    held = count(connection, review)
    if not held.records:
        return Step(StepName.IMPORT, False, "Nothing was imported yet.")
    records = counted(held.records, "record")
    return Step(StepName.IMPORT, True, f"{records} imported, {held.places:,} to screen.")


def _duplicates(connection: Connection, review: Review) -> Step:
    held = count(connection, review)
    if not held.records:
        return Step(StepName.DUPLICATES, False, "They are looked for when files are imported.")
    left = open_pairs(connection, review)
    if left:
        pairs = counted(left, "pair")
        waits = "waits" if left == 1 else "wait"
        return Step(StepName.DUPLICATES, False, f"{pairs} {waits} for a person's decision.")
    copies = counted(held.records - held.places, "copy", "copies")
    return Step(StepName.DUPLICATES, True, f"{copies} recognised, and no pair in doubt.")


def _team(connection: Connection, review: Review) -> Step:
    team, needed = screeners(connection, review), review.protocol.votes_per_record
    people = counted(len(team), "person", "people")
    if len(team) < needed:
        says = f"{people} may vote; a record needs {counted(needed, 'vote')}."
        return Step(StepName.TEAM, False, says)
    if len(team) == 1:
        return Step(StepName.TEAM, True, "One person screens, so there is nobody to agree with.")
    pilots = pilots_of(connection, review)
    if not pilots:
        return Step(StepName.TEAM, False, f"{people} may vote; no pilot was begun.")
    if pilots[-1].open:
        return Step(StepName.TEAM, False, f"{people} may vote; pilot {pilots[-1].number} goes on.")
    return Step(StepName.TEAM, True, f"{people} may vote; the gate is open since the pilot.")
