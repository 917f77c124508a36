"""The process that trains: it answers, in lines of JSON, what it is asked on its input.

It is started by :mod:`activescreen.review.ranking.process`, and ends with its input, even in the
middle of a training: a ranking is kept as a whole or not at all.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, is_dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from activescreen.errors import ActiveScreenError, StoreError

if TYPE_CHECKING:
    from activescreen.review.ranking.books import Books
    from activescreen.review.ranking.worker import Worker
    from activescreen.workspace import Workspace

_PRIORITY: Final = 10
"""Serving gets nine times as much of a processor that both want."""
_BESIDE: Final = "explain"
"""What is answered on a thread of its own, since someone waits for it."""

Answer = Callable[[int, bool, Any], None]


def main() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Before anything large is imported. The input's end ends the process, so nobody else has to.
    os.nice(_PRIORITY)
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from activescreen.review.ranking.workbench import Workbench
    from activescreen.store import open_store
    from activescreen.workspace import Workspace

    workspace = Workspace(Path(sys.argv[1]))
    with open_store(workspace) as database:
        serve(Workbench(database, _books(workspace)), sys.stdin, answers)
        # Threads at work are not waited for: whoever asked is gone.
        os._exit(0)


def serve(worker: Worker, questions: TextIO, answers: TextIO) -> None:
    """Answer every question; those that take long one after the other.

    Parameters
    ----------
    worker
        Who knows the answers.
    questions, answers
        Lines of JSON: number, what, value; and number, whether it failed, value.
    """
    lock = threading.Lock()

    def answer(number: int, failed: bool, value: Any) -> None:
        with lock:
            answers.write(f"{json.dumps([number, failed, value])}\n")
            answers.flush()

    one_by_one, beside = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
    jobs = _jobs(worker)
    for line in questions:
        number, what, value = json.loads(line)
        pool = beside if what == _BESIDE else one_by_one
        done = pool.submit(_answer, jobs[what], value, partial(answer, number))
        done.add_done_callback(_end_if_broken)


def _jobs(worker: Worker) -> Mapping[str, Callable[[Any], Any]]:
    from activescreen.review.ranking.explaining import Asked

    return {
        "train": worker.train,
        "embed": worker.embed,
        "book": worker.book,
        "behind": lambda _: worker.behind(),
        "explain": lambda value: worker.explain(Asked(**value)),
    }


def _answer(job: Callable[[Any], Any], value: Any, answer: Callable[[bool, Any], None]) -> None:
    try:
        result = job(value)
    except ActiveScreenError as error:
        answer(True, _told(error))
    except OSError as error:
        what = f"A file of the training process cannot be used: {error.strerror or error}."
        remedy = "Check that there is room on the disk, and that the service may write to it."
        where = None if error.filename is None else str(error.filename)
        answer(True, _told(StoreError(what, where=where, remedy=remedy)))
    else:
        plain = is_dataclass(result) and not isinstance(result, type)
        answer(False, asdict(result) if plain else result)


def _told(error: ActiveScreenError) -> dict[str, str | None]:
    return {
        "kind": type(error).__name__,
        "what": error.what,
        "where": error.where,
        "remedy": error.remedy,
    }


def _end_if_broken(done: Future[None]) -> None:
    """End the process after an error that nobody foresaw: the service notices and starts anew."""
    error = done.exception()
    if error is not None:
        traceback.print_exception(error)
        os._exit(1)


def _books(workspace: Workspace) -> Books:
    from activescreen.review.ranking.run_books import RunBooks

    return RunBooks(workspace)


if __name__ == "__main__":
    main()
