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
from activescreen.stopping.planning import PLANNING


def _here(parts: dict[str, str]) -> dict[str, str]:
    """Registered names with the full places of the modules in this package."""
    return {name: f"{__name__}.{place}" for name, place in parts.items()}


RULES: Registry[StoppingRule] = Registry(
    "stopping rule",
    "activescreen.stopping_rules",
    _here(
        {
            "calibrated_random_phase": "calibrated_random_phase:CalibratedRandomPhase",
            "hypergeometric_random_phase": "hypergeometric_random_phase:HypergeometricRandomPhase",
            "elusion": "elusion:ElusionTest",
            "qbcb": "qbcb:QBCB",
            "target": "target:Target",
            "qpet": "qpet:QPET",
            "ranked_tail": "ranked_tail_rule:RankedTailRule",
            "knee": "knee:KneeRule",
            "budget": "budget:Budget",
            "consecutive_irrelevant": "consecutive_irrelevant:ConsecutiveIrrelevant",
            "safe": "safe:SAFE",
            "baseline_inclusion_rate": "baseline_inclusion_rate:BaselineInclusionRateRule",
            "sal_tau": "sal_tau:SALTauRule",
            "quant_ci": "quant_ci:QuantCIRule",
            "autostop": "autostop:AutoStopRule",
            "poisson_power": "poisson_power:PoissonPowerRule",
            "poisson_exponential": "poisson_exponential:PoissonExponentialRule",
            "poisson_hyperbolic": "poisson_hyperbolic:PoissonHyperbolicRule",
            "cox": "cox:CoxRule",
            "chao": "chao:ChaoRule",
        }
    ),
)

ESTIMATORS: Registry[RecallEstimator] = Registry(
    "recall estimator",
    "activescreen.recall_estimators",
    _here(
        {
            "poisson_power": "poisson_power:PoissonPower",
            "poisson_exponential": "poisson_exponential:PoissonExponential",
            "poisson_hyperbolic": "poisson_hyperbolic:PoissonHyperbolic",
            "cox": "cox:Cox",
            "sal_tau": "sal_tau:SALTau",
            "quant_ci": "quant_ci:QuantCI",
            "autostop": "autostop:AutoStop",
            "chao": "chao:Chao",
            "baseline_inclusion_rate": "baseline_inclusion_rate:BaselineInclusionRate",
            "elusion": "elusion:Elusion",
            "hypergeometric_bound": "hypergeometric_bound:HypergeometricBound",
        }
    ),
)

create = RULES.create

__all__ = [
    "ESTIMATORS",
    "NO_EVIDENCE",
    "PLANNING",
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
