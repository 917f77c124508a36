"""When may screening stop? Rules and recall estimators behind one interface."""

from activescreen.registry import Registry
from activescreen.stopping.base import (
    About,
    Badge,
    Drawn,
    RecallEstimate,
    RecallEstimator,
    Replay,
    StoppingDecision,
    StoppingRule,
)
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need

RULES: Registry[StoppingRule] = Registry(
    "stopping rule",
    "activescreen.stopping_rules",
    {
        "calibrated_random_phase": (
            "activescreen.stopping.calibrated_random_phase:CalibratedRandomPhase"
        ),
        "hypergeometric_random_phase": (
            "activescreen.stopping.hypergeometric_random_phase:HypergeometricRandomPhase"
        ),
        "qbcb": "activescreen.stopping.qbcb:QBCB",
        "target": "activescreen.stopping.target:Target",
        "qpet": "activescreen.stopping.qpet:QPET",
        "knee": "activescreen.stopping.knee:KneeRule",
        "budget": "activescreen.stopping.budget:Budget",
        "consecutive_irrelevant": (
            "activescreen.stopping.consecutive_irrelevant:ConsecutiveIrrelevant"
        ),
    },
)

ESTIMATORS: Registry[RecallEstimator] = Registry(
    "recall estimator",
    "activescreen.recall_estimators",
    {
        "poisson_process": "activescreen.stopping.poisson_process:PoissonProcess",
        "quant_ci": "activescreen.stopping.quant_ci:QuantCI",
        "chao": "activescreen.stopping.chao:Chao",
        "hypergeometric_bound": "activescreen.stopping.hypergeometric_bound:HypergeometricBound",
    },
)

create = RULES.create

__all__ = [
    "ESTIMATORS",
    "NO_EVIDENCE",
    "RULES",
    "About",
    "Badge",
    "Drawn",
    "Evidence",
    "Need",
    "RecallEstimate",
    "RecallEstimator",
    "Replay",
    "StoppingDecision",
    "StoppingRule",
    "create",
]
