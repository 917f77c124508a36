"""From the text of a cell or tag to the value of a field."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from html import unescape
from itertools import chain

_MISSING = frozenset(
    {"na", "n/a", "nan", "<na>", "null", "none"}
    | {"[no author name available]", "[no author id available]"}
    | {"abstract not available", "[abstract not available]", "abstract unavailable"}
    | {"[no abstract available]", "[no abstract]", "no abstract available", "no abstract"}
)
# A year by itself, or in a date without anything between its parts: "20040501".
_YEAR = re.compile(
    r"(?<!\d)(1[5-9]\d\d|20\d\d|21\d\d)(?=(?:(?:0\d|1[0-2])(?:[0-2]\d|3[01]))?(?!\d))"
)
# PubMed's names: "de la Cruz AB Jr".
_SHORT_NAME = re.compile(r"\S.* [^\W\d_a-z]{1,4}(?: (?:Jr|Sr|2nd|3rd|4th|I{2,3}|IV))?\.?")
_INITIALS = re.compile(r"[^\W\d_]\.?(?:[ -]?[^\W\d_]\.?){0,3}")
_NOBODY = frozenset({"et al", "et al.", "others"})
_FORMULA_CELL = re.compile(r'="(.*)"', re.DOTALL)
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


# Markup that databases leave in titles and abstracts; "p < 0.05 and b > 3" has none.
_MARKUP = re.compile(
    r"</?(?P<name>i|b|u|p|em|strong|sub|sup|inf|br|hr|span|small|tt|sc|ul|ol|li|div|h[1-6]|font|big"
    r"|title|sec|italic|bold|underline|roman|abstract|(?:jats|mml|m|xhtml):[a-z]+\d?)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))*\s*/?>",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    {"p", "br", "hr", "li", "div", "title", "sec", "abstract", "ul", "ol"}
    | {f"h{level}" for level in range(1, 7)}
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});")
_OUTSIDE_BRACKETS = re.compile(r",(?![^()]*\))")


def is_missing(text: str) -> bool:
    """Whether a text only says that there is none, such as ``NA`` or ``nan``."""
    return len(text) < 32 and text.strip().strip(".").lower() in _MISSING


def plain_text(text: str) -> str:
    """A title or abstract without markup: known tags go, HTML entities are read once.

    Where a paragraph or a line ends, a line break stays. Signs that are no markup stay, too.

    Examples
    --------
    >>> plain_text("<p>CO<sub>2</sub> &amp; age: p < 0.05 and b > 3</p>")
    'CO2 & age: p < 0.05 and b > 3'
    """
    if "<" in text and ">" in text:
        text = _without_markup(text)
    if "&" in text and ";" in text:
        escaped = "&lt;/" in text
        text = _ENTITY.sub(lambda found: unescape(found.group()), text)
        if escaped:
            # "&lt;p&gt;…&lt;/p&gt;" is markup that was written down as text.
            text = _without_markup(text)
    return text


def _without_markup(text: str) -> str:
    plain, found = _MARKUP.subn(_break, text)
    return re.sub(r"(?<!\s)[^\S\n]*+\n\s*", "\n", plain).strip() if found else text


def _break(tag: re.Match[str]) -> str:
    return "\n" if tag.group("name").lower().rpartition(":")[2] in _BLOCKS else ""


def parse_year(text: str) -> int | None:
    """The first year from 1500 to 2199 in a date of any form, such as ``2014//`` or ``2001.0``."""
    found = _YEAR.search(text)
    return int(found.group()) if found else None


def clean_cell(text: str) -> str:
    """A cell without what spreadsheets and exporters put around its text.

    ``="19326203"``, by which EBSCO and Embase keep digits from becoming numbers, and the
    apostrophe that our writers set before a would-be formula are taken off.
    """
    if text[:2] == '="':
        found = _FORMULA_CELL.fullmatch(text)
        return found.group(1) if found else text
    if text[:1] == "'" and _GUARDED.match(text):
        return text[1:]
    return text


