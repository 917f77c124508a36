"""A board on which runs in several processes write how far they are, and read whether to stop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_STOP, _HEAD = 0, 1


class ProgressBoard:
    """A small memory-mapped file: a stop flag, then (read, found) of every run.

    Parameters
    ----------
    path
        The file; made if it is not there.
    runs
        Number of runs.
    """

    def __init__(self, path: Path, runs: int) -> None:
        self.path = path
        self.runs = runs
        shape = (_HEAD + 2 * runs,)
        self._cells: NDArray[np.int64] = np.memmap(
            path, dtype=np.int64, mode="r+" if path.exists() else "w+", shape=shape
        )

    def report(self, run: int, read: int, found: int) -> bool:
        """Write how far a run is; False if it should stop."""
        self._cells[_HEAD + 2 * run] = read
        self._cells[_HEAD + 2 * run + 1] = found
        return not self._cells[_STOP]

    def standing(self, run: int) -> tuple[int, int]:
        """(read, found) of a run; zeros before it begins."""
        return int(self._cells[_HEAD + 2 * run]), int(self._cells[_HEAD + 2 * run + 1])

    def stop(self) -> None:
        """Ask every run to end after the record it is at."""
        self._cells[_STOP] = 1

    @property
    def stopping(self) -> bool:
        """Whether runs have been asked to end."""
        return bool(self._cells[_STOP])
