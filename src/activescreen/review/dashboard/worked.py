"""Figures that take seconds to work out on a large review, made beside the work of everyone."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from threading import Lock
from typing import Any, Final, TypeVar

T = TypeVar("T")

_KEPT: Final = 64


class Worked:
    """Works things out one after the other in a thread, and keeps the last ones."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: dict[Hashable, Future[Any]] = {}
        self._thread: ThreadPoolExecutor | None = None

    def ask(self, key: Hashable, make: Callable[[], T], wait: float | None = None) -> T | None:
        """What was asked for; None while it is being worked out.

        Parameters
        ----------
        key
            Names it; what it depends on belongs to the key.
        make
            Works it out. It must not touch a database connection of the caller.
        wait
            Seconds to wait for it; None: until it is there.

        Raises
        ------
        ActiveScreenError
            If working it out ended in one.
        """
        with self._lock:
            future = self._found.get(key)
            if future is None:
                if self._thread is None:
                    self._thread = ThreadPoolExecutor(1, "worked")
                future = self._found[key] = self._thread.submit(make)
                for old in list(self._found)[:-_KEPT]:
                    self._found.pop(old).cancel()
        try:
            made: T = future.result(wait)
        except NotYet:
            return None
        return made