def split_authors(text: str) -> tuple[str, ...]:
    """Single authors from one text, in the source's order and spelling.

    Separators are, in this order: a written Python list, semicolon, vertical bar or line break,
    the word *and* (Rayyan, BibTeX), and the comma where it cannot part surname from initials.
    """
    # What a search engine cut off is nobody: "E Eder, F Fink…", "et al.".
    people = (person.removesuffix("…").removesuffix("...").strip() for person in _people(text))
    return tuple(person for person in people if person and person.lower() not in _NOBODY)


def _people(text: str) -> tuple[str, ...]:
    text = text.strip()
    if not text or is_missing(text):
        return ()
    listed = _python_list(text)
    if listed is not None:
        return listed
    if re.search(r"[;|\n]", text):
        # "Aas B, Bo C; GARDEN Trial Group.": PubMed closes such a list with a full stop.
        if text.find(".") == len(text) - 1 and len(short_names(text.partition(";")[0])) > 1:
            text = text[:-1]
        return tuple(chain.from_iterable(map(short_names, _tidy(re.split(r"[;|\n]", text)))))
    parts = _tidy(re.split(r",?\s+(?:and|&)\s+", text))
    return tuple(author for part in parts for author in _split_at_commas(part))


def split_keywords(text: str) -> tuple[str, ...]:
    """Single keywords from one text; a comma separates only where nothing else does."""
    text = text.strip()
    if not text or is_missing(text):
        return ()
    listed = _python_list(text)
    if listed is not None:
        return listed
    if re.search(r"[;|\n]", text):
        return _tidy(re.split(r"[;|\n]", text))
    if text.count("(") == text.count(")") <= 500:
        # Embase's terms have their subheadings in brackets: "asthma (diagnosis, therapy)".
        return _tidy(_OUTSIDE_BRACKETS.split(text))
    return _tidy(text.split(","))


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Words without those that are there already in other letter case, in order."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(word.casefold(), word)
    return tuple(found.values())


def page_range(first: str, last: str) -> str:
    """Pages as ``first-last``, or the one that is given."""
    if first and last and last != first and "-" not in first:
        return f"{first}-{last}"
    return first or last


def short_names(part: str) -> tuple[str, ...]:
    """Single names of a list such as ``Aas B, Bo CD Jr``; any other text as it is."""
    pieces = [piece.strip() for piece in part.split(",")]
    if len(pieces) < 2 or not all(map(_SHORT_NAME.fullmatch, pieces)):
        return (part,)
    return tuple(pieces)


def _split_at_commas(part: str) -> tuple[str, ...]:
    pieces = [piece.strip() for piece in part.split(",")]
    if len(pieces) < 2:
        return (part,)
    if all(" " in piece for piece in pieces):
        # "Griffin DK, Larkin DM.": PubMed closes such a list with a full stop.
        if pieces[-1].endswith(".") and not any("." in piece for piece in pieces[:-1]):
            pieces[-1] = pieces[-1][:-1]
        return _tidy(pieces)
    initials = pieces[1::2]
    if len(pieces) > 2 and len(pieces) % 2 == 0 and all(map(_INITIALS.fullmatch, initials)):
        return tuple(f"{name}, {first}" for name, first in zip(pieces[::2], initials, strict=True))
    return (part,)


def _python_list(text: str) -> tuple[str, ...] | None:
    if not (text.startswith("[") and text.endswith("]")):
        return None
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return _tidy([_said(item) for item in value]) if isinstance(value, list) else None


def _said(item: object) -> str:
    """An item of a list; of Semantic Scholar's ``{'authorId': '1', 'name': 'Jo Bo'}`` the name."""
    name = item.get("name") if isinstance(item, dict) else item
    return str(item if name is None else name)


def _tidy(pieces: list[str]) -> tuple[str, ...]:
    # RefWorks writes "van den Hoven,null" where a first name is missing.
    stripped = (piece.strip().removesuffix(",null").strip() for piece in pieces)
    return tuple(piece for piece in stripped if piece)
