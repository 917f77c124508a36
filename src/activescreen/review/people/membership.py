"""The people of an installation and of its reviews: the first owner, invitations, roles."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection

from activescreen.errors import InputError, MissingError
from activescreen.protocol import Protocol
from activescreen.review.overview import create_review
from activescreen.review.own_ids import check_person
from activescreen.review.people.joining import invitation_at, take_part
from activescreen.review.people.signing_in import SignedIn, hashed, start_session
from activescreen.review.permissions import (
    PERMISSIONS,
    Access,
    Permission,
    may_make_reviews,
    role_in,
)
from activescreen.store.accounts import (
    Account,
    add_account,
    administrators,
    clean_person,
    digest_of,
    find_account,
)
from activescreen.store.accounts_roles import (
    Invitation,
    Member,
    Role,
    add_invitation,
    invitations_of,
    members_of,
    remove_invitation,
    remove_role,
    roles_of,
    set_role,
)
from activescreen.store.database import Database
from activescreen.store.leases import drop_leases
from activescreen.store.reviews import Counters, Review, all_reviews, count

INVITATION_LASTS: Final = timedelta(days=14)
FIRST_OWNER: Final = "Owner"


class Invited(NamedTuple):
    """What an invitation is to, as the invited person sees it."""

    name: str
    role: Role
    review: str
    has_account: bool


class OwnReview(NamedTuple):
    """A review in which a person has a part."""

    review: Review
    counted: Counters
    role: Role


def first_owner(database: Database, now: datetime, name: str = FIRST_OWNER) -> Account:
    """Who runs the installation; made now where nobody does.

    Parameters
    ----------
    database, now
        Where, and the time.
    name
        The name for a new account.
    """
    with database.writing() as connection:
        found = administrators(connection)
        if found:
            return found[0]
        return add_account(connection, name, now.isoformat(), administrator=True)


def own_reviews(database: Database, account: Account) -> list[OwnReview]:
    """The reviews in which a person has a part, in the order of their names."""
    with database.reading() as connection:
        given = roles_of(connection, account)
        found = []
        for review in all_reviews(connection):
            role = role_in(given.get(review.id), account)
            if role is not None:
                found.append(OwnReview(review, count(connection, review), role))
        return found


def make_review(
    database: Database,
    account: Account,
    name: str,
    protocol: Protocol,
    configuration: str,
    seed: int,
    now: datetime,
) -> Review:
    """Make a review, whose owner is who makes it.

    Raises
    ------
    AccessError
        If the account may not make reviews.
    InputError, ConfigurationError
        If the review cannot be made like this.
    """
    may_make_reviews(account)
    review = create_review(database, name, protocol, configuration, seed, now)
    with database.writing() as connection:
        set_role(connection, review.id, account.id, Role.OWNER, now.isoformat())
    return review


def members(database: Database, access: Access) -> list[Member]:
    """The people of a review."""
    with database.reading() as connection:
        return members_of(connection, access.review)


def change_role(
    database: Database, access: Access, account_id: int, role: Role, now: datetime
) -> None:
    """Give a member of a review another role.

    Records that a person has in hand who may vote no more are free for others.

    Raises
    ------
    MissingError
        If the account is no member.
    InputError
        If the review would be left without an owner.
    """
    with database.writing() as connection:
        member = _changed(connection, access, account_id, role)
        set_role(connection, access.review.id, account_id, role, now.isoformat())
        if Permission.SCREEN not in PERMISSIONS[role]:
            drop_leases(connection, access.review, reviewer=member.name)


def dismiss(database: Database, access: Access, account_id: int) -> None:
    """Take away a member's role; what the person decided stays, and others read what is left.

    Raises
    ------
    MissingError, InputError
        As `change_role` does.
    """
    with database.writing() as connection:
        member = _changed(connection, access, account_id, None)
        remove_role(connection, access.review.id, account_id)
        drop_leases(connection, access.review, reviewer=member.name)


def invite(
    database: Database, access: Access, name: str, role: Role, now: datetime
) -> tuple[Invitation, str]:
    """Invite a person into a review.

    The owner chooses the name: decisions that the review has under it already, from files, are
    then that person's own.

    Returns
    -------
    The invitation, and the secret of its link.

    Raises
    ------
    InputError
        If the name is no name, or that of a member.
    """
    clean = clean_person(name)
    check_person(clean)
    secret = secrets.token_urlsafe(32)
    with database.writing() as connection:
        count(connection, access.review, lock=True)
        account = find_account(connection, clean)
        if account is not None:
            clean = account.name
            if account.id in [each.account_id for each in members_of(connection, access.review)]:
                raise InputError(
                    f"'{clean}' belongs to the review already.",
                    remedy="Change the person's role, or choose another name for someone else.",
                )
        until = now + INVITATION_LASTS
        return add_invitation(
            connection, access.review, clean, role, secret, access.account, now, until
        ), secret


def open_invitations(database: Database, access: Access) -> list[Invitation]:
    """The invitations to a review that nobody accepted yet."""
    with database.reading() as connection:
        return invitations_of(connection, access.review)


def withdraw(database: Database, access: Access, number: int) -> None:
    """Make an invitation useless.

    Raises
    ------
    MissingError
        If the review has no such open one.
    """
    with database.writing() as connection:
        if not remove_invitation(connection, access.review.id, number):
            raise MissingError(
                "The review has no open invitation of this number.",
                remedy="It may have been accepted or withdrawn already.",
            )


def look_at_invitation(database: Database, secret: str, now: datetime) -> Invited:
    """What an invitation is to; it is not used up.

    Raises
    ------
    SignInError
        If there is none, or no more.
    """
    with database.reading() as connection:
        invitation, review = invitation_at(connection, digest_of(secret), now)
        account = find_account(connection, invitation.name)
        return Invited(invitation.name, invitation.role, review.name, account is not None)


def accept(
    database: Database,
    secret: str,
    now: datetime,
    *,
    password: str = "",
    signed_in: Account | None = None,
) -> SignedIn:
    """Accept an invitation; it is used up.

    Parameters
    ----------
    database, secret, now
        Where, the secret of its link, and the time.
    password
        For a new account.
    signed_in
        Who accepts. An invitation in the name of an account can be accepted by that account only.

    Raises
    ------
    SignInError
        If there is no such invitation, or no more.
    AccessError
        If it is another person's.
    InputError
        If the password is none.
    """
    with database.writing() as connection:
        account = take_part(connection, digest_of(secret), now, signed_in, lambda: hashed(password))
    return start_session(database, account, now)


def _changed(connection: Connection, access: Access, account_id: int, role: Role | None) -> Member:
    """The member whose role is to be changed."""
    count(connection, access.review, lock=True)
    found = {each.account_id: each for each in members_of(connection, access.review)}
    if account_id not in found:
        raise MissingError(
            "The review has no member of this number.",
            remedy="Invite the person, or look at the list of members.",
        )
    owners = sum(each.role is Role.OWNER for each in found.values())
    if found[account_id].role is Role.OWNER and role is not Role.OWNER and owners == 1:
        raise InputError(
            "The review would be left without an owner.",
            remedy="Make someone else an owner first.",
        )
    return found[account_id]
