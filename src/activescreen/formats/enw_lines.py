"""EndNote's tagged text as lines: which tag stands on which, and where a record begins.

A record may begin with ``%0`` or with ``%T``, has both or one of them, and blank lines stand
between records, but also within fields; or there are none at all.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from activescreen.formats.notes import Notes
from activescreen.formats.tagged import Strays

TYPE: Final = "%0"
TITLE: Final = "%T"

_SIGNS: Final = r"%[0-9A-Z!@#$&()*+<=>?\[\]^~|]"
PLAIN: Final = re.compile(rf"({_SIGNS})(?:[^\S\n]+(.*)|)", re.DOTALL)
_INDENTED: Final = re.compile(rf"\s*({_SIGNS})(?:[^\S\n]+(.*)|)", re.DOTALL)
_FIRST: Final = re.compile(r"^[^\S\n]*%[0TA][^\S\n]", re.MULTILINE)
_AHEAD: Final = 400
"""Lines that are looked at to tell whether what follows a blank line is another record."""

_WHOLE_HEAD: Final = 3
"""Tags from which on a record is more than a title and a type, which stand in either order."""

Line = tuple[int, str, str, str]
"""Number, the line as it is, its tag or the empty string, its text."""


@dataclass(slots=True)
class EnwRecord:
    """The lines of one record, and what they say.

    Attributes
    ----------
    line
        1-based line on which it starts.
    lines
        Its lines as they stand in the file.
    values
        Tags in their order, each with the lines of its value.
    counts
        How often each tag is there.
    """

    line: int
    lines: list[str] = field(default_factory=list)
    values: list[tuple[str, list[str]]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, tag: str, text: str) -> None:
        """One more tag, with the first line of its value."""
        self.values.append((tag, [text]))
        self.counts[tag] += 1

    @property
    def tags(self) -> dict[str, list[str]]:
        """Tag -> its values, of which each may have several lines."""
        found: dict[str, list[str]] = {}
        for tag, lines in self.values:
            found.setdefault(tag, []).append("\n".join(lines).rstrip())
        return found

    @property
    def raw(self) -> str:
        """Its text as it stands in the file, without blank lines at the end."""
        return "\n".join(self.lines).rstrip()


def marks_of(head: str) -> re.Pattern[str]:
    """What a line with a tag looks like in a file: in some everything is indented.

    Parameters
    ----------
    head
        The beginning of the text, its lines ending in LF.
    """
    found = _FIRST.search(head)
    return _INDENTED if found and found.group()[:1] != "%" else PLAIN


def scan(lines: Iterable[str], marks: re.Pattern[str], notes: Notes) -> Iterator[EnwRecord]:
    """Cut lines into records.

    Parameters
    ----------
    lines
        The lines of the file.
    marks
        What lines with a tag look like, as `marks_of` gives it.
    notes
        Takes what is no part of any record.
    """
    record: EnwRecord | None = None
    strays, blanks = Strays(notes), list[str]()
    ahead = _Ahead(_tagged(lines, marks))
    for number, line, tag, text in ahead:
        if record is None and not tag:
            strays.take(number, line)
        elif not line.strip():
            blanks.append(line)
        else:
            if record is None or (tag and _begins(tag, record, ahead, after_blank=bool(blanks))):
                if record is not None:
                    yield record
                strays.end()
                record, blanks = EnwRecord(number), []
            record.lines += [*blanks, line]
            if tag:
                record.add(tag, text)
            else:
                record.values[-1][1].extend([*("" for _ in blanks), text])
            blanks = []
    strays.end()
    if record is not None:
        yield record


class _Ahead:
    """Lines one after the other, of which the next ones can be looked at before their turn."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._seen: deque[Line] = deque()

    def __iter__(self) -> Iterator[Line]:
        while True:
            line = self._seen.popleft() if self._seen else next(self._lines, None)
            if line is None:
                return
            yield line

    def tags(self) -> Iterator[str]:
        """The tags of the next lines, up to a blank one."""
        if len(self._seen) < _AHEAD:
            self._seen.extend(islice(self._lines, _AHEAD - len(self._seen)))
        for _, line, tag, _ in self._seen:
            if not line.strip():
                return
            if tag:
                yield tag


def _tagged(lines: Iterable[str], marks: re.Pattern[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        found = marks.fullmatch(line) if "%" in line[:80] else None
        if found is None:
            yield number, line, "", line.strip()
        else:
            yield number, line, found.group(1), (found.group(2) or "").strip()


def _begins(tag: str, record: EnwRecord, ahead: _Ahead, *, after_blank: bool) -> bool:
    """Whether a tag begins another record than the one that is open."""
    counts = record.counts
    if tag == TITLE and counts[TITLE]:
        # Of a record with a type, a second title right after the first goes on with it.
        return after_blank or not counts[TYPE] or record.values[-1][0] != TITLE
    if tag == TYPE:
        # The type may follow the title, but not what comes after that.
        late = after_blank or len(record.values) >= _WHOLE_HEAD
        return counts[TYPE] > 0 or (counts[TITLE] > 0 and late)
    if not after_blank or not (counts[TITLE] or counts[TYPE]):
        return False
    # refer's records may begin with any tag.
    return tag != TITLE and any(other in {TYPE, TITLE} and counts[other] for other in ahead.tags())
