"""The PRISMA 2020 flow diagram of a review as a picture, light and legible in print.

`activescreen.prisma` has the numbers and checks them; `prisma_boxes` says what stands in the boxes,
`prisma_layout` where they stand, and this file how they look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import vl_convert

from activescreen.errors import InputError
from activescreen.files import write_whole
from activescreen.prisma import FlowNumbers, as_text
from activescreen.reports.prisma_boxes import flow, in_words
from activescreen.reports.prisma_layout import (
    FONT,
    NOTE_FONT,
    Drawing,
    Placed,
    Rect,
    Text,
    lay_out,
)

SUFFIXES: Final = (".svg", ".png", ".json")
FAMILY: Final = "Helvetica, Arial, 'Liberation Sans', sans-serif"
INK: Final = "#1f2328"
SOFT: Final = "#57606a"
LINE: Final = "#3d444d"
HEADING: Final = "#fbe3a6"
BAND: Final = "#cfe0f3"
HEAD: Final = 7.0
"""Length of an arrow head."""
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def flow_svg(numbers: FlowNumbers, *, notes: bool = True, name: str = "prisma") -> str:
    """The diagram as an SVG document, with a title and a description for screen readers.

    Parameters
    ----------
    numbers
        What it shows. Which of the four templates is drawn follows from them.
    notes
        Whether what is not known and what does not add up is said below it.
    name
        Tells its ids from those of other pictures on a page.
    """
    drawing = lay_out(flow(numbers, notes=notes))
    width, height = _f(drawing.width), _f(drawing.height)
    title = "PRISMA 2020 flow diagram" + (f": {numbers.title}" if numbers.title else "")
    label = quoteattr(f"{name}-title {name}-desc")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby={label} '
        f'font-family="{FAMILY}" font-size="{_f(FONT)}" fill="{INK}">'
    )
    return "\n".join(
        [
            head,
            f"<title id={quoteattr(f'{name}-title')}>{_text(title)}</title>",
            f"<desc id={quoteattr(f'{name}-desc')}>{_text(in_words(numbers))}</desc>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *_parts(drawing),
            "</svg>\n",
        ]
    )


def flow_png(numbers: FlowNumbers, *, notes: bool = True, scale: float = 3) -> bytes:
    """The diagram as PNG, ``scale`` pixels a point."""
    return bytes(vl_convert.svg_to_png(flow_svg(numbers, notes=notes), scale=scale))


def write_flow(path: Path, numbers: FlowNumbers, *, notes: bool = True) -> None:
    """Write the diagram (SVG, PNG) or its numbers (JSON), by the file's suffix, all or nothing.

    Raises
    ------
    InputError
        If the suffix is another one, or the file cannot be written.
    """
    match check_suffix(path):
        case ".svg":
            write_whole(path, flow_svg(numbers, notes=notes))
        case ".png":
            write_whole(path, flow_png(numbers, notes=notes))
        case _:
            write_whole(path, as_text(numbers))


def check_suffix(path: Path) -> str:
    """The suffix, if a flow diagram can be written so.

    Raises
    ------
    InputError
        If it cannot.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"A flow diagram cannot be written as '{suffix}'.",
            where=str(path),
            remedy="Use a file name that ends in .svg, .png or .json.",
        )
    return suffix


def _parts(drawing: Drawing) -> Iterator[str]:
    for arrow in drawing.arrows:
        yield _arrow(arrow)
    for heading in drawing.headings:
        yield _rect(heading.rect, fill=HEADING, stroke="none", corner=4)
        yield from (
            _line(text, 'text-anchor="middle" font-weight="bold"') for text in heading.lines
        )
    for band in drawing.bands:
        yield _rect(band.rect, fill=BAND, stroke="none", corner=4)
        yield from map(_upright, band.lines)
    for box in drawing.boxes:
        yield from _box(box)
    for note in drawing.notes:
        yield _line(note, f'font-size="{_f(NOTE_FONT)}" fill="{SOFT}"')


def _box(box: Placed) -> Iterator[str]:
    yield _rect(box.rect, fill="#ffffff", stroke=LINE, corner=2)
    yield from map(_line, box.lines)


def _rect(rect: Rect, *, fill: str, stroke: str, corner: float) -> str:
    x, y, width, height = map(_f, rect)
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{_f(corner)}" '
        f'fill="{fill}" stroke="{stroke}"/>'
    )


def _line(text: Text, more: str = "") -> str:
    attributes = f'x="{_f(text.x)}" y="{_f(text.y)}" {more}'.rstrip()
    return f"<text {attributes}>{_text(text.words)}</text>"


def _upright(text: Text) -> str:
    x, y = _f(text.x), _f(text.y)
    return (
        f'<text transform="translate({x} {y}) rotate(-90)" dy="0.35em" text-anchor="middle" '
        f'font-weight="bold">{_text(text.words)}</text>'
    )


def _arrow(points: tuple[tuple[float, float], ...]) -> str:
    """A line that ends where its head begins, and the head as a triangle."""
    (x0, y0), (x1, y1) = points[-2:]
    dx, dy = (x1 > x0) - (x1 < x0), (y1 > y0) - (y1 < y0)
    base = (x1 - dx * HEAD, y1 - dy * HEAD)
    path = " ".join(f"{_f(x)},{_f(y)}" for x, y in (*points[:-1], base))
    wing = HEAD * 0.5
    corners = [
        (x1, y1),
        (base[0] - dy * wing, base[1] + dx * wing),
        (base[0] + dy * wing, base[1] - dx * wing),
    ]
    head = " ".join(f"{_f(x)},{_f(y)}" for x, y in corners)
    return (
        f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="1.2"/>'
        f'<polygon points="{head}" fill="{LINE}"/>'
    )


def _text(words: str) -> str:
    """Text as XML holds it; signs that it cannot hold become the replacement character."""
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", words))


def _f(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
