r"""LaTeX in bibliographic texts, to Unicode and back: ``M{\"u}ller`` is ``Müller``."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_ACCENT: Final = (
    r"\\[`'^\"~=.](?:\{[ ]?(?:\\[ij]|[^\W\d_])[ ]?\}|\\[ij](?![A-Za-z])|[^\W\d_])"
    r"|\\[uvHtcdbkr](?:[ ]?\{[ ]?(?:\\[ij]|[^\W\d_]{1,2})[ ]?\}|[ ]+[^\W\d_](?![^\W\d_]))"
)
_TOKEN: Final = re.compile(
    rf"(?P<accent>{_ACCENT})"
    r"|\\(?P<name>[A-Za-z]+)(?P<after>\{\}|[ ]+|)"
    r"|\\(?P<escaped>[%&$#_{}])"
    r"|(?P<space>\\[\\ ,;:])"
    r"|(?P<nothing>\\[-/!])"
    r"|(?P<math>\$)"
    r"|(?P<tie>(?<=[A-Za-z.])~(?=[\w{\\]))"
    r"|``(?P<quoted>[^`'{}\\$~]{1,300})''"
    r"|(?P<brace>[{}])"
)
_MATH: Final = re.compile(r"\$(?=\S)(?P<inside>(?:\\.|[^$\\\n]){1,200}?)(?<=\S)\$")
# Zotero writes "<" as "{$<$}".
_MATHS: Final = re.compile(r"[\\^_]|^[^\W\d]|^[<>=|~*]$")
# Commands that only say how their text looks.
_LOOKS: Final = frozenset(
    {"textit", "textbf", "emph", "textrm", "textsc", "textsf", "texttt", "textup", "textnormal"}
    | {"mathrm", "mathbf", "mathit", "mathsf", "mathcal", "mathbb", "text", "mbox", "hbox"}
    | {"textsuperscript", "textsubscript", "ensuremath", "underline", "url", "protect"}
    | {"it", "bf", "em", "sc", "rm", "sl", "tt", "itshape", "bfseries", "scshape", "relax"}
)
# Letters, after which a blank only ends the name: "Stra\ss e".
_LETTERS: Final = frozenset(
    {"ss", "o", "O", "l", "L", "ae", "AE", "oe", "OE", "aa", "AA", "i", "j", "dh", "DH"}
    | {"th", "TH", "dj", "DJ", "ng", "NG"}
)
_PLAIN: Final = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textasciigrave": "`",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "textdollar": "$",
    "textunderscore": "_",
    "textgreater": ">",
    "textless": "<",
    "textbar": "|",
}
_SPECIAL: Final = {
    **{character: f"\\{character}" for character in "%&$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
}
_TO_LATEX: Final = str.maketrans(_SPECIAL)
_TO_LATEX_BUT_BRACES: Final = str.maketrans(
    {character: code for character, code in _SPECIAL.items() if character not in "{}"}
)
_LONGEST_SYMBOL: Final = 6


def from_latex(text: str, *, keep_braces: bool = False) -> str:
    r"""The text that LaTeX would print, as far as it is text.

    Accents, symbols and escaped characters become Unicode, commands for looks and the braces
    around groups go. What is not understood stays as it is: nothing is lost, and a percent sign
    begins no comment.

    Parameters
    ----------
    text
        The text.
    keep_braces
        Leave unescaped braces in, as notes need them that hold other notations.

    Examples
    --------
    >>> from_latex(r"{G}{\"o}del's 50\% of $\alpha$")
    "Gödel's 50% of α"
    """
    if not any(mark in text for mark in "\\{}$~`"):
        return text
    closing: set[int] = set()

    def plain(found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind == "accent":
            return _symbol(found.group())
        if kind == "after":
            return _command(found.group("name"), found.group("after"))
        if kind == "math":
            return _dollar(text, found.start(), closing)
        if kind == "quoted":
            return f"“{found.group('quoted')}”"
        if kind == "brace":
            return found.group() if keep_braces else ""
        if kind == "escaped":
            return found.group("escaped")
        return " " if kind in {"space", "tie"} else ""

    return _TOKEN.sub(plain, text)


def to_latex(text: str, *, keep_braces: bool = False) -> str:
    """A text with the characters escaped that LaTeX takes for itself; other Unicode stays.

    Parameters
    ----------
    text
        The text.
    keep_braces
        Write braces as they are; the caller makes sure that they are balanced.
    """
    return text.translate(_TO_LATEX_BUT_BRACES if keep_braces else _TO_LATEX)


def _command(name: str, after: str) -> str:
    if name in _PLAIN:
        return _PLAIN[name] + ("" if after == "{}" else after)
    if name in _LOOKS:
        return ""
    symbol = _symbol(f"\\{name}")
    if not symbol:
        return f"\\{name}{after}"
    return symbol if after == "{}" or name in _LETTERS else symbol + after


def _dollar(text: str, place: int, closing: set[int]) -> str:
    """Nothing for the signs around mathematics, the sign itself where it is money."""
    if place in closing:
        return ""
    found = _MATH.match(text, place)
    if found is None or not _MATHS.search(found.group("inside")):
        return "$"
    closing.add(found.end() - 1)
    return ""


@lru_cache(4096)
def _symbol(command: str) -> str:
    """What one command without text prints; empty if that is not known."""
    from unicodedata import normalize

    text = normalize("NFC", str(_converter().latex_to_text(command))).strip()
    return text if len(text) <= _LONGEST_SYMBOL else ""


@cache
def _converter() -> LatexNodes2Text:
    # Half a second to load, and needed only where there is LaTeX.
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text()
