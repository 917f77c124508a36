"""The numbers of a flow diagram as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from activescreen.prisma import FlowNumbers, OtherMethods, Reports, Search
from activescreen.prisma.numbers import Number

_UNKNOWN: Final = "not known"


class Row(NamedTuple):
    """A row of the table.

    Attributes
    ----------
    name
        What is counted.
    search, other
        How many came via databases and registers, and via other methods; empty where that is no
        question.
    part
        Whether it is a part of a number above it.
    """

    name: str
    search: str = ""
    other: str = ""
    part: bool = False


def rows(numbers: FlowNumbers) -> list[Row]:
    """The numbers, from the diagram's top to its bottom."""
    return [
        *_identified(numbers.search, numbers.other),
        *_screened(numbers.search),
        *_reports(numbers.search.reports, numbers.other),
    ]


def included_rows(numbers: FlowNumbers) -> list[tuple[str, str, str]]:
    """What the review includes: name, studies, reports."""
    new = ("Included" if numbers.previous is None else "New", numbers.included)
    found = [new]
    if numbers.previous is not None:
        found = [("Previous version", numbers.previous), new, ("In all", numbers.in_all)]
    return [(name, _figure(each.studies), _figure(each.reports)) for name, each in found]


def _identified(search: Search, other: OtherMethods | None) -> Iterator[Row]:
    found = "" if other is None else _figure(other.identified.n)
    yield Row("Records identified", _figure(search.identified), found)
    for tally in (search.databases, search.registers):
        for part in tally.parts:
            yield Row(part.name, _figure(part.n), part=True)
    for part in () if other is None else other.identified.parts:
        yield Row(part.name, other=_figure(part.n), part=True)


def _screened(search: Search) -> Iterator[Row]:
    removed, excluded = search.removed, search.excluded
    yield Row("Records removed before screening", _figure(removed.n))
    yield Row("duplicates", _figure(removed.duplicates), part=True)
    yield Row("by automation tools", _figure(removed.by_automation), part=True)
    yield Row("for other reasons", _figure(removed.other_reasons), part=True)
    yield Row("Records screened", _figure(search.screened))
    yield Row("Records excluded", _figure(excluded.n))
    yield Row("by people", _figure(excluded.by_people), part=True)
    name = "by the model under the stopping rule, never read"
    yield Row(name, _figure(excluded.by_model), part=True)
    yield Row("Records without a final decision so far", _figure(search.awaiting))


def _reports(search: Reports, methods: OtherMethods | None) -> Iterator[Row]:
    other = None if methods is None else methods.reports
    names = {
        "sought": "Reports sought for retrieval",
        "not_retrieved": "Reports not retrieved",
        "awaiting": "Reports awaiting assessment",
        "assessed": "Reports assessed for eligibility",
    }
    for field, name in names.items():
        found = "" if other is None else _figure(getattr(other, field))
        yield Row(name, _figure(getattr(search, field)), found)
    found = "" if other is None else _figure(other.excluded.n)
    yield Row("Reports excluded", _figure(search.excluded.n), found)
    yield from _reasons(search, other)
    found = "" if other is None else _figure(other.included)
    yield Row("Reports included", _figure(search.included), found)


def _reasons(search: Reports, other: Reports | None) -> Iterator[Row]:
    here = dict(search.excluded.parts)
    there = {} if other is None else dict(other.excluded.parts)
    for reason in dict.fromkeys((*here, *there)):
        found = "" if other is None else _figure(there.get(reason, 0))
        yield Row(reason, _figure(here.get(reason, 0)), found, part=True)


def _figure(number: Number) -> str:
    return _UNKNOWN if number is None else f"{number:,}"
