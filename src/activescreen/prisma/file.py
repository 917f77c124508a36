"""The numbers of a flow diagram as JSON: for people to write, and as activescreen writes them.

A member that is left out or null is not known. Registers, automation, other removals, exclusions
by a model and records still waiting are 0 where they are left out: most reviews have none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

from activescreen.errors import InputError
from activescreen.prisma.checks import check, problems, unknown
from activescreen.prisma.numbers import (
    Excluded,
    FlowNumbers,
    Included,
    Number,
    OtherMethods,
    Removed,
    Reports,
    Search,
    Tally,
)

T = TypeVar("T")

MARK: Final = "activescreen_prisma"
_COMPUTED: Final = ("checks", "problems", "unknown")
"""Written for readers, and computed again whenever the file is read."""


def to_json(numbers: FlowNumbers) -> dict[str, Any]:
    """The numbers, and what the checks said of them."""
    search, other = numbers.search, numbers.other
    content: dict[str, Any] = {
        MARK: 1,
        "title": numbers.title,
        "search": {
            "databases": _tally(search.databases),
            "registers": _tally(search.registers),
            "removed": _counts(search.removed),
            "screened": search.screened,
            "excluded": _counts(search.excluded),
            "awaiting": search.awaiting,
            "stopping": search.stopping,
            "reports": _reports(search.reports),
        },
    }
    if other is not None:
        content["other_methods"] = {
            "identified": _tally(other.identified),
            "reports": _reports(other.reports),
        }
    content["included"] = _counts(numbers.included)
    if numbers.previous is not None:
        content["reports_of_previous"] = numbers.reports_of_previous
        content["previous"] = _counts(numbers.previous)
        content["total"] = _counts(numbers.in_all)
    content["problems"] = problems(numbers)
    content["unknown"] = unknown(numbers)
    content["checks"] = [
        {"check": each.name, "status": str(each.status), "says": each.sentence}
        for each in check(numbers)
    ]
    return content


def as_text(numbers: FlowNumbers) -> str:
    """The same as JSON for people to read, with a line end."""
    text = json.dumps(to_json(numbers), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    # Half a character, which UTF-8 has no bytes for, is written as JSON escapes it.
    return text.encode(errors="backslashreplace").decode()


def from_json(content: object, where: str = "") -> FlowNumbers:
    """The numbers in a JSON object.

    Parameters
    ----------
    content
        What was read.
    where
        The file's name, for refusals.

    Raises
    ------
    InputError
        If a member is not known, or is of another kind than it should be.
    """
    said = _Object(content, where, "")
    said.without(MARK, *_COMPUTED)
    if "search" not in said:
        raise said.refusal("There is no member 'search', the flow through databases.")
    return said.make(
        lambda: FlowNumbers(
            search=_read_search(said.inner("search")),
            included=_read_included(said.inner("included")),
            other=_read_other(said.inner("other_methods")) if "other_methods" in said else None,
            previous=_read_included(said.inner("previous")) if "previous" in said else None,
            total=_read_included(said.inner("total")) if "total" in said else None,
            reports_of_previous=said.number("reports_of_previous", 0),
            title=said.text("title"),
        )
    )


def read_numbers(path: Path) -> FlowNumbers:
    """The numbers in a file.

    Raises
    ------
    InputError
        If it cannot be read, or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_no_twins)
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror or error}).",
            where=str(path),
            remedy="Check the path.",
        ) from error
    except InputError as error:
        raise InputError(error.what, where=str(path), remedy=error.remedy) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"This is not JSON ({error}).",
            where=str(path),
            remedy="Give the numbers of a flow diagram; docs/prisma.md has an example.",
        ) from error
    return from_json(content, path.name)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; the second of two members of one name would be lost without a word."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InputError(f"'{name}' stands twice in one object.", remedy="Remove one of them.")
        found[name] = value
    return found


def _tally(tally: Tally) -> dict[str, Any]:
    return {"n": tally.n, "of": {part.name: part.n for part in tally.parts}}


def _reports(reports: Reports) -> dict[str, Any]:
    return {
        "sought": reports.sought,
        "not_retrieved": reports.not_retrieved,
        "awaiting": reports.awaiting,
        "assessed": reports.assessed,
        "excluded": _tally(reports.excluded),
        "included": reports.included,
    }


