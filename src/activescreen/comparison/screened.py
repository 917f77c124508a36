"""A prioritised screening up to its stop: what was read, in which order, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import InputError
from activescreen.ledger import RELEVANT, Decision, Draw, FrozenLedger, Ledger
from activescreen.protocol import STAGES
from activescreen.records import RecordSet

UNREAD: Final = -2
"""Beside 1, 0 and -1 (open): a record that nobody was shown at this stage."""

NOBODY: Final = ("", "file", "prior", "simulated")
"""Reviewers that are no person: what they say is the team's label, and no vote."""


@dataclass(frozen=True, eq=False)
class Screened:
    """A prioritised screening up to its stop.

    Attributes
    ----------
    name
        The file that it was read from.
    kind
        ``ledger`` or ``simulation``.
    records
        The population.
    labels
        Stage -> label a record: 1, 0, -1 where open, -2 where unread; shape (N,). The first
        stage is the one that was read in order.
    reached
        1-based place at which each record was reached or, going on in the same order, would have
        been; 0 where that is not known; shape (N,).
    priors
        True for records whose label was known beforehand; shape (N,).
    votes
        What single persons decided on records that were read, resolutions left out.
    stop
        What ended the reading, in words.
    votes_per_record
        Votes that make a label final.
    facts
        Further facts about it, for people: name -> value.
    """

    name: str
    kind: str
    records: RecordSet
    labels: Mapping[str, NDArray[np.int8]]
    reached: NDArray[np.int64]
    priors: NDArray[np.bool_]
    votes: tuple[Decision, ...]
    stop: str
    votes_per_record: int = 1
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """The stage that was read in order."""
        return next(iter(self.labels))

    @property
    def read(self) -> NDArray[np.bool_]:
        """Which records had been read by the stop; shape (N,)."""
        return np.asarray(self.labels[self.first] != UNREAD)

    @property
    def n_read(self) -> int:
        """How many records had been read by the stop, priors among them."""
        return int(self.read.sum())


def from_ledger(
    ledger: Ledger, name: str, stop: int | None = None, facts: Mapping[str, str] | None = None
) -> Screened:
    """A ledger up to a stop.

    Parameters
    ----------
    ledger
        A finished screening, or one that went on beyond the stop.
    name
        What to call it.
    stop
        Records that were read, priors counted; None: all that the ledger holds.
    facts
        Further facts for people.

    Raises
    ------
    InputError
        If the ledger is empty or has fewer records than the stop.
    """
    stages = stages_of(ledger)
    if not stages:
        raise InputError(
            "The ledger holds no decision.", where=name, remedy="Give one of a finished screening."
        )
    frozen = ledger.freeze(stages[0])
    if stop is not None and not 0 < stop <= frozen.n_read:
        raise InputError(
            f"A stop after {stop:,} records is not possible: {frozen.n_read:,} were read.",
            where=name,
            remedy=f"Choose one from 1 to {frozen.n_read:,}, or leave --stop out.",
        )
    n = frozen.n_read if stop is None else stop
    read = np.zeros(frozen.population, dtype=np.bool_)
    read[frozen.order[:n]] = True
    unseen = np.setdiff1d(_passed_on(ledger, stages[1:]), frozen.order)
    if stop is None:
        read[unseen] = True
    reached = np.zeros(frozen.population, dtype=np.int64)
    reached[frozen.order] = np.arange(1, frozen.n_read + 1)
    priors = np.zeros(frozen.population, dtype=np.bool_)
    priors[frozen.order[frozen.drawn(Draw.PRIOR)]] = True
    labels = {stage: _labels(ledger.freeze(stage), read) for stage in stages}
    if stop is None:
        # Who brings a record to a later stage has passed it at the first one.
        labels[stages[0]][unseen] = RELEVANT
    return Screened(
        name=name,
        kind="ledger",
        records=ledger.records,
        labels=labels,
        reached=reached,
        priors=priors,
        votes=tuple(event for event in ledger if _is_vote(event, ledger.records, read)),
        stop=f"after {n:,} records" if stop is not None else "where the ledger ends",
        votes_per_record=ledger.votes_per_record,
        facts=facts or {},
    )


def stages_of(ledger: Ledger) -> tuple[str, ...]:
    """The stages of which a ledger has decisions, in the order of screening."""
    said = dict.fromkeys(event.stage for event in ledger)
    # Prior knowledge alone is no screening of title and abstract.
    screened = {event.stage for event in ledger if event.draw is not Draw.PRIOR}
    known = [stage for stage in STAGES if stage in said and (stage in screened or len(said) == 1)]
    return (*known, *(stage for stage in said if stage not in STAGES))


def _labels(frozen: FrozenLedger, read: NDArray[np.bool_]) -> NDArray[np.int8]:
    labels = np.full(frozen.population, UNREAD, dtype=np.int8)
    labels[frozen.order] = frozen.labels
    labels[~read] = UNREAD
    return labels


def _passed_on(ledger: Ledger, later: tuple[str, ...]) -> NDArray[np.int64]:
    """Places of records that were decided on at a later stage."""
    orders = [ledger.freeze(stage).order for stage in later]
    return np.unique(np.concatenate([*orders, np.empty(0, dtype=np.int64)]))


def _is_vote(event: Decision, records: RecordSet, read: NDArray[np.bool_]) -> bool:
    person = event.reviewer not in NOBODY and event.draw is not Draw.PRIOR
    return person and not event.resolves and bool(read[records.position(event.record_id)])
