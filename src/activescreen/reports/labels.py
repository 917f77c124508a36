"""Where the words beside stopping points go, so that they do not lie on each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

LINE_HEIGHT: Final = 14.0
LETTER_WIDTH: Final = 6.1
GAP: Final = 8.0
LEADER: Final = 26.0


class Label(NamedTuple):
    """Words, line by line, for a point of the plot."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and the thin line that leads to it, in the units of the axes.

    Attributes
    ----------
    x, y
        The point that is labelled.
    left, top
        Upper left corner of the words; the leader runs from (x, y) to (x, top).
    lines
        The words, line by line.
    """

    x: float
    y: float
    left: float
    top: float
    lines: tuple[str, ...]


class _Box(NamedTuple):
    """A rectangle in points, y downwards."""

    left: float
    upper: float
    right: float
    lower: float

    def meets(self, other: _Box) -> bool:
        beside = self.left > other.right + GAP or other.left > self.right + GAP
        apart = self.upper > other.lower + GAP or other.upper > self.lower + GAP
        return not beside and not apart


def place_labels(
    labels: Sequence[Label], *, end: float, top: float, width: float, height: float
) -> list[Placed]:
    """Hang labels below their points, in the free area under a recall curve.

    The rightmost label hangs highest, so that no leader runs through the words of another
    unless those had to move left to stay inside.

    Parameters
    ----------
    labels
        What to place.
    end, top
        Largest x and y of the plot; both axes start at 0.
    width, height
        Size of the plot in points.
    """
    placed: list[Placed] = []
    boxes: list[_Box] = []
    for label in sorted(labels, key=lambda label: -label.x):
        wide = LETTER_WIDTH * max(map(len, label.lines))
        high = LINE_HEIGHT * len(label.lines)
        left = max(4.0, min(label.x / end * width, width - wide))
        upper = (top - label.y) / top * height + LEADER
        for taken in sorted(boxes, key=lambda box: box.upper):
            if _Box(left, upper, left + wide, upper + high).meets(taken):
                upper = taken.lower + GAP * 1.01
        upper = max(0.0, min(upper, height - high))
        boxes.append(_Box(left, upper, left + wide, upper + high))
        x_left, y_top = left / width * end, (1 - upper / height) * top
        placed.append(Placed(label.x, label.y, x_left, y_top, label.lines))
    return placed
