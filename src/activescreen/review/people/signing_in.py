"""Signing in and out: passwords, one-time links, sessions and API tokens.

A secret is shown to its owner once, when it is made. What is kept of it cannot be turned back.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Final, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from activescreen.errors import InputError, MissingError, SignInError, WaitError
from activescreen.store.accounts import (
    Account,
    Lock,
    Token,
    add_link,
    add_session,
    add_token,
    end_session,
    end_sessions,
    find_lock,
    lock_of,
    remove_token,
    session_account,
    set_failures,
    set_password,
    token_account,
    tokens_of,
    use_link,
)
from activescreen.store.database import Database

SESSION_LASTS: Final = timedelta(days=7)
LINK_LASTS: Final = timedelta(minutes=30)
SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 200
TOKEN_MARK: Final = "acs_"  # noqa: S105  # how tokens begin, so that scanners find lost ones

_FREE_TRIES: Final = 5
_LONGEST_WAIT: Final = 300


class SignedIn(NamedTuple):
    """Who signed in, and the secret of the session."""

    account: Account
    session: str
    expires: datetime


def hashed(password: str) -> str:
    """The Argon2 hash of a new password.

    Raises
    ------
    InputError
        If it is too short to be one, or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
            remedy="A few words in a row are easy to remember and hard to guess.",
        )
    return _hasher().hash(_bytes(password))


def make_link(database: Database, account: Account, now: datetime) -> str:
    """The secret of a link that signs in once, within half an hour."""
    secret = secrets.token_urlsafe(32)
    with database.writing() as connection:
        add_link(connection, account, secret, now, now + LINK_LASTS)
    return secret


def sign_in_by_link(database: Database, secret: str, now: datetime) -> SignedIn:
    """Use up a link.

    Raises
    ------
    SignInError
        If it is none, was used before, or is too old.
    """
    with database.writing() as connection:
        account = use_link(connection, secret, now)
    if account is None:
        raise SignInError(
            "This link does not sign anybody in: it was used already, or it is too old.",
            remedy="Start 'activescreen serve' again for a new one, or sign in with your password.",
        )
    return start_session(database, account, now)


def sign_in_by_password(database: Database, name: str, password: str, now: datetime) -> SignedIn:
    """Compare a password.

    Raises
    ------
    SignInError
        If there is no account with this name and password.
    WaitError
        If the password of this name was wrong too often just now.
    """
    with database.reading() as connection:
        lock = find_lock(connection, name)
    if lock is None or lock.hash is None:
        # It takes as long as with an account, so that nobody learns which names have one.
        _matches(_some_hash(), password)
        raise _no_sign_in()
    _check_wait(lock, now)
    if not _matches(lock.hash, password):
        with database.writing() as connection:
            counted = lock_of(connection, lock.account)
            set_failures(connection, lock.account, counted.failures + 1, now.isoformat())
        raise _no_sign_in()
    with database.writing() as connection:
        set_failures(connection, lock.account, 0, None)
        if _hasher().check_needs_rehash(lock.hash):
            set_password(connection, lock.account, hashed(password))
    return start_session(database, lock.account, now)


def start_session(database: Database, account: Account, now: datetime) -> SignedIn:
    """Begin a session for someone who has shown who they are."""
    secret, expires = secrets.token_urlsafe(32), now + SESSION_LASTS
    with database.writing() as connection:
        add_session(connection, account, secret, now, expires)
    return SignedIn(account, secret, expires)


def session_of(database: Database, secret: str, now: datetime) -> Account | None:
    """Whose session it is; None if it is none, or over."""
    with database.reading() as connection:
        return session_account(connection, secret, now)


def sign_out(database: Database, secret: str) -> None:
    """End a session."""
    with database.writing() as connection:
        end_session(connection, secret)


def sign_out_everywhere(database: Database, account: Account) -> None:
    """End every session of an account; its API tokens stay."""
    with database.writing() as connection:
        end_sessions(connection, account)


def change_password(
    database: Database, account: Account, current: str, new: str, session: str, now: datetime
) -> None:
    """Set a password; all other sessions of the account end.

    Parameters
    ----------
    database, account
        Where, and whose.
    current
        The password until now; not looked at where there is none.
    new
        The password from now on.
    session
        Secret of the session that goes on.
    now
        The time.

    Raises
    ------
    SignInError, WaitError
        If the current one is wrong, or was so too often.
    InputError
        If the new one is too short or too long.
    """
    fresh = hashed(new)
    with database.reading() as connection:
        lock = find_lock(connection, account.name)
    if lock is not None and lock.hash is not None:
        sign_out(database, sign_in_by_password(database, account.name, current, now).session)
    with database.writing() as connection:
        set_password(connection, account, fresh)
        end_sessions(connection, account, but=session)


def make_token(database: Database, account: Account, name: str, now: datetime) -> tuple[Token, str]:
    """A token with which a program works in a person's name, and its secret.

    Raises
    ------
    InputError
        If the name is no name, or taken.
    """
    secret = TOKEN_MARK + secrets.token_urlsafe(32)
    with database.writing() as connection:
        return add_token(connection, account, name, secret, now.isoformat()), secret


def list_tokens(database: Database, account: Account) -> list[Token]:
    """The API tokens of an account."""
    with database.reading() as connection:
        return tokens_of(connection, account)


def token_of(database: Database, secret: str) -> Account | None:
    """Whose API token it is; None if it is none, or revoked."""
    with database.reading() as connection:
        return token_account(connection, secret)


def revoke_token(database: Database, account: Account, number: int) -> None:
    """Make an API token useless.

    Raises
    ------
    MissingError
        If the account has no such one.
    """
    with database.writing() as connection:
        if not remove_token(connection, account, number):
            raise MissingError(
                "You have no token of this number.", remedy="It may have been revoked already."
            )


def _check_wait(lock: Lock, now: datetime) -> None:
    if lock.failures < _FREE_TRIES or lock.failed is None:
        return
    wait = min(2 ** (lock.failures - _FREE_TRIES), _LONGEST_WAIT)
    left = (datetime.fromisoformat(lock.failed) - now).total_seconds() + wait
    if left > 0:
        raise WaitError(
            "The password of this name was wrong several times.",
            remedy=f"Wait {round(left) + 1} seconds, then try again.",
        )


def _no_sign_in() -> SignInError:
    return SignInError(
        "There is no account with this name and password.",
        remedy="Check both; upper and lower case matter in the password.",
    )


def _matches(stored: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return _hasher().verify(stored, _bytes(password))
    except VerifyMismatchError:
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _some_hash() -> str:
    return _hasher().hash(secrets.token_bytes(16))
