"""Taking up a study that was interrupted: the seeds that were finished are not run again."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from activescreen._version import __version__
from activescreen.simulation import Plan, Trace, Truth
from activescreen.workspace import Workspace


class InterruptedStudy:
    """Traces of finished seeds, in a file named by all that they depend on.

    Parameters
    ----------
    workspace
        Where it lies.
    truth, plan
        What is simulated.
    """

    def __init__(self, workspace: Workspace, truth: Truth, plan: Plan) -> None:
        parts = (
            __version__,
            truth.digest,
            plan.configuration.fingerprint,
            str(plan.schedule),
            plan.end,
            str(plan.priors),
        )
        name = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
        self._path: Path = workspace.path / "interrupted" / f"{name}.json"
        self._traces: dict[int, Trace] = {}
        if self._path.is_file():
            for data in json.loads(self._path.read_text(encoding="utf-8")):
                self._traces[data["seed"]] = Trace.from_json(data)

    @property
    def finished(self) -> dict[int, Trace]:
        """Traces by seed."""
        return dict(self._traces)

    def keep(self, trace: Trace) -> None:
        """Write down a finished seed."""
        self._traces[trace.seed] = trace
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}")
        data = [kept.to_json() for kept in self._traces.values()]
        draft.write_text(json.dumps(data), encoding="utf-8")
        draft.replace(self._path)

    def forget(self) -> None:
        """The study is complete: remove the file."""
        self._path.unlink(missing_ok=True)
