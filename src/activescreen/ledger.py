"""Decisions as events, appended and never overwritten; a frozen ledger is what they add up to.

Three rules decide which label counts:

- A record's label is final when a resolution is in, or when as many reviewers as the protocol
  demands have voted and agree. "Maybe" is no final label.
- A model is trained on final labels, and on a single vote only until the second is in: two
  votes that differ train nothing until they are resolved.
- A reviewer's later event on the same record replaces the earlier one in the sum, but both stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import LedgerError
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import RecordSet

RELEVANT: Final = 1
IRRELEVANT: Final = 0
UNRESOLVED: Final = -1


class Verdict(StrEnum):
    """What a reviewer said of a record."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    MAYBE = "maybe"


class Draw(StrEnum):
    """How a record came before a reviewer.

    ``random`` draws belong to a stopping rule's registered order; ``audit`` draws are random,
    too, but mixed into ranked reading in pre-registered batches of their own.
    """

    PRIOR = "prior"
    PILOT = "pilot"
    RANKED = "ranked"
    RANDOM = "random"
    AUDIT = "audit"

    @property
    def code(self) -> int:
        """The small integer that stands for it in arrays."""
        return _DRAW_CODES[self]


_DRAW_CODES: Final = {draw: code for code, draw in enumerate(Draw)}
_LABELS: Final = {
    Verdict.INCLUDE: RELEVANT,
    Verdict.EXCLUDE: IRRELEVANT,
    Verdict.MAYBE: UNRESOLVED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One event: a reviewer's verdict on a record at a stage.

    Attributes
    ----------
    record_id
        The record decided on.
    verdict
        Include, exclude or maybe.
    draw
        How the record was drawn.
    id
        Made by whoever reports the event, so that a repeated report changes nothing. Empty:
        the ledger numbers it.
    stage
        The screening stage.
    reviewer
        Who decided.
    resolves
        True for a consensus or an adjudication: it settles the record whatever the votes say.
    failed_criteria, reason, note
        Why, in the protocol's terms and in the reviewer's own words.
    seconds
        Time spent on the record, where known.
    ranking_hash, position
        The model whose ranking was shown, and the 0-based place the record had in it. Of a
        random draw: its 0-based number in the registered order. Reviewers who draw at the same
        time do not finish in the order of their draws; where every draw has its number, that
        number counts and not who was faster.
    at
        When, where known.
    """

    record_id: str
    verdict: Verdict
    draw: Draw = Draw.RANKED
    id: str = ""
    stage: str = TITLE_ABSTRACT
    reviewer: str = ""
    resolves: bool = False
    failed_criteria: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    seconds: float | None = None
    ranking_hash: str = ""
    position: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, eq=False)
class FrozenLedger:
    """What the decisions of one stage add up to at one moment. Arrays are read-only.

    Attributes
    ----------
    records
        The population that is screened.
    stage
        The screening stage.
    order
        Places in ``records`` in the order in which records were first drawn; shape (n_read,).
    labels
        Their final labels, 1, 0 or -1 while open; shape (n_read,).
    training
        The labels that may train a model, likewise; shape (n_read,).
    draws
        How each was drawn, as ``Draw.code``; shape (n_read,).
    rediscovered
        True where a record first drawn at random was later reached by the ranking as well;
        shape (n_read,). A quantile rule's hidden sample is counted by it.
    """

    records: RecordSet
    stage: str
    order: NDArray[np.int64]
    labels: NDArray[np.int8]
    training: NDArray[np.int8]
    draws: NDArray[np.int8]
    rediscovered: NDArray[np.bool_] = field(repr=False)

    def __post_init__(self) -> None:
        for array in (self.order, self.labels, self.training, self.draws, self.rediscovered):
            array.flags.writeable = False

    @property
    def population(self) -> int:
        """N, the number of records."""
        return len(self.records)

    @property
    def n_read(self) -> int:
        """How many records a human has been shown."""
        return len(self.order)

    @cached_property
    def n_found(self) -> int:
        """How many records are finally labelled relevant."""
        return int(np.count_nonzero(self.labels == RELEVANT))

    @cached_property
    def unread(self) -> NDArray[np.int64]:
        """Places of the records that were never drawn, ascending."""
        mask = np.ones(self.population, dtype=bool)
        mask[self.order] = False
        return np.flatnonzero(mask)

    def drawn(self, draw: Draw) -> NDArray[np.bool_]:
        """Which of the records in ``order`` were drawn this way; shape (n_read,)."""
        return np.asarray(self.draws == draw.code)

    def select(self, keep: slice | NDArray[np.bool_]) -> FrozenLedger:
        """The ledger as if only these of its records had been read."""
        return replace(
            self,
            order=self.order[keep],
            labels=self.labels[keep],
            training=self.training[keep],
            draws=self.draws[keep],
            rediscovered=self.rediscovered[keep],
        )

    def prefix(self, n: int) -> FrozenLedger:
        """The same ledger after its first ``n`` records."""
        return self.select(slice(n))

    def without_random(self) -> FrozenLedger:
        """The ledger without the random draws that the ranking has not reached.

        A hidden sample stays hidden: this is what a model may be trained on and ranks from
        while a quantile rule is at work.
        """
        return self.select(~self.drawn(Draw.RANDOM) | self.rediscovered)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over population, stage, order, draws and labels."""
        digest = hashlib.sha256(f"{self.records.data_hash}\n{self.stage}\n".encode())
        for array in (self.order, self.draws, self.labels):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


@dataclass(slots=True)
class Standing:
    """What was decided on one record at one stage, the latest vote a reviewer.

    Attributes
    ----------
    place
        Where the record stands in whatever keeps this.
    votes
        Reviewer -> verdict.
    resolution
        What settled it, if anything did.
    """

    place: int
    votes: dict[str, Verdict] = field(default_factory=dict)
    resolution: Verdict | None = None

    def add(self, verdict: Verdict, reviewer: str, *, resolves: bool) -> None:
        """Take one more event in."""
        if resolves:
            self.resolution = verdict
        else:
            self.votes[reviewer] = verdict

    def final(self, votes_required: int) -> int:
        """The final label, or ``UNRESOLVED``."""
        if self.resolution is not None:
            return _LABELS[self.resolution]
        verdicts = set(self.votes.values())
        if len(self.votes) < votes_required or len(verdicts) != 1:
            return UNRESOLVED
        return _LABELS[verdicts.pop()]

    def training(self, votes_required: int) -> int:
        """The label that may train a model, or ``UNRESOLVED``."""
        if self.resolution is None and len(self.votes) == 1:
            return _LABELS[next(iter(self.votes.values()))]
        return self.final(votes_required)


@dataclass(slots=True)
class _Screening:
    """Running sums of one stage, so that freezing does not fold every event again."""

    standing: dict[int, Standing] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    training: list[int] = field(default_factory=list)
    draws: list[int] = field(default_factory=list)
    rediscovered: list[bool] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """Of each random draw its number in the registered order, -1 where none is known."""

    def by_draw(self) -> NDArray[np.int64] | slice:
        """The records in the order in which they were drawn, not in that of their first votes."""
        if max(self.numbers, default=-1) < 0:
            return slice(None)
        numbers, draws = np.array(self.numbers), np.array(self.draws)
        starts = np.arange(len(numbers))
        random = draws == Draw.RANDOM.code
        goes_on = random & np.concatenate([[False], random[:-1]])
        starts[goes_on] = 0
        starts = np.maximum.accumulate(starts)  # of each run of random draws, its first place
        unnumbered = np.isin(starts, starts[random & (numbers < 0)])
        numbers[~random | unnumbered] = -1
        return np.lexsort((numbers, starts))


class Ledger:
    """An append-only list of decisions on a fixed population.

    Parameters
    ----------
    records
        The population.
    priors
        Record id -> relevant (True) or not (False): labels known before screening began.
    votes_per_record
        How many agreeing reviewers make a label final.

    Raises
    ------
    LedgerError
        If that is less than one.
    """

    def __init__(
        self,
        records: RecordSet,
        priors: Mapping[str, bool] | None = None,
        votes_per_record: int = 1,
    ) -> None:
        if votes_per_record < 1:
            raise LedgerError(
                f"{votes_per_record} votes a record make no decision.",
                remedy="Ask for at least one.",
            )
        self.records = records
        self.votes_per_record = votes_per_record
        self._events: list[Decision] = []
        self._by_id: dict[str, Decision] = {}
        self._numbers = count(1)
        self._stages: dict[str, _Screening] = {}
        for record_id, relevant in (priors or {}).items():
            verdict = Verdict.INCLUDE if relevant else Verdict.EXCLUDE
            self.append(Decision(record_id, verdict, Draw.PRIOR, reviewer="prior", resolves=True))

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._events)

    def append(self, decision: Decision | Iterable[Decision]) -> None:
        """Add one decision or several.

        An event whose id is already in the ledger changes nothing, provided it says the same.

        Raises
        ------
        LedgerError
            If the record is unknown, or an event id comes again with other content.
        """
        for event in [decision] if isinstance(decision, Decision) else decision:
            self._append_one(event)

    def freeze(self, stage: str = TITLE_ABSTRACT) -> FrozenLedger:
        """The sum of all decisions of a stage so far."""
        sums = self._stages.get(stage) or _Screening()
        drawn = sums.by_draw()
        return FrozenLedger(
            self.records,
            stage,
            np.array(sums.order, dtype=np.int64)[drawn],
            np.array(sums.labels, dtype=np.int8)[drawn],
            np.array(sums.training, dtype=np.int8)[drawn],
            np.array(sums.draws, dtype=np.int8)[drawn],
            np.array(sums.rediscovered, dtype=np.bool_)[drawn],
        )

    def _append_one(self, event: Decision) -> None:
        if not event.id:
            event = replace(event, id=self._next_id())
        known = self._by_id.get(event.id)
        if known is not None:
            if known != event:
                raise LedgerError(
                    f"The event id '{event.id}' comes a second time with other content.",
                    where=f"record {event.record_id}",
                    remedy="Give every decision an id of its own; a correction is a new event.",
                )
            return
        if not self.records.has(event.record_id):
            raise LedgerError(
                f"The record '{event.record_id}' is not in the population of this ledger.",
                remedy="Import it first; a decision needs its record.",
            )
        self._by_id[event.id] = event
        self._events.append(event)
        self._add_up(event)

    def _next_id(self) -> str:
        return next(name for n in self._numbers if (name := f"event-{n}") not in self._by_id)

    def _add_up(self, event: Decision) -> None:
        sums = self._stages.setdefault(event.stage, _Screening())
        position = self.records.position(event.record_id)
        standing = sums.standing.get(position)
        if standing is None:
            standing = sums.standing[position] = Standing(len(sums.order))
            sums.order.append(position)
            sums.labels.append(UNRESOLVED)
            sums.training.append(UNRESOLVED)
            sums.draws.append(event.draw.code)
            sums.rediscovered.append(False)
            number = event.position if event.draw is Draw.RANDOM else None
            sums.numbers.append(-1 if number is None else number)
        elif event.draw is Draw.RANKED and sums.draws[standing.place] == Draw.RANDOM.code:
            sums.rediscovered[standing.place] = True
        standing.add(event.verdict, event.reviewer, resolves=event.resolves)
        sums.labels[standing.place] = standing.final(self.votes_per_record)
        sums.training[standing.place] = standing.training(self.votes_per_record)
