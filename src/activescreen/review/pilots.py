"""The pilots of a review as its journal has them, and whether the gate is open.

A pilot is a set of records that all its raters screen before the team's work begins. While one is
open, nothing else is given out and no other vote is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from activescreen.store.journal import Kind, entries
from activescreen.store.reviews import Review


@dataclass(frozen=True, slots=True)
class Pilot:
    """A pilot, as it was begun.

    Attributes
    ----------
    number
        Pilots of a review are counted from 1.
    records
        Ids of its records, in the order in which they are shown.
    raters
        Names of those who screen all of them.
    enriched
        Ids of those that were not drawn at random.
    begun, author
        When, and who began it.
    gate
        Why the team went on: ``agreement`` or ``decision``; empty while it is open.
    """

    number: int
    records: tuple[str, ...]
    raters: tuple[str, ...]
    enriched: frozenset[str]
    begun: str
    author: str
    gate: str = ""

    @property
    def open(self) -> bool:
        """Whether it holds everything else back."""
        return not self.gate


def pilots_of(connection: Connection, review: Review) -> list[Pilot]:
    """The pilots of a review in the order in which they were begun; at most the last is open.

    A new pilot takes the place of one that was open: ``gate`` of that one is ``repeated``.
    """
    found: list[Pilot] = []
    for entry in entries(connection, review, [Kind.PILOT, Kind.GATE]):
        said = entry.content
        if entry.kind is Kind.GATE:
            found[-1] = _ended(found[-1], said["why"])
            continue
        if found and found[-1].open:
            found[-1] = _ended(found[-1], "repeated")
        found.append(
            Pilot(
                len(found) + 1,
                tuple(said["records"]),
                tuple(said["raters"]),
                frozenset(said["enriched"]),
                entry.at,
                entry.author,
            )
        )
    return found


def open_pilot(connection: Connection, review: Review) -> Pilot | None:
    """The pilot that holds everything else back; None if there is none."""
    found = pilots_of(connection, review)
    return found[-1] if found and found[-1].open else None


def _ended(pilot: Pilot, why: str) -> Pilot:
    return Pilot(
        pilot.number, pilot.records, pilot.raters, pilot.enriched, pilot.begun, pilot.author, why
    )
