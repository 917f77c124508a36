"""The numbers of a flow diagram from the decisions of a review.

A ledger knows who decided what on the records that were left after removing duplicates. What it
does not know, the caller says: see `Circumstances`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from activescreen.errors import LedgerError
from activescreen.ledger import IRRELEVANT, RELEVANT, FrozenLedger, Ledger, Verdict
from activescreen.prisma.numbers import (
    Excluded,
    FlowNumbers,
    Included,
    OtherMethods,
    Removed,
    Reports,
    Search,
    Tally,
)
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT

NO_REASON: Final = "No reason given"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What no ledger knows about the flow of records.

    Attributes
    ----------
    title
        The review's title.
    databases, registers
        Records identified, by source, before anything was removed.
    removed
        Records removed before screening. They are not in the ledger's population.
    stopping
        What ended reading before every record was read, as one sentence: the records left
        unread then count as excluded by the model. Empty: reading goes on, and they wait.
    other_sources
        Record id -> source, of the records that came by other methods (reference lists, web
        searches). They are in the ledger's population.
    not_retrieved
        Ids of the records whose full text could not be had.
    reasons
        Record id -> why its report was excluded. Without an entry, and where a `Ledger` is
        given, the reason in its decisions counts.
    studies
        Record id of a report -> the study that it reports on, or several. A report without an
        entry is a study of its own. None: which reports belong together is not known.
    previous
        What earlier versions of the review included; None in a new review.
    previous_studies
        Names of the studies among those in ``studies`` that earlier versions included.
    """

    title: str = ""
    databases: Tally = field(default_factory=Tally)
    registers: Tally = field(default_factory=lambda: Tally(0))
    removed: Removed = field(default_factory=Removed)
    stopping: str = ""
    other_sources: Mapping[str, str] = field(default_factory=dict)
    not_retrieved: Collection[str] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    studies: Mapping[str, str | tuple[str, ...]] | None = None
    previous: Included | None = None
    previous_studies: Collection[str] = ()


class _Flow(NamedTuple):
    """Record ids by what became of them; a record is in as many sets as it got far."""

    population: frozenset[str]
    read: frozenset[str]
    excluded: frozenset[str]
    sought: frozenset[str]
    not_retrieved: frozenset[str]
    ineligible: frozenset[str]
    included: frozenset[str]

    def only(self, ids: Collection[str]) -> _Flow:
        """The part of the flow that these records are."""
        return _Flow(*(members.intersection(ids) for members in self))


def flow_of(
    title_abstract: Ledger | FrozenLedger,
    circumstances: Circumstances,
    full_text: FrozenLedger | None = None,
) -> FlowNumbers:
    """The numbers of the flow diagram.

    Parameters
    ----------
    title_abstract
        The decisions of both stages; or those on titles and abstracts, frozen.
    circumstances
        What no ledger knows.
    full_text
        The decisions on full texts, where the first ledger is frozen. Its population is the
        other's or a part of it. None: no full text was assessed.

    Raises
    ------
    LedgerError
        If an id is not in the population, or a record was finally excluded on title and
        abstract and its full text was assessed all the same.
    """
    reasons = dict(circumstances.reasons)
    if isinstance(title_abstract, Ledger):
        reasons = {**reasons_of(title_abstract), **reasons}
        full_text = title_abstract.freeze(FULL_TEXT)
        title_abstract = title_abstract.freeze(TITLE_ABSTRACT)
    flow = _follow(title_abstract, full_text, circumstances)
    other_ids = set(circumstances.other_sources)
    by_search = flow.only(flow.population - other_ids)
    by_other = flow.only(other_ids)
    unread = len(by_search.population - by_search.read)
    stopped = bool(circumstances.stopping)
    open_ones = by_search.read - by_search.excluded - by_search.sought
    included, of_previous = _included(flow.included, circumstances)
    return FlowNumbers(
        search=Search(
            databases=circumstances.databases,
            registers=circumstances.registers,
            removed=circumstances.removed,
            screened=len(by_search.population),
            excluded=Excluded(len(by_search.excluded), unread if stopped else 0),
            reports=_reports(by_search, reasons),
            awaiting=len(open_ones) + (0 if stopped else unread),
            stopping=circumstances.stopping,
        ),
        other=_other(by_other, circumstances.other_sources, reasons) if other_ids else None,
        previous=circumstances.previous,
        title=circumstances.title,
        included=included,
        reports_of_previous=of_previous,
    )


