"""Simulated screening of labelled reviews: what is found when, and what is read in vain.

The names below are imported when first used: types are wanted by callers that simulate nothing.
"""

from typing import TYPE_CHECKING

from activescreen._lazy import lazy_names

if TYPE_CHECKING:
    from activescreen.simulation.observer import Observer, Standing
    from activescreen.simulation.outcome import make_rules
    from activescreen.simulation.run import SimulationRun, Stop
    from activescreen.simulation.schedule import Schedule
    from activescreen.simulation.single import simulate
    from activescreen.simulation.study import Plan, random_baseline, run_study
    from activescreen.simulation.trace import Trace
    from activescreen.simulation.truth import Truth, draw_priors

__getattr__ = lazy_names(
    __name__,
    {
        "Observer": "observer",
        "Plan": "study",
        "Schedule": "schedule",
        "SimulationRun": "run",
        "Standing": "observer",
        "Stop": "run",
        "Trace": "trace",
        "Truth": "truth",
        "draw_priors": "truth",
        "make_rules": "outcome",
        "random_baseline": "study",
        "run_study": "study",
        "simulate": "single",
    },
)


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "Observer",
    "Plan",
    "Schedule",
    "SimulationRun",
    "Standing",
    "Stop",
    "Trace",
    "Truth",
    "draw_priors",
    "make_rules",
    "random_baseline",
    "run_study",
    "simulate",
]
