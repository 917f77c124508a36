"""What lies in an ASReview project: its records, and what its reviewers did with them.

Projects of version 1 keep the data as a file and a ``results.sql`` a review; version 2 keeps
``data_store.db`` and a ``results.db`` a review; version 3 keeps one ``results.db``, and may carry a
whole copy of an earlier project under ``legacy_v2``, which is the same review once more.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from activescreen.errors import InputError
from activescreen.formats.containers import HIGHEST_RATIO, LARGEST_UNPACKED
from activescreen.formats.content import LARGEST_WHOLE, Content
from activescreen.formats.decisions.asreview import entry, moment

PROJECT: Final = "project.json"
LEGACY: Final = "legacy_v2"
BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError),
)
_SMALL: Final = 50 << 20
_DATABASES: Final = (".db", ".sql")
_PRIOR: Final = "prior"


@dataclass(frozen=True)
class Project:
    """An opened project.

    Attributes
    ----------
    version
        Of ASReview, as the project says it.
    rows
        Records of its table, in their order; empty for version 1, which lists numbers alone.
    size
        How many records its tables list; 0 if none does.
    datasets
        Name of a data file -> the file.
    done
        Record id -> what was done with it, as `decisions.asreview.entry` writes it.
    warnings
        What a person should know.
    """

    version: str
    rows: Sequence[Mapping[str, Any]]
    size: int
    datasets: Mapping[str, Content]
    done: Mapping[int, str]
    warnings: Sequence[str] = field(default_factory=list)


def open_project(content: Content) -> Project:
    """Open a project; nothing in it is run, and models and features are left alone.

    Raises
    ------
    InputError
        If it is damaged, has no data, or unpacks to more than any project has.
    """
    try:
        with content.open() as stream, zipfile.ZipFile(stream) as archive:
            return _opened(archive, content.name)
    except sqlite3.Error as error:
        raise InputError(
            f"A database in the project is damaged ({error}).",
            where=content.name,
            remedy="Export the project from ASReview again.",
        ) from error
    except BROKEN as error:
        raise InputError(
            f"The project is damaged ({error}).",
            where=content.name,
            remedy="Export the project from ASReview again.",
        ) from error


def _opened(archive: zipfile.ZipFile, name: str) -> Project:
    root = _root(archive)
    names = {
        entry.filename.removeprefix(root): entry
        for entry in archive.infolist()
        if not entry.is_dir() and entry.filename.startswith(root)
    }
    warnings = list[str]()
    if any(path.startswith(f"{LEGACY}/") for path in names):
        warnings.append(
            "The project carries the copy that it was upgraded from; it was not read again."
        )
    names = {path: entry for path, entry in names.items() if not path.startswith(f"{LEGACY}/")}
    wanted = [path for path in names if path.startswith("data/") or path.endswith(_DATABASES)]
    _check_size([names[path] for path in wanted], name)
    about = json.loads(archive.read(names[PROJECT]))
    if not isinstance(about, dict):
        raise InputError(
            f"'{PROJECT}' of the project is no description of one.",
            where=name,
            remedy="Export the project from ASReview again.",
        )
    datasets = {
        path.removeprefix("data/"): Content(f"{name}/{path}", archive.read(names[path]))
        for path in wanted
        if path.startswith("data/")
    }
    rows: Sequence[Mapping[str, Any]] = ()
    numbers, done = 0, dict[int, str]()
    store = next((path for path in ("results.db", "data_store.db") if path in names), "")
    if store:
        with _database(archive.read(names[store])) as database:
            rows = _table(database, "record", "record_id")
    reviews = _reviews(names, about)
    if len(reviews) > 1:
        warnings.append(
            f"The project has {len(reviews)} reviews; decisions were taken of all, in their order."
        )
    for path in reviews:
        with _database(archive.read(names[path])) as database:
            done |= dict(_done(database, path))
            numbers = len(_table(database, "record_table")) or numbers
    if not reviews:
        warnings.append("The project has no review yet: there are no decisions in it.")
    size = len(rows) or numbers
    return Project(str(about.get("version", "")), rows, size, datasets, done, warnings)


def _root(archive: zipfile.ZipFile) -> str:
    """The folder that holds the project, where somebody packed it by hand."""
    found = [path for path in archive.namelist() if PurePosixPath(path).name == PROJECT]
    return min(found, key=len).removesuffix(PROJECT)


def _reviews(names: Mapping[str, object], about: Mapping[str, Any]) -> list[str]:
    """The databases with decisions, in the order in which the project lists its reviews."""
    if "results.db" in names:
        return ["results.db"]
    order = [str(review.get("id")) for review in about.get("reviews") or () if review]
    found = [
        path
        for path in sorted(names)
        if path.startswith("reviews/") and PurePosixPath(path).name in {"results.db", "results.sql"}
    ]

    def place(path: str) -> int:
        review = path.split("/")[1]
        return order.index(review) if review in order else len(order)

    return sorted(found, key=place)


def _check_size(members: Sequence[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    limit = min(LARGEST_UNPACKED, LARGEST_WHOLE, max(_SMALL, packed * HIGHEST_RATIO))
    if unpacked > limit:
        raise InputError(
            "The project unpacks to far more than any project has; it was not read.",
            where=name,
            remedy="Export it from ASReview again, or export the dataset as CSV.",
        )


@contextmanager
def _database(data: bytes) -> Iterator[sqlite3.Connection]:
    """A database in memory, whose triggers and views are not trusted."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.row_factory = sqlite3.Row
        yield connection