def reasons_of(ledger: Ledger, stage: str = FULL_TEXT) -> dict[str, str]:
    """Record id -> the reason to exclude it, as the decisions of a stage give it.

    The reason of a resolution counts before those of votes; among votes, the latest.
    """
    resolved: dict[str, str] = {}
    voted: dict[str, str] = {}
    for event in ledger:
        if event.stage == stage and event.verdict is Verdict.EXCLUDE and event.reason.strip():
            (resolved if event.resolves else voted)[event.record_id] = event.reason.strip()
    return {**voted, **resolved}


def _follow(
    title_abstract: FrozenLedger, full_text: FrozenLedger | None, circumstances: Circumstances
) -> _Flow:
    population = frozenset(title_abstract.records.ids)
    assessed = _read(full_text) if full_text is not None else frozenset()
    named = (*circumstances.other_sources, *circumstances.not_retrieved, *sorted(assessed))
    for name in named:
        if name not in population:
            raise LedgerError(
                f"The record '{name}' is not in the population of this ledger.",
                remedy="Import it first; the flow counts the records of the ledger.",
            )
    excluded = _labelled(title_abstract, IRRELEVANT)
    for name in sorted(assessed & excluded):
        raise LedgerError(
            f"The record '{name}' was excluded on title and abstract, but there is a decision "
            "on its full text.",
            remedy="Resolve one of the two: a record goes on to full text or does not.",
        )
    read = _read(title_abstract) | assessed
    sought = _labelled(title_abstract, RELEVANT) | assessed
    ineligible = _labelled(full_text, IRRELEVANT) if full_text is not None else frozenset()
    included = _labelled(full_text, RELEVANT) if full_text is not None else frozenset()
    lost = sought.intersection(circumstances.not_retrieved) - ineligible - included
    return _Flow(population, read, excluded, sought, lost, ineligible, included)


def _reports(flow: _Flow, reasons: Mapping[str, str]) -> Reports:
    why = Counter(reasons.get(name, NO_REASON) for name in flow.ineligible)
    decided = len(flow.ineligible) + len(flow.included)
    return Reports(
        sought=len(flow.sought),
        not_retrieved=len(flow.not_retrieved),
        assessed=decided,
        excluded=Tally.of(dict(_frequent_first(why)), len(flow.ineligible)),
        included=len(flow.included),
        awaiting=len(flow.sought) - len(flow.not_retrieved) - decided,
    )


def _other(flow: _Flow, sources: Mapping[str, str], reasons: Mapping[str, str]) -> OtherMethods:
    found = Counter(sources.values())
    return OtherMethods(Tally.of(dict(_frequent_first(found))), _reports(flow, reasons))


def _included(reports: frozenset[str], circumstances: Circumstances) -> tuple[Included, int]:
    """New studies with their reports; and how many reports are on studies included before."""
    if circumstances.studies is None:
        return Included(None, len(reports)), 0
    studies_of = {name: _studies(circumstances.studies.get(name, name)) for name in reports}
    known = set(circumstances.previous_studies)
    old = {name for name, studies in studies_of.items() if studies <= known}
    new = {study for studies in studies_of.values() for study in studies} - known
    return Included(len(new), len(reports) - len(old)), len(old)


def _studies(named: str | tuple[str, ...]) -> frozenset[str]:
    return frozenset([named] if isinstance(named, str) else named)


def _frequent_first(counts: Counter[str]) -> Iterable[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _read(frozen: FrozenLedger) -> frozenset[str]:
    return frozenset(frozen.records.ids[place] for place in frozen.order)


def _labelled(frozen: FrozenLedger, label: int) -> frozenset[str]:
    places = frozen.order[frozen.labels == label]
    return frozenset(frozen.records.ids[place] for place in places)