def _counts(numbers: Removed | Excluded | Included) -> dict[str, Number]:
    return {name: getattr(numbers, name) for name in numbers.__dataclass_fields__}


class _Object:
    """A JSON object, each of its members asked for once."""

    def __init__(self, content: object, file: str, place: str) -> None:
        self._where = f"{file}, '{place}'" if file and place else file or place
        self._file, self._place = file, place
        if not isinstance(content, Mapping):
            raise self.refusal("This is no JSON object, which begins with {.")
        self._left = dict(content)
        self._asked: list[str] = []

    def __contains__(self, name: str) -> bool:
        self._asked.append(name)
        if self._left.get(name) is None:
            self._left.pop(name, None)
        return name in self._left

    def number(self, name: str, default: Number = None) -> Number:
        value = self.take(name, default)
        if value is not None and (type(value) is not int or value < 0):
            raise self.refusal(f"'{name}' is {value!r}, which is no whole number from 0 on.")
        return value

    def text(self, name: str) -> str:
        value = self.take(name, "")
        if not isinstance(value, str):
            raise self.refusal(f"'{name}' is no text.")
        return value

    def inner(self, name: str) -> _Object:
        place = f"{self._place}.{name}" if self._place else name
        found = self.take(name, None)
        return _Object({} if found is None else found, self._file, place)

    def tally(self, name: str, default: Number = None) -> Tally:
        """A bare number, or an object with the number and what it is made up of."""
        found = self._left.get(name)
        if not isinstance(found, Mapping):
            return Tally(self.number(name, default))
        said = self.inner(name)
        parts = said.inner("of")
        known = {part: parts.number(part) for part in list(parts._left)}
        return said.make(lambda: Tally.of(known, said.number("n")))

    def counts(self, names: Collection[str], zero: Collection[str] = ()) -> dict[str, Number]:
        return {name: self.number(name, 0 if name in zero else None) for name in names}

    def make(self, build: Callable[[], T]) -> T:
        """The value object, its refusals told with the place in the file."""
        try:
            made = build()
        except InputError as error:
            if error.where:
                raise
            raise InputError(error.what, where=self._where, remedy=error.remedy) from error
        self.done()
        return made

    def done(self) -> None:
        """Refuse members that nobody asked for: a misspelt one would be lost."""
        for name in self._left:
            near = get_close_matches(name, self._asked, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(self._asked)}."
            raise self.refusal(f"There is a member '{name}' that is not known.", hint)

    def without(self, *names: str) -> None:
        """Leave members out."""
        for name in names:
            self._left.pop(name, None)

    def take(self, name: str, default: Any) -> Any:
        self._asked.append(name)
        return self._left.pop(name, default)

    def refusal(self, what: str, remedy: str = "docs/prisma.md has an example.") -> InputError:
        return InputError(what, where=self._where or None, remedy=remedy)


def _read_search(said: _Object) -> Search:
    removed, excluded = said.inner("removed"), said.inner("excluded")
    optional = ("by_automation", "other_reasons")
    return said.make(
        lambda: Search(
            databases=said.tally("databases"),
            registers=said.tally("registers", 0),
            removed=removed.make(
                lambda: Removed(**removed.counts(("duplicates", *optional), optional))
            ),
            screened=said.number("screened"),
            excluded=excluded.make(
                lambda: Excluded(**excluded.counts(("by_people", "by_model"), ("by_model",)))
            ),
            reports=_read_reports(said.inner("reports")),
            awaiting=said.number("awaiting", 0),
            stopping=said.text("stopping"),
        )
    )


def _read_reports(said: _Object) -> Reports:
    names = ("sought", "not_retrieved", "assessed", "included", "awaiting")
    return said.make(
        lambda: Reports(excluded=said.tally("excluded"), **said.counts(names, ("awaiting",)))
    )


def _read_other(said: _Object) -> OtherMethods:
    return said.make(
        lambda: OtherMethods(said.tally("identified"), _read_reports(said.inner("reports")))
    )


def _read_included(said: _Object) -> Included:
    return said.make(lambda: Included(**said.counts(("studies", "reports"))))
