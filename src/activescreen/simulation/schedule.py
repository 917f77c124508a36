"""When a simulated learner is trained again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from activescreen.errors import ConfigurationError

_EVERY_LABEL_UP_TO: Final = 100
_GROWTH_PERCENT: Final = 2


@dataclass(frozen=True, slots=True)
class Schedule:
    """How many labels come between two trainings.

    Attributes
    ----------
    every
        Labels between trainings. None: after every label up to 100, then whenever the labels
        have grown by 2 %.
    """

    every: int | None = None

    @classmethod
    def parse(cls, text: str | int) -> Schedule:
        """Read ``auto`` or a positive whole number.

        Raises
        ------
        ConfigurationError
            If it is neither.
        """
        if text == "auto":
            return cls()
        try:
            every = int(text)
        except ValueError:
            every = 0
        if every < 1:
            raise ConfigurationError(
                f"'{text}' is no schedule for training.",
                remedy="Use 'auto', or the number of labels between two trainings.",
            )
        return cls(every)

    def next_after(self, labels: int) -> int:
        """Number of labels at which to train next, having trained at this many."""
        if self.every is not None:
            return labels + self.every
        if labels < _EVERY_LABEL_UP_TO:
            return labels + 1
        # Rounded up in whole numbers: a growth of 2 % is reached, not nearly reached.
        return labels + -(-labels * _GROWTH_PERCENT // 100)

    def __str__(self) -> str:
        return "auto" if self.every is None else str(self.every)
