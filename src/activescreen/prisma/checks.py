"""Whether the numbers of a flow diagram add up, relation by relation.

Every relation has the form *result = sum of some numbers − sum of others*. A number that is not
known is at least 0, so a relation can be broken even where some of its numbers are unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from activescreen.prisma.numbers import FlowNumbers, Number, Part, Reports, Search, Tally, added

MINUS = "\N{MINUS SIGN}"
SEARCH = "via databases and registers"
OTHER = "via other methods"


class Status(StrEnum):
    """How a check came out."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Relation:
    """result = plus − minus, or at most that.

    Attributes
    ----------
    name
        The relation in words.
    result
        The number on the left.
    plus, minus
        The numbers on the right, those added and those subtracted.
    at_most
        Whether the result may be less: not every record is followed up, say.
    """

    name: str
    result: Part
    plus: tuple[Part, ...]
    minus: tuple[Part, ...] = ()
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What came of one relation.

    Attributes
    ----------
    name
        The relation in words.
    status
        Whether it holds; open where an unknown number leaves that undecided.
    sentence
        The relation with its numbers.
    """

    name: str
    status: Status
    sentence: str


def check(numbers: FlowNumbers) -> list[Check]:
    """Every arithmetic relation of the diagram, from its top to its bottom."""
    return [_examine(relation) for relation in relations(numbers)]


def problems(numbers: FlowNumbers) -> list[str]:
    """What does not add up, one sentence each."""
    return [each.sentence for each in check(numbers) if each.status is Status.FAILS]


def unknown(numbers: FlowNumbers) -> list[str]:
    """The names of the numbers that are not known, from the diagram's top to its bottom."""
    parts = [
        part
        for relation in relations(numbers)
        for part in (*relation.plus, *relation.minus, relation.result)
    ]
    parts.append(Part("studies included in review", numbers.included.studies))
    if numbers.previous is not None:
        parts.append(Part("studies in the previous version", numbers.previous.studies))
        parts.append(Part("reports in the previous version", numbers.previous.reports))
    names = [part.name for part in parts if part.n is None]
    return [*dict.fromkeys(names), *_sources_unknown(numbers)]


def _sources_unknown(numbers: FlowNumbers) -> Iterator[str]:
    tallies = {
        "records from": [numbers.search.databases, numbers.search.registers],
        "reports excluded for": [numbers.search.reports.excluded],
    }
    if numbers.other is not None:
        tallies["records from"].append(numbers.other.identified)
        tallies["reports excluded for"].append(numbers.other.reports.excluded)
    for what, each in tallies.items():
        for part in (part for tally in each for part in tally.parts if part.n is None):
            yield f"{what} {part.name}"


def relations(numbers: FlowNumbers) -> Iterator[Relation]:
    """The relations that the numbers of a diagram must satisfy."""
    yield from _of_search(numbers.search)
    yield from _of_reports(numbers.search.reports, SEARCH)
    if numbers.other is not None:
        found, reports = numbers.other.identified, numbers.other.reports
        yield from _breakdown(f"Records identified {OTHER}", found, "the sum of their sources")
        yield Relation(
            f"Reports sought for retrieval {OTHER} are no more than records identified {OTHER}",
            Part(f"reports sought for retrieval {OTHER}", reports.sought),
            (Part(f"records identified {OTHER}", found.n),),
            at_most=True,
        )
        yield from _of_reports(reports, OTHER)
    yield from _of_included(numbers)
    yield from _of_update(numbers)


def _of_search(search: Search) -> Iterator[Relation]:
    yield from _breakdown("Records identified from databases", search.databases, "their sum")
    yield from _breakdown("Records identified from registers", search.registers, "their sum")
    removed, excluded = search.removed, search.excluded
    yield Relation(
        f"Records screened = records identified {MINUS} records removed before screening",
        Part("records screened", search.screened),
        (
            Part("records identified from databases", search.databases.n),
            Part("records identified from registers", search.registers.n),
        ),
        (
            Part("duplicate records removed", removed.duplicates),
            Part("records marked as ineligible by automation tools", removed.by_automation),
            Part("records removed for other reasons", removed.other_reasons),
        ),
    )
    waiting = "" if search.awaiting == 0 else f" {MINUS} records not decided so far"
    yield Relation(
        f"Reports sought for retrieval = records screened {MINUS} records excluded{waiting}",
        Part("reports sought for retrieval", search.reports.sought),
        (Part("records screened", search.screened),),
        (
            Part("records excluded by people", excluded.by_people),
            Part("records excluded by the model", excluded.by_model),
            Part("records not decided so far", search.awaiting),
        ),
    )


def _of_reports(reports: Reports, way: str) -> Iterator[Relation]:
    waiting = "" if reports.awaiting == 0 else f" {MINUS} reports awaiting assessment"
    yield Relation(
        f"Reports assessed {way} = reports sought {MINUS} reports not retrieved{waiting}",
        Part(f"reports assessed {way}", reports.assessed),
        (Part(f"reports sought for retrieval {way}", reports.sought),),
        (
            Part(f"reports not retrieved {way}", reports.not_retrieved),
            Part(f"reports awaiting assessment {way}", reports.awaiting),
        ),
    )
    yield from _breakdown(f"Reports excluded {way}", reports.excluded, "the sum of their reasons")
    yield Relation(
        f"Reports included {way} = reports assessed {MINUS} reports excluded",
        Part(f"reports included {way}", reports.included),
        (Part(f"reports assessed {way}", reports.assessed),),
        (Part(f"reports excluded {way}", reports.excluded.n),),
    )


