"""The database: a file in the workspace, or a server that a URL names.

SQLite writes ahead (WAL) and waits for the disk at every commit (``synchronous=FULL``), so that
what was committed survives a power cut and readers never wait for a writer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from activescreen.errors import ConfigurationError, StoreError
from activescreen.workspace import Workspace

DATABASE_VARIABLE: Final = "ACTIVESCREEN_DATABASE"
_DRIVER: Final = "postgresql+psycopg"
_POSTGRES: Final = ("postgres", "postgresql")
_BUSY_SECONDS: Final = 30
_WRITE: Final = "activescreen_write"


class Database:
    """Connections to one database, for reading a snapshot and for writing as a whole.

    Parameters
    ----------
    engine
        As `engine_for` makes it.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __repr__(self) -> str:
        return f"<Database {self.where}>"

    @property
    def where(self) -> str:
        """The place of the database, without its password."""
        url = self.engine.url
        if self.is_sqlite:
            return url.database or "memory"
        return url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is an embedded file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the database as it was at one moment.

        Raises
        ------
        StoreError
            If the database cannot be reached or read.
        """
        options: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._told(), self.engine.connect() as connection:
            connection = connection.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self, before: Callable[[Connection], None] | None = None) -> Iterator[Connection]:
        """A connection whose changes are on disk, all of them, when the block ends.

        Nothing of them is left if the block raises.

        Parameters
        ----------
        before
            Is given the connection before it takes its turn as a writer, to make temporary tables,
            while nobody waits. The connection is closed in the end, and they are gone with it.

        Raises
        ------
        StoreError
            If the database cannot be reached or written to.
        """
        with self._told(), self.engine.connect() as connection:
            if before is not None:
                connection.detach()
                with connection.begin():
                    before(connection)
            connection = connection.execution_options(**{_WRITE: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
                raise
            said = " ".join(str(error.orig).split()).rstrip(".?")
            raise StoreError(
                f"The database of reviews cannot be used: {said}.",
                where=self.where,
                remedy="Check that it is there and running, that there is room on its disk, and "
                "that you may write to it. What was reported as done is kept.",
            ) from error


def database_url(workspace: Workspace) -> URL:
    """Where the reviews of a workspace are kept.

    Raises
    ------
    ConfigurationError
        If ``ACTIVESCREEN_DATABASE`` names no database that is known.
    """
    named = os.environ.get(DATABASE_VARIABLE)
    if not named:
        return URL.create("sqlite", database=str(workspace.path / Workspace.REVIEWS))
    try:
        url = make_url(named)
    except ArgumentError as error:
        raise _no_url() from error
    if url.drivername in _POSTGRES:
        url = url.set(drivername=_DRIVER)
    if url.drivername not in ("sqlite", _DRIVER):
        raise _no_url()
    return url


def engine_for(url: URL) -> Engine:
    """An engine with the settings that durability needs.

    Raises
    ------
    ConfigurationError
        If the driver of the database is not installed.
    """
    try:
        if url.drivername == "sqlite":
            engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            # A server that was restarted has closed its connections: ask before using one.
            engine = create_engine(url, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise ConfigurationError(
            "The driver for PostgreSQL is not installed.",
            where=DATABASE_VARIABLE,
            remedy='Install it: pip install "activescreen[postgres]".',
        ) from error
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:
    del record
    # Transactions are begun by us: Python's own would begin too late, and not for reading.
    connection.isolation_level = None
    for setting in (
        f"busy_timeout={_BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its turn at once: two that read first would each wait for the other.
    writes = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _no_url() -> ConfigurationError:
    # What was given may hold a password, so it is not repeated.
    return ConfigurationError(
        "This is no URL of a database that reviews can be kept in.",
        where=DATABASE_VARIABLE,
        remedy="Write sqlite:////folder/reviews.db or postgresql://user:password@host/database.",
    )
