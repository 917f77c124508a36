"""What all tests share."""

from __future__ import annotations

import os
import secrets
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, make_url, text

from activescreen.records import Record, RecordSet, Source
from activescreen.workspace import Workspace

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

    from activescreen.store import Database
    from activescreen.web import Settings

os.environ["HF_HUB_OFFLINE"] = "1"
# Before SciPy is imported: scikit-learn's estimator checks try array-API input only with it.
os.environ["SCIPY_ARRAY_API"] = "1"
os.environ.pop("COLUMNS", None)


@pytest.fixture(scope="session", autouse=True)
def consoles() -> None:
    """Make the consoles before a test sets COLUMNS: they would keep that width for all others."""
    from activescreen.cli import console

    assert console.out.width == console.err.width


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real reviews and export files, which is not part of the project."""
    default = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("ACTIVESCREEN_SHARED", default))
    if not folder.is_dir():
        if os.environ.get("ACTIVESCREEN_REQUIRE_SHARED"):
            pytest.fail(f"no shared data at {folder}, but tests on it are required here")
        pytest.skip(f"no shared data at {folder}: set ACTIVESCREEN_SHARED to its folder")
    return folder


@pytest.fixture(scope="session")
def old_workbook() -> Callable[[list[list[str | float]]], bytes]:
    """Makes a workbook as Excel 97 saves it, of one sheet: BIFF8 records in a compound file."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def cell(row: int, column: int, value: str | float) -> bytes:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            return record(0x0204, place + text)
        return record(0x0203, place + struct.pack("<d", value))

    def begins(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1997, 0, 6))

    def make(rows: list[list[str | float]]) -> bytes:
        name = b"Sheet"
        entry = struct.pack("<BB", len(name), 0) + name
        offset = len(begins(5)) + 4 + 6 + len(entry) + 4
        stream = begins(5) + record(0x85, struct.pack("<IBB", offset, 0, 0) + entry)
        stream += record(0x0A, b"") + begins(0x10)
        for at, cells in enumerate(rows):
            stream += b"".join(cell(at, place, value) for place, value in enumerate(cells))
        stream = (stream + record(0x0A, b"")).ljust(4096, b"\0")
        stream += b"\0" * (-len(stream) % 512)
        sectors = len(stream) // 512
        # Sector 0 is the table of sectors, 1 the directory, the others are the stream.
        chain = [-3, -2, *range(3, sectors + 2), -2]
        table = struct.pack(f"<{len(chain)}i", *chain).ljust(512, b"\xff")

        def directory(name: str, kind: int, child: int, start: int, size: int) -> bytes:
            text = f"{name}\0".encode("utf-16-le") if name else b""
            head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
            return head + struct.pack("<iii36xiII", -1, -1, child, start, size, 0)

        entries = directory("Root Entry", 5, 1, -2, 0) + directory(
            "Workbook", 2, -1, 2, len(stream)
        )
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        header += struct.pack(
            "<HHHHH6xIIIIIiIiI", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, -2, 0, -2, 0
        )
        header += struct.pack("<109i", 0, *[-1] * 108)
        return header + table + entries.ljust(512, b"\0") + stream

    return make


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACTIVESCREEN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def review() -> tuple[RecordSet, np.ndarray]:
    """120 made records, 12 of them relevant and nearly all of these told by their words."""
    rng = np.random.default_rng(11)
    common = [f"common{i}" for i in range(60)]
    topic = [f"topic{i}" for i in range(8)]
    labels = np.zeros(120, dtype=np.int8)
    labels[rng.choice(120, 12, replace=False)] = 1
    records = RecordSet(
        Record(
            " ".join(rng.choice(common, 8)),
            Source("made.csv", row),
            abstract=" ".join(rng.choice(topic if relevant else common, 6)),
        )
        for row, relevant in enumerate(labels)
    )
    return records, labels


POSTGRES = os.environ.get("ACTIVESCREEN_TEST_POSTGRES", "")
ENGINES = ["sqlite", *(["postgresql"] if POSTGRES else [])]


@pytest.fixture(autouse=True, scope="session")
def real_hasher() -> Iterator[PasswordHasher]:
    """What passwords are hashed with outside of tests.

    Those of made-up people may be guessed: to hash thousands of them as slowly as real ones would
    take most of the tests' time.
    """
    from activescreen.review.people import signing_in

    with pytest.MonkeyPatch.context() as patch:
        real = signing_in._hasher()
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(signing_in, "_hasher", lambda: quick)
        yield real


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """What keeps reviews.

    PostgreSQL takes part where ``ACTIVESCREEN_TEST_POSTGRES`` names a server on which databases
    may be made.
    """
    name: str = request.param
    return name


@pytest.fixture
def database_url(engine: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str | None]:
    """Where reviews are kept in a test: in the workspace, or in a new database of a server.

    There are no tables in it yet.
    """
    with _database(engine) as url, _named(url, monkeypatch):
        yield url


@pytest.fixture
def open_made(
    engine: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Callable[[Workspace], AbstractContextManager[Database]]]:
    """Makes a workspace whose tables are there already, and opens it.

    They are copied: to bring a new database through all migrations takes longer than most tests.
    """
    from activescreen.store import open_store

    template = request.getfixturevalue(f"_{engine}_tables")

    @contextmanager
    def opened(workspace: Workspace) -> Iterator[Database]:
        workspace.make()
        if engine == "sqlite":
            shutil.copyfile(template, workspace.path / Workspace.REVIEWS)
        with open_store(workspace) as database:
            yield database

    with _database(engine, template) as url, _named(url, monkeypatch):
        yield opened


@pytest.fixture(scope="session")
def _sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _make_tables(None, tmp_path_factory) / Workspace.REVIEWS


@pytest.fixture(scope="session")
def _postgresql_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with _database("postgresql") as url:
        _make_tables(url, tmp_path_factory)
        yield str(make_url(str(url)).database)


def _make_tables(url: str | None, folders: pytest.TempPathFactory) -> Path:
    from activescreen.store import make_store

    workspace = Workspace(folders.mktemp("tables"))
    with pytest.MonkeyPatch.context() as patch, _named(url, patch), make_store(workspace):
        return workspace.path


@contextmanager
def _database(engine: str, template: object = "template1") -> Iterator[str | None]:
    """A new database of a server, as a copy of another; None where the workspace keeps it."""
    if engine == "sqlite":
        yield None
        return
    name = f"test_{secrets.token_hex(8)}"
    server = create_engine(
        make_url(POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@contextmanager
def _named(url: str | None, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment as it is for who keeps reviews there."""
    if url is None:
        patch.delenv("ACTIVESCREEN_DATABASE", raising=False)
    else:
        patch.setenv("ACTIVESCREEN_DATABASE", url)
    yield


@pytest.fixture(scope="session")
def make_app() -> Callable[[Settings], ASGIApp]:
    """The service with settings of one's own, on routes that are made once: that takes a second."""
    from activescreen.web import create_app

    made: list[FastAPI] = []

    def wired(settings: Settings) -> ASGIApp:
        made[:] = made or [create_app(settings)]

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            made[0].state.settings = settings
            await made[0](scope, receive, send)

        return app

    return wired
