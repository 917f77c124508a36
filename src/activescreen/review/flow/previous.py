"""What earlier versions of a review included: with it, the flow diagram is that of an update.

An entry of the kind `Kind.PREVIOUS` has ``{"previous": null}`` for a new review, or
``{"previous": {"studies": n, "reports": n, "names": [...]}}``, where a number that is not known is
null. The last one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.prisma import Included
from activescreen.review.full_texts.studies import clean_name
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry, newest
from activescreen.store.reviews import Review, count

MOST: Final = 10_000_000
MOST_NAMES: Final = 5_000


@dataclass(frozen=True, slots=True)
class Previous:
    """What earlier versions of a review included.

    Attributes
    ----------
    included
        How many studies and reports.
    names
        Names of those studies on which new reports may be found: these are then counted as new
        reports, and not as new studies.
    """

    included: Included
    names: tuple[str, ...] = ()


def previous_of(connection: Connection, review: Review) -> Previous | None:
    """What earlier versions of a review included; None in a new review."""
    entry = newest(connection, review, Kind.PREVIOUS)
    said = None if entry is None else entry.content["previous"]
    if said is None:
        return None
    return Previous(Included(said["studies"], said["reports"]), tuple(said["names"]))


def set_previous(
    database: Database, access: Access, previous: Previous | None, now: datetime
) -> Previous | None:
    """Keep what earlier versions of a review included; None makes it a new review again.

    Raises
    ------
    InputError
        If a number is impossible, or a name is too long.
    """
    clean = None if previous is None else _clean(previous)
    said = None
    if clean is not None:
        numbers = clean.included
        said = {
            "studies": numbers.studies,
            "reports": numbers.reports,
            "names": list(clean.names),
        }
    review = access.review
    with database.writing() as connection:
        count(connection, review, lock=True)
        if previous_of(connection, review) != clean:
            author = access.account.name
            add_entry(connection, review, Kind.PREVIOUS, author, now, {"previous": said})
    return clean


def _clean(previous: Previous) -> Previous:
    numbers = previous.included
    if any(n is not None and n > MOST for n in (numbers.studies, numbers.reports)):
        raise InputError(
            f"No review has included more than {MOST:,} studies.",
            where="previous",
            remedy="Check the number.",
        )
    names = tuple(dict.fromkeys(name for each in previous.names if (name := clean_name(each))))
    if len(names) > MOST_NAMES:
        raise InputError(
            f"There may be {MOST_NAMES:,} names of earlier studies.",
            where="previous",
            remedy="Name only those on which there are new reports.",
        )
    return Previous(numbers, names)
