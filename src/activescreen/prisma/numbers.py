"""The numbers of a PRISMA 2020 flow diagram, as value objects.

A number is None where it is not known; 0 says that there was none. Records are what a search
returns, reports the documents behind them, studies what the reports are about.

Source: Page MJ et al., The PRISMA 2020 statement, BMJ 2021;372:n71, and its four templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Self, TypeAlias

from activescreen.errors import InputError

Number: TypeAlias = int | None


class Part(NamedTuple):
    """One line of a breakdown, such as a database or a reason.

    Attributes
    ----------
    name
        What it is.
    n
        How many; None where that is not known.
    """

    name: str
    n: Number


@dataclass(frozen=True, slots=True)
class Tally:
    """A number and what it is made up of.

    Attributes
    ----------
    total
        The number as given; where it is not, the sum of the parts.
    parts
        What it is made up of, in the order in which it is shown.

    Raises
    ------
    InputError
        If a number is negative, a part has no name, or two have the same.
    """

    total: Number = None
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        names = [part.name for part in self.parts]
        for name in names:
            if not name.strip():
                raise InputError("A source or reason has no name.", remedy="Name each of them.")
            if names.count(name) > 1:
                raise InputError(
                    f"'{name}' is listed twice.", remedy="Add the two numbers, or name them apart."
                )
        _check([("total", self.total), *self.parts])
        if self.total is None and self.parts:
            object.__setattr__(self, "total", added(part.n for part in self.parts))

    @classmethod
    def of(cls, parts: Mapping[str, Number], total: Number = None) -> Self:
        """From names and numbers."""
        return cls(total, tuple(Part(name, n) for name, n in parts.items()))

    @property
    def n(self) -> Number:
        """The total, under the name that all value objects here have for it."""
        return self.total


@dataclass(frozen=True, slots=True)
class Removed:
    """Records removed before screening.

    Attributes
    ----------
    duplicates
        Records of a publication that another record stands for.
    by_automation
        Records that an automation tool marked as ineligible before anybody screened.
    other_reasons
        Records removed for other reasons.
    """

    duplicates: Number = None
    by_automation: Number = 0
    other_reasons: Number = 0

    def __post_init__(self) -> None:
        _check_fields(self)

    @property
    def n(self) -> Number:
        """All of them."""
        return added((self.duplicates, self.by_automation, self.other_reasons))


@dataclass(frozen=True, slots=True)
class Excluded:
    """Records excluded on title and abstract.

    Attributes
    ----------
    by_people
        Records that people read and excluded.
    by_model
        Records that nobody read: a model ranked them last, and a stopping rule ended reading.
    """

    by_people: Number = None
    by_model: Number = 0

    def __post_init__(self) -> None:
        _check_fields(self)

    @property
    def n(self) -> Number:
        """All of them."""
        return added((self.by_people, self.by_model))


@dataclass(frozen=True, slots=True)
class Reports:
    """What became of the reports of one way of searching.

    Attributes
    ----------
    sought, not_retrieved
        Reports whose full text was looked for, and those of them that could not be had.
    assessed
        Reports whose full text was assessed for eligibility.
    excluded
        Those found ineligible, by reason.
    included
        Those found eligible.
    awaiting
        Reports that were sought and are neither given up nor finally assessed.
    """

    sought: Number = None
    not_retrieved: Number = None
    assessed: Number = None
    excluded: Tally = field(default_factory=Tally)
    included: Number = None
    awaiting: Number = 0

    def __post_init__(self) -> None:
        _check_fields(self)


@dataclass(frozen=True, slots=True)
class Search:
    """The flow through databases and registers.

    Attributes
    ----------
    databases, registers
        Records identified, by source.
    removed
        Records removed before screening.
    screened
        Records screened: all that were not removed, the ones that nobody read included.
    excluded
        Records excluded on title and abstract.
    reports
        What became of the rest.
    awaiting
        Records screened that have no final decision so far.
    stopping
        What allowed the unread records to stay unread, as one sentence; it is printed below
        the diagram.
    """

    databases: Tally = field(default_factory=Tally)
    registers: Tally = field(default_factory=lambda: Tally(0))
    removed: Removed = field(default_factory=Removed)
    screened: Number = None
    excluded: Excluded = field(default_factory=Excluded)
    reports: Reports = field(default_factory=Reports)
    awaiting: Number = 0
    stopping: str = ""

    def __post_init__(self) -> None:
        _check_fields(self)

    @property
    def identified(self) -> Number:
        """All records identified."""
        return added((self.databases.n, self.registers.n))


@dataclass(frozen=True, slots=True)
class OtherMethods:
    """The flow through websites, organisations, citation searching and the like.

    Attributes
    ----------
    identified
        Records identified, by source.
    reports
        What became of them.
    """

    identified: Tally = field(default_factory=Tally)
    reports: Reports = field(default_factory=Reports)


@dataclass(frozen=True, slots=True)
class Included:
    """Studies, and the reports on them."""

    studies: Number = None
    reports: Number = None

    def __post_init__(self) -> None:
        _check_fields(self)


@dataclass(frozen=True, slots=True)
class FlowNumbers:
    """All numbers of one flow diagram.

    Attributes
    ----------
    search
        The flow through databases and registers.
    included
        What this flow added to the review: in an update, the new studies alone.
    other
        The flow through other methods; None where none was used.
    previous
        What earlier versions of the review included; None in a new review.
    total
        What the updated review includes; where it is not given, the sum.
    reports_of_previous
        New reports of studies that earlier versions included already.
    title
        The review's title.
    """

    search: Search
    included: Included = field(default_factory=Included)
    other: OtherMethods | None = None
    previous: Included | None = None
    total: Included | None = None
    reports_of_previous: Number = 0
    title: str = ""

    def __post_init__(self) -> None:
        _check_fields(self)
        if self.previous is None and (self.total is not None or self.reports_of_previous):
            raise InputError(
                "There are numbers of an update, but not what earlier versions included.",
                remedy="Give 'previous', or leave 'total' and 'reports_of_previous' out.",
            )
        if self.previous is not None:
            object.__setattr__(self, "total", self._summed(self.previous))

    @property
    def in_all(self) -> Included:
        """What the review includes, earlier versions counted in."""
        return self.total or self.included

    def _summed(self, previous: Included) -> Included:
        given, new = self.total or Included(), self.included
        reports = added((previous.reports, new.reports, self.reports_of_previous))
        return Included(
            added((previous.studies, new.studies)) if given.studies is None else given.studies,
            reports if given.reports is None else given.reports,
        )


def added(numbers: Iterable[Number]) -> Number:
    """The sum; None as soon as one is not known."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _check_fields(numbers: object) -> None:
    _check(_counts(numbers))


def _counts(numbers: object) -> Iterator[tuple[str, object]]:
    """Name and value of the members that are counts: whole numbers and None."""
    for name in numbers.__dataclass_fields__:  # type: ignore[attr-defined]
        value = getattr(numbers, name)
        if value is None or isinstance(value, int | float):
            yield name, value


def _check(counts: Iterable[tuple[str, object]]) -> None:
    for name, n in counts:
        if n is not None and (type(n) is not int or n < 0):
            raise InputError(
                f"{n} is no number of records for '{name}'.",
                remedy="Give a whole number from 0 on, or null where it is not known.",
            )
