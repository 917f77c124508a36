"""Whether anything is kept under a name, and giving an account another one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, exists, select, update

from activescreen.store.accounts import Account, clean_person, compared
from activescreen.store.accounts_tables import accounts
from activescreen.store.journal import Kind
from activescreen.store.tables import decisions, journal


def has_decided(connection: Connection, name: str) -> bool:
    """Whether any review has a decision under this name."""
    found = select(exists().where(decisions.c.reviewer == name))
    return bool(connection.execute(found).scalar())


def has_entries(connection: Connection, kinds: Iterable[Kind]) -> bool:
    """Whether the journal of any review has an entry of one of these kinds."""
    found = select(exists().where(journal.c.kind.in_([str(kind) for kind in kinds])))
    return bool(connection.execute(found).scalar())


def has_written(connection: Connection, name: str, kinds: Iterable[Kind]) -> bool:
    """Whether the journal of any review has an entry of one of these kinds by this name."""
    mine = (journal.c.author == name) & journal.c.kind.in_([str(kind) for kind in kinds])
    return bool(connection.execute(select(exists().where(mine))).scalar())


def rename(connection: Connection, account: Account, name: str) -> None:
    """Give an account another name, which no other account may have.

    Raises
    ------
    InputError
        If the name is no name.
    """
    clean = clean_person(name)
    here = accounts.c.id == account.id
    values = {"name": clean, "compared": compared(clean)}
    connection.execute(update(accounts).where(here).values(values))
