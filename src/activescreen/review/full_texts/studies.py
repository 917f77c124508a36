"""Which included reports are on one study: people say so, nothing is guessed.

An entry of the kind `Kind.STUDY` is about one record, the report: ``{"study": name | null}``. The
last one counts. A report of which nothing was said is a study of its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.review.full_texts.retrieving import screened_number
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry, entries
from activescreen.store.reviews import Review, count

LONGEST_NAME: Final = 200


def studies_in(connection: Connection, review: Review) -> dict[int, str]:
    """Record number -> name of its study; without reports that are studies of their own."""
    found: dict[int, str] = {}
    for entry in entries(connection, review, [Kind.STUDY]):
        if entry.record is None:
            continue
        name = entry.content["study"]
        if name is None:
            found.pop(entry.record, None)
        else:
            found[entry.record] = name
    return found


def set_studies(
    database: Database, access: Access, given: Mapping[str, str | None], now: datetime
) -> int:
    """Say which studies reports are on: all that is given, or nothing.

    Parameters
    ----------
    database, access
        Where, and who says so.
    given
        Record id -> name of its study; None, or a name of blanks: a study of its own.
    now
        The time.

    Returns
    -------
    Of how many reports that is new.

    Raises
    ------
    InputError
        If a name is too long, or cannot be shown.
    MissingError
        If there is no such record.
    LedgerError
        If another record stands for one.
    """
    names = {record_id: clean_name(name or "") for record_id, name in given.items()}
    review, author = access.review, access.account.name
    changed = 0
    with database.writing() as connection:
        count(connection, review, lock=True)
        known = studies_in(connection, review)
        for record_id, name in names.items():
            number = screened_number(connection, review, record_id)
            if known.get(number) != name:
                add_entry(connection, review, Kind.STUDY, author, now, {"study": name}, number)
                changed += 1
    return changed


def clean_name(name: str) -> str | None:
    """The name of a study as names are compared; None where nothing is left.

    Raises
    ------
    InputError
        If it is too long, or cannot be shown.
    """
    clean = " ".join(unicodedata.normalize("NFC", name).split())
    if len(clean) > LONGEST_NAME:
        raise InputError(
            f"The name of a study has more than {LONGEST_NAME} characters.",
            where="study",
            remedy="Use a short one, such as the first author and a year, or its registration.",
        )
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in clean):
        raise InputError(
            "The name of a study has a character that cannot be shown.",
            where="study",
            remedy="Type it anew.",
        )
    return clean or None
