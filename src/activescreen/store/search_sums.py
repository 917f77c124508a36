"""What each search of a review brought, counted by the database."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Connection, distinct, func, select

from activescreen.ledger import Draw, Verdict
from activescreen.store.reviews import Review
from activescreen.store.tables import decisions, duplicates, records, uncertain_pairs


class Brought(NamedTuple):
    """What a search brought.

    Attributes
    ----------
    records, screened
        Its records, and those of them that are screened.
    copies, known
        Copies of another record of the same search, and of one that the review had before.
    labelled, relevant
        Records that came with a label, and with an inclusion.
    doubts
        Pairs that it left for a person.
    """

    records: int
    screened: int
    copies: int
    known: int
    labelled: int
    relevant: int
    doubts: int


NOTHING: Final = Brought(0, 0, 0, 0, 0, 0, 0)
"""What a search without records brought."""


def brought_by(connection: Connection, review: Review) -> dict[int, Brought]:
    """Number of each search -> what it brought."""
    row = records.c
    mine = row.review_id == review.id
    held = select(row.wave, func.count(), func.count(row.place)).where(mine).group_by(row.wave)
    copied, labelled = _copies(connection, review), _labelled(connection, review)
    pair = uncertain_pairs.c
    asked = select(pair.wave, func.count().label("pairs")).where(pair.review_id == review.id)
    doubts = {each.wave: each.pairs for each in connection.execute(asked.group_by(pair.wave))}
    return {
        wave: Brought(
            number,
            screened,
            copied.get((wave, True), 0),
            copied.get((wave, False), 0),
            labelled.get((wave, False), 0),
            labelled.get((wave, True), 0),
            doubts.get(wave, 0),
        )
        for wave, number, screened in connection.execute(held)
    }


def _copies(connection: Connection, review: Review) -> dict[tuple[int, bool], int]:
    """(Search, whether the kept record is of the same one) -> number of copies."""
    copy, kept = duplicates.c, records.alias("kept").c
    same = copy.wave == kept.wave
    query = (
        select(copy.wave, same, func.count())
        .where(copy.review_id == review.id, kept.review_id == review.id, kept.number == copy.kept)
        .group_by(copy.wave, same)
    )
    return {(wave, bool(here)): number for wave, here, number in connection.execute(query)}


def _labelled(connection: Connection, review: Review) -> dict[tuple[int, bool], int]:
    """(Search, whether only inclusions) -> number of its records that came with a label."""
    found: dict[tuple[int, bool], int] = {}
    event, row = decisions.c, records.c
    base = (
        select(row.wave, func.count(distinct(event.record)))
        .where(
            event.review_id == review.id,
            row.review_id == review.id,
            row.number == event.record,
            event.draw == str(Draw.PRIOR),
        )
        .group_by(row.wave)
    )
    for relevant in (False, True):
        query = base.where(event.verdict == str(Verdict.INCLUDE)) if relevant else base
        for wave, number in connection.execute(query):
            found[wave, relevant] = number
    return found
