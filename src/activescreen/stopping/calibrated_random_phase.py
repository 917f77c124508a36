"""Rule 1c, the certified default: a random phase whose error holds at every look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from activescreen.stopping.base import About, Badge
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.calibration import Calibration, calibrate
from activescreen.stopping.evidence import Need
from activescreen.stopping.phase import Phase
from activescreen.stopping.random_phase import RandomPhaseRule
from activescreen.stopping.wording import certified_by, counted, scope


class CalibratedRandomPhase(RandomPhaseRule):
    """Stop when a random phase rejects recall below the target at a calibrated level.

    The hypergeometric test of Callaghan & Müller-Hansen 2020 (10.1186/s13643-020-01521-4),
    its level lowered until the error of looking after every record, computed exactly for every
    possible number of relevant records in the urn, is at most alpha.

    Assumes that the draws follow the registered permutation, that the urn does not change, and
    that labels are final. Then, given all that was read before, for any ranking and any number
    of relevant records, P(stop with recall below the target) <= alpha. It does not cover what
    the search missed, labelling errors, or records imported later.

    Parameters are those of ``RandomPhaseRule``.
    """

    name = "calibrated_random_phase"
    badge = Badge.CERTIFIED
    about = About(
        line="Reads the rest in a registered random order; its error holds at every look.",
        paper="Callaghan & Müller-Hansen 2020, 10.1186/s13643-020-01521-4; calibrated by us",
        assumes="draws follow the registered order, the urn does not change, labels are final",
        needs=Need.RANDOM_DRAWS,
    )

    def calibration(self, phase: Phase) -> Calibration:
        """The level and boundaries of this phase; cached, since they never change in it."""
        return calibrate(phase.setting, self.phase_alpha)

    def first_stop(self, phase: Phase) -> int | None:
        """First draw n with n >= b_k, k relevant among the first n."""
        return self.calibration(phase).first_stop(phase.labels)

    def miss_probability(self, setting: Setting, relevant: int) -> float:
        """P(stop with recall below the target) for an urn with so many relevant records."""
        return calibrate(setting, self.phase_alpha).miss_probability(relevant)

    def claim(self, phase: Phase, draws: int, population: int) -> str:
        """The certified statement."""
        found = int(phase.labels[:draws].sum())
        return (
            f"We read {counted(draws, 'randomly ordered record')} after {phase.start:,} others "
            f"and found {found:,} relevant among them. "
            f"{certified_by(self.target_recall, self.phase_alpha)} {scope(population)}"
        )

    def figures(self, phase: Phase) -> Mapping[str, Any]:
        """Level, boundary at the present count, and the exact worst case."""
        calibration = self.calibration(phase)
        return {
            "alpha": self.phase_alpha,
            "level": calibration.level,
            "boundary": int(calibration.bound(np.array([phase.found]))[0]),
            "worst_miss": calibration.worst_miss,
            "worst_count": calibration.worst_count,
        }
