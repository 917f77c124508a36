"""Who is who at a provider of single sign-on, and the sign-ins that were begun there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from activescreen.errors import InputError
from activescreen.store.accounts import Account, account_at, digest_of
from activescreen.store.accounts_tables import identities, sign_on_attempts


class Identity(NamedTuple):
    """A person as a provider knows them; neither name nor address, which both change hands.

    Attributes
    ----------
    issuer
        The provider's address.
    subject
        What the provider calls the person, for ever and nobody else.
    """

    issuer: str
    subject: str


class Attempt(NamedTuple):
    """What a sign-in at the provider was begun for.

    Attributes
    ----------
    account_id
        The account that is to be connected, if that is what it is for.
    invitation
        The digest of the invitation that is to be accepted, if that is what it is for.
    """

    account_id: int | None
    invitation: str | None


def identity_account(connection: Connection, identity: Identity) -> Account | None:
    """Whose identity it is; None if nobody's."""
    here = (identities.c.issuer == identity.issuer) & (identities.c.subject == identity.subject)
    number = connection.execute(select(identities.c.account_id).where(here)).scalar()
    return None if number is None else account_at(connection, number)


def has_identity(connection: Connection, account: Account, issuer: str) -> bool:
    """Whether an account is connected with an identity at this provider."""
    here = (identities.c.issuer == issuer) & (identities.c.account_id == account.id)
    return connection.execute(select(identities.c.subject).where(here)).first() is not None


def add_identity(connection: Connection, account: Account, identity: Identity, since: str) -> None:
    """Connect an identity with an account.

    Raises
    ------
    InputError
        If one of them is connected with another.
    """
    row = {**identity._asdict(), "account_id": account.id, "since": since}
    try:
        # Of two that come at the same time, the second is told by the database.
        with connection.begin_nested():
            connection.execute(insert(identities).values(row))
    except IntegrityError as error:
        raise InputError(
            "This identity belongs to another account already, or the account to another identity.",
            remedy="Disconnect the other one first, on the page of its account.",
        ) from error


def remove_identity(connection: Connection, account: Account, issuer: str) -> bool:
    """Disconnect an account from its identity at this provider; False if it had none."""
    here = (identities.c.issuer == issuer) & (identities.c.account_id == account.id)
    return connection.execute(delete(identities).where(here)).rowcount == 1


def add_attempt(
    connection: Connection, attempt: Attempt, secret: str, now: datetime, expires: datetime
) -> None:
    """Keep what a sign-in was begun for; those that are over are cleared away."""
    over = sign_on_attempts.c.expires < now.isoformat()
    connection.execute(delete(sign_on_attempts).where(over))
    row = {"digest": digest_of(secret), **attempt._asdict(), "expires": expires.isoformat()}
    connection.execute(insert(sign_on_attempts).values(row))


def use_attempt(connection: Connection, secret: str, now: datetime) -> Attempt | None:
    """What a sign-in was begun for; it is used up. None if it is none, or no more."""
    here = sign_on_attempts.c.digest == digest_of(secret)
    row = connection.execute(select(sign_on_attempts).where(here)).first()
    if row is None or connection.execute(delete(sign_on_attempts).where(here)).rowcount != 1:
        return None
    over = datetime.fromisoformat(row.expires) <= now
    return None if over else Attempt(row.account_id, row.invitation)
