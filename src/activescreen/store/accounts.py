"""Accounts by name, and the digests of what signs them in."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from activescreen.errors import InputError
from activescreen.store.accounts_tables import accounts, api_tokens, sessions, sign_in_links

LONGEST_NAME: Final = 100
_UNSHOWN: Final = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in.

    Attributes
    ----------
    id, name
        Its number, and the name under which the person's decisions are kept.
    administrator
        Whether the person runs the installation: makes reviews, and is an owner of every one in
        which no other role was given.
    has_password
        Whether there is a password to sign in with.
    """

    id: int
    name: str
    administrator: bool
    has_password: bool


class Lock(NamedTuple):
    """What a password is compared with: its hash, and how often and when that failed last."""

    account: Account
    hash: str | None
    failures: int
    failed: str | None


class Token(NamedTuple):
    """An API token, without the token itself."""

    id: int
    name: str
    created: str


def digest_of(secret: str) -> str:
    """What is kept of a secret that was drawn at random: nobody finds it from this."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def clean_person(name: str) -> str:
    """A person's name as it is kept: in one form of Unicode, with single blanks.

    Raises
    ------
    InputError
        If nothing is left, it is too long, or it has characters that cannot be seen.
    """
    clean = " ".join(unicodedata.normalize("NFC", name).split())
    if not clean or len(clean) > LONGEST_NAME:
        raise InputError(
            f"A person's name has 1 to {LONGEST_NAME} characters.",
            remedy="Write the name that is to stand beside the person's decisions.",
        )
    if any(unicodedata.category(character) in _UNSHOWN for character in clean):
        raise InputError(
            "The name has a character that cannot be seen.",
            remedy="Type it again; hidden characters come along when text is copied.",
        )
    return clean


def add_account(
    connection: Connection,
    name: str,
    created: str,
    *,
    password: str | None = None,
    administrator: bool = False,
) -> Account:
    """Add an account.

    Parameters
    ----------
    connection, name, created
        Where, the person's name, and the time.
    password
        The hash of a password.
    administrator
        Whether the person runs the installation.

    Raises
    ------
    InputError
        If the name is no name, or taken.
    """
    clean = clean_person(name)
    if find_account(connection, clean) is not None:
        raise InputError(
            f"There is an account '{clean}' already.", remedy="Choose another name for this one."
        )
    row = {
        "name": clean,
        "compared": compared(clean),
        "password": password,
        "administrator": administrator,
        "failures": 0,
        "created": created,
    }
    key = connection.execute(insert(accounts).values(row)).inserted_primary_key
    if key is None:
        raise RuntimeError("the database gave the new account no number")
    return Account(key[0], clean, administrator, password is not None)


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of a name."""
    lock = find_lock(connection, name)
    return None if lock is None else lock.account


def find_lock(connection: Connection, name: str) -> Lock | None:
    """What the password of a name is compared with."""
    here = accounts.c.compared == compared(name)
    row = connection.execute(select(accounts).where(here)).first()
    return None if row is None else Lock(_account(row), row.password, row.failures, row.failed)


def lock_of(connection: Connection, account: Account) -> Lock:
    """What the password of an account is compared with; others wait with changes to it."""
    here = accounts.c.id == account.id
    row = connection.execute(select(accounts).where(here).with_for_update()).one()
    return Lock(_account(row), row.password, row.failures, row.failed)


def account_at(connection: Connection, number: int) -> Account:
    """The account of a number that the database gave."""
    return _account(connection.execute(select(accounts).where(accounts.c.id == number)).one())


def administrators(connection: Connection) -> list[Account]:
    """Who runs the installation, oldest first."""
    query = select(accounts).where(accounts.c.administrator).order_by(accounts.c.id)
    return [_account(row) for row in connection.execute(query)]


def set_password(connection: Connection, account: Account, password: str) -> None:
    """Replace the hash of an account's password."""
    here = accounts.c.id == account.id
    connection.execute(update(accounts).where(here).values(password=password, failures=0))


def set_failures(connection: Connection, account: Account, failures: int, at: str | None) -> None:
    """Keep how often in a row a password was wrong, and when it was last."""
    here = accounts.c.id == account.id
    connection.execute(update(accounts).where(here).values(failures=failures, failed=at))


