"""Ruby's way of writing down hashes and lists, in which Rayyan keeps what reviewers did."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_STRING = re.compile(r'\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ARROW = re.compile(r"\s*(?:=\\?>|:)\s*")
_BARE = re.compile(r"\s*([\w.+-]+)")
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F ]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)
_LETTERS = dict(zip("ntrs0eabvf", "\n\t\r \0\x1b\a\b\v\f", strict=True))

Value = str | tuple[str, ...]


def read_hash(text: str, start: int = 0) -> tuple[dict[str, Value], int]:
    r"""Read a hash such as ``{"Ann"=>"Included", "Bo"=>["a", "b"]}``.

    Parameters
    ----------
    text
        A text that holds one.
    start
        Where it begins; blanks before it are skipped.

    Returns
    -------
    Its pairs, and the place after it. What is cut off or damaged ends the hash there, and the
    pairs before that are given.

    Examples
    --------
    >>> read_hash(r'{"O\"Neil"=>"Maybe"} | more')
    ({'O"Neil': 'Maybe'}, 19)
    """
    found: dict[str, Value] = {}
    place = _after(text, start, "{")
    if place < 0:
        return found, start
    while (closed := _after(text, place, "}")) < 0:
        key = _STRING.match(text, place)
        arrow = _ARROW.match(text, key.end()) if key else None
        if key is None or arrow is None:
            return found, place
        value, place = _value(text, arrow.end())
        if value is None:
            return found, place
        found[_unescaped(key.group(1))] = value
        comma = _after(text, place, ",")
        place = place if comma < 0 else comma
    return found, closed


def write_hash(pairs: Mapping[str, str | Sequence[str]]) -> str:
    """A hash of strings, or of lists of them, as Ruby writes it."""
    return "{" + ", ".join(f"{quoted(key)}=>{_written(pairs[key])}" for key in pairs) + "}"


def quoted(text: str) -> str:
    """A string in quotation marks, with what Ruby escapes in it."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("#{", "\\#{")
    for letter, character in (("n", "\n"), ("r", "\r"), ("t", "\t")):
        plain = plain.replace(character, f"\\{letter}")
    return f'"{plain}"'


def _written(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return quoted(value)
    return "[" + ", ".join(map(quoted, value)) + "]"


def _value(text: str, place: int) -> tuple[Value | None, int]:
    opened = _after(text, place, "[")
    if opened < 0:
        return _scalar(text, place)
    items: list[str] = []
    place = opened
    while (closed := _after(text, place, "]")) < 0:
        item, after = _scalar(text, place)
        if item is None:
            return tuple(items) or None, place
        items.append(item)
        comma = _after(text, after, ",")
        place = after if comma < 0 else comma
    return tuple(items), closed


def _scalar(text: str, place: int) -> tuple[str | None, int]:
    if found := _STRING.match(text, place):
        return _unescaped(found.group(1)), found.end()
    if bare := _BARE.match(text, place):
        return bare.group(1), bare.end()
    return None, place


def _after(text: str, place: int, sign: str) -> int:
    """Place after a sign, with blanks before it; -1 if something else stands there."""
    while place < len(text) and text[place].isspace():
        place += 1
    return place + 1 if text.startswith(sign, place) else -1


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _character(found.group(1)), text) if "\\" in text else text


def _character(code: str) -> str:
    if len(code) == 1:
        return _LETTERS.get(code, code)
    numbers = [int(number, 16) for number in code[1:].strip("{}").split()]
    return "".join(chr(number) for number in numbers if number < 0x110000)
