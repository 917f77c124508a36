"""Bringing a database to the tables of today, and refusing one that has others."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from activescreen.errors import StoreError
from activescreen.store.database import Database

REVISION: Final = "0005"
"""The newest revision; `check` compares with it, since reading all of them takes time."""

_SCRIPTS: Final = Path(__file__).with_name("migrations")
_LOCK: Final = 4_715_300_211
"""Any number, the same in all processes: who migrates a server does it alone."""


def migrate(database: Database, revision: str = "head") -> str | None:
    """Make the tables, or bring them forwards; what is in them stays.

    Returns
    -------
    The revision that was there before; None for an empty database.

    Raises
    ------
    StoreError
        If a newer version of activescreen has been at work on it.
    """
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        before = current_revision(connection)
        if before is not None and before not in known_revisions():
            raise _newer(database, before)
        configuration = _configuration()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)
    return before


def check(database: Database) -> None:
    """Refuse a database that has no tables, older ones or newer ones.

    Raises
    ------
    StoreError
        With what to do about it.
    """
    with database.reading() as connection:
        found = current_revision(connection)
    if found == REVISION:
        return
    if found is None:
        raise no_database(database)
    if found not in known_revisions():
        raise _newer(database, found)
    raise StoreError(
        f"The database was made by an older version of activescreen (revision {found} of its "
        f"tables; {REVISION} is needed).",
        where=database.where,
        remedy="Make a copy of it, then bring it up to date with: activescreen init WORKSPACE.",
    )


def current_revision(connection: Connection) -> str | None:
    """The revision of the tables in a database; None if it has none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def known_revisions() -> frozenset[str]:
    """All revisions that this version of activescreen can start from."""
    scripts = ScriptDirectory.from_config(_configuration())
    return frozenset(script.revision for script in scripts.walk_revisions())


def no_database(database: Database) -> StoreError:
    """There is nothing where reviews should be."""
    return StoreError(
        "There is no database of reviews here.",
        where=database.where,
        remedy="Make it with: activescreen init WORKSPACE.",
    )


def _newer(database: Database, revision: str) -> StoreError:
    return StoreError(
        f"The database was made by a newer version of activescreen (revision {revision} of its "
        f"tables; this version knows {REVISION}).",
        where=database.where,
        remedy="Use that version or a newer one; nothing was changed.",
    )


def _configuration() -> Config:
    configuration = Config()
    # A percent sign in a path would be taken for a reference.
    configuration.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return configuration
