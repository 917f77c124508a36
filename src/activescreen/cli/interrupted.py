"""Taking up a study that was interrupted: the seeds that were finished are not run again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from activescreen._version import __version__
from activescreen.cli import console
from activescreen.errors import InputError
from activescreen.files import write_whole
from activescreen.simulation import Plan, Trace, Truth


class InterruptedStudy:
    """Traces of finished seeds, in a file named by all that they depend on.

    Parameters
    ----------
    folder
        Where it lies; made when there is something to keep.
    truth, plan
        What is simulated. Rules are not among what names the file: they are replayed anyway.
    """

    def __init__(self, folder: Path, truth: Truth, plan: Plan) -> None:
        parts = (
            __version__,
            truth.digest,
            plan.configuration.fingerprint,
            str(plan.schedule),
            plan.end,
            str(plan.priors),
            str(plan.seeds),
        )
        name = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
        self._path = folder / f"{name}.json"
        self._traces: dict[int, Trace] = {}
        self._keeping = True
        if self._path.is_file():
            for data in json.loads(self._path.read_text(encoding="utf-8")):
                self._traces[data["seed"]] = Trace.from_json(data)

    @property
    def finished(self) -> dict[int, Trace]:
        """Traces by seed."""
        return dict(self._traces)

    def keep(self, trace: Trace) -> None:
        """Write down a finished seed.

        A full disk does not stop the study: it is said once, and nothing more is kept.
        """
        self._traces[trace.seed] = trace
        if not self._keeping:
            return
        data = [kept.to_json() for kept in self._traces.values()]
        try:
            write_whole(self._path, json.dumps(data))
        except InputError as error:
            self._keeping = False
            console.tell(f"Finished seeds cannot be kept for a later call: {error.paragraph}")

    def forget(self) -> None:
        """The study is complete: remove the file."""
        self._path.unlink(missing_ok=True)
