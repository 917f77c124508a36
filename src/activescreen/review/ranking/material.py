"""What models learn from: the records of a review and the decisions on them, kept up to date.

Who trains again after a few votes reads only what has come since. Records are read again where a
search was added or people merged some, and all decisions where the protocol asks for another
number of votes.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import RLock
from typing import NamedTuple

from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.ledger import Decision, FrozenLedger, Ledger
from activescreen.store.decisions import Step, steps_after
from activescreen.store.journal import Kind, entries
from activescreen.store.population import Population, load_population
from activescreen.store.reviews import Counters, Review, count


class Moment(NamedTuple):
    """A review as it was at one moment.

    Attributes
    ----------
    review, counted
        The review, and how much it held.
    population
        The records that it screens.
    ledger
        What was decided on their titles and abstracts.
    """

    review: Review
    counted: Counters
    population: Population
    ledger: FrozenLedger


class Material:
    """What the models of one review learn from.

    Attributes
    ----------
    lock
        To be held while this is brought up to date, or features of its records are computed.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self._population: Population | None = None
        self._ledger: Ledger | None = None
        self._counted = Counters()
        self._change = 0

    def __len__(self) -> int:
        """How many records are held in memory."""
        return 0 if self._population is None else len(self._population)

    def catch_up(self, connection: Connection, review: Review) -> Moment:
        """Take in what has come since the last time.

        Raises
        ------
        InputError
            If the review has no records.
        """
        with self.lock:
            counted = count(connection, review)
            population = self._current(connection, review, counted)
            ledger = self._ledger
            needed = review.protocol.votes_per_record
            if ledger is None or ledger.votes_per_record != needed:
                self._counted = self._counted._replace(events=0)
                ledger = self._ledger = Ledger(population.records, votes_per_record=needed)
            if counted.events > self._counted.events:
                steps = steps_after(connection, review, self._counted.events)
                ledger.append(_decisions(steps, population))
            self._counted = counted
            return Moment(review, counted, population, ledger.freeze())

    @property
    def ledger(self) -> Ledger:
        """The decisions that were taken in.

        Raises
        ------
        ValueError
            If nothing was taken in yet.
        """
        if self._ledger is None:
            raise ValueError("catch up first")
        return self._ledger

    def events(self, upto: int) -> list[Decision]:
        """The decisions that were taken in, up to the one of this number."""
        with self.lock:
            known = list(self.ledger)
        return [event for event in known if int(event.id) <= upto]

    def _current(self, connection: Connection, review: Review, counted: Counters) -> Population:
        changes = entries(connection, review, (Kind.MERGE, Kind.SPLIT), after=self._change)
        if changes:
            self._change = changes[-1].number
        population = self._population
        if population is None or changes or counted.places != self._counted.places:
            population = self._population = load_population(connection, review)
            self._ledger = None
        if not len(population):
            raise InputError(
                "The review has no records yet.",
                where=f"review '{review.name}'",
                remedy="Import a search first: activescreen import --review REVIEW FILE.",
            )
        return population


def _decisions(steps: Iterator[Step], population: Population) -> Iterator[Decision]:
    """The steps as a ledger takes them, on the records that are screened."""
    ids = population.ids
    for step in steps:
        if step.record in ids:
            yield Decision(
                ids[step.record],
                step.verdict,
                step.draw,
                str(step.sequence),
                step.stage,
                step.reviewer,
                step.resolves,
                ranking_hash=step.ranking_hash,
                position=step.position,
            )
