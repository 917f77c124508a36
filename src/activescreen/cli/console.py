"""What the terminal shows while something takes long."""

from __future__ import annotations

import re
import sys
from textwrap import wrap
from time import monotonic
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_PLAIN_SECONDS: Final = 10.0

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

out: Final = Console(highlight=False, soft_wrap=False)
err: Final = Console(stderr=True, highlight=False)


def say(text: str, style: str | None = None) -> None:
    """A line of result on standard output."""
    out.print(text, style=style, markup=False, soft_wrap=True)


def prose(text: str, *, onto: Console | None = None) -> None:
    """Paragraphs of result, wrapped at the console's width; words, and so paths, stay whole.

    Parameters
    ----------
    text
        Paragraphs, a line each; an empty line stays one.
    onto
        Where to; by default standard output.
    """
    console = onto or out
    for paragraph in text.split("\n"):
        lines = wrap(paragraph, console.width, break_long_words=False, break_on_hyphens=False)
        for line in lines or [""]:
            console.print(line, markup=False, soft_wrap=True)


def tell(text: str) -> None:
    """A line about the work itself, on standard error."""
    err.print(text, markup=False, soft_wrap=True)


def printable(text: str) -> str:
    """A text on one line, without the codes that terminals obey."""
    return " ".join(_CONTROLS.sub(" ", text).split())


class Bars:
    """Progress bars on a terminal, a line now and then elsewhere (a log, a pipe)."""

    def __init__(self) -> None:
        self._live = err.is_terminal
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f} of {task.total:,.0f} {task.fields[unit]}"),
            TimeRemainingColumn(),
            console=err,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, float] = {}

    def __enter__(self) -> Self:
        if self._live:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._progress.stop()

    def show(self, what: str, done: int, total: int, unit: str) -> None:
        """``done`` of ``total`` units of something."""
        if self._live:
            if what not in self._tasks:
                self._tasks[what] = self._progress.add_task(what, total=total, unit=unit)
            self._progress.update(self._tasks[what], completed=done, total=total, unit=unit)
            return
        now = monotonic()
        if now - self._said.setdefault(what, now) >= _PLAIN_SECONDS:
            self._said[what] = now
            sys.stderr.write(f"{what}: {done:,} of {total:,} {unit}\n")
