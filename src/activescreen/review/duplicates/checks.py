"""Whether records may be merged or taken apart, and what to say where they may not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product

from sqlalchemy import Connection

from activescreen.errors import InputError, LedgerError, StoppingError
from activescreen.ledger import UNRESOLVED, Standing
from activescreen.review.duplicates.merges import parted_in
from activescreen.review.pilot.pilots import open_pilot
from activescreen.review.records.browsing import no_record
from activescreen.review.stopping.open_phases import OpenPhase, open_phases
from activescreen.store.decisions import events_on
from activescreen.store.journal import Kind, entries
from activescreen.store.population import find_record, load_records
from activescreen.store.reviews import Review
from activescreen.store.searches import copies_of, waves_with


def phases_that_go_on(connection: Connection, review: Review) -> Iterator[OpenPhase]:
    """Registered random phases that are neither certified nor left."""
    left = {each.content["registration"] for each in entries(connection, review, [Kind.LEFT_PHASE])}
    return (each for each in open_phases(connection, review) if each.stored.hash not in left)


def find_screened(connection: Connection, review: Review, record_id: str) -> int:
    """The number of a record that is screened.

    Raises
    ------
    MissingError
        If the review has no such record.
    LedgerError
        If it was recognised as a copy of another one.
    """
    found = find_record(connection, review, record_id)
    if found is None:
        raise no_record()
    number, place, _ = found
    if place is None:
        kept = next(each.kept for each in copies_of(connection, review) if each.record == number)
        whole = load_records(connection, review, [kept])[kept]
        raise LedgerError(
            "This record was recognised as a copy of another one when it was imported, and is "
            "part of it already.",
            where=f"record {record_id}",
            remedy=f"Take record {whole.id} in its place: “{whole.title[:80]}”.",
        )
    return number


def check_free(connection: Connection, review: Review, ids: Mapping[int, str]) -> None:
    """Refuse to change labels that a pilot or a random phase counts on.

    Parameters
    ----------
    connection, review
        Where, and of what.
    ids
        Number -> id of the records whose labels may change.

    Raises
    ------
    LedgerError
        If one is in a pilot that goes on.
    StoppingError
        If one belongs to a random phase that goes on: the labels from before it must stand still,
        and its urn is read in the registered order.
    """
    pilot = open_pilot(connection, review)
    piloted = set(pilot.records if pilot is not None else ()).intersection(ids.values())
    if piloted:
        raise LedgerError(
            "The record is in the pilot that goes on, which everyone reads to its end.",
            where=f"record {min(piloted)}",
            remedy="Wait until the gate is open, then merge the records or take them apart.",
        )
    waves = waves_with(connection, review, ids)
    if any(waves.intersection(each.stored.waves) for each in phases_that_go_on(connection, review)):
        raise StoppingError(
            "The record belongs to a registered random phase. Until its end, nothing that was "
            "counted before it may change.",
            where=f"record {min(ids.values())}",
            remedy="Wait until the phase is over, then merge the records or take them apart.",
        )


def check_not_parted(
    connection: Connection, review: Review, one: Collection[int], other: Collection[int]
) -> None:
    """Refuse to merge what a person said is different.

    Parameters
    ----------
    connection, review
        Where, and of what.
    one, other
        Numbers of the records on both sides.

    Raises
    ------
    LedgerError
        If somebody said so of one on this side and one on that.
    """
    parted = parted_in(connection, review)
    if not parted:
        return
    for pair in product(one, other):
        entry = parted.get(frozenset(pair))
        if entry is not None:
            raise LedgerError(
                f"{entry.author} said on {entry.at[:10]} that these are different publications.",
                where=f"records {entry.content['one']} and {entry.content['other']}",
                remedy="Take that back first, on the page of duplicates.",
            )


def check_not_begun(
    connection: Connection, review: Review, kept: tuple[int, str], merged: tuple[int, str]
) -> None:
    """Refuse to put an unread record in the place of one that is being screened.

    The votes of the other one would wait, and with them whatever needs all labels to be final,
    until somebody comes to the unread one.

    Parameters
    ----------
    connection, review
        Where, and of what.
    kept, merged
        Number and id of each.

    Raises
    ------
    LedgerError
        If that is so at a stage.
    """
    events = events_on(connection, review, dict([kept, merged]))
    for stage in {event.stage for event in events}:
        here = [event for event in events if event.stage == stage]
        begun = [event for event in here if event.record_id == merged[1]]
        if len(begun) < len(here) or not begun:
            continue
        standing = Standing(0)
        for event in begun:
            standing.add(event.verdict, event.reviewer, resolves=event.resolves)
        if standing.final(review.protocol.votes_per_record) == UNRESOLVED:
            raise LedgerError(
                "The record is being screened, and the one that should stand for it is not.",
                where=f"record {merged[1]}",
                remedy=f"Merge them the other way round, so that {merged[1]} stays.",
            )


def is_itself() -> InputError:
    """Both records are the same one."""
    return InputError(
        "A record cannot be merged into itself.",
        remedy="Name two records; the first stays, and stands for the second.",
    )


def is_merged(record_id: str, kept_id: str) -> LedgerError:
    """The record is merged already."""
    return LedgerError(
        f"The record was merged into record {kept_id} meanwhile, which stands for it.",
        where=f"record {record_id}",
        remedy=f"Take {kept_id} in its place, or take this one apart from it first.",
    )


def stands_alone(record_id: str) -> LedgerError:
    """The record is not merged."""
    return LedgerError(
        "The record is not merged into another one, or not any more.",
        where=f"record {record_id}",
        remedy="Nothing has to be done: it is screened by itself.",
    )
