"""The price of a calibrated random phase: how long it lasts, exactly, from its boundaries.

With ``n`` draws and ``k`` relevant among them the first stop has probability
g(n, k) * Hypergeometric(k; N', K, n) (see ``first_stops``), so the mean is one sum. No path stops
later than the highest boundary, and one that waits in its state gets there.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from activescreen.stopping.boundaries import Setting, boundaries
from activescreen.stopping.calibrated_random_phase import CalibratedRandomPhase
from activescreen.stopping.calibration import STEPS
from activescreen.stopping.first_stops import first_stops, miss_probabilities
from activescreen.stopping.hypergeometric import FloatArray, IntArray, log_pmf
from activescreen.stopping.price import Reading, Standing, reading_left

_FIRST_STATES: Final = 32
_ROUNDING: Final = 1e-7
_DECIMALS: Final = 6


class StopDraws(NamedTuple):
    """When a random phase stops.

    Attributes
    ----------
    draws
        Draws at which it can stop; shape (points,), numbers may come several times.
    probability
        Of stopping there first; shape (points,), adding up to 1.
    """

    draws: IntArray
    probability: FloatArray

    @property
    def mean(self) -> float:
        """The expected number of draws."""
        return float(self.draws @ self.probability)


@reading_left.register
def _random_phase(rule: CalibratedRandomPhase, standing: Standing, left: int) -> Reading:
    setting = Setting(standing.unread, standing.found, rule.target_recall)
    bounds = _bounds(setting, planned_level(setting, rule.phase_alpha))
    if not len(bounds):
        return Reading(0, 0, 0, "the target cannot be missed any more")
    return Reading(
        none_left=int(bounds[0]),
        # The sum of exponentials is a few billionths off a whole number, were it one.
        expected=round(stop_draws(setting.urn, bounds, left).mean, _DECIMALS),
        most=int(bounds.max()),
    )


def stop_draws(urn: int, bounds: IntArray, relevant: int) -> StopDraws:
    """The exact distribution of the draw at which a random phase stops.

    Parameters
    ----------
    urn
        N', the records in the urn.
    bounds
        b_k for every k with which the target can still be missed; shape (states,).
    relevant
        K, the relevant records in the urn.
    """
    reachable = bounds[: relevant + 1]
    if relevant >= len(bounds):
        # From this state on the target cannot be missed: it stops on the draw that gets there.
        reachable = np.append(bounds, len(bounds))
    stops = first_stops(urn, reachable)
    counts = np.full_like(stops.found, relevant)
    probability = stops.share * np.exp(log_pmf(stops.found, urn, counts, stops.drawn))
    return StopDraws(stops.drawn, probability)


@lru_cache(maxsize=256)
def planned_level(setting: Setting, alpha: float) -> float:
    """The level alpha' that the rule will use, found from urns with few relevant records.

    ``calibrate`` scans every urn before a certificate is issued, which takes seconds where N'
    is large; the worst one nearly always has few relevant records. Here the scan ends as soon
    as four times as many states bind no more, so a certificate can only ask for more reading
    than this says, and in no setting that was tried does.

    Parameters
    ----------
    setting
        N', rho and tau.
    alpha
        The error of the phase.
    """
    exact, allowed = Fraction(str(alpha)), alpha * (1.0 - _ROUNDING)
    states, highest = _FIRST_STATES, STEPS
    while True:
        low, high = 0, highest + 1
        while high - low > 1:
            middle = (low + high) // 2
            fits = _worst_miss(setting, float(exact * middle / STEPS), states) <= allowed
            low, high = (middle, high) if fits else (low, middle)
        level, states = float(exact * low / STEPS), 4 * states
        if low == 0 or _worst_miss(setting, level, states) <= allowed:
            return level
        highest = low - 1


def _worst_miss(setting: Setting, level: float, states: int) -> float:
    bounds = boundaries(setting, level, states)
    misses = miss_probabilities(setting, first_stops(setting.urn, bounds))
    return float(misses.max()) if misses.size else 0.0


@lru_cache(maxsize=64)
def _bounds(setting: Setting, level: float) -> IntArray:
    bounds = boundaries(setting, level)
    bounds.flags.writeable = False
    return bounds
