"""Draws that read well in prose-generating code, all from one generator."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


class Draw:
    """A few kinds of random draw on top of a generator.

    Everything comes from ``Generator.random``: it is the one method whose stream numpy has kept
    unchanged, and for single draws it is several times faster than ``choice``.

    Parameters
    ----------
    rng
        The generator; drawing advances it.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._random = rng.random

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return bool(self._random() < probability)

    def integer(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._random() * (high - low + 1))

    def uniform(self, low: float, high: float) -> float:
        """A number between ``low`` and ``high``."""
        return low + (high - low) * float(self._random())

    def choice(self, items: Sequence[Item]) -> Item:
        """One of the items, each as likely as the others."""
        return items[int(self._random() * len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """One of the items, in proportion to its weight."""
        mark = float(self._random()) * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def shuffle(self, items: MutableSequence[Item]) -> None:
        """Put the items in random order, in place (Fisher and Yates)."""
        for last in range(len(items) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            items[last], items[other] = items[other], items[last]

    def sample(self, items: Sequence[Item], size: int) -> list[Item]:
        """``size`` different items (all of them, if there are fewer) in random order."""
        pool = list(items)
        size = min(size, len(pool))
        for place in range(size):
            other = place + int(self._random() * (len(pool) - place))
            pool[place], pool[other] = pool[other], pool[place]
        return pool[:size]
