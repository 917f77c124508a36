"""What stands in the boxes of a PRISMA 2020 flow diagram, and which arrow joins which.

The four templates of the statement are one grid here: an update has a column and a row more, other
methods have two columns more. Lines that the templates do not have (records not decided so far,
what came by which way) appear only where there is a number for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final, NamedTuple

from activescreen.prisma.checks import problems
from activescreen.prisma.numbers import (
    FlowNumbers,
    Included,
    Number,
    OtherMethods,
    Removed,
    Reports,
    Search,
    Tally,
    added,
)
from activescreen.reports.words import NBSP, count

TEMPLATE: Final = (
    "Layout after the PRISMA 2020 templates: Page MJ et al. BMJ 2021;372:n71 (CC BY 4.0)."
)

UNKNOWN: Final = f"n{NBSP}={NBSP}?"


class Column(IntEnum):
    """The columns, from left to right."""

    PREVIOUS = 0
    MAIN = 1
    SIDE = 2
    OTHER = 3
    OTHER_SIDE = 4


class Row(IntEnum):
    """The rows, from top to bottom."""

    IDENTIFIED = 0
    SCREENED = 1
    SOUGHT = 2
    ASSESSED = 3
    INCLUDED = 4
    TOTAL = 5


class Line(NamedTuple):
    """A line of text as it is before it is broken.

    Attributes
    ----------
    text
        The words.
    depth
        How far it is indented.
    """

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the diagram: its place in the grid and its lines."""

    column: Column
    row: Row
    lines: tuple[Line, ...]


class Heading(NamedTuple):
    """The bar above a part of the columns."""

    text: str
    first: Column
    last: Column


