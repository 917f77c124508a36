"""Who screens which part of the records, where an owner has said so.

A share is a weight beside those of the others. Without shares, whoever comes first takes the next
record. An entry of the journal of kind ``shares`` holds ``{"shares": {name: weight}}``, or
``{"shares": null}`` where there are none any more; the last one counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from activescreen.errors import InputError
from activescreen.review.permissions import PERMISSIONS, Access, Permission
from activescreen.store.accounts import administrators
from activescreen.store.accounts_roles import members_of
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry, newest
from activescreen.store.reviews import Review

LARGEST: Final = 1000.0
"""No share may be larger than this."""


def screeners(connection: Connection, review: Review) -> list[str]:
    """Names of the people who may vote, in the order in which they joined.

    Who runs the installation comes last, unless another role was given in this review.
    """
    members = members_of(connection, review)
    named = {each.name for each in members}
    found = [each.name for each in members if Permission.SCREEN in PERMISSIONS[each.role]]
    return found + [each.name for each in administrators(connection) if each.name not in named]


def shares_of(connection: Connection, review: Review) -> dict[str, float] | None:
    """The share of each person who has one and may vote; together they are 1.

    Of people who have left, the records go to the others by themselves. If fewer are left than a
    record needs votes, nobody's share counts any more.

    Returns
    -------
    Name -> share; None where whoever comes first takes the next record.
    """
    given = stated_shares(connection, review)
    if given is None:
        return None
    able = set(screeners(connection, review))
    kept = {name: weight for name, weight in given.items() if weight > 0 and name in able}
    if len(kept) < max(1, review.protocol.votes_per_record):
        return None
    total = sum(kept.values())
    return {name: weight / total for name, weight in kept.items()}


def stated_shares(connection: Connection, review: Review) -> dict[str, float] | None:
    """The weights as an owner has stated them last, also those of people who have left."""
    last = newest(connection, review, Kind.SHARES)
    if last is None or last.content["shares"] is None:
        return None
    return {str(name): float(weight) for name, weight in last.content["shares"].items()}


def look_at_shares(
    database: Database, access: Access
) -> tuple[dict[str, float] | None, dict[str, float] | None]:
    """The weights as they were stated last, and the shares that count now."""
    with database.reading() as connection:
        stated = stated_shares(connection, access.review)
        return stated, shares_of(connection, access.review)


def set_shares(
    database: Database, access: Access, shares: Mapping[str, float] | None, now: datetime
) -> None:
    """Part the records among people from now on.

    Parameters
    ----------
    database, access, now
        Where, who does it, and the time.
    shares
        Name -> weight; None: whoever comes first takes the next record.

    Raises
    ------
    InputError
        If a weight is none, a name is not that of a person who may vote, or fewer people have a
        share than a record needs votes.
    """
    review = access.review
    with database.writing() as connection:
        if shares is not None:
            _check(shares, screeners(connection, review), review.protocol.votes_per_record)
        content = {"shares": None if shares is None else dict(shares)}
        add_entry(connection, review, Kind.SHARES, access.account.name, now, content)


def _check(shares: Mapping[str, float], able: list[str], needed: int) -> None:
    for name, weight in shares.items():
        if name not in able:
            raise InputError(
                f"'{name}' may not vote in this review, and can have no share.",
                where="shares",
                remedy=f"Those who may vote are: {', '.join(able)}.",
            )
        if not math.isfinite(weight) or not 0 <= weight <= LARGEST:
            raise InputError(
                f"{weight:g} is no share.",
                where=f"share of '{name}'",
                remedy=f"Give a number from 0 to {LARGEST:g}; only how they compare counts.",
            )
    with_share = sum(weight > 0 for weight in shares.values())
    if with_share < needed:
        raise InputError(
            f"A record needs {needed} {'vote' if needed == 1 else 'votes'}, but only "
            f"{with_share} {'person has' if with_share == 1 else 'people have'} a share.",
            where="shares",
            remedy="Give a share to as many people at least, or let whoever comes first take the "
            "next record.",
        )
