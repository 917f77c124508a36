"""Rule 10, SAFE: a staged procedure with two models and a check at the end. No guarantee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError
from activescreen.ledger import IRRELEVANT, RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.stopping.base import (
    About,
    Badge,
    Drawn,
    Replay,
    StoppingDecision,
    random_start,
    serve_ranked,
)
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.sample_first import (
    SampleFirstRule,
    first_sample,
    read_in_order,
    unread_of,
)
from activescreen.stopping.wording import everything_read


class SafeStage(StrEnum):
    """Where the procedure stands."""

    RANDOM = "random sample"
    RANKED = "ranked by the model"
    OTHER_MODEL = "ranked by another model"
    QUALITY_CHECK = "quality check"


@dataclass(frozen=True, slots=True)
class SafeProgress:
    """The procedure as a ledger shows it: records read when each stage was over, if it is."""

    random: int | None
    ranked: int | None = None
    other: int | None = None

    @property
    def stage(self) -> SafeStage:
        """The stage that is going on."""
        if self.random is None:
            return SafeStage.RANDOM
        if self.ranked is None:
            return SafeStage.RANKED
        return SafeStage.OTHER_MODEL if self.other is None else SafeStage.QUALITY_CHECK


class SAFE(SampleFirstRule):
    """Stop when two models, one after the other, find nothing new for a while.

    The SAFE procedure, Boetje & van de Schoot 2024 (10.1186/s13643-024-02502-7): (1) a random
    sample of 1 % of the records; (2) ranked reading until all key papers are found, 10 % are
    read, ranked reading has found twice what the sample found, and 50 records in a row
    were irrelevant; (3) ranked reading with a different model until 50 in a row were; (4) a
    check of what was excluded. The rule ends with (3), and its statement asks for (4), which
    reads no new record. No guarantee: these are habits put together with care.

    Assumes that what one model misses the other finds. A ledger does not tell models apart:
    the second one's order has to be given beside it, and without it the rule does not stop.
    While screening, its decision says in which of the stages it is, and so when to change the
    model.

    Parameters
    ----------
    seed
        Seed of the registered permutation that the sample is drawn by.
    share
        Of the records, for the sample; .01 in the paper.
    read
        Share of the records that is read before (2) can end; .10 in the paper.
    records
        Length of a run; 50 in the paper. A record without a final label ends a run.
    times
        How many times the sample's finds ranked reading has to find; 2 in the paper.
    key_papers
        Ids of records that must be found before (2) can end. Relevant priors are found already.
    """

    name = "safe"
    badge = Badge.HEURISTIC
    about = About(
        line="Stops when two models, one after the other, find nothing new for a while.",
        paper="Boetje & van de Schoot 2024, 10.1186/s13643-024-02502-7",
        assumes="what one model misses the other finds",
        needs=Need.OTHER_ORDER,
    )

    def __init__(
        self,
        seed: int = 0,
        share: float = 0.01,
        read: float = 0.1,
        records: int = 50,
        times: float = 2.0,
        key_papers: Sequence[str] = (),
    ) -> None:
        super().__init__(seed)
        if not (0.0 < share <= 1.0 and 0.0 <= read <= 1.0 and records >= 1 and times >= 0.0):
            raise ConfigurationError(
                f"SAFE cannot run with share {share:g}, read {read:g}, records {records} and "
                f"times {times:g}.",
                remedy="Use shares up to 1, a run of at least 1 record and no negative factor.",
            )
        self.share = share
        self.read = read
        self.records = records
        self.times = times
        self.key_papers = tuple(key_papers)

    def sample_size(self, ledger: FrozenLedger) -> int:
        """At least that share of all records, or what was unread if that is less."""
        # 1 % of 700 is 7 and not the 8 that 7.000000000000001 would be rounded up to.
        wanted = int(np.ceil(round(self.share * ledger.population, 6)))
        return min(wanted, ledger.population - first_sample(ledger).start)

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Stop when the second model's run is long enough, or was.

        Raises
        ------
        StoppingError
            If the evidence is of another population.
        """
        evidence.check(ledger.population)
        progress = self.progress(ledger)
        done = ledger.n_read == ledger.population and not np.any(ledger.labels == UNRESOLVED)
        given = evidence.other_order is not None
        stop = done or (given and progress.other is not None)
        claim = "No claim about recall can be made."
        reason = f"The procedure is at the stage '{progress.stage}'."
        if done:
            reason, claim = "Every record has been read.", everything_read(ledger.population)
        elif stop:
            reason = f"Two models in turn gave {self.records:,} irrelevant records in a row."
            claim = (
                f"{reason} What is left of the procedure is its quality check: another reviewer "
                "looks again at the excluded records that a model ranks highest. These are "
                "habits of practice without any guarantee."
            )
        elif progress.ranked is not None and not given:
            reason += (
                " It needs the order in which a second, different model would read, which was "
                "not given, so it cannot stop."
            )
        ends = {"random_until": progress.random, "ranked_until": progress.ranked}
        details = {"stage": progress.stage.value} | {k: v for k, v in ends.items() if v is not None}
        return StoppingDecision(
            rule=self.name,
            badge=self.badge,
            stop=stop,
            reason=reason,
            statement=claim,
            n_read=ledger.n_read,
            found=ledger.n_found,
            details=details | ({"stopped_at": progress.other} if stop and progress.other else {}),
        )

    def next(
        self,
        ledger: FrozenLedger,
        ranking: Ranking,
        n: int,
        evidence: Evidence = NO_EVIDENCE,
    ) -> list[Drawn]:
        """The sample, then the ranking, then the second model's order where it is given."""
        order = evidence.other_order
        if order is not None and self.progress(ledger).ranked is not None:
            ranking = Ranking(ledger.records, order, np.zeros(len(order)), "second model")
            return serve_ranked(ranking, ledger, n)
        return super().next(ledger, ranking, n, evidence)

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening; see the base class."""
        before = trace.select(~trace.drawn(Draw.RANKED))
        if self.decide(before, evidence).stop:
            return Replay(before, True, random_start(before))
        ledger = self.read_on(trace, truth)
        changed = self.progress(ledger).ranked
        if changed is not None and evidence.other_order is not None:
            ledger = ledger.prefix(changed)
            left = unread_of(evidence.other_order, ledger)
            ledger = read_in_order(ledger, left, Draw.RANKED, truth)
            ledger = ledger.prefix(self.progress(ledger).other or ledger.n_read)
        return Replay(ledger, self.decide(ledger, evidence).stop, random_start(ledger))

    def progress(self, ledger: FrozenLedger) -> SafeProgress:
        """When each stage was over."""
        sample = self.complete(ledger)
        if sample is None:
            return SafeProgress(None)
        number = np.arange(1, ledger.n_read + 1)
        ranked = ledger.drawn(Draw.RANKED) & (number > sample.end)
        relevant = ledger.labels == RELEVANT
        inside = int(np.count_nonzero(relevant[sample.start : sample.end]))
        ready = self._runs(ledger, ranked) >= self.records
        ready &= np.cumsum(relevant & ranked) >= self.times * inside
        ready &= number >= round(self.read * ledger.population, 6)
        ready &= number >= self._key_papers_at(ledger)
        if not ready.any():
            return SafeProgress(sample.end)
        changed = int(np.argmax(ready)) + 1
        over = self._runs(ledger, ranked & (number > changed)) >= self.records
        return SafeProgress(sample.end, changed, int(np.argmax(over)) + 1 if over.any() else None)

    def _key_papers_at(self, ledger: FrozenLedger) -> float:
        """Records read when the last key paper was found; infinite if one is not."""
        if not self.key_papers:
            return 0
        ids = ledger.records.ids
        places = np.flatnonzero(ledger.labels == RELEVANT)
        found = {ids[int(ledger.order[place])]: int(place) + 1 for place in places.tolist()}
        return max(found.get(key, np.inf) for key in self.key_papers)

    @staticmethod
    def _runs(ledger: FrozenLedger, counted_in: NDArray[np.bool_]) -> NDArray[np.int64]:
        """After each record, how many of the counted ones in a row were irrelevant; shape (n,)."""
        places = np.flatnonzero(counted_in)
        index = np.arange(len(places))
        other = np.where(ledger.labels[places] == IRRELEVANT, -1, index)
        lengths = np.zeros(ledger.n_read, dtype=np.int64)
        lengths[places] = index - np.maximum.accumulate(other)
        return lengths