def _of_included(numbers: FlowNumbers) -> Iterator[Relation]:
    ways = [Part(f"reports included {SEARCH}", _reached(numbers.search.reports))]
    if numbers.other is not None:
        ways.append(Part(f"reports included {OTHER}", _reached(numbers.other.reports)))
    known = numbers.reports_of_previous != 0
    less = f" {MINUS} new reports of studies included before" if known else ""
    yield Relation(
        f"Reports of {_new(numbers)}included studies = "
        f"{' + '.join(way.name for way in ways)}{less}",
        Part(f"reports of {_new(numbers)}included studies", numbers.included.reports),
        tuple(ways),
        (Part("new reports of studies included before", numbers.reports_of_previous),)
        if known
        else (),
    )


def _of_update(numbers: FlowNumbers) -> Iterator[Relation]:
    if numbers.previous is None or numbers.total is None:
        return
    yield Relation(
        "Total studies = studies in the previous version + new studies",
        Part("total studies included in review", numbers.total.studies),
        (
            Part("studies included in the previous version", numbers.previous.studies),
            Part("new studies included in review", numbers.included.studies),
        ),
    )
    yield Relation(
        "Reports of total included studies = reports in the previous version + new reports",
        Part("reports of total included studies", numbers.total.reports),
        (
            Part("reports included in the previous version", numbers.previous.reports),
            Part("reports of new included studies", numbers.included.reports),
            Part("new reports of studies included before", numbers.reports_of_previous),
        ),
    )


def _new(numbers: FlowNumbers) -> str:
    return "" if numbers.previous is None else "new "


def _reached(reports: Reports) -> Number:
    """Reports included, counted back from those assessed where that is not given."""
    if reports.included is not None:
        return reports.included
    if reports.assessed is None or reports.excluded.n is None:
        return None
    return max(0, reports.assessed - reports.excluded.n)


def _breakdown(what: str, tally: Tally, sum_name: str) -> Iterator[Relation]:
    """A total and its parts, where both are given and at least one part has a number."""
    if tally.total is None or all(part.n is None for part in tally.parts):
        return
    yield Relation(f"{what} = {sum_name}", Part(what.lower(), tally.total), tally.parts)


def _examine(relation: Relation) -> Check:
    """The relation with its numbers."""
    result, worth = relation.result.n, _sum(relation.plus) - _sum(relation.minus)
    sure_plus, sure_minus = _known(relation.plus), _known(relation.minus)
    shown = _expression(relation)
    equals = "" if shown == _n(worth) else f" = {_n(worth)}"
    if result is None:
        if sure_plus and worth < 0:
            return _said(relation, Status.FAILS, f"{shown} is less than nothing.")
    elif sure_plus and sure_minus:
        if result == worth or (relation.at_most and result < worth):
            return _said(relation, Status.HOLDS, f"{shown}{equals}, and {result:,} is given.")
        return _said(relation, Status.FAILS, f"{shown}{equals}, {_but(result, worth)}")
    elif sure_plus and result > worth:
        return _said(
            relation, Status.FAILS, f"{shown} is at most {_n(worth)}, {_but(result, worth)}"
        )
    elif sure_minus and result < worth and not relation.at_most:
        return _said(
            relation, Status.FAILS, f"{shown} is at least {_n(worth)}, {_but(result, worth)}"
        )
    return _said(relation, Status.OPEN, _left_open(relation, result, worth))


def _left_open(relation: Relation, result: Number, worth: int) -> str:
    """What is not known, and what it would have to be where that is decided."""
    missing = [
        part.name for part in (relation.result, *relation.plus, *relation.minus) if part.n is None
    ]
    if len(missing) > 1:
        return f"not known are the numbers of {', '.join(missing[:-1])} and {missing[-1]}."
    if relation.at_most:
        return f"the number of {missing[0]} is not known."
    value = worth
    if result is not None:
        value = result - worth if not _known(relation.plus) else worth - result
    return f"the number of {missing[0]} is not known; it would have to be {value:,}."


def _but(result: int, worth: int) -> str:
    off = result - worth
    return f"but {result:,} is given, {abs(off):,} {'more' if off > 0 else 'fewer'}."


def _expression(relation: Relation) -> str:
    """The right side in figures; what is 0 is left out as long as anything is left."""
    plus = [part.n for part in relation.plus if part.n != 0] or [0]
    minus = [part.n for part in relation.minus if part.n != 0]
    shown = " + ".join(map(_n, plus))
    return " ".join([shown, *(f"{MINUS} {_n(n)}" for n in minus)])


def _said(relation: Relation, status: Status, says: str) -> Check:
    return Check(relation.name, status, f"{relation.name}: {says}")


def _n(number: Number) -> str:
    if number is None:
        return "?"
    return f"{number:,}".replace("-", MINUS)


def _sum(parts: Sequence[Part]) -> int:
    return sum(part.n or 0 for part in parts)


def _known(parts: Sequence[Part]) -> bool:
    return added(part.n for part in parts) is not None
