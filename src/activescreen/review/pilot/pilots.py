"""The pilots of a review as its journal has them, and whether the gate is open.

A pilot is a set of records that all its raters screen before the team's work begins. While one is
open, nothing else is given out and no other vote is taken.

An entry of kind ``pilot`` has ``records`` (ids in the order in which they are shown), ``raters``
(names), ``enriched`` (ids of records that were chosen, the others being random) and ``seed`` (of
the random ones and of the order). An entry of kind ``gate`` has ``why`` (``agreement`` or
``decision``) and ``note``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from activescreen.ledger import Decision
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.store.decisions import events_on
from activescreen.store.journal import Kind, entries, number_of
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
    seed
        Of the random records, and of the order.
    ended, ended_by, note
        When and by whom the gate was opened, and what was said about it.
    """

    number: int
    records: tuple[str, ...]
    raters: tuple[str, ...]
    enriched: frozenset[str]
    begun: str
    author: str
    gate: str = ""
    seed: int = 0
    ended: str = ""
    ended_by: str = ""
    note: str = ""

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
            found[-1] = replace(
                found[-1],
                gate=said["why"],
                ended=entry.at,
                ended_by=entry.author,
                note=said.get("note", ""),
            )
            continue
        if found and found[-1].open:
            found[-1] = replace(found[-1], gate="repeated", ended=entry.at, ended_by=entry.author)
        found.append(
            Pilot(
                len(found) + 1,
                tuple(said["records"]),
                tuple(said["raters"]),
                frozenset(said["enriched"]),
                entry.at,
                entry.author,
                seed=said["seed"],
            )
        )
    return found


def open_pilot(connection: Connection, review: Review) -> Pilot | None:
    """The pilot that holds everything else back; None if there is none."""
    found = pilots_of(connection, review)
    return found[-1] if found and found[-1].open else None


def piloted(connection: Connection, review: Review) -> frozenset[str]:
    """Ids of the records whose ranks are told to nobody: an open pilot has them.

    A pilot is made of random records and of the first of the ranking, and a rater who knows which
    is which expects to include these.
    """
    pilot = open_pilot(connection, review)
    return frozenset() if pilot is None else frozenset(pilot.records)


def events_in(connection: Connection, review: Review, pilot: Pilot) -> list[Decision]:
    """The decisions on the records of a pilot, in the order in which they came in."""
    numbers = {number_of(connection, review, name): name for name in pilot.records}
    found = {number: name for number, name in numbers.items() if number is not None}
    return [
        event for event in events_on(connection, review, found) if event.stage == TITLE_ABSTRACT
    ]


def done_by(pilot: Pilot, events: Iterable[Decision]) -> Mapping[str, int]:
    """Rater -> on how many of the pilot's records that person has voted."""
    done: dict[str, set[str]] = {name: set() for name in pilot.raters}
    for event in events:
        if not event.resolves and event.reviewer in done:
            done[event.reviewer].add(event.record_id)
    return {name: len(records) for name, records in done.items()}


def is_complete(pilot: Pilot, events: Iterable[Decision]) -> bool:
    """Whether all raters have voted on all records."""
    return all(done == len(pilot.records) for done in done_by(pilot, events).values())


def veiled(connection: Connection, review: Review) -> frozenset[str]:
    """Ids of records on which nobody sees another's vote: an open pilot lacks some votes.

    A rater who still has records to screen would learn from the others what the team thinks. So
    the votes of a pilot are shown when all of them are in, and not record by record.
    """
    pilot = open_pilot(connection, review)
    if pilot is None or is_complete(pilot, events_in(connection, review, pilot)):
        return frozenset()
    return frozenset(pilot.records)
