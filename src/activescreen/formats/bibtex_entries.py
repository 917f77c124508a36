"""BibTeX as entries, found in whatever exporters and people make of it.

The rule: an entry closes at its brace, or where a line begins the next one. A value whose brace
is missing closes where a line begins the next field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from activescreen.formats.notes import Notes
from activescreen.formats.tagged import Strays

_HEAD = re.compile(r"[ \t]*@[ \t]*([A-Za-z]+)[ \t]*([{(])")
_INLINE = re.compile(r"[\s,]*@[ \t]*[A-Za-z]+[ \t]*[{(]")
START = re.compile(
    r"^[ \t]*@[ \t]*(?!(?:comment|string|preamble)[ \t]*[{(])[A-Za-z]+[ \t]*[{(]",
    re.IGNORECASE | re.MULTILINE,
)
_GAP = re.compile(r"[\s,]*")
_NAME = re.compile(r"([^\s=,{}()\"#@][^=,{}\"#\n]{0,80}?)\s*=\s*")
_KEY = re.compile(r"[^,={}\"\n]{0,500}+")
_BARE = re.compile(r"[^,\n{}#\"]*")
_JOIN = re.compile(r"\s*#\s*")
_BRACE = re.compile(r"[{}]")
_ESCAPED_OR_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTE = re.compile(r"\\.|[{}\"]", re.DOTALL)
_AFTER = re.compile(r"\s*(?:[,#})]|\Z|[^\s=,{}()\"#@][^=,{}\"#\n]{0,80}?\s*=\s*[{\"\w])")
_FIELD_LINE = re.compile(r"^[ \t]*[A-Za-z][\w+:.-]*(?: ?\d+)?[ \t]*=[ \t]*[{\"]", re.MULTILINE)
_CLOSING_LINE = re.compile(r"^[ \t]*[})]", re.MULTILINE)
_REST = re.compile(r"[\s,]*\Z")
_MONTHS = frozenset(
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)
_MOST_UNCLOSED = 20
"""Values of one entry that are searched to its end; further ones end at the next line's field."""


@dataclass(slots=True)
class Entry:
    """One entry.

    Attributes
    ----------
    line
        1-based line on which it starts.
    kind, key
        Its type in lower case, and what it is cited by.
    fields
        Name and value of each field in order, LaTeX untouched.
    raw
        Its text as it stands in the file.
    """

    line: int
    kind: str
    key: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    raw: str = ""


def scan(lines: Iterable[str], notes: Notes) -> Iterator[Entry]:
    """Find the entries of a file.

    Parameters
    ----------
    lines
        The lines of the file.
    notes
        Takes repairs, warnings, and the text that belongs to no entry.
    """
    strays = Strays(notes)
    abbreviations: dict[str, str] = {}
    begun, held = 0, list[str]()
    last: _Scanner | None = None
    for number, line in enumerate(lines, 1):
        if "@" in line and _HEAD.match(line):
            if begun:
                last = _Scanner(begun, "\n".join(held), abbreviations, notes, strays)
                yield from last.entries()
            begun, held = number, []
        if begun:
            held.append(line)
        else:
            strays.take(number, line)
    if begun:
        last = _Scanner(begun, "\n".join(held), abbreviations, notes, strays)
        yield from last.entries()
        if last.open:
            notes.count("cut", f"line {begun}")
    strays.end()


