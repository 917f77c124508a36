"""The name of who runs the installation, whom the service itself called 'Owner'.

A name stands beside decisions for ever, so it can be chosen only while nothing goes by it. What the
journal tells of earlier settings keeps the name that its author had then.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from activescreen.errors import AccessError, InputError
from activescreen.review.own_ids import check_person
from activescreen.store.accounts import Account, clean_person, find_account
from activescreen.store.database import Database
from activescreen.store.journal import Kind
from activescreen.store.leases import drop_leases
from activescreen.store.naming import has_decided, has_entries, has_written, rename
from activescreen.store.reviews import all_reviews, count

_BY_NAME: Final = (Kind.PILOT, Kind.SHARES)
_SAID: Final = (Kind.COMMENT, Kind.PROPOSAL, Kind.TAGS)


def may_choose_name(database: Database, account: Account) -> bool:
    """Whether this person may choose the name of the own account now."""
    if not account.administrator:
        return False
    with database.reading() as connection:
        return not _goes_by(connection, account.name)


def choose_name(database: Database, account: Account, name: str) -> None:
    """Give the own account another name, which decisions will stand under.

    Raises
    ------
    AccessError
        If somebody else chose the name, with an invitation.
    InputError
        If something goes by the present name, or the new one is no name, reserved or taken.
    """
    if not account.administrator:
        raise AccessError(
            "Your name was chosen with your invitation.",
            remedy="Ask an owner of a review for an invitation under another name.",
        )
    clean = clean_person(name)
    check_person(clean)
    with database.writing() as connection:
        reviews = all_reviews(connection)
        for review in reviews:
            count(connection, review, lock=True)
        if _goes_by(connection, account.name):
            raise InputError(
                f"The name '{account.name}' stays: decisions stand under it, or a pilot, shares "
                "of the work, tags or a discussion go by the names of people.",
                remedy="What was decided keeps the name of who decided it.",
            )
        found = find_account(connection, clean)
        if found is not None and found.id != account.id:
            raise InputError(
                f"There is an account '{found.name}' already.", remedy="Choose another name."
            )
        for review in reviews:
            drop_leases(connection, review, reviewer=account.name)
        rename(connection, account, clean)


def _goes_by(connection: Connection, name: str) -> bool:
    """Whether something would be nobody's under another name."""
    return (
        has_decided(connection, name)
        or has_entries(connection, _BY_NAME)
        or has_written(connection, name, _SAID)
    )
