"""Whether the full text of a record could be had, as the journal has it.

An entry of the kind `Kind.RETRIEVAL` is about one record: ``{"state": ..., "note": ...}``, where
the state is a `Retrieval`. The last one counts. A record without an entry awaits being sought,
unless it has a file or was assessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from activescreen.store.journal import Kind, entries
from activescreen.store.reviews import Review


class Retrieval(StrEnum):
    """How far the search for a full text is."""

    AWAITING = "awaiting"
    SOUGHT = "sought"
    RETRIEVED = "retrieved"
    NOT_RETRIEVED = "not_retrieved"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the search for the full text of a record.

    Attributes
    ----------
    state, note
        How far it is, and what was remarked.
    author, at
        Who said so, and when; empty where nobody has.
    """

    state: Retrieval = Retrieval.AWAITING
    note: str = ""
    author: str = ""
    at: str = ""


def retrievals(
    connection: Connection, review: Review, record: int | None = None
) -> dict[int, Sought]:
    """Record number -> how far the search for its full text is; without those nobody spoke of.

    Parameters
    ----------
    connection, review
        Where, and of what.
    record
        Only of this record, by its number.
    """
    found: dict[int, Sought] = {}
    for entry in entries(connection, review, [Kind.RETRIEVAL], record):
        if entry.record is not None:
            state = Retrieval(entry.content["state"])
            found[entry.record] = Sought(state, entry.content["note"], entry.author, entry.at)
    return found


def not_retrieved(connection: Connection, review: Review) -> set[int]:
    """Numbers of the records whose full text could not be had: nobody can assess these."""
    return _numbers_in(connection, review, Retrieval.NOT_RETRIEVED)


def retrieved(connection: Connection, review: Review) -> set[int]:
    """Numbers of the records whose full text is there: a file is kept, or somebody said so."""
    return _numbers_in(connection, review, Retrieval.RETRIEVED)


def _numbers_in(connection: Connection, review: Review, state: Retrieval) -> set[int]:
    found = retrievals(connection, review)
    return {number for number, each in found.items() if each.state is state}
