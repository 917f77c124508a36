"""Text in which short tags name the fields: what Web of Science, Ovid and CENTRAL share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from activescreen.errors import InputError
from activescreen.formats import values
from activescreen.formats.notes import Notes

STRAY = "text outside of any record"
UNTAGGED = "text without a tag"
"""Under which the text of a record stands that comes before its first tag."""

Tags = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Piece:
    """The lines of one record, and what they say.

    Attributes
    ----------
    line
        1-based line on which it starts.
    lines
        Its lines as they stand in the file.
    tags
        Tag -> its lines, all values of a tag that comes again among them.
    starts
        How many of its lines are marks of a record's beginning.
    """

    line: int
    lines: list[str] = field(default_factory=list)
    tags: dict[str, list[str]] = field(default_factory=dict)
    starts: int = 0

    def add(self, tag: str, value: str) -> list[str]:
        """Add a value to a tag, and give the tag's values so that more lines can follow."""
        held = self.tags.setdefault(tag, [])
        held.append(value)
        return held

    @property
    def raw(self) -> str:
        """Its text as it stands in the file, without blank lines at the end."""
        return "\n".join(self.lines).rstrip()

    def fields(self) -> dict[str, str]:
        """Tag -> its values, one a line."""
        return {tag: "\n".join(held).strip() for tag, held in self.tags.items()}


class Strays:
    """Lines that belong to no record; each run of them becomes one quarantined piece."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._lines: list[str] = []
        self._line = 0

    def take(self, number: int, line: str) -> None:
        """One line, with its 1-based number."""
        if not self._lines:
            if not line.strip():
                return
            self._line = number
        self._lines.append(line)

    def end(self) -> None:
        """Something else follows, or nothing."""
        if self._lines:
            text = "\n".join(self._lines).rstrip()
            self._notes.quarantine(self._line, text, STRAY)
            self._notes.count("stray", f"line {self._line}: '{text[:60].splitlines()[0].strip()}'")
            self._lines = []


def set_aside(piece: Piece, notes: Notes) -> None:
    """Quarantine lines that look like a record's and hold none."""
    notes.quarantine(piece.line, piece.raw, STRAY, starts=piece.starts)
    notes.count("stray", f"line {piece.line}: '{piece.lines[0].strip()[:60]}'")


def tell_strays(notes: Notes) -> None:
    """Warn of what was quarantined."""
    notes.warn(
        "stray",
        "piece of text outside of any record was set aside",
        "pieces of text outside of any record were set aside",
    )


def first(tags: Tags, names: Sequence[str]) -> str:
    """The first value under these tags that is one, its lines as one."""
    for value in each(tags, names):
        if value and not values.is_missing(value):
            return value
    return ""


def each(tags: Tags, names: Sequence[str]) -> Iterator[str]:
    """The values under these tags, each with its lines as one, in the order of the tags."""
    return (" ".join(" ".join(tags[name]).split()) for name in names if tags.get(name))


def listed(tags: Tags, names: Sequence[str], separators: str = ";") -> tuple[str, ...]:
    """Single items of the first of these tags that has any: one a line, or between separators."""
    for name in names:
        items = [
            item.strip()
            for line in tags.get(name, ())
            for item in _split(line, separators)
            if not values.is_missing(item)
        ]
        if any(items):
            return tuple(item for item in items if item)
    return ()


def _split(text: str, separators: str) -> list[str]:
    for other in separators[1:]:
        text = text.replace(other, separators[0])
    return text.split(separators[0])


def order_of(
    fields: Mapping[str, tuple[str, ...]], mapping: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Tags to read for each field, a person's own before the usual ones."""
    return {
        name: (mapping[name].strip(), *tags) if name in mapping else tags
        for name, tags in fields.items()
    }


def columns_of(
    order: Mapping[str, tuple[str, ...]], used: set[str], mapping: Mapping[str, str]
) -> dict[str, str]:
    """Which tags that came up were taken for which field, as reports say it."""
    columns = {
        name: mapping[name].strip()
        if name in mapping and mapping[name].strip() in used
        else ", ".join(tag for tag in tags if tag in used)
        for name, tags in order.items()
    }
    return {name: tags for name, tags in columns.items() if tags}


def tell_year(text: str, year: int | None, where: str, notes: Notes) -> None:
    """Note a year that says something and cannot be read."""
    if text and year is None:
        notes.count("no year", f"{where}: '{text[:20]}'")


def tell_texts(notes: Notes) -> None:
    """Warn of years that could not be read, and of records without any text."""
    notes.warn("no year", "year could not be read", "years could not be read")
    notes.warn(
        "blank", "record has neither title nor abstract", "records have neither title nor abstract"
    )


def nothing_found(file: str, what: str, begins: str) -> InputError:
    """The error for text in which no record begins."""
    return InputError(
        f"No {what} record was found.",
        where=file,
        remedy=f"A record begins with {begins}; export the references again.",
    )
