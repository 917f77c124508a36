"""The pilots of a review as its people may see them.

Before all raters have voted on all records, what is seen of an open pilot is how far each rater
is: no verdict, no count of inclusions, no record on which they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from activescreen.records import Record
from activescreen.review.permissions import Access
from activescreen.review.pilot.judging import Judgement, judge
from activescreen.review.pilot.piloting import fewest_raters, suggested_raters
from activescreen.review.pilot.pilots import Pilot, done_by, events_in, is_complete, pilots_of
from activescreen.review.pilot.words import statements
from activescreen.review.screening.shares import screeners
from activescreen.store.database import Database
from activescreen.store.journal import number_of
from activescreen.store.population import load_records
from activescreen.store.reviews import Review


@dataclass(frozen=True)
class PilotSeen:
    """A pilot, as far as it may be seen.

    Attributes
    ----------
    pilot
        The pilot.
    done
        Rater -> on how many of its records the person has voted.
    gone
        Raters who may vote no more; without them it does not come to an end.
    judgement
        How far the raters agree; None before all votes are in.
    statements
        What that shows and what it does not, in sentences.
    records
        The records on which the raters do not agree, by their ids.
    """

    pilot: Pilot
    done: Mapping[str, int]
    gone: tuple[str, ...]
    judgement: Judgement | None
    statements: tuple[str, ...]
    records: Mapping[str, Record]

    @property
    def complete(self) -> bool:
        """Whether all raters have voted on all records."""
        return self.judgement is not None


@dataclass(frozen=True)
class PilotsSeen:
    """The pilots of a review, and who may screen another one.

    Attributes
    ----------
    pilots
        In the order in which they were begun.
    able
        Who may be a rater.
    suggested
        Who is one if nobody is named.
    fewest
        How many raters a pilot needs.
    """

    pilots: tuple[PilotSeen, ...]
    able: tuple[str, ...]
    suggested: tuple[str, ...]
    fewest: int


def pilots_seen(database: Database, access: Access) -> PilotsSeen:
    """The pilots of a review, as far as they may be seen."""
    review = access.review
    with database.reading() as connection:
        able = tuple(screeners(connection, review))
        return PilotsSeen(
            tuple(_seen(connection, review, each, able) for each in pilots_of(connection, review)),
            able,
            suggested_raters(connection, review),
            fewest_raters(review.protocol),
        )


def _seen(connection: Connection, review: Review, pilot: Pilot, able: tuple[str, ...]) -> PilotSeen:
    events = events_in(connection, review, pilot)
    done = done_by(pilot, events)
    gone = tuple(name for name in pilot.raters if name not in able)
    if not is_complete(pilot, events):
        return PilotSeen(pilot, done, gone, None, (), {})
    judged = judge(pilot, events, review.protocol)
    numbers = [number_of(connection, review, name) for name in judged.differing]
    found = load_records(connection, review, [each for each in numbers if each is not None])
    records = {record.id: record for record in found.values()}
    return PilotSeen(pilot, done, gone, judged, statements(pilot, judged, review.protocol), records)