def add_session(
    connection: Connection, account: Account, secret: str, created: datetime, expires: datetime
) -> None:
    """Keep a session; those that are over are cleared away."""
    _clear(connection, sessions, created)
    row = {
        "digest": digest_of(secret),
        "account_id": account.id,
        "created": created.isoformat(),
        "expires": expires.isoformat(),
    }
    connection.execute(insert(sessions).values(row))


def session_account(connection: Connection, secret: str, now: datetime) -> Account | None:
    """Whose session it is; None if there is none, or no more."""
    query = select(accounts, sessions.c.expires).join(
        sessions, sessions.c.account_id == accounts.c.id
    )
    row = connection.execute(query.where(sessions.c.digest == digest_of(secret))).first()
    return None if row is None or _over(row.expires, now) else _account(row)


def end_session(connection: Connection, secret: str) -> None:
    """End one session."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest_of(secret)))


def end_sessions(connection: Connection, account: Account, but: str = "") -> None:
    """End all sessions of an account except the one with this secret."""
    others = (sessions.c.account_id == account.id) & (sessions.c.digest != digest_of(but))
    connection.execute(delete(sessions).where(others))


def add_link(
    connection: Connection, account: Account, secret: str, now: datetime, expires: datetime
) -> None:
    """Keep a sign-in link."""
    _clear(connection, sign_in_links, now)
    row = {
        "digest": digest_of(secret),
        "account_id": account.id,
        "expires": expires.isoformat(),
    }
    connection.execute(insert(sign_in_links).values(row))


def use_link(connection: Connection, secret: str, now: datetime) -> Account | None:
    """Whom a sign-in link signs in; it is used up. None if it is none, or no more."""
    here = sign_in_links.c.digest == digest_of(secret)
    query = select(accounts, sign_in_links.c.expires).join(
        sign_in_links, sign_in_links.c.account_id == accounts.c.id
    )
    row = connection.execute(query.where(here)).first()
    if row is None or connection.execute(delete(sign_in_links).where(here)).rowcount != 1:
        return None
    return None if _over(row.expires, now) else _account(row)


def add_token(
    connection: Connection, account: Account, name: str, secret: str, created: str
) -> Token:
    """Keep an API token.

    Raises
    ------
    InputError
        If the account has one of this name.
    """
    clean = clean_person(name)
    if clean in [token.name for token in tokens_of(connection, account)]:
        raise InputError(
            f"You have a token '{clean}' already.",
            remedy="Choose another name, or revoke that one first.",
        )
    row = {
        "account_id": account.id,
        "name": clean,
        "digest": digest_of(secret),
        "created": created,
    }
    key = connection.execute(insert(api_tokens).values(row)).inserted_primary_key
    if key is None:
        raise RuntimeError("the database gave the new token no number")
    return Token(key[0], clean, created)


def tokens_of(connection: Connection, account: Account) -> list[Token]:
    """The API tokens of an account, oldest first."""
    query = select(api_tokens.c.id, api_tokens.c.name, api_tokens.c.created)
    query = query.where(api_tokens.c.account_id == account.id).order_by(api_tokens.c.id)
    return [Token(*row) for row in connection.execute(query)]


def token_account(connection: Connection, secret: str) -> Account | None:
    """Whose API token it is; None if it is none, or revoked."""
    query = select(accounts).join(api_tokens, api_tokens.c.account_id == accounts.c.id)
    row = connection.execute(query.where(api_tokens.c.digest == digest_of(secret))).first()
    return None if row is None else _account(row)


def remove_token(connection: Connection, account: Account, number: int) -> bool:
    """Revoke an API token; False if the account has no such one."""
    here = (api_tokens.c.account_id == account.id) & (api_tokens.c.id == number)
    return connection.execute(delete(api_tokens).where(here)).rowcount == 1


def _clear(connection: Connection, table: Table, now: datetime) -> None:
    # All times are kept in UTC and in one form, so they compare as texts.
    connection.execute(delete(table).where(table.c.expires < now.isoformat()))


def _over(expires: str, now: datetime) -> bool:
    return datetime.fromisoformat(expires) <= now


def compared(name: str) -> str:
    """A name in the form in which two are told apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.name, row.administrator, row.password is not None)
