"""The books of studies, kept whatever happens to the store."""

from __future__ import annotations

import logging
import os
import shlex
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from activescreen.simulation.run import SimulationRun
from activescreen.tracking.connection import (
    connect_to,
    open_embedded,
    reason_of,
    sqlite_uri,
    without_password,
)
from activescreen.tracking.manners import manners
from activescreen.tracking.store import Status, Store
from activescreen.workspace import Workspace

Say = Callable[[str], None]

SERVER_VARIABLE: Final = "MLFLOW_TRACKING_URI"
STUDIES_GO_ON: Final = "Results and reports are written all the same."

_log = logging.getLogger(__name__)


def open_tracker(
    workspace: Workspace, say: Say | None = None, goes_on: str = STUDIES_GO_ON
) -> Tracker:
    """A tracker that connects when it is first used.

    Parameters
    ----------
    workspace
        Holds the embedded store and the files of runs.
    say
        Told, in a sentence, when a store fails. None: a warning is logged.
    goes_on
        What is not stopped by that, as a sentence.
    """
    server = os.environ.get(SERVER_VARIABLE) or None
    return Tracker(workspace, say or _log.warning, server, goes_on)


class Tracker:
    """The way to one MLflow store, and to the workspace's own if that fails.

    Parameters
    ----------
    workspace
        Holds the embedded store and the files of runs.
    say
        Told, in a sentence, when a store fails.
    server
        URI of an MLflow server or of another store; None for the embedded one.
    goes_on
        What is not stopped by a store that fails, as a sentence.
    """

    def __init__(
        self,
        workspace: Workspace,
        say: Say,
        server: str | None,
        goes_on: str = STUDIES_GO_ON,
    ) -> None:
        self.workspace = workspace
        self._goes_on = goes_on
        self.failed_server: str | None = None
        self._say = say
        self._server = server
        self._store: Store | None = None
        self._off = False

    def start_study(
        self,
        name: str,
        params: Mapping[str, object] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> StudyTracker:
        """Open the parent run of a study.

        Parameters
        ----------
        name
            What the study is called in the list of runs.
        params
            Its settings; nested mappings become dotted names.
        tags
            More to find it by.
        """
        return StudyTracker(self, name, dict(params or {}), dict(tags or {}))

    @property
    def off(self) -> bool:
        """Whether every store has failed, so that nothing is tracked any more."""
        return self._off

    def how_to_open(self) -> str:
        """The command, or the address, with which a person sees what was tracked."""
        if self._server and not self.failed_server:
            return without_password(self._server)
        # MLflow stands beside this Python, whose folder is seldom on the user's path.
        beside = Path(sys.executable).with_name("mlflow")
        program = shlex.quote(str(beside)) if beside.exists() else "mlflow"
        return f"{program} ui --backend-store-uri {shlex.quote(sqlite_uri(self.workspace))}"

    def attempt(self, job: Callable[[Store], None]) -> None:
        """Do a job on the store in use; if that fails, on the embedded one; if that fails, not.

        A failure is said once, and a store that failed is not asked again.
        """
        while not self._off:
            try:
                with manners():
                    self._store = self._store or self._connect()
                    job(self._store)
            # Whatever a store's client raises, its user's hours of work must go on; the message
            # carries the reason.
            except Exception as error:
                self._give_up(error)
            else:
                return

    def _connect(self) -> Store:
        if self._server and not self.failed_server:
            return connect_to(self._server, self.workspace)
        return open_embedded(self.workspace)

    def _give_up(self, error: Exception) -> None:
        reason = reason_of(error)
        self._store = None
        if self._server and not self.failed_server:
            self.failed_server = without_password(self._server)
            self._say(
                f"The MLflow server {self.failed_server} cannot be used ({reason}). What follows "
                f"is tracked in {self.workspace.path} instead; nothing is lost."
            )
            return
        self._off = True
        self._say(
            f"Tracking is off: the store in {self.workspace.path} cannot be used ({reason}). "
            f"{self._goes_on}"
        )


class StudyTracker:
    """The books of one study; made by :meth:`Tracker.start_study`.

    Used as a context manager it closes as finished, or as killed when interrupted, or as failed.
    """

    def __init__(
        self, tracker: Tracker, name: str, params: dict[str, object], tags: dict[str, str]
    ) -> None:
        self._tracker = tracker
        self._store: Store | None = None
        self._run_id: str | None = None
        self._written = 0
        self._closed = False
        # Every entry is kept, so that another store can be given the whole study.
        self._entries: list[Callable[[Store], None]] = []
        started = time.time()
        self._enter(lambda store: self._open(store, name, params, tags, started))

    def __enter__(self) -> StudyTracker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.finish("FINISHED")
        else:
            self.finish("KILLED" if issubclass(kind, KeyboardInterrupt) else "FAILED")

    @property
    def run_id(self) -> str | None:
        """Id of the parent run; None if nothing could be tracked."""
        return self._run_id

    @property
    def url(self) -> str | None:
        """Address of the parent run on a server; None for the embedded store."""
        if self._store is None or self._run_id is None or not self._store.address:
            return None
        return f"{self._store.address}/#/experiments/{self._store.experiment}/runs/{self._run_id}"

    def log_run(
        self,
        run: SimulationRun,
        params: Mapping[str, object] | None = None,
        model_path: Path | None = None,
    ) -> None:
        """Enter one run as a child: parameters, versions, metrics, recall curve, JSON, model.

        Parameters
        ----------
        run
            What the simulation gave back.
        params
            Settings of its configuration and schedule; nested mappings become dotted names.
        model_path
            File or folder of the last model.
        """
        kept, ended = dict(params or {}), time.time()
        self._enter(lambda store: store.add_run(self._parent(), run, kept, model_path, ended))

    def log_figures(
        self, name: str, params: Mapping[str, object], metrics: Mapping[str, float]
    ) -> None:
        """Enter figures that are no single simulation as a child: parameters, versions, metrics.

        Parameters
        ----------
        name
            What the child is called in the list of runs.
        params, metrics
            What it is about, and its figures.
        """
        facts, figures, ended = dict(params), dict(metrics), time.time()
        self._enter(lambda store: store.add_figures(self._parent(), name, facts, figures, ended))

    def log_files(self, paths: Sequence[Path]) -> None:
        """Keep files, such as the report and its plots, with the study."""
        kept = [Path(path) for path in paths]
        self._enter(lambda store: store.add_files(self._parent(), kept))

    def finish(self, status: Status = "FINISHED") -> None:
        """Close the study; a second call changes nothing."""
        if self._closed:
            return
        self._closed = True
        ended = time.time()
        self._enter(lambda store: store.close(self._parent(), status, ended))

    def _open(
        self,
        store: Store,
        name: str,
        params: dict[str, object],
        tags: dict[str, str],
        started: float,
    ) -> None:
        failed = self._tracker.failed_server
        more = {"activescreen.server_failed": failed} if failed else {}
        self._run_id = store.open_study(name, params, {**tags, **more}, started)

    def _parent(self) -> str:
        if self._run_id is None:
            raise RuntimeError("an entry came before the study was opened")
        return self._run_id

    def _enter(self, entry: Callable[[Store], None]) -> None:
        self._entries.append(entry)
        self._tracker.attempt(self._catch_up)

    def _catch_up(self, store: Store) -> None:
        if store is not self._store:
            self._store, self._run_id, self._written = store, None, 0
        while self._written < len(self._entries):
            self._entries[self._written](store)
            self._written += 1
