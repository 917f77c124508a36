"""Making a workspace's database, and opening it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from activescreen.store.database import Database, database_url, engine_for
from activescreen.store.migrating import check, migrate, no_database
from activescreen.workspace import Workspace


@contextmanager
def make_store(workspace: Workspace) -> Iterator[tuple[Database, str | None]]:
    """Make a workspace and its database, or bring it up to date; closed when the block ends.

    Yields
    ------
    The database, and the revision that its tables had before; None for a new one.

    Raises
    ------
    ConfigurationError, InputError, StoreError
        If the place cannot be used, or a newer version has been at work there.
    """
    workspace.make()
    with _connected(workspace) as database:
        yield database, migrate(database)


@contextmanager
def open_store(workspace: Workspace) -> Iterator[Database]:
    """Open a workspace's database; closed when the block ends.

    Raises
    ------
    ConfigurationError, StoreError
        If there is none, it cannot be reached, or its tables are older or newer ones.
    """
    with _connected(workspace) as database:
        file = database.engine.url.database or ""
        # SQLite would make an empty file where there is none.
        if database.is_sqlite and not Path(file).is_file():
            raise no_database(database)
        check(database)
        yield database


@contextmanager
def _connected(workspace: Workspace) -> Iterator[Database]:
    database = Database(engine_for(database_url(workspace)))
    try:
        yield database
    finally:
        database.close()
