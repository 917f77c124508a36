"""Estimator and rule 6, Quant: recall as the reviewed share of all probability. Model-based."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from activescreen.errors import ConfigurationError
from activescreen.ledger import FrozenLedger
from activescreen.stopping.base import About, Badge, RecallEstimate
from activescreen.stopping.estimate_rule import EstimateRule
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.hypergeometric import FloatArray
from activescreen.stopping.wording import percent_down


class Quant(NamedTuple):
    """Estimated recall and its variance."""

    recall: float
    variance: float

    def low(self, z: float) -> float:
        """Lower end at ``z`` standard deviations, not below 0."""
        return max(self.recall - z * math.sqrt(self.variance), 0.0)


def quant(reviewed: FloatArray, rest: FloatArray) -> Quant | None:
    """A/T with its variance by the delta method; None if all probabilities are 0.

    A is the sum over reviewed records, T that over all; the variance is
    A^2/T^4 * sum_all p(1 - p) + sum_reviewed p(1 - p)/T^2 (Yang, Lewis & Frieder 2021).

    Parameters
    ----------
    reviewed, rest
        Probabilities of being relevant of the records read, and of the others.
    """
    part = float(reviewed.sum())
    total = part + float(rest.sum())
    if total <= 0.0:
        return None
    inside = float((reviewed * (1.0 - reviewed)).sum())
    everywhere = inside + float((rest * (1.0 - rest)).sum())
    recall = part / total
    # Divided one by one: the fourth power of a tiny total would be 0.
    return Quant(recall, recall**2 * (everywhere / total / total) + inside / total / total)


class QuantCI:
    """Recall as the share of all probability of relevance that has been reviewed.

    Yang, Lewis & Frieder 2021 (arXiv 2106.09871): the model's probabilities stand for the labels,
    and the bound lies z standard deviations below the estimate. No guarantee.

    Assumes that the probabilities are calibrated, which those of a model trained on a ranked
    selection rarely are.

    Parameters
    ----------
    z
        Standard deviations; 2 in the paper.
    """

    name = "quant_ci"
    badge = Badge.MODEL_BASED
    about = About(
        line="Takes the reviewed share of all probability for recall.",
        paper="Yang, Lewis & Frieder 2021, arXiv 2106.09871",
        assumes="the model's probabilities are calibrated",
        needs=Need.PROBABILITIES,
    )

    def __init__(self, z: float = 2.0) -> None:
        if z < 0:
            raise ConfigurationError(
                f"{z:g} standard deviations are not possible.", remedy="Use 0 or more."
            )
        self.z = z

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The estimate; None without saved probabilities or finds."""
        evidence.check(ledger.population)
        saved = evidence.probabilities
        values = None if saved is None else saved.at(ledger.n_read)
        if values is None or not ledger.n_found:
            return None
        found = quant(values[ledger.order], values[ledger.unread])
        if found is None:
            return None
        low = found.low(self.z)
        statement = (
            f"The records read hold {percent_down(found.recall)} of all the probability of "
            f"relevance that the model sees, and at least {percent_down(low)} within {self.z:g} "
            "standard deviations. This holds only as far as its probabilities do: it is an "
            "estimate for planning, not a guarantee."
        )
        return RecallEstimate(
            method=self.name,
            badge=self.badge,
            found=ledger.n_found,
            relevant=ledger.n_found / found.recall if found.recall else None,
            recall=found.recall,
            low=low,
            high=float(np.minimum(found.recall + self.z * math.sqrt(found.variance), 1.0)),
            level=0.0,
            statement=statement,
        )


class QuantCIRule(EstimateRule):
    """Stop when Quant's estimate less z standard deviations reaches the target.

    Yang, Lewis & Frieder 2021 (arXiv 2106.09871); see ``QuantCI``. It looks whenever
    probabilities were saved. No guarantee.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    z
        Standard deviations; 2 in the paper, 0 for Quant without them.
    """

    name = QuantCI.name
    about = QuantCI.about
    figure = "low"

    def __init__(self, target_recall: Fraction | float | str = 0.95, z: float = 2.0) -> None:
        super().__init__(target_recall, QuantCI(z))