class Band(NamedTuple):
    """The bar beside a part of the rows."""

    text: str
    first: Row
    last: Row


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything that is drawn, before it has a size.

    Attributes
    ----------
    headings, bands
        The bars above and beside the boxes.
    boxes
        The boxes.
    arrows
        Pairs of boxes, each joined by an arrow.
    notes
        Sentences below the diagram.
    """

    headings: tuple[Heading, ...]
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[Box, Box], ...]
    notes: tuple[str, ...]


def flow(numbers: FlowNumbers, *, notes: bool = True) -> Flow:
    """The diagram of a review.

    Parameters
    ----------
    numbers
        Its numbers.
    notes
        Whether what is not known and what does not add up is said below it.
    """
    search = _search_boxes(numbers.search)
    other = [] if numbers.other is None else _other_boxes(numbers.other)
    boxes, arrows = [*search, *other], [*_joined(search), *_joined(other)]
    included = Box(Column.MAIN, Row.INCLUDED, tuple(_included_lines(numbers)))
    boxes.append(included)
    arrows.append((search[-2], included))
    if other:
        arrows.append((other[-2], included))
    headings = [Heading(_heading("databases and registers"), Column.MAIN, Column.SIDE)]
    if numbers.previous is not None:
        headings.insert(0, Heading("Previous studies", Column.PREVIOUS, Column.PREVIOUS))
        headings[1] = Heading(_heading("databases and registers", " new"), Column.MAIN, Column.SIDE)
        previous = Box(Column.PREVIOUS, Row.IDENTIFIED, _previous_lines(numbers.previous))
        total = Box(Column.MAIN, Row.TOTAL, _total_lines(numbers))
        boxes += [previous, total]
        arrows += [(previous, total), (included, total)]
    if other:
        new = "" if numbers.previous is None else " new"
        headings.append(Heading(_heading("other methods", new), Column.OTHER, Column.OTHER_SIDE))
    last = Row.INCLUDED if numbers.previous is None else Row.TOTAL
    return Flow(
        tuple(headings),
        (
            Band("Identification", Row.IDENTIFIED, Row.IDENTIFIED),
            Band("Screening", Row.SCREENED, Row.ASSESSED),
            Band("Included", Row.INCLUDED, last),
        ),
        tuple(boxes),
        tuple(arrows),
        tuple(_notes(numbers, boxes, full=notes)),
    )


def in_words(numbers: FlowNumbers) -> str:
    """The whole diagram as text, for those who do not see it: down each part of the columns."""
    drawn = flow(numbers)
    boxes = sorted(drawn.boxes, key=lambda box: (_reading_place(box.column), box.row, box.column))
    said = [_box_in_words(box) for box in boxes]
    return " ".join([*said, *drawn.notes]).replace(NBSP, " ")


def _reading_place(column: Column) -> int:
    """Previous studies first, then other methods, so that what is included comes last."""
    return {Column.PREVIOUS: 0, Column.OTHER: 1, Column.OTHER_SIDE: 1}.get(column, 2)


def _box_in_words(box: Box) -> str:
    sentence = ""
    for line in box.lines:
        sentence += line.text if not sentence or sentence.endswith(": ") else f"; {line.text}"
        sentence += " " if sentence.endswith(":") else ""
    return f"{sentence.rstrip(': ')}."


def _heading(way: str, new: str = "") -> str:
    return f"Identification of{new} studies via {way}"


def _n(text: str, n: Number) -> str:
    """Words and their number, which stay on one line: Records screened (n = 5,905)."""
    shown = UNKNOWN if n is None else f"n{NBSP}={NBSP}{count(n)}"
    return f"{text} ({shown})"


def _search_boxes(search: Search) -> list[Box]:
    screened = [Line(_n("Records screened", search.screened))]
    if search.awaiting != 0:
        screened.append(Line(_n("not decided so far", search.awaiting), 1))
    identified = [
        Line("Records identified from:"),
        *_source_lines("Databases", search.databases),
        *_source_lines("Registers", search.registers),
    ]
    return [
        Box(Column.MAIN, Row.IDENTIFIED, tuple(identified)),
        Box(Column.SIDE, Row.IDENTIFIED, _removed_lines(search.removed)),
        Box(Column.MAIN, Row.SCREENED, tuple(screened)),
        Box(Column.SIDE, Row.SCREENED, tuple(_excluded_lines(search))),
        *_report_boxes(search.reports, Column.MAIN, Column.SIDE),
    ]


def _other_boxes(other: OtherMethods) -> list[Box]:
    identified = Line("Records identified from:")
    found = other.identified
    if not found.parts or found.n != added(part.n for part in found.parts):
        identified = Line(_n("Records identified by other methods", found.n))
    lines = (identified, *_part_lines(found))
    return [
        Box(Column.OTHER, Row.IDENTIFIED, lines),
        *_report_boxes(other.reports, Column.OTHER, Column.OTHER_SIDE),
    ]


def _removed_lines(removed: Removed) -> tuple[Line, ...]:
    return (
        Line("Records removed before screening:"),
        Line(_n("Duplicate records removed", removed.duplicates), 1),
        Line(
            _n("Records marked as ineligible by automation tools", removed.by_automation),
            1,
        ),
        Line(_n("Records removed for other reasons", removed.other_reasons), 1),
    )


def _excluded_lines(search: Search) -> Iterator[Line]:
    excluded = search.excluded
    yield Line(_n("Records excluded", excluded.n))
    if excluded.by_model == 0:
        return
    yield Line(_n("by people", excluded.by_people), 1)
    mark = "*" if search.stopping else ""
    yield Line(_n(f"by the model under the stopping rule{mark}, never read", excluded.by_model), 1)


def _report_boxes(reports: Reports, main: Column, side: Column) -> list[Box]:
    sought = [Line(_n("Reports sought for retrieval", reports.sought))]
    if reports.awaiting != 0:
        sought.append(Line(_n("awaiting assessment", reports.awaiting), 1))
    reasons = _part_lines(reports.excluded)
    text = _n("Reports excluded", reports.excluded.n) + (":" if reasons else "")
    return [
        Box(main, Row.SOUGHT, tuple(sought)),
        Box(side, Row.SOUGHT, (Line(_n("Reports not retrieved", reports.not_retrieved)),)),
        Box(main, Row.ASSESSED, (Line(_n("Reports assessed for eligibility", reports.assessed)),)),
        Box(side, Row.ASSESSED, (Line(text), *reasons)),
    ]


def _source_lines(kind: str, tally: Tally) -> list[Line]:
    """The total, and each source with its number; names alone where no number is known."""
    if tally.parts and tally.n is not None and all(part.n is None for part in tally.parts):
        names = ", ".join(part.name for part in tally.parts)
        return [Line(f"{_n(kind, tally.n)}:", 1), Line(names, 2)]
    parts = _part_lines(tally, 2)
    return [Line(_n(kind, tally.n) + (":" if parts else ""), 1), *parts]


def _part_lines(tally: Tally, depth: int = 1) -> list[Line]:
    return [Line(_n(part.name, part.n), depth) for part in tally.parts]


def _included_lines(numbers: FlowNumbers) -> Iterator[Line]:
    included = numbers.included
    if numbers.previous is None:
        yield Line(_n("Studies included in review", included.studies))
        yield Line(_n("Reports of included studies", included.reports))
    else:
        yield Line(_n("New studies included in review", included.studies))
        yield Line(_n("Reports of new included studies", included.reports))
    if numbers.reports_of_previous != 0:
        text = "New reports of studies included before"
        yield Line(_n(text, numbers.reports_of_previous))
    if numbers.other is not None and numbers.other.reports.included is not None:
        yield Line(_n("Reports via databases and registers", numbers.search.reports.included), 1)
        yield Line(_n("Reports via other methods", numbers.other.reports.included), 1)


def _previous_lines(previous: Included) -> tuple[Line, ...]:
    where = "included in previous version of review"
    return (
        Line(_n(f"Studies {where}", previous.studies)),
        Line(_n(f"Reports of studies {where}", previous.reports)),
    )


def _total_lines(numbers: FlowNumbers) -> tuple[Line, ...]:
    return (
        Line(_n("Total studies included in review", numbers.in_all.studies)),
        Line(_n("Reports of total included studies", numbers.in_all.reports)),
    )


def _joined(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Arrows down the main column, and from each of its boxes to the one beside it."""
    main = [box for box in boxes if box.column in (Column.MAIN, Column.OTHER)]
    yield from pairwise(main)
    for box in main:
        for beside in boxes:
            if beside.row == box.row and beside.column == box.column + 1:
                yield box, beside


def _notes(numbers: FlowNumbers, boxes: list[Box], *, full: bool) -> Iterator[str]:
    search = numbers.search
    if search.stopping and search.excluded.by_model != 0:
        yield f"* {search.stopping}"
    if full:
        if any(UNKNOWN in line.text for box in boxes for line in box.lines):
            yield f"{UNKNOWN} stands where a number is not known."
        for sentence in problems(numbers):
            yield f"Does not add up: {sentence}"
    yield TEMPLATE
