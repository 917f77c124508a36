"""Records that wait in a table of this connection alone, to be put in with one statement.

Handing the values of 100,000 rows to an engine takes longer than it takes to write them, and
whoever writes keeps others from writing. So rows are handed over before a writer takes its turn,
and then moved within the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection

from activescreen.store.tables import records

ROWS_AT_ONCE: Final = 2_000
"""Rows that are put in with one call; all of them in memory at once would be too many."""

_STAGED: Final = "staged_records"
_COLUMNS: Final = ", ".join(f'"{column.name}"' for column in records.columns)


def insert_rows(
    connection: Connection, rows: Iterable[tuple[Any, ...]], table: str = records.name
) -> int:
    """Put rows in whose values are as columns hold them, in the order of the columns of records.

    Returns
    -------
    How many.
    """
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join([mark] * len(records.columns))
    statement = f"INSERT INTO {table} ({_COLUMNS}) VALUES ({marks})"  # noqa: S608  # our own names
    iterator, number = iter(rows), 0
    while some := list(islice(iterator, ROWS_AT_ONCE)):
        connection.exec_driver_sql(statement, some)
        number += len(some)
    return number


def stage(connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Have rows wait on this connection, which is to be closed and not given to others after it.

    Parameters
    ----------
    connection
        A connection that has not taken its turn as a writer.
    rows
        As `insert_rows` takes them.
    """
    there = f"SELECT {_COLUMNS} FROM {records.name} WHERE 1 = 0"  # noqa: S608  # our own names
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {_STAGED} AS {there}")
    insert_rows(connection, rows, _STAGED)


def put_staged(connection: Connection) -> None:
    """Put the rows in that wait on this connection."""
    waiting = f"SELECT {_COLUMNS} FROM {_STAGED}"  # noqa: S608  # our own names
    connection.exec_driver_sql(f"INSERT INTO {records.name} ({_COLUMNS}) {waiting}")
