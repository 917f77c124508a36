"""Connecting to a server, or to the store in the workspace, within seconds or not at all."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from activescreen.tracking.manners import quiet_loggers
from activescreen.tracking.store import Store
from activescreen.workspace import Workspace

EXPERIMENT: Final = "activescreen"

_PROBE_SECONDS: Final = 8.0
_REASONS: Final = {
    "Connection refused": "connection refused",
    "timed out": "no answer in time",
    "Failed to resolve": "no machine of that name is known",
    "unable to open database file": "its file cannot be opened",
    "readonly database": "its file cannot be written",
    "not a database": "its file is not a database",
    "database is locked": "another program holds its file",
}
_REASON_LENGTH: Final = 160


def sqlite_uri(workspace: Workspace) -> str:
    """What MLflow calls the store in the workspace."""
    return f"sqlite:///{(workspace.path / 'mlflow.db').as_posix()}"


def open_embedded(workspace: Workspace) -> Store:
    """Connect to the store in the workspace; make it if it is not there."""
    uri = sqlite_uri(workspace)
    if set("%?") & set(uri):
        # SQLAlchemy takes them for escapes and options and would open another file.
        raise ValueError("its path contains % or ?")
    _prepare_database(workspace.database)
    client = _client(uri)
    location = workspace.artifacts.as_uri()
    return Store(client, _experiment(client, location))


def connect_to(uri: str, workspace: Workspace) -> Store:
    """Connect to a server, within seconds or not at all."""
    scheme = urlsplit(uri).scheme
    # A database has no place for files, and MLflow would put them into the current folder.
    database = scheme.partition("+")[0] in ("sqlite", "postgresql", "mysql", "mssql")
    location = workspace.artifacts.as_uri() if database else None
    address = without_password(uri).rstrip("/") if scheme in ("http", "https") else ""
    client = _client(uri)
    return Store(client, _in_time(lambda: _experiment(client, location)), address)


def _client(uri: str) -> Any:
    # MLflow takes seconds to import, which nobody should wait for who does not track.
    from mlflow.tracking import MlflowClient

    quiet_loggers()
    return MlflowClient(tracking_uri=uri, registry_uri=uri)


def _experiment(client: Any, location: str | None) -> str:
    """Id of the experiment; the next free name if somebody moved it to the bin."""
    number, name = 1, EXPERIMENT
    while (found := client.get_experiment_by_name(name)) is not None:
        if found.lifecycle_stage == "active":
            return str(found.experiment_id)
        number += 1
        name = f"{EXPERIMENT}-{number}"
    return str(client.create_experiment(name, artifact_location=location))


def _in_time(work: Callable[[], str]) -> str:
    """The result of some work, or TimeoutError: a name server may hang beyond any HTTP limit."""
    result: list[str] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            result.append(work())
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="mlflow-probe", daemon=True)
    thread.start()
    thread.join(_PROBE_SECONDS)
    if errors:
        raise errors[0]
    if not result:
        raise TimeoutError(f"no answer within {_PROBE_SECONDS:g} seconds")
    return result[0]


def _prepare_database(path: Path) -> None:
    """See that the store's file can be used, and give a new one its tables.

    MLflow retries for minutes on a file that it cannot open; sqlite3 says so at once. It also
    makes its tables in some seventy steps. They are made in a file elsewhere and copied in one
    transaction, so that an interrupted first use leaves no half-made store; the lock keeps a
    second process from doing the same at the same time.
    """
    if _has_tables(path):
        return
    with closing(sqlite3.connect(path.with_suffix(".lock"), timeout=60)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        if _has_tables(path):
            return
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            made = Path(folder) / "mlflow.db"
            _client(f"sqlite:///{made.as_posix()}").get_experiment_by_name(EXPERIMENT)
            with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(path)) as target:
                source.backup(target)


def _has_tables(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as database:
        # A lock for writing, given back at once, shows what reading would not: a read-only file.
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")
        return database.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


def without_password(uri: str) -> str:
    """An address that may be shown: user and password are left out."""
    parts = urlsplit(uri)
    if "@" not in parts.netloc:
        return uri
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def reason_of(error: Exception) -> str:
    """Why a store failed, without the stack of its client's own words."""
    text = str(error).strip()
    for sign, reason in _REASONS.items():
        if sign in text:
            return reason
    line = text.splitlines()[0] if text else type(error).__name__
    return line if len(line) <= _REASON_LENGTH else f"{line[: _REASON_LENGTH - 1]}…"
