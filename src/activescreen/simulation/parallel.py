"""Simulations in several processes, with one board to report on, interruptible as a whole."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Generic, TypeVar

from joblib import Parallel, cpu_count, delayed

from activescreen.simulation.board import ProgressBoard
from activescreen.simulation.observer import Observer, Standing

T = TypeVar("T")

_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Task(Generic[T]):
    """One simulation to run.

    Attributes
    ----------
    work
        Runs it. It is given ``report``, to be called with (read, found) after every record, and
        ends when that returns False.
    seed, what
        Say to an observer which one it is.
    """

    work: Callable[..., T]
    seed: int
    what: str = ""


def run_together(tasks: Sequence[Task[T]], jobs: int | None, observer: Observer) -> Generator[T]:
    """Run tasks in processes and give back what each one gives, as soon as it does.

    Ctrl-C asks every task to end after the record it is at; a second one interrupts at once.

    Parameters
    ----------
    tasks
        What to run.
    jobs
        Processes; None: one a core, at most one a task.
    observer
        Told a few times a second how far the tasks are.
    """
    with tempfile.TemporaryDirectory(prefix="activescreen-") as folder:
        board = ProgressBoard(Path(folder) / "board", len(tasks))
        with _interruptible(board), _reporting(board, tasks, observer):
            calls = (
                delayed(_run)(task.work, board.path, place, len(tasks))
                for place, task in enumerate(tasks)
            )
            processes = min(jobs or cpu_count(), len(tasks))
            parallel = Parallel(n_jobs=processes, return_as="generator_unordered")
            with _deaf_children():
                results = parallel(calls)
            yield from results


def _run(work: Callable[..., T], board_path: Path, place: int, tasks: int) -> T:
    board = ProgressBoard(board_path, tasks)
    if threading.current_thread() is threading.main_thread():
        own_process = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if own_process:  # in a worker: the parent decides, by the board
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def report(read: int, found: int) -> bool:
        return board.report(place, read, found)

    return work(report=report)


@contextmanager
def _interruptible(board: ProgressBoard) -> Iterator[None]:
    """Turn the first Ctrl-C into a request on the board; the second one interrupts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(signum: int, frame: FrameType | None) -> Any:
        if board.stopping:
            raise KeyboardInterrupt
        board.stop()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Let the processes that start here never hear Ctrl-C, not even while they still import.

    A terminal sends it to them, too, and it would kill those that have not come to their run.
    An ignored signal stays ignored in a new process. The price is that a Ctrl-C in the moment
    of starting is lost.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _reporting(
    board: ProgressBoard, tasks: Sequence[Task[T]], observer: Observer
) -> Iterator[None]:
    """Tell the observer, a few times a second, what the board says."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_POLL_SECONDS):
            standings = [
                Standing(task.seed, *board.standing(place), task.what)
                for place, task in enumerate(tasks)
            ]
            observer.standing([standing for standing in standings if standing.read])

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
