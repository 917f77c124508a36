"""Rule 1a: the random phase of Callaghan & Müller-Hansen, certified for one planned look."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, Literal

import numpy as np

from activescreen.errors import ConfigurationError
from activescreen.stopping.base import About, Badge
from activescreen.stopping.boundaries import Setting, boundaries
from activescreen.stopping.calibration import at_level
from activescreen.stopping.evidence import Need
from activescreen.stopping.hypergeometric import ROUNDING, log_pmf, needed_count, p_value
from activescreen.stopping.phase import Phase
from activescreen.stopping.random_phase import RandomPhaseRule
from activescreen.stopping.triggers import Trigger
from activescreen.stopping.wording import counted, percent_down, percent_up, scope

EARLIEST: Final = "earliest"


class HypergeometricRandomPhase(RandomPhaseRule):
    """Stop when the hypergeometric test of a random phase gives p < alpha.

    Callaghan & Müller-Hansen 2020 (10.1186/s13643-020-01521-4). Exact at one look whose draw
    count was fixed before the first draw. Looked at after every record, as the paper does, it
    errs more often than alpha; the statement then gives the exact error at the worst number of
    relevant records, and the badge is "heuristic".

    Assumes what ``CalibratedRandomPhase`` assumes, and with ``planned_look`` that nobody stops at
    another look.

    Parameters
    ----------
    planned_look
        The number of random draws after which the one look is made, or ``"earliest"``: the
        first at which finding nothing would be enough, which is known when the phase opens. If
        the look does not allow stopping, the rest is read. None (as in the paper): a look after
        every record.
    target_recall, alpha, seed, trigger, phase, urn_size
        See ``RandomPhaseRule``.
    """

    name = "hypergeometric_random_phase"
    about = About(
        line="Reads the rest in a registered random order; exact for one planned look.",
        paper="Callaghan & Müller-Hansen 2020, 10.1186/s13643-020-01521-4",
        assumes="what calibrated_random_phase assumes, and that only the planned look stops",
        needs=Need.RANDOM_DRAWS,
    )

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        alpha: float = 0.05,
        seed: int = 0,
        trigger: Trigger | str | int = "ranked_tail",
        phase: int | None = None,
        urn_size: int | None = None,
        planned_look: int | Literal["earliest"] | None = None,
    ) -> None:
        super().__init__(target_recall, alpha, seed, trigger, phase, urn_size)
        unknown = isinstance(planned_look, str) and planned_look != EARLIEST
        if unknown or (isinstance(planned_look, int) and planned_look < 1):
            raise ConfigurationError(
                f"A look after {planned_look} draws cannot be planned.",
                remedy="Plan it after at least one random draw, or 'earliest'.",
            )
        self.planned_look = planned_look
        self.badge = Badge.HEURISTIC if planned_look is None else Badge.ONE_LOOK

    def first_stop(self, phase: Phase) -> int | None:
        """The planned look if p < alpha there, or the first of all looks with p < alpha."""
        look = self._look(phase.setting)
        if look is None:
            return at_level(phase.setting, self.phase_alpha).first_stop(phase.labels)
        if len(phase.labels) < look:
            return None
        return look if self._p(phase, look) < self._below else None

    def claim(self, phase: Phase, draws: int, population: int) -> str:
        """Certified for the one planned look; otherwise the true error of repeated looks."""
        found = int(phase.labels[:draws].sum())
        read = (
            f"We read {counted(draws, 'randomly ordered record')} after {phase.start:,} others "
            f"and found {found:,} relevant among them."
        )
        target, alpha = percent_down(self.target_recall), percent_up(self.phase_alpha)
        if self.planned_look is not None:
            return (
                f"{read} This procedure, with its one planned look after that many draws, "
                f"wrongly declares {target} recall in at most {alpha} of such checks, whatever "
                f"the true number of relevant records. {scope(population)}"
            )
        error = percent_up(at_level(phase.setting, self.phase_alpha).worst_miss)
        return (
            f"{read} Nothing is certified: the test is exact for one planned look, and it was "
            f"looked at after every record. Used like this on an urn of this size it wrongly "
            f"declares {target} recall in up to {error} of such checks, not in {alpha}. "
            f"{scope(population)}"
        )

    def figures(self, phase: Phase) -> Mapping[str, Any]:
        """The p-value at this look, and the exact error of looking after every record."""
        figures: dict[str, Any] = {"alpha": self.phase_alpha, "p": self._p(phase)}
        if self.planned_look is not None:
            return figures | {"planned_look": self._look(phase.setting)}
        nominal = at_level(phase.setting, self.phase_alpha)
        return figures | {"worst_miss": nominal.worst_miss, "worst_count": nominal.worst_count}

    def miss_probability(self, setting: Setting, relevant: int) -> float:
        """P(stop with recall below the target) for an urn with so many relevant records."""
        look = self._look(setting)
        if look is None:
            return at_level(setting, self.phase_alpha).miss_probability(relevant)
        short = needed_count(relevant, setting.before, setting.target) - 1
        found = np.arange(min(short, relevant) + 1)
        stops = [
            p_value(look, k, setting.urn, setting.before, setting.target) < self._below
            for k in found.tolist()
        ]
        terms = np.exp(log_pmf(found, setting.urn, np.array([relevant]), np.array([look])))
        return float(terms[np.array(stops, dtype=np.bool_)].sum())

    @property
    def _below(self) -> float:
        return self.phase_alpha * (1.0 - ROUNDING)

    def _look(self, setting: Setting) -> int | None:
        """Draws after which the planned look is made in this urn."""
        if self.planned_look != EARLIEST:
            return None if self.planned_look is None else min(self.planned_look, setting.urn)
        nominal = boundaries(setting, self.phase_alpha, 1)
        return int(nominal[0]) if nominal.size else 1

    def _p(self, phase: Phase, draws: int | None = None) -> float:
        labels = phase.labels[:draws]
        urn, before, target = phase.setting.urn, phase.setting.before, phase.setting.target
        return p_value(len(labels), int(labels.sum()), urn, before, target)
