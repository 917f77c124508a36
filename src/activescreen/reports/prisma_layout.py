"""Where everything of a flow diagram stands: boxes as high as their text, arrows between them.

Boxes of one row share a middle, so that the arrows across are straight. All lengths are points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from activescreen.reports.prisma_boxes import Box, Column, Flow, Row
from activescreen.reports.prisma_text import wrap

FONT: Final = 12.0
LINE: Final = 15.5
NOTE_FONT: Final = 10.0
NOTE_LINE: Final = 13.5
INDENT: Final = 12.0
PAD: Final = 10.0
MARGIN: Final = 14.0

WIDE: Final = 240.0
"""A box, so wide that most lines need no second one."""
NARROW: Final = 208.0
"""A box of a diagram with five columns, which a page's width has to hold."""
MOST_WIDE: Final = 4
PARAGRAPH: Final = 3.0
"""Before a line that is not indented, if it is not the first."""
ACROSS: Final = 34.0
"""From a box to the one beside it."""
BETWEEN: Final = 30.0
"""From one part of the columns to the next."""
DOWN: Final = 28.0
BAND_WIDTH: Final = 26.0
BAND_GAP: Final = 16.0
HEAD_GAP: Final = 16.0
LEAST: Final = {Row.IDENTIFIED: 112.0, Row.INCLUDED: 76.0}
"""A row is at least so high that the name in the bar beside it has room."""


class Text(NamedTuple):
    """One line of text: where its baseline begins, and what it says."""

    x: float
    y: float
    words: str


class Rect(NamedTuple):
    """A rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        """Half way across."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Placed:
    """A rectangle with its lines of text."""

    rect: Rect
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram with every length known.

    Attributes
    ----------
    width, height
        Of the whole picture.
    headings, bands, boxes
        The bars above, the bars beside, the boxes. The text of a band runs upwards: its x and y
        are its middle.
    arrows
        Corner points of each arrow, its head last.
    notes
        Lines below.
    """

    width: float
    height: float
    headings: tuple[Placed, ...]
    bands: tuple[Placed, ...]
    boxes: tuple[Placed, ...]
    arrows: tuple[tuple[tuple[float, float], ...], ...]
    notes: tuple[Text, ...]


def lay_out(flow: Flow) -> Drawing:
    """Give every part of a diagram its place."""
    wide = WIDE if len({box.column for box in flow.boxes}) <= MOST_WIDE else NARROW
    lefts = _lefts(flow, wide)
    right = max(lefts.values()) + wide
    headings = _headings(flow, lefts, wide)
    top = max(placed.rect.bottom for placed in headings) + HEAD_GAP
    broken = {box: _broken(box, wide) for box in flow.boxes}
    rows = _rows(broken, top)
    placed = {
        box: _place(lines, Rect(lefts[box.column], 0, wide, 0), rows[box.row].middle)
        for box, lines in broken.items()
    }
    bands = tuple(
        _band(band.text, rows[band.first].y, rows[band.last].bottom) for band in flow.bands
    )
    bottom = max(row.bottom for row in rows.values())
    notes = tuple(_notes(flow, lefts, right, bottom))
    end = notes[-1].y + NOTE_LINE - NOTE_FONT if notes else bottom
    return Drawing(
        right + MARGIN,
        end + MARGIN,
        tuple(headings),
        bands,
        tuple(placed.values()),
        tuple(_arrow(placed[start].rect, placed[end].rect) for start, end in flow.arrows),
        notes,
    )


def _lefts(flow: Flow, wide: float) -> dict[Column, float]:
    """Left edge of each column in use."""
    used = sorted({box.column for box in flow.boxes})
    lefts: dict[Column, float] = {}
    x = MARGIN + BAND_WIDTH + BAND_GAP
    for column in used:
        lefts[column] = x
        aside = column in (Column.MAIN, Column.OTHER)
        x += wide + (ACROSS if aside else BETWEEN)
    return lefts


def _headings(flow: Flow, lefts: dict[Column, float], wide: float) -> list[Placed]:
    broken = []
    for heading in flow.headings:
        left, right = lefts[heading.first], lefts[heading.last] + wide
        room = right - left - 2 * PAD
        broken.append((left, right, wrap(heading.text, room, FONT, bold=True)))
    height = max(len(lines) for *_, lines in broken) * LINE + 12
    placed = []
    for left, right, lines in broken:
        rect = Rect(left, MARGIN, right - left, height)
        first = rect.middle - len(lines) * LINE / 2 + FONT - 0.5
        texts = [Text(rect.centre, first + k * LINE, words) for k, words in enumerate(lines)]
        placed.append(Placed(rect, tuple(texts)))
    return placed


class _Broken(NamedTuple):
    """A line of a box: how far below the first it stands, how far in, and its words."""

    down: float
    hang: float
    words: str


def _broken(box: Box, wide: float) -> list[_Broken]:
    """The lines of a box; what an indented line runs over to is indented further."""
    lines: list[_Broken] = []
    down = 0.0
    for text, depth in box.lines:
        hang, more = INDENT * depth, INDENT / 2 if depth else 0.0
        if lines and not depth:
            down += PARAGRAPH
        for place, words in enumerate(wrap(text, wide - 2 * PAD - hang, FONT, hang=more)):
            lines.append(_Broken(down, hang + (more if place else 0), words))
            down += LINE
    return lines


def _rows(broken: dict[Box, list[_Broken]], top: float) -> dict[Row, Rect]:
    """The stretch of each row; its x and width say nothing."""
    rows: dict[Row, Rect] = {}
    for row in sorted({box.row for box in broken}):
        heights = [_height(lines) for box, lines in broken.items() if box.row == row]
        height = max(*heights, LEAST.get(row, 0.0))
        rows[row] = Rect(0, top, 0, height)
        top += height + DOWN
    return rows


def _height(lines: list[_Broken]) -> float:
    return lines[-1].down + LINE + 2 * PAD - 3


def _place(lines: list[_Broken], column: Rect, middle: float) -> Placed:
    height = _height(lines)
    rect = Rect(column.x, middle - height / 2, column.width, height)
    first = rect.y + PAD + FONT - 2
    return Placed(
        rect,
        tuple(Text(rect.x + PAD + hang, first + down, words) for down, hang, words in lines),
    )


def _band(words: str, top: float, bottom: float) -> Placed:
    rect = Rect(MARGIN, top, BAND_WIDTH, bottom - top)
    return Placed(rect, (Text(rect.centre, rect.middle, words),))


def _arrow(start: Rect, end: Rect) -> tuple[tuple[float, float], ...]:
    """Across or down in a straight line; or down and then across, where both differ."""
    if start.middle == end.middle:
        return ((start.right, start.middle), (end.x, end.middle))
    if start.centre == end.centre:
        return ((start.centre, start.bottom), (end.centre, end.y))
    side = end.x if start.centre < end.x else end.right
    return ((start.centre, start.bottom), (start.centre, end.middle), (side, end.middle))


def _notes(flow: Flow, lefts: dict[Column, float], right: float, bottom: float) -> list[Text]:
    left = min(lefts.values())
    y = bottom + DOWN - 4
    lines = []
    for note in flow.notes:
        for words in wrap(note, right - left, NOTE_FONT):
            lines.append(Text(left, y, words))
            y += NOTE_LINE
        y += 2
    return lines
