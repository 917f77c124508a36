"""How long computing the meaning of texts will still take, at the pace of late."""

from __future__ import annotations

from math import ceil
from typing import Final

from activescreen.stopping.wording import counted

_MINUTE: Final = 60
_MINUTES_IN_WORDS: Final = 90


class TextPace:
    """How fast texts are embedded: other reviews that take turns with this one are in it.

    The first piece is no measure, since the model is loaded for it.
    """

    def __init__(self) -> None:
        self._from: tuple[int, float] | None = None
        self._seconds: float | None = None

    def step(self, done: int, at: float) -> None:
        """So many texts are done at this time, in seconds."""
        if self._from is None:
            self._from = (done, at)
        elif done > self._from[0]:
            self._seconds = (at - self._from[1]) / (done - self._from[0])

    def left(self, texts: int) -> float | None:
        """Seconds that so many texts will take; None while the pace is not known."""
        return None if self._seconds is None else texts * self._seconds


def in_words(seconds: float) -> str:
    """A time that is left, as people say it: never less than it is."""
    if seconds <= _MINUTE:
        return "less than a minute left"
    minutes = ceil(seconds / _MINUTE)
    if minutes <= _MINUTES_IN_WORDS:
        return f"about {counted(minutes, 'minute')} left"
    return f"about {counted(ceil(minutes / _MINUTE), 'hour')} left"
