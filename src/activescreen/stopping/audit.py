"""Blind audit draws: random unread records mixed into the queue, in batches planned beforehand.

A plan fixes after how many records each batch is drawn, how large it is, by which seed, and its
share of alpha. No date is a moment: what is unread on a day depends on the hour of asking.
Each batch is a simple random sample of one pool at one moment and gives one elusion bound (rule
12 of the literature: largest K that its finds do not reject). Batches are never pooled: the pool
shrinks between them, so together they are no simple random sample of anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import IRRELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import RecordSet
from activescreen.stopping.base import check_alpha
from activescreen.stopping.wording import counted

PLACES_A_RECORD: Final = 5
"""One audit record among five served unless the plan says otherwise: thin enough to stay blind,
thick enough that the batch is complete soon."""


class Pool(StrEnum):
    """What a batch is drawn from."""

    UNREAD = "unread"
    EXCLUDED = "excluded"


class Spending(StrEnum):
    """How alpha is split over the batches."""

    EVEN = "even"
    HALVING = "halving"


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """One batch, as registered.

    Attributes
    ----------
    moment
        After how many records read it is drawn.
    size
        Records to draw.
    pool
        Unread records, or records excluded so far.
    within
        Served records among which they are mixed; None: five a record.
    """

    moment: int
    size: int
    pool: Pool = Pool.UNREAD
    within: int | None = None

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ConfigurationError(
                f"An audit batch of {self.size} records says nothing.", remedy="Draw at least 1."
            )
        if type(self.moment) is not int or self.moment < 0:
            raise ConfigurationError(
                f"'{self.moment}' is no moment of an audit batch.",
                remedy="Give a number of records read, 0 or more; nothing else fixes the pool.",
            )
        if self.within is not None and self.within < self.size:
            raise ConfigurationError(
                f"{self.size} audit records cannot be mixed into {self.within} served ones.",
                remedy="Give at least as many places as records.",
            )

    @property
    def places(self) -> int:
        """Served records among which the batch is mixed."""
        return self.size * PLACES_A_RECORD if self.within is None else self.within


@dataclass(frozen=True, eq=False)
class AuditBatch:
    """A batch that has been drawn. It says which records to serve where, and shows nothing else.

    Attributes
    ----------
    number
        1-based, as planned.
    opened_at
        Records read at its moment.
    pool, kind
        Places of all records that it was drawn from, and what they were; shape (U,).
    sample
        Places of the records drawn, in the order in which they are served; shape (s,).
    slots
        0-based numbers of the served records, counted from the moment, at which they stand,
        rising; shape (s,).
    alpha
        This batch's share.
    """

    number: int
    opened_at: int
    kind: Pool
    pool: NDArray[np.int64]
    sample: NDArray[np.int64]
    slots: NDArray[np.int64]
    alpha: float

    def __post_init__(self) -> None:
        for array in (self.pool, self.sample, self.slots):
            array.flags.writeable = False


@dataclass(frozen=True)
class AuditPlan:
    """The audit draws of one stage, registered before the first of them.

    Parameters
    ----------
    records
        The population; another one is refused later.
    batches
        In the order of their moments.
    alpha
        Error of all their bounds together.
    seed
        Batch j is drawn by ``numpy.random.default_rng([seed, j])``.
    spending
        ``even``: alpha/J each. ``halving``: alpha/2^j for the j-th, so that the first batches
        have narrow bounds and batches can still be planned later.
    stage
        The screening stage.

    Raises
    ------
    ConfigurationError
        If there is no batch, or alpha or the seed is out of range.
    """

    records: RecordSet
    batches: Sequence[PlannedBatch]
    alpha: float = 0.05
    seed: int = 0
    spending: Spending = Spending.EVEN
    stage: str = TITLE_ABSTRACT

    def __post_init__(self) -> None:
        check_alpha(self.alpha)
        if not self.batches:
            raise ConfigurationError("No audit batch is planned.", remedy="Plan at least one.")
        if self.seed < 0:
            raise ConfigurationError(
                f"{self.seed} is no seed.", remedy="Give a whole number, 0 or more."
            )

    def alpha_of(self, number: int) -> float:
        """The share of alpha of batch ``number``."""
        self._planned(number)
        if self.spending is Spending.HALVING:
            return self.alpha * 0.5**number
        return self.alpha / len(self.batches)

    def registration(self) -> dict[str, Any]:
        """The plan as plain data, to be published before the first draw."""
        return {
            "kind": "blind audit draws",
            "population": self.records.data_hash,
            "records": len(self.records),
            "stage": self.stage,
            "alpha": self.alpha,
            "spending": self.spending.value,
            "seed": self.seed,
            "batches": [
                {
                    "moment": batch.moment,
                    "size": batch.size,
                    "pool": batch.pool.value,
                    "within": batch.places,
                }
                for batch in self.batches
            ],
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the registration: print it before the first draw."""
        text = json.dumps(self.registration(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def due(self, number: int, n_read: int) -> bool:
        """Whether the moment of a batch has come."""
        return n_read >= self._planned(number).moment

    def draw(self, number: int, ledger: FrozenLedger, *, phase_open: bool = False) -> AuditBatch:
        """Draw a batch at its moment, by its registered seed.

        It is drawn from what was unread just then, however much later this is asked: a record of
        it that was read meanwhile counts with its label. The draw of excluded records must be
        kept, since their labels may change afterwards.

        Parameters
        ----------
        number
            1-based number of the batch.
        ledger
            What was read so far.
        phase_open
            Whether a random phase has been opened, even if nothing was drawn yet.

        Raises
        ------
        StoppingError
            If the moment has not come, the population is another one, the pool is smaller than
            the sample, a random phase is open, or labels are open among which excluded records
            are to be drawn.
        """
        planned = self._planned(number)
        self._check(number, ledger)
        at = planned.moment
        then = ledger.prefix(at)
        if phase_open or any(_in_random_phase(look) for look in (then, ledger)):
            raise _phase_open(number)
        if planned.pool is Pool.EXCLUDED:
            # A label settled later would join the pool then, and the seed give another sample.
            check_settled(then, at)
        excluded = then.order[then.labels == IRRELEVANT]
        pool = then.unread if planned.pool is Pool.UNREAD else excluded
        if len(pool) < planned.size:
            raise StoppingError(
                f"Batch {number} wants {counted(planned.size, 'record')}, but only "
                f"{len(pool):,} are {planned.pool.value}.",
                remedy="Nothing was drawn. Read the rest, which needs no bound.",
            )
        pool = pool[np.argsort(ledger.records.id_order[pool])]
        rng = np.random.default_rng([self.seed, number])
        sample = rng.permutation(pool)[: planned.size]
        slots = np.sort(rng.choice(planned.places, planned.size, replace=False))
        share = self.alpha_of(number)
        return AuditBatch(number, at, planned.pool, pool, sample, slots, share)

    def _planned(self, number: int) -> PlannedBatch:
        if not 1 <= number <= len(self.batches):
            raise ConfigurationError(
                f"There is no batch {number} in this plan.",
                remedy=f"Batches are counted from 1 to {len(self.batches)}.",
            )
        return self.batches[number - 1]

    def _check(self, number: int, ledger: FrozenLedger) -> None:
        if ledger.stage != self.stage or ledger.records.data_hash != self.records.data_hash:
            raise StoppingError(
                "The audit was registered for another population or stage.",
                where=f"{counted(ledger.population, 'record')}, stage {ledger.stage}",
                remedy="Records that came later need a plan of their own.",
            )
        if not self.due(number, ledger.n_read):
            moment = self._planned(number).moment
            raise StoppingError(
                f"Batch {number} is planned after {counted(moment, 'record')}, but only "
                f"{ledger.n_read:,} have been read.",
                remedy="Read on; a batch drawn at another moment has no bound.",
            )


def check_settled(ledger: FrozenLedger, at: int, but: NDArray[np.int64] | None = None) -> None:
    """Refuse open labels among the first ``at`` records read.

    Parameters
    ----------
    ledger
        What was read so far.
    at
        Records read at a batch's moment.
    but
        Places of records that may be open.

    Raises
    ------
    StoppingError
        If there are any.
    """
    unsettled = ledger.labels[:at] == UNRESOLVED
    if but is not None:
        unsettled &= ~np.isin(ledger.order[:at], but)
    if not unsettled.any():
        return
    first = int(ledger.order[int(np.argmax(unsettled))])
    raise StoppingError(
        f"{counted(int(unsettled.sum()), 'record')} read before the batch's moment lack a final "
        "label, so what had been found then does not stand still.",
        where=f"record {ledger.records.ids[first]}",
        remedy="Resolve them first.",
    )


def _in_random_phase(ledger: FrozenLedger) -> bool:
    return bool(ledger.n_read) and bool(ledger.drawn(Draw.RANDOM)[-1])


def _phase_open(number: int) -> StoppingError:
    return StoppingError(
        f"Batch {number} may not be drawn: a random phase is open, and nothing else may take "
        "records from its urn.",
        remedy="The random phase says more than an audit would; go on with it.",
    )
