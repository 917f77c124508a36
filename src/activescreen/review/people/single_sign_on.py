"""Single sign-on: what comes of someone's having shown a provider who they are.

A person is known by issuer and subject. A name or an address never lets anybody in, since those who
run the provider can give them to another person.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from activescreen.errors import AccessError, InputError, MissingError, SignInError
from activescreen.review.people.joining import invitation_at, take_part
from activescreen.review.people.signing_in import SignedIn, start_session
from activescreen.store.accounts import Account, digest_of, end_sessions, lock_of
from activescreen.store.accounts_identities import (
    Attempt,
    Identity,
    add_attempt,
    add_identity,
    has_identity,
    identity_account,
    remove_identity,
    use_attempt,
)
from activescreen.store.database import Database

ATTEMPT_LASTS: Final = timedelta(minutes=10)


def begin(
    database: Database, now: datetime, *, connecting: Account | None = None, invitation: str = ""
) -> str:
    """Begin a sign-in at the provider.

    Parameters
    ----------
    database, now
        Where, and the time.
    connecting
        Whose account is to be connected, if that is what it is for.
    invitation
        The secret of the invitation that is to be accepted, if that is what it is for.

    Returns
    -------
    A secret for the browser, in which alone the sign-in can be finished, once.

    Raises
    ------
    SignInError
        If there is no such invitation, or no more.
    """
    secret = secrets.token_urlsafe(32)
    with database.writing() as connection:
        digest = None
        if invitation:
            digest = digest_of(invitation)
            invitation_at(connection, digest, now)
        attempt = Attempt(None if connecting is None else connecting.id, digest)
        add_attempt(connection, attempt, secret, now, now + ATTEMPT_LASTS)
    return secret


def use(database: Database, secret: str, now: datetime) -> Attempt:
    """What the sign-in of this browser was begun for; it cannot be finished again.

    Raises
    ------
    SignInError
        If it was finished already, or is too old.
    """
    with database.writing() as connection:
        attempt = use_attempt(connection, secret, now)
    if attempt is None:
        raise not_begun()
    return attempt


def sign_in(database: Database, attempt: Attempt, identity: Identity, now: datetime) -> SignedIn:
    """Begin a session for the account of an identity, after accepting the invitation if it is that.

    Raises
    ------
    SignInError
        If the identity has no account, or the invitation holds no more.
    AccessError
        If the invitation is for another account.
    """
    with database.writing() as connection:
        account = identity_account(connection, identity)
        if attempt.invitation is not None:
            joined = take_part(connection, attempt.invitation, now, account, lambda: None)
            if account is None:
                add_identity(connection, joined, identity, now.isoformat())
            elif account.id != joined.id:
                # Everything is taken back, and the invitation still holds.
                raise AccessError(
                    f"Who you are there belongs to the account '{account.name}', and the "
                    f"invitation is for '{joined.name}'.",
                    remedy=f"Ask for an invitation under the name '{account.name}', or choose a "
                    "password for another account.",
                )
            account = joined
    if account is None:
        raise SignInError(
            "You were recognised, but no account here is connected with who you are there.",
            remedy="Ask an owner of a review for an invitation, and join by its link. If you have "
            "an account already, sign in with its password and connect it on its page.",
        )
    return start_session(database, account, now)


def connect(
    database: Database,
    attempt: Attempt,
    identity: Identity,
    signed_in: Account | None,
    now: datetime,
) -> None:
    """Connect an account with an identity, for whoever began that and is still signed in.

    Raises
    ------
    AccessError
        If it is another person who is signed in now, or nobody.
    InputError
        If the identity belongs to another account, or the account has another.
    """
    if signed_in is None or signed_in.id != attempt.account_id:
        raise AccessError(
            "You are not signed in any more with the account that was to be connected.",
            remedy="Sign in with it, and begin again on its page. Nothing was connected.",
        )
    with database.writing() as connection:
        owner = identity_account(connection, identity)
        if owner is not None and owner.id == signed_in.id:
            return
        if owner is not None:
            raise InputError(
                "Who you are there is connected with another account already.",
                remedy="Sign in with that account and disconnect it first, or go on with it.",
            )
        add_identity(connection, signed_in, identity, now.isoformat())


def disconnect(database: Database, account: Account, issuer: str, session: str) -> None:
    """Disconnect an account from its identity; all its other sessions end.

    Parameters
    ----------
    database, account, issuer
        Where, whose, and the provider.
    session
        Secret of the session that goes on.

    Raises
    ------
    InputError
        If there is no password to sign in with then.
    MissingError
        If it is not connected.
    """
    with database.writing() as connection:
        if lock_of(connection, account).hash is None:
            raise InputError(
                "You have no password, so nothing would let you in any more.",
                remedy="Set a password first, then disconnect.",
            )
        if not remove_identity(connection, account, issuer):
            raise MissingError(
                "Your account is not connected.", remedy="It may have been disconnected already."
            )
        end_sessions(connection, account, but=session)


def is_connected(database: Database, account: Account, issuer: str) -> bool:
    """Whether an account is connected with an identity at this provider."""
    with database.reading() as connection:
        return has_identity(connection, account, issuer)


def not_begun() -> SignInError:
    """What comes back from the provider was not begun here, or not by this browser."""
    return SignInError(
        "This sign-in was finished already, is more than ten minutes old, or was begun in another "
        "browser.",
        remedy="Begin again: on the page to sign in, or with the link of your invitation.",
    )
