"""The worker that trains in a process of its own, as the service sees it.

The process is started when something is first asked of it, and again after it has ended. Both speak
in lines of JSON, a question with a number and an answer with the same: nothing that is sent can run
code. It works at a low priority and on one thread, so that serving does not wait for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

from activescreen import errors
from activescreen.errors import ActiveScreenError, WaitError
from activescreen.review.ranking.explaining import Asked, Neighbour, Why
from activescreen.review.ranking.worker import Embedded, LostWorkerError, Trained

PATIENCE: Final = 20.0
"""Seconds that someone waits for an explanation; features may have to be computed first."""

_END_SECONDS: Final = 5.0
_ONE_THREAD: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class ProcessWorker:
    """Trains in a process of its own.

    Parameters
    ----------
    workspace
        The folder in which the process finds the reviews.
    patience
        Seconds that someone waits for an explanation.
    """

    def __init__(self, workspace: Path, patience: float = PATIENCE) -> None:
        self._workspace = workspace
        self._patience = patience
        self._lock = Lock()
        self._running: _Running | None = None
        self._closed = False

    def train(self, review_id: int) -> Trained:
        """Train a review's model if anything has come since; errors as the process told them."""
        return Trained(**self._ask("train", review_id))

    def embed(self, review_id: int) -> Embedded:
        """Embed a few of the texts that the last training found missing."""
        return Embedded(**self._ask("embed", review_id))

    def book(self, review_id: int) -> str:
        """Enter what was trained into the books; what went wrong, if anything did."""
        return str(self._ask("book", review_id))

    def behind(self) -> list[int]:
        """Numbers of the reviews that must be trained."""
        return [int(number) for number in self._ask("behind", None)]

    def explain(self, asked: Asked) -> Why:
        """Why a record stands where it stands.

        Raises
        ------
        WaitError
            If it takes longer than anyone waits.
        """
        said = self._ask("explain", asdict(asked), self._patience)
        lists = {
            "terms": tuple((term, weight) for term, weight in said["terms"]),
            "neighbours": tuple(Neighbour(**each) for each in said["neighbours"]),
            "notes": tuple(said["notes"]),
        }
        return Why(**{**said, **lists})

    @property
    def process_id(self) -> int | None:
        """Number of the process; None while there is none."""
        running = self._running
        return None if running is None else running.process.pid

    def close(self) -> None:
        """End the process, whatever it does."""
        with self._lock:
            self._closed = True
            running, self._running = self._running, None
        if running is not None:
            running.end()

    def _ask(self, what: str, value: object, patience: float | None = None) -> Any:
        future = self._process().ask(what, value)
        try:
            return future.result(patience)
        except TimeoutError as error:
            raise WaitError(
                "The model that ranks is still being prepared here.",
                remedy="Ask again when the page on the ranking says that it is ready.",
            ) from error

    def _process(self) -> _Running:
        with self._lock:
            if self._closed:
                raise LostWorkerError("The training process was ended with the service.")
            if self._running is None or self._running.over:
                self._running = _Running(self._workspace)
            return self._running


class _Running:
    """One process, from its start to its end."""

    def __init__(self, workspace: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "activescreen.review.ranking.worker_process",
            str(workspace),
        ]
        # A group of its own: Ctrl-C in the terminal is for the service, which ends this one.
        self.process = subprocess.Popen(  # noqa: S603  # our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **_ONE_THREAD},
            encoding="utf-8",
            process_group=0,
        )
        self.over = False
        self._lock = Lock()
        self._numbers = count(1)
        self._open: dict[int, Future[Any]] = {}
        self._reader = Thread(target=self._read, name="training answers", daemon=True)
        self._reader.start()

    def ask(self, what: str, value: object) -> Future[Any]:
        """Ask for something; the answer comes later, or that the process has ended."""
        answer: Future[Any] = Future()
        with self._lock:
            number = next(self._numbers)
            self._open[number] = answer
            try:
                if self.process.stdin is None or self.over:
                    raise BrokenPipeError
                self.process.stdin.write(f"{json.dumps([number, what, value])}\n")
                self.process.stdin.flush()
            except (OSError, ValueError):
                self._open.pop(number, None)
                answer.set_exception(self._lost())
        return answer

    def end(self) -> None:
        """End the process: it goes by itself when nobody can ask it any more."""
        with self._lock:
            self.over = True
            if self.process.stdin is not None:
                with suppress(OSError):
                    self.process.stdin.close()
        self._reader.join(_END_SECONDS)
        if self._reader.is_alive():
            self.process.kill()
            self._reader.join()

    def _read(self) -> None:
        """Hand out answers until there are no more."""
        if self.process.stdout is None:
            raise RuntimeError("the training process was started without a pipe")
        with self.process.stdout as lines:
            for line in lines:
                number, failed, value = json.loads(line)
                with self._lock:
                    answer = self._open.pop(number)
                if failed:
                    answer.set_exception(_error(**value))
                else:
                    answer.set_result(value)
        self.process.wait()
        with self._lock:
            self.over = True
            left, self._open = self._open, {}
            if self.process.stdin is not None:
                # What could not be sent is lost with the process.
                with suppress(OSError):
                    self.process.stdin.close()
        for answer in left.values():
            answer.set_exception(self._lost())

    def _lost(self) -> LostWorkerError:
        code = self.process.poll()
        how = f"was ended by signal {-code}" if code is not None and code < 0 else "has ended"
        memory = " Perhaps the machine has too little memory." if code == -9 else ""
        return LostWorkerError(f"The process that trains {how}; no decision is lost.{memory}")


def _error(kind: str, what: str, where: str | None, remedy: str | None) -> ActiveScreenError:
    """An error as the process told it."""
    known = getattr(errors, kind, ActiveScreenError)
    if not (isinstance(known, type) and issubclass(known, ActiveScreenError)):
        known = ActiveScreenError
    return known(what, where=where, remedy=remedy)