class _Scanner:
    """Reads a piece of text from one line that begins an entry to before the next such line."""

    def __init__(
        self, line: int, text: str, abbreviations: dict[str, str], notes: Notes, strays: Strays
    ) -> None:
        self.open = False
        self._line, self._text, self._place = line, text, 0
        self._abbreviations, self._notes, self._strays = abbreviations, notes, strays
        self._unclosed = 0
        self._where = f"line {line}"
        self._counted, self._newlines = 0, 0

    def entries(self) -> Iterator[Entry]:
        """The entries of the piece: one, unless several stand on a line."""
        inline = False
        while True:
            start = self._place
            found = _HEAD.match(self._text, start)
            if found is None:
                break
            self._strays.end()
            self._place = found.end()
            entry = Entry(self._line_at(start), found.group(1).lower())
            self._read(entry, "}" if found.group(2) == "{" else ")")
            entry.raw = self._text[start : self._place].strip()
            yield from self._kept(entry, inline=inline)
            if _INLINE.match(self._text, self._place) is None:
                break
            self._place = self._text.index("@", self._place)
            inline = True
        for number, line in enumerate(
            self._text[self._place :].split("\n"), self._line_at(self._place)
        ):
            self._strays.take(number, line.strip(",") if number == self._line else line)

    def _kept(self, entry: Entry, *, inline: bool) -> Iterator[Entry]:
        if entry.kind == "string":
            self._abbreviations.update((name.casefold(), value) for name, value in entry.fields)
            self._notes.quarantine(entry.line, entry.raw, "definition of an abbreviation")
        elif entry.kind in {"comment", "preamble"}:
            self._notes.quarantine(entry.line, entry.raw, entry.kind)
        elif not entry.fields:
            self._notes.quarantine(
                entry.line, entry.raw, "entry without any field", starts=int(not inline)
            )
            self._notes.count("no fields", f"line {entry.line}")
        else:
            if inline:
                self._notes.without_start += 1
                self._notes.count("inline", f"line {entry.line}")
            yield entry

    def _line_at(self, place: int) -> int:
        """1-based line of a place; places are asked for in order."""
        self._newlines += self._text.count("\n", self._counted, place)
        self._counted = place
        return self._line + self._newlines

    def _read(self, entry: Entry, closing: str) -> None:
        if entry.kind in {"comment", "preamble"}:
            end = self._braced(self._place - 1) if closing == "}" else None
            self._place = len(self._text) if end is None else end + 1
            return
        self._pass_gap()
        if entry.kind != "string" and _NAME.match(self._text, self._place) is None:
            # In "@misc(key)" the bracket is the entry's.
            key = _KEY.match(self._text, self._place)
            entry.key = key.group().partition(closing)[0].strip() if key else ""
            self._place += len(key.group().partition(closing)[0]) if key else 0
        while True:
            self._pass_gap()
            if self._place >= len(self._text):
                self.open = True
                self._notes.count("no brace", self._where)
                return
            if self._text[self._place] == closing:
                self._place += 1
                return
            if found := _NAME.match(self._text, self._place):
                self._place = found.end()
                entry.fields.append((found.group(1).strip(), self._value()))
            elif not self._skip(closing):
                return

    def _pass_gap(self) -> None:
        found = _GAP.match(self._text, self._place)
        self._place = found.end() if found else self._place

    def _skip(self, closing: str) -> bool:
        """Pass over what is no field; False if the entry ends there."""
        self._notes.count("junk", self._where)
        found = _FIELD_LINE.search(self._text, self._place + 1)
        line = _CLOSING_LINE.search(self._text, self._place)
        end = line.end() - 1 if line else self._text.find(closing, self._place)
        if found and (end < 0 or found.start() < end):
            self._place = found.start()
            return True
        self._place = len(self._text) if end < 0 else end + 1
        self.open = end < 0
        return False

    def _value(self) -> str:
        parts = [self._part()]
        while found := _JOIN.match(self._text, self._place):
            self._place = found.end()
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        start = self._place
        mark = self._text[start : start + 1]
        if mark in {"{", '"'}:
            end = self._braced(start) if mark == "{" else self._quoted(start)
            if end is None or self._swallowed(start, end):
                return self._cut(start)
            self._place = end + 1
            return self._text[start + 1 : end]
        found = _BARE.match(self._text, start)
        bare = found.group().strip() if found else ""
        self._place = found.end() if found else start
        if self._place == start and self._text[start : start + 1] == "#":
            self._place += 1
        known = self._abbreviations.get(bare.casefold())
        if known is None and bare.isalpha() and bare.lower() not in _MONTHS:
            self._notes.count("abbreviation", f"{self._where}: '{bare[:40]}'")
        return bare if known is None else known

    def _limit(self, start: int) -> int:
        if self._unclosed < _MOST_UNCLOSED:
            return len(self._text)
        found = _FIELD_LINE.search(self._text, start + 1)
        return found.start() if found else len(self._text)

    def _braced(self, start: int) -> int | None:
        """Place of the brace that closes the one at ``start``.

        BibTeX counts escaped braces as well; where that does not come out, they are not counted.
        """
        limit = self._limit(start)
        strict = _closing(self._text, start, limit, _BRACE)
        if strict is not None and _AFTER.match(self._text, strict + 1):
            return strict
        loose = _closing(self._text, start, limit, _ESCAPED_OR_BRACE)
        if loose is not None and (strict is None or _AFTER.match(self._text, loose + 1)):
            return loose
        return strict

    def _quoted(self, start: int) -> int | None:
        """Place of the quotation mark that closes the one at ``start``, outside of braces."""
        depth = 0
        first: int | None = None
        for found in _QUOTE.finditer(self._text, start + 1, self._limit(start)):
            mark = found.group()
            depth += (mark == "{") - (mark == "}")
            if mark == '"' and depth <= 0:
                # A quotation within the value is not followed by what follows a value.
                if _AFTER.match(self._text, found.start() + 1):
                    return found.start()
                first = first if first is not None else found.start()
        return first

    def _swallowed(self, start: int, end: int) -> bool:
        """Whether a value was closed only by the brace of its entry, with other fields in it."""
        return (
            _REST.match(self._text, end + 1) is not None
            and _FIELD_LINE.search(self._text, start + 1, end) is not None
        )

    def _cut(self, start: int) -> str:
        """A value without its end: up to the next line that begins a field."""
        self._unclosed += 1
        self._notes.count("unclosed", self._where)
        found = _FIELD_LINE.search(self._text, start + 1)
        self._place = found.start() if found else len(self._text)
        value = self._text[start + 1 : self._place].rstrip().removesuffix(",")
        return value.rstrip() if found else value.rstrip("}) \t\n")


def _closing(text: str, start: int, limit: int, marks: re.Pattern[str]) -> int | None:
    depth = 0
    for found in marks.finditer(text, start, limit):
        mark = found.group()
        depth += (mark == "{") - (mark == "}")
        if not depth and mark == "}":
            return found.start()
    return None
