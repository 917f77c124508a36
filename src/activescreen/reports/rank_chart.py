"""Where one record stood in the rankings of a review.

Every record has such a chart on its page, and a page that is leafed through has to be there at
once. So it is drawn here, which takes a thousandth of the time that a plotting library needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from markupsafe import Markup

from activescreen.reports.layers import INK, PALETTE
from activescreen.reports.recall_curve import WIDTH

_HEIGHT: Final = 180
_LEFT, _TOP, _RIGHT, _BELOW = 88, 20, 25, 55
_FONT: Final = "Helvetica, Arial, 'Liberation Sans', sans-serif"
_GRID: Final = "#e7e9ec"
_AXIS: Final = "#8b949e"
_MOST_TICKS: Final = 10


class Stood(NamedTuple):
    """A rank, counted from 1, after so many decisions."""

    decisions: int
    rank: int


class _Field(NamedTuple):
    """What the chart spans: decisions from left to right, ranks from the top down."""

    low: int
    high: int
    most: int

    def x(self, decisions: int) -> float:
        return WIDTH * (decisions - self.low) / (self.high - self.low)

    def y(self, rank: int) -> float:
        return _HEIGHT * (rank - 1) / (self.most - 1)


def rank_svg(stood: tuple[Stood, ...], most: int) -> Markup:
    """The rank of a record against the decisions that models had seen, the first rank on top.

    Parameters
    ----------
    stood
        The ranks, in the order of time; one at least.
    most
        The largest number of records that were ranked.
    """
    low, high = min(each.decisions for each in stood), max(each.decisions for each in stood)
    field = _Field(low, max(high, low + 1), max(most, 2))
    width, height = _LEFT + WIDTH + _RIGHT, _TOP + _HEIGHT + _BELOW
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Rank over time" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="white"/>'
        f'<g transform="translate({_LEFT},{_TOP})" font-family="{_FONT}" font-size="12" '
        f'fill="{INK}" stroke-width="1">',
        *_axes(field),
        f'<path d="{_steps(field, stood)}" fill="none" stroke="{PALETTE[0]}" stroke-width="2"/>',
        *_dots(field, stood),
        "</g></svg>",
    ]
    # All texts in it are figures, or ours.
    return Markup("".join(pieces))  # noqa: S704


def _axes(field: _Field) -> Iterator[str]:
    for decisions in _round_ones(field.low, field.high):
        x = field.x(decisions)
        yield f'<path d="M{x:.1f},0V{_HEIGHT}" stroke="{_GRID}"/>'
        yield f'<path d="M{x:.1f},{_HEIGHT}v5" stroke="{_AXIS}"/>'
        yield f'<text x="{x:.1f}" y="{_HEIGHT + 17}" text-anchor="middle">{decisions:,}</text>'
    for rank in _ticks(field.most):
        y = field.y(rank)
        yield f'<path d="M0,{y:.1f}H{WIDTH}" stroke="{_GRID}"/>'
        yield f'<path d="M0,{y:.1f}h-5" stroke="{_AXIS}"/>'
        yield f'<text x="-7" y="{y + 4:.1f}" text-anchor="end">{rank:,}</text>'
    yield f'<path d="M0,0V{_HEIGHT}H{WIDTH}" fill="none" stroke="{_AXIS}"/>'
    yield (
        f'<text x="{WIDTH // 2}" y="{_HEIGHT + 38}" text-anchor="middle" font-size="13">'
        "Decisions that the model had seen</text>"
        f'<text transform="translate({15 - _LEFT},{_HEIGHT // 2}) rotate(-90)" '
        'text-anchor="middle" font-size="13">Rank</text>'
    )


def _steps(field: _Field, stood: Iterable[Stood]) -> str:
    """A rank holds until the next ranking."""
    first, *others = stood
    begin = f"M{field.x(first.decisions):.1f},{field.y(first.rank):.1f}"
    return begin + "".join(
        f"H{field.x(each.decisions):.1f}V{field.y(each.rank):.1f}" for each in others
    )


def _dots(field: _Field, stood: Iterable[Stood]) -> Iterator[str]:
    for each in stood:
        said = f"Rank {each.rank:,} after {each.decisions:,} decisions"
        x, y = field.x(each.decisions), field.y(each.rank)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{said}</title></circle>'


def _round_ones(low: int, high: int) -> range:
    """Round numbers in a range, about as many as have room."""
    power = 10 ** max(0, len(str(high - low)) - 2)
    steps = (power * factor for factor in (1, 2, 5, 10, 20, 50, 100))
    step = next(step for step in steps if (high - low) // step < _MOST_TICKS)
    return range(-(-low // step) * step, high + 1, step)


def _ticks(most: int) -> list[int]:
    """The first rank, the last, and round ones between."""
    step = max(1, 10 ** (len(str(most)) - 1) // 2)
    step *= max(1, most // (4 * step))
    return [1, *(n for n in range(step, most, step) if n > 1 and most - n > step / 2), most]
