"""Labels of merged records: always the final label of the record that stands for them.

The population never shrinks, since rankings and certificates count it. So a merged record stays
in it, and whenever the label of the other one changes, a resolution by nobody in particular
(`MERGED`) is added to it. Votes that it has stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from activescreen.ledger import (
    IRRELEVANT,
    RELEVANT,
    UNRESOLVED,
    Decision,
    Draw,
    Standing,
    Verdict,
)
from activescreen.review.duplicates.checks import phases_that_go_on
from activescreen.review.duplicates.merges import ids_in, merges_in, standing_for
from activescreen.review.pilot.pilots import veiled
from activescreen.review.stopping.open_phases import registered_order
from activescreen.review.stopping.standing_still import counted_before
from activescreen.store.decisions import append, events_on, load_ledger
from activescreen.store.population import load_population
from activescreen.store.reviews import Review

MERGED: Final = "merged"
"""Whom the resolutions of merged records are ascribed to; their ids begin with it, too."""


def inherit(connection: Connection, review: Review, record_id: str, now: datetime) -> int:
    """Give the records that were merged into one its final labels, where these have changed.

    To be called in the transaction in which decisions on the record were added, after them.

    Returns
    -------
    How many decisions were added.
    """
    return inherit_all(connection, review, [record_id], now)


def inherit_all(
    connection: Connection, review: Review, record_ids: Iterable[str], now: datetime
) -> int:
    """As `inherit`, after decisions on several records."""
    merges = merges_in(connection, review)
    if not merges:
        return 0
    # What a pilot hides is inherited when all its votes are in.
    wanted, ids = set(record_ids) - veiled(connection, review), ids_in(merges)
    following: defaultdict[int, list[int]] = defaultdict(list)
    for number, end in standing_for(merges).items():
        if ids[end] in wanted:
            following[end].append(number)
    added = 0
    for end, numbers in following.items():
        concerned = {number: ids[number] for number in (end, *numbers)}
        on: dict[str, list[Decision]] = {name: [] for name in concerned.values()}
        for event in events_on(connection, review, concerned):
            on[event.record_id].append(event)
        for number in numbers:
            heir = _Heir(connection, review, ids[number], on[ids[number]], now)
            stages = {event.stage for name in (ids[end], ids[number]) for event in on[name]}
            still = [s for s in stages if counted_before(connection, review, [number], s)]
            events = heir.follow(ids[end], on[ids[end]], still)
            added += append(connection, review, events, _stamp(now))
    return added


def inherit_late(connection: Connection, review: Review, now: datetime) -> int:
    """As `inherit`, for all records: what stood still while a random phase went on follows now."""
    return inherit_all(connection, review, ids_in(merges_in(connection, review)).values(), now)


def give_back(
    connection: Connection, review: Review, record: tuple[int, str], now: datetime
) -> int:
    """Take back what a record has by merging: its own final label counts, or it is open again.

    Parameters
    ----------
    connection, review, now
        A connection that may write, the review, and the time.
    record
        Number and id of the record.

    Returns
    -------
    How many decisions were added.
    """
    events = events_on(connection, review, {record[0]: record[1]})
    heir = _Heir(connection, review, record[1], events, now)
    return append(connection, review, heir.leave(), _stamp(now))


@dataclass(frozen=True)
class _Heir:
    """A merged record with its decisions."""

    connection: Connection
    review: Review
    record_id: str
    events: Sequence[Decision]
    now: datetime

    def follow(
        self, kept_id: str, kept: Sequence[Decision], still: Collection[str]
    ) -> Iterator[Decision]:
        """The decisions that give it the labels of the record that stands for it.

        At stages at which a random phase counts its label as found before, it waits for the end.
        """
        needed = self.review.protocol.votes_per_record
        for stage in dict.fromkeys(event.stage for event in (*kept, *self.events)):
            others, here = _at(stage, kept), _at(stage, self.events)
            label = _label(others, needed)
            if label == _label(here, needed) or stage in still:
                continue
            # What it had by itself stays until the other one has a label.
            if label != UNRESOLVED or _by_merging(here):
                yield self._resolution(stage, _VERDICTS[label], f"as {kept_id}", others)

    def leave(self) -> Iterator[Decision]:
        """The decisions that take back what it has by merging."""
        needed = self.review.protocol.votes_per_record
        for stage in dict.fromkeys(event.stage for event in self.events):
            here = _at(stage, self.events)
            if _by_merging(here):
                own = [event for event in here if not _is_inherited(event)]
                label = _label(own, needed) if own else UNRESOLVED
                if label != _label(here, needed):
                    yield self._resolution(stage, _VERDICTS[label], "taken apart", ())

    def _resolution(
        self, stage: str, verdict: Verdict, note: str, others: Sequence[Decision]
    ) -> Decision:
        here = _at(stage, self.events)
        draw, position = self._draw(stage, here, others)
        if verdict is Verdict.MAYBE and draw is Draw.PRIOR:
            draw = Draw.RANKED  # what is open again was not so before screening began
        times = sum(map(_is_inherited, here)) + 1
        return Decision(
            self.record_id,
            verdict,
            draw,
            f"{MERGED}:{stage}:{self.record_id}:{times}",
            stage,
            MERGED,
            resolves=True,
            note=note,
            position=position,
            at=self.now,
        )

    def _draw(
        self, stage: str, here: Sequence[Decision], others: Sequence[Decision]
    ) -> tuple[Draw, int | None]:
        """As it was drawn before; by its number, where an order is registered for it."""
        if here:
            return here[0].draw, here[0].position if here[0].draw is Draw.RANDOM else None
        number = _registered_numbers(self.connection, self.review, stage).get(self.record_id)
        if number is not None:
            return Draw.RANDOM, number
        return (Draw.PRIOR if others[0].draw is Draw.PRIOR else Draw.RANKED), None


_VERDICTS: Final[Mapping[int, Verdict]] = {
    RELEVANT: Verdict.INCLUDE,
    IRRELEVANT: Verdict.EXCLUDE,
    UNRESOLVED: Verdict.MAYBE,
}


def _registered_numbers(connection: Connection, review: Review, stage: str) -> dict[str, int]:
    """Record id -> its number in the registered order of an open phase."""
    found: dict[str, int] = {}
    for stored, registration in phases_that_go_on(connection, review):
        if registration.stage == stage:
            population = load_population(connection, review, stored.waves)
            order = registered_order(registration, load_ledger(connection, review, population))
            found |= {record_id: number for number, record_id in enumerate(order)}
    return found


def _at(stage: str, events: Iterable[Decision]) -> list[Decision]:
    return [event for event in events if event.stage == stage]


def _label(events: Iterable[Decision], needed: int) -> int:
    standing = Standing(0)
    for event in events:
        standing.add(event.verdict, event.reviewer, resolves=event.resolves)
    return standing.final(needed)


def _by_merging(events: Sequence[Decision]) -> bool:
    """Whether the resolution that counts is an inherited one."""
    last = next((event for event in reversed(events) if event.resolves), None)
    return last is not None and _is_inherited(last)


def _is_inherited(event: Decision) -> bool:
    return event.resolves and event.reviewer == MERGED and event.id.startswith(f"{MERGED}:")


def _stamp(now: datetime) -> str:
    return now.isoformat()
