"""Rules that end in a random phase: close the urn, shuffle it, read in that order, test.

A phase is valid only if its draws follow the registered permutation and nothing else is drawn
meanwhile. It is read off the ledger alone, and checked at every look.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import RELEVANT, UNRESOLVED, Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.stopping.base import (
    Badge,
    Drawn,
    Outcomes,
    Replay,
    StoppingDecision,
    StoppingRule,
    check_alpha,
    check_target,
    extended,
    replay_by_looking,
    serve_ranked,
)
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence
from activescreen.stopping.hypergeometric import target_count, target_counts
from activescreen.stopping.permutation import RegisteredPermutation, registered_permutation
from activescreen.stopping.phase import Phase, open_labels_error, phase_starts, read_phase
from activescreen.stopping.triggers import Trigger, ranked_start, trigger_from
from activescreen.stopping.wording import (
    counted,
    even_if_all,
    everything_read,
    no_claim,
    scope,
)

MOST_PHASES: Final = 30


class RandomPhaseRule(StoppingRule):
    """What the rules with a random phase share.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    alpha
        Error of the whole wave's certificate.
    seed
        Seed of the registered permutation: records unread when the phase opens, sorted by id,
        permuted by ``numpy.random.default_rng(seed)``. Register it before the first draw.
    trigger
        When the phase opens: ``"ranked_tail"`` (p below .525), ``"ranked_tail:P"``,
        ``"manual"``, a number of records to read first, or a ``Trigger``.
    phase
        None if only one phase is planned in this search wave: it has all of alpha. Otherwise
        the 1-based number j of this phase, which has alpha/2^j; earlier ones are in the ledger.
    urn_size
        N' as registered, if it was; a phase on another urn is refused.

    Raises
    ------
    ConfigurationError
        If a parameter is out of range.
    """

    name: str
    badge: Badge

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        alpha: float = 0.05,
        seed: int = 0,
        trigger: Trigger | str | int = "ranked_tail",
        phase: int | None = None,
        urn_size: int | None = None,
    ) -> None:
        if phase is not None and not 1 <= phase <= MOST_PHASES:
            raise ConfigurationError(
                f"There is no phase {phase}.",
                remedy=f"Count repeated phases from 1, to {MOST_PHASES} at most: nothing of alpha "
                "is left then.",
            )
        self.target_recall = check_target(target_recall)
        self.alpha = check_alpha(alpha)
        self.seed = seed
        self.trigger = trigger_from(trigger, self.target_recall)
        self.phase = phase
        self.urn_size = urn_size
        self._permutation = RegisteredPermutation(seed)

    @property
    def phase_alpha(self) -> float:
        """The error this phase may have: alpha, or alpha/2^j for the j-th of several."""
        return self.alpha if self.phase is None else self.alpha / 2**self.phase

    @abstractmethod
    def first_stop(self, phase: Phase) -> int | None:
        """Counted draws after which screening may stop; None if it may not yet."""

    @abstractmethod
    def miss_probability(self, setting: Setting, relevant: int) -> float:
        """P(stop with recall below the target) if the urn holds so many relevant records.

        Parameters
        ----------
        setting
            N', rho and tau.
        relevant
            K.
        """

    @abstractmethod
    def claim(self, phase: Phase, draws: int, population: int) -> str:
        """What may be claimed after stopping at that many draws."""

    @abstractmethod
    def figures(self, phase: Phase) -> Mapping[str, Any]:
        """Levels and boundaries behind the answer."""

    def decide(self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE) -> StoppingDecision:
        """Look once; the phase is checked against its registered permutation first.

        Raises
        ------
        StoppingError
            If draws left the permutation, the urn is not the registered one, or the phase
            opened while a label was open.
        """
        open_labels = int(np.count_nonzero(ledger.labels == UNRESOLVED))
        possible = ledger.population - ledger.n_read + open_labels
        if possible == 0:  # True of any order: no draw needs to be checked for it.
            reason = "Every record has been read."
            return self._answer(ledger, None, reason, everything_read(ledger.population))
        phase = self.opened(ledger)
        if phase is None:
            return self._before_phase(ledger, possible)
        stopped = self.first_stop(phase)
        if stopped is None:
            return self._answer(ledger, phase, self._waiting(phase))
        found = int(phase.labels[:stopped].sum())
        reason = (
            f"{counted(stopped, 'random draw')} with {found:,} relevant among them "
            f"from an urn of {phase.setting.urn:,} are enough."
        )
        claim = self.claim(phase, stopped, ledger.population)
        return self._answer(ledger, phase, reason, claim, stopped)

    def next(
        self, ledger: FrozenLedger, ranking: Ranking, n: int, evidence: Evidence = NO_EVIDENCE
    ) -> list[Drawn]:
        """Ranked records until the trigger fires, the registered permutation from then on.

        While a label is open the phase does not open, and ranked records go on being served.
        """
        phase = self.opened(ledger)
        if phase is not None:
            return self._draws(ledger, phase.start, n)
        closed = not np.any(ledger.labels == UNRESOLVED)
        running = ledger.n_read > 0 and bool(ledger.drawn(Draw.RANDOM)[-1])
        ready = closed and not running and ledger.n_read < ledger.population
        if ready and self.trigger.due(ledger):
            return self.random_draws(ledger, n)
        return serve_ranked(ranking, ledger, n)

    def random_draws(self, ledger: FrozenLedger, n: int) -> list[Drawn]:
        """Open the phase, or go on with it, whatever the trigger says.

        Raises
        ------
        StoppingError
            If a label is open when the phase is to open, or an earlier phase is missing.
        """
        phase = self.opened(ledger)
        if phase is not None:
            return self._draws(ledger, phase.start, n)
        if np.any(ledger.labels == UNRESOLVED):
            raise open_labels_error(ledger, ledger.n_read)
        if len(phase_starts(ledger)) != (self.phase or 1) - 1:
            raise StoppingError(
                f"Phase {self.phase} cannot open before phase {(self.phase or 1) - 1}.",
                remedy="Count this search wave's random phases from 1.",
            )
        self._check_urn(ledger.population - ledger.n_read)
        return self._draws(ledger, ledger.n_read, n)

    def opened(self, ledger: FrozenLedger) -> Phase | None:
        """The phase that the ledger shows, checked; None if it has not begun.

        Raises
        ------
        StoppingError
            If draws left the permutation, the urn is not the registered one, or the phase
            opened while a label was open.
        """
        number = self.phase or 1
        starts = phase_starts(ledger)
        if len(starts) < number:
            return None
        start = int(starts[number - 1])
        self._check_urn(ledger.population - start)
        order = self._permutation.of(ledger, start)
        return read_phase(ledger, start, order, self.target_recall)

    def replay(
        self, trace: FrozenLedger, truth: NDArray[np.int8], evidence: Evidence = NO_EVIDENCE
    ) -> Replay:
        """Where the rule would have ended a finished screening; see the base class."""
        if np.any(trace.labels == UNRESOLVED) or self.phase is not None:
            return replay_by_looking(self, trace, truth)
        certain = self._certain_at(trace)
        due = self.trigger.first_due(trace)
        if certain is not None and (due is None or certain <= due):
            return Replay(trace.prefix(certain), True, None)
        if due is None:
            return Replay(trace, False, None)
        ledger = trace.prefix(due)
        order = self._permutation.of(ledger, due)
        setting = Setting(len(order), ledger.n_found, self.target_recall)
        phase = Phase(due, setting, len(order), truth[order].astype(np.int8))
        stopped = self.first_stop(phase)
        draws = order[: len(order) if stopped is None else stopped]
        drawn = [Drawn(position, Draw.RANDOM) for position in draws.tolist()]
        return Replay(extended(ledger, drawn, truth), True, due)

    def with_seed(self, seed: int) -> Self:
        """The same rule with another registered permutation."""
        other = super().with_seed(seed)
        other._permutation = RegisteredPermutation(seed)
        return other

    def redraws(
        self,
        trace: FrozenLedger,
        truth: NDArray[np.int8],
        seeds: Sequence[int],
        evidence: Evidence = NO_EVIDENCE,
        looks: int = 1,
    ) -> Outcomes:
        """``replay`` under each seed; see the base class. Only the shuffle differs between them."""
        due = self.trigger.first_due(trace)
        certain = self._certain_at(trace)
        plain = self.phase is None and not np.any(trace.labels == UNRESOLVED)
        if due is None or not plain or (certain is not None and certain <= due):
            return super().redraws(trace, truth, seeds, evidence, looks)
        due = min(-(-due // looks) * looks, trace.n_read)  # it is seen to be due at a look
        before = trace.prefix(due)
        read, found = [], []
        for seed in seeds:
            order = registered_permutation(before, due, seed)
            setting = Setting(len(order), before.n_found, self.target_recall)
            labels = truth[order].astype(np.int8)
            stop = self.first_stop(Phase(due, setting, len(order), labels))
            draws = len(order) if stop is None else min(stop + -(due + stop) % looks, len(order))
            read.append(due + draws)
            found.append(before.n_found + int(labels[:draws].sum()))
        return Outcomes(np.array(read), np.array(found), np.ones(len(read), dtype=np.bool_))

    def exact_miss(self, trace: FrozenLedger, truth: NDArray[np.int8]) -> float | None:
        """See the base class: 0 if no phase opens, else the exact chain on the urn that does."""
        due = self.trigger.first_due(trace)
        certain = self._certain_at(trace)
        if due is None or (certain is not None and certain <= due):
            return 0.0
        before = trace.prefix(due)
        setting = Setting(trace.population - due, before.n_found, self.target_recall)
        return self.miss_probability(setting, int(truth.sum()) - before.n_found)

    def _certain_at(self, trace: FrozenLedger) -> int | None:
        """First look at which even an urn full of relevant records would keep the target."""
        read = np.arange(ranked_start(trace), trace.n_read + 1)
        found = np.concatenate([[0], np.cumsum(trace.labels == RELEVANT)])[read]
        missing = target_counts(found, 0, self.target_recall) - found
        certain = missing > trace.population - read
        return int(read[np.argmax(certain)]) if certain.any() else None

    def _before_phase(self, ledger: FrozenLedger, possible: int) -> StoppingDecision:
        found = ledger.n_found
        if target_count(found, found, self.target_recall) > possible:
            reason = even_if_all(found, possible, self.target_recall)
            return self._answer(ledger, None, reason, f"{reason} {scope(ledger.population)}")
        reason = (
            "Random draws have not begun: ranked screening goes on until "
            f"{self.trigger.description}."
        )
        return self._answer(ledger, None, reason)

    def _waiting(self, phase: Phase) -> str:
        counted_draws = len(phase.labels)
        text = (
            f"{counted(counted_draws, 'random draw')} with {phase.found:,} relevant among them "
            f"from an urn of {phase.setting.urn:,} are not enough yet."
        )
        if counted_draws < phase.drawn:
            text += (
                f" {phase.drawn - counted_draws:,} later draws do not count before draw "
                f"{counted_draws + 1:,} has a final label."
            )
        return text

    def _answer(
        self,
        ledger: FrozenLedger,
        phase: Phase | None,
        reason: str,
        claim: str | None = None,
        draws: int | None = None,
    ) -> StoppingDecision:
        details: dict[str, Any] = {"phase": "ranked" if ledger.unread.size else "complete"}
        if phase is not None:
            details = {
                "phase": "random",
                "opened_at": phase.start,
                "urn": phase.setting.urn,
                "found_before": phase.setting.before,
                "seed": self.seed,
                "drawn": phase.drawn,
                "counted": len(phase.labels),
                "found_in_phase": phase.found,
                **self.figures(phase),
            }
        if draws is not None and phase is not None:
            details |= {"stopped_after_draws": draws, "stopped_at": phase.start + draws}
        return StoppingDecision(
            rule=self.name,
            badge=self.badge,
            stop=claim is not None,
            reason=reason,
            statement=claim or no_claim(self.target_recall),
            n_read=ledger.n_read,
            found=ledger.n_found,
            details=details,
        )

    def _draws(self, ledger: FrozenLedger, start: int, n: int) -> list[Drawn]:
        order = self._permutation.of(ledger, start)
        read = np.zeros(ledger.population, dtype=np.bool_)
        read[ledger.order] = True
        return [Drawn(place, Draw.RANDOM) for place in order[~read[order]][: max(n, 0)].tolist()]

    def _check_urn(self, size: int) -> None:
        if self.urn_size is not None and self.urn_size != size:
            raise StoppingError(
                f"The random phase was registered for {counted(self.urn_size, 'unread record')}, "
                f"but there are {size:,}.",
                remedy="Records that came later need a certificate of their own, with a random "
                "phase registered for them; from a registered urn none may be removed or read in "
                "another way.",
            )
