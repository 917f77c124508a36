"""What a team does besides deciding: appended, and never changed.

An entry is of a kind, by someone, at a time, and often about a record. What holds now (the pilot
that is open, the texts that were retrieved, who has which share) is a fold over the entries of a
kind, so nothing that was done is ever lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select

from activescreen.store.reviews import Review, count
from activescreen.store.tables import journal, records


class Kind(StrEnum):
    """What an entry tells."""

    PROTOCOL = "protocol"
    CONFIGURATION = "configuration"
    SHARES = "shares"
    PILOT = "pilot"
    GATE = "gate"
    COMMENT = "comment"
    PROPOSAL = "proposal"
    TAGS = "tags"
    MERGE = "merge"
    SPLIT = "split"
    APART = "apart"
    DOCUMENT = "document"
    RETRIEVAL = "retrieval"
    STUDY = "study"
    PREVIOUS = "previous"
    SOURCE = "source"
    LEFT_PHASE = "left_phase"
    AUDIT = "audit"
    AUDIT_BATCH = "audit_batch"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done in a review.

    Attributes
    ----------
    kind
        What it tells.
    author
        Who did it.
    at
        When, in ISO 8601.
    content
        What was done, as JSON can carry it; each kind has its own fields.
    record
        Number of the record that it is about, if it is about one.
    number
        Entries of a review are counted from 1; 0 before it is kept.
    """

    kind: Kind
    author: str
    at: str
    content: Mapping[str, Any] = field(default_factory=dict)
    record: int | None = None
    number: int = 0


def add_entry(
    connection: Connection,
    review: Review,
    kind: Kind,
    author: str,
    now: datetime,
    content: Mapping[str, Any] | None = None,
    record: int | None = None,
) -> Entry:
    """Append an entry.

    Parameters
    ----------
    connection, review
        A connection that may write, and the review.
    kind, author, now, content, record
        As an `Entry` has them.

    Returns
    -------
    The entry with its number.
    """
    count(connection, review, lock=True)
    number = last_number(connection, review) + 1
    entry = Entry(kind, author, now.isoformat(), dict(content or {}), record, number)
    row = {
        "review_id": review.id,
        "number": entry.number,
        "kind": str(kind),
        "record": record,
        "author": author,
        "at": entry.at,
        "content": json.dumps(entry.content),
    }
    connection.execute(insert(journal).values(row))
    return entry


def entries(
    connection: Connection,
    review: Review,
    kinds: Iterable[Kind] = (),
    record: int | None = None,
    after: int = 0,
) -> list[Entry]:
    """Entries in the order in which they were made.

    Parameters
    ----------
    connection, review
        Where, and of what.
    kinds
        Only these; all if none is named.
    record
        Only about this record, by its number.
    after
        Only those after the entry of this number.
    """
    row = journal.c
    query = select(row.kind, row.author, row.at, row.content, row.record, row.number)
    query = query.where(row.review_id == review.id, row.number > after)
    wanted = [str(kind) for kind in kinds]
    if wanted:
        query = query.where(row.kind.in_(wanted))
    if record is not None:
        query = query.where(row.record == record)
    return [
        Entry(Kind(each.kind), each.author, each.at, json.loads(each.content), *each[4:])
        for each in connection.execute(query.order_by(row.number))
    ]


def last_number(connection: Connection, review: Review) -> int:
    """The number of the last entry; 0 before the first."""
    here = journal.c.review_id == review.id
    last: int | None = connection.execute(select(func.max(journal.c.number)).where(here)).scalar()
    return last or 0


def newest(connection: Connection, review: Review, kind: Kind) -> Entry | None:
    """The last entry of a kind; None if there is none."""
    found = entries(connection, review, [kind])
    return found[-1] if found else None


def number_of(connection: Connection, review: Review, record_id: str) -> int | None:
    """The number of a record; None if the review has no record of this id."""
    here = (records.c.review_id == review.id) & (records.c.record_id == record_id)
    found: int | None = connection.execute(select(records.c.number).where(here)).scalar()
    return found
