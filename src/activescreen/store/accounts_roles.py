"""Who has which role in a review, and who is invited to one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from activescreen.store.accounts import Account, digest_of
from activescreen.store.accounts_tables import accounts, invitations, memberships
from activescreen.store.reviews import Review


class Role(StrEnum):
    """What a person does in a review."""

    OWNER = "owner"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    OBSERVER = "observer"


class Member(NamedTuple):
    """A person with a role in a review."""

    account_id: int
    name: str
    role: Role
    since: str


class Invitation(NamedTuple):
    """An invitation that was not accepted yet, without its secret."""

    id: int
    review_id: int
    name: str
    role: Role
    created: str
    expires: str


def role_of(connection: Connection, review_id: int, account: Account) -> Role | None:
    """The role that an account was given in a review; None if none was."""
    here = (memberships.c.review_id == review_id) & (memberships.c.account_id == account.id)
    role: str | None = connection.execute(select(memberships.c.role).where(here)).scalar()
    return None if role is None else Role(role)


def roles_of(connection: Connection, account: Account) -> dict[int, Role]:
    """Number of each review in which an account was given a role -> the role."""
    query = select(memberships.c.review_id, memberships.c.role)
    rows = connection.execute(query.where(memberships.c.account_id == account.id))
    return {row.review_id: Role(row.role) for row in rows}


def members_of(connection: Connection, review: Review) -> list[Member]:
    """The people of a review, in the order in which they joined."""
    query = select(accounts.c.id, accounts.c.name, memberships.c.role, memberships.c.since)
    query = query.join(memberships, memberships.c.account_id == accounts.c.id)
    query = query.where(memberships.c.review_id == review.id)
    rows = connection.execute(query.order_by(memberships.c.since, accounts.c.id))
    return [Member(row.id, row.name, Role(row.role), row.since) for row in rows]


def set_role(
    connection: Connection, review_id: int, account_id: int, role: Role, since: str
) -> None:
    """Give an account a role in a review in place of the one it had."""
    remove_role(connection, review_id, account_id)
    row = {"review_id": review_id, "account_id": account_id, "role": str(role), "since": since}
    connection.execute(insert(memberships).values(row))


def remove_role(connection: Connection, review_id: int, account_id: int) -> bool:
    """Take an account's role in a review away; False if it had none."""
    here = (memberships.c.review_id == review_id) & (memberships.c.account_id == account_id)
    return connection.execute(delete(memberships).where(here)).rowcount == 1


def add_invitation(
    connection: Connection,
    review: Review,
    name: str,
    role: Role,
    secret: str,
    invited_by: Account,
    created: datetime,
    expires: datetime,
) -> Invitation:
    """Keep an invitation."""
    row = {
        "review_id": review.id,
        "name": name,
        "role": str(role),
        "digest": digest_of(secret),
        "invited_by": invited_by.id,
    }
    times = {"created": created.isoformat(), "expires": expires.isoformat()}
    key = connection.execute(insert(invitations).values(**row, **times)).inserted_primary_key
    if key is None:
        raise RuntimeError("the database gave the new invitation no number")
    return Invitation(key[0], review.id, name, role, **times)


def invitations_of(connection: Connection, review: Review) -> list[Invitation]:
    """The invitations to a review that nobody accepted yet, oldest first."""
    query = select(invitations).where(invitations.c.review_id == review.id)
    return [
        Invitation(row.id, row.review_id, row.name, Role(row.role), row.created, row.expires)
        for row in connection.execute(query.order_by(invitations.c.id))
    ]


def find_invitation(connection: Connection, digest: str, now: datetime) -> Invitation | None:
    """The invitation whose secret has this digest; None if there is none, or no more."""
    query = select(invitations).where(invitations.c.digest == digest)
    row = connection.execute(query).first()
    if row is None or datetime.fromisoformat(row.expires) <= now:
        return None
    return Invitation(row.id, row.review_id, row.name, Role(row.role), row.created, row.expires)


def remove_invitation(connection: Connection, review_id: int, number: int) -> bool:
    """Withdraw an invitation, or use it up; False if the review has no such one."""
    here = (invitations.c.review_id == review_id) & (invitations.c.id == number)
    return connection.execute(delete(invitations).where(here)).rowcount == 1