def _table(database: sqlite3.Connection, table: str, order: str = "rowid") -> list[dict[str, Any]]:
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master").fetchall())
    if kinds.get(table) != "table":
        return []
    # Both names are our own, never the file's.
    rows = database.execute(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608
    return [dict(row) for row in rows]


def _done(database: sqlite3.Connection, path: str) -> Iterator[tuple[int, str]]:
    """Record id and what was done with it, in the order in which records were labelled."""
    changes: dict[int, list[dict[str, Any]]] = {}
    for change in _table(database, "decision_changes"):
        changes.setdefault(change["record_id"], []).append(change)
    first_version = path.endswith(".sql")
    for row in _table(database, "results"):
        if row["label"] is None:
            continue
        prior = row.get("query_strategy") == _PRIOR if first_version else row.get("querier") is None
        history = _history(row, changes.get(row["record_id"], []))
        said = [
            {"label": label, "time": _iso(time), "reviewer": _user(user), "prior": prior}
            for label, time, user in history
        ]
        note = row.get("note") or row.get("notes") or ""
        yield row["record_id"], entry(said, str(note), _tags(row.get("tags")))


def _history(
    row: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, object, object]]:
    """Label, time and user of each decision on a record, the one that counts last."""
    time, user = row.get("time", row.get("labeling_time")), row.get("user_id")
    if changes and "new_label" in changes[0]:
        # Up to version 2 a change noted what it changed to, and the time stayed the first one.
        news = [change for change in changes if change["new_label"] in {0, 1}]
        if news:
            yield 1 - news[0]["new_label"], time, user
            for change in news[:-1]:
                yield change["new_label"], change["time"], user
            time = news[-1]["time"]
    else:
        for change in changes:
            if change["label"] in {0, 1}:
                yield change["label"], change["time"], change.get("user_id")
    yield row["label"], time, user


def _iso(time: object) -> str:
    at = moment(time)
    return at.isoformat() if at else ""


def _user(user: object) -> str:
    """Names of users are kept by the server, not by the project."""
    return "" if user is None else f"user {user}"


def _tags(text: object) -> list[str]:
    """Tags that are set, as ASReview names their columns: ``GROUP_TAG``."""
    try:
        groups = json.loads(str(text)) if text else []
    except ValueError:
        return []
    return [
        f"{group.get('export', '')}_{tag.get('export', '')}"
        for group in (groups if isinstance(groups, list) else [])
        if isinstance(group, dict)
        for tag in group.get("values") or ()
        if isinstance(tag, dict) and tag.get("checked")
    ]
