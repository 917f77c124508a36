"""Leaving one of several random phases before its rule stops."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from activescreen.errors import StoppingError
from activescreen.review.duplicates.inheriting import inherit_late
from activescreen.review.permissions import Access
from activescreen.review.stopping.open_phases import open_phases
from activescreen.review.stopping.phase_files import find_stored
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry, entries
from activescreen.store.leases import drop_leases
from activescreen.store.reviews import Review, count


def leave_phase(database: Database, access: Access, digest: str, now: datetime) -> None:
    """End one of several phases before its rule stops: ranked reading goes on after it.

    Its share of alpha is spent. Asked twice, it changes nothing the second time. The entry of the
    journal, of kind ``left_phase``, is ``{"registration": HASH}``.

    Parameters
    ----------
    database, access, now
        Where, who does it, and the time.
    digest
        Hash of the registration.

    Raises
    ------
    MissingError
        If the review has no such registration.
    StoppingError
        If the phase has its certificate, or is the only one.
    """
    review = access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        stored = find_stored(connection, review, digest)
        open_here = {
            each.stored.hash: each.registration for each in open_phases(connection, review)
        }
        registration = open_here.get(digest)
        if registration is None:
            raise StoppingError(
                "The random phase has ended already.",
                where=f"registration {digest}",
                remedy="Nothing has to be done.",
            )
        if registration.phase is None:
            raise StoppingError(
                "The only random phase of a search cannot be left: it has all of the error that "
                "was agreed on, and none would be left for another.",
                where=f"registration {digest}",
                remedy="Go on with its registered order; it ends with a certificate, or when "
                "everything is read.",
            )
        if stored.hash in left_phases(connection, review):
            return
        content = {"registration": stored.hash}
        add_entry(connection, review, Kind.LEFT_PHASE, access.account.name, now, content)
        drop_leases(connection, review, stage=registration.stage)
        inherit_late(connection, review, now)


def left_phases(connection: Connection, review: Review) -> frozenset[str]:
    """Hashes of the registrations whose phases were left."""
    return frozenset(
        each.content["registration"] for each in entries(connection, review, [Kind.LEFT_PHASE])
    )
