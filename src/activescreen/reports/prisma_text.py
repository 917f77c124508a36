"""How wide words are in Helvetica, and where lines of them break.

A diagram whose boxes fit their text must know the width of words before anything is drawn. Arial
and Liberation Sans, which stand in for Helvetica, have the same widths.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

# Advance widths of the characters from space to tilde, in thousandths of the font size.
_REGULAR: Final = (
    (278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278)
    + (556,) * 10
    + (278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667)
    + (556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278)
    + (469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556)
    + (556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584)
)
_NARROW: Final = {"\N{NO-BREAK SPACE}": 278, "\N{EN DASH}": 556, "\N{MINUS SIGN}": 584}
_BLANKS: Final = " \t\n\r\f\v"
"""Where a line may break; a no-break space is none of them."""
_WIDE: Final = 1000
_OTHER: Final = 700
_BOLD: Final = 1.08
"""Bold letters are about so much wider; the widest words of a heading are no wider than this."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text in points; of letters outside Latin, an upper guess."""
    return sum(map(_letter, text)) / 1000 * size * (_BOLD if bold else 1)


def wrap(
    text: str, room: float, size: float, *, hang: float = 0.0, bold: bool = False
) -> list[str]:
    """Lines that are no wider than the room; a word that alone is wider is cut.

    Parameters
    ----------
    text
        The text. No-break spaces keep words together.
    room
        Points that a line may take.
    size
        Font size in points.
    hang
        How much less room the second line and later ones have.
    bold
        Whether it is set in bold.
    """
    lines: list[str] = []
    for word in re.split(f"[{_BLANKS}]+", text.strip(_BLANKS)):
        joined = f"{lines[-1]} {word}" if lines else word
        if width(joined, size, bold=bold) <= (room - hang if lines[1:] else room):
            lines[-1:] = [joined]
        else:
            lines += _cut(word, room - hang, size, bold=bold)
    return lines or [""]


def _cut(word: str, room: float, size: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@cache
def _letter(letter: str) -> int:
    if letter in _NARROW:
        return _NARROW[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    if " " <= base <= "~":
        return _REGULAR[ord(base) - 32]
    if unicodedata.combining(letter):
        return 0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER
