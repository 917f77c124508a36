"""Rule 2 without confidence, QPET: a hidden sample as a point estimate of recall."""

from __future__ import annotations

import math
from fractions import Fraction

from activescreen.stopping.base import About, Badge, check_target
from activescreen.stopping.evidence import Need
from activescreen.stopping.hidden_sample import HiddenSampleRule
from activescreen.stopping.wording import percent


class QPET(HiddenSampleRule):
    """Stop when the share tau of a hidden sample's relevant records is found again.

    Quantile point estimate threshold, Lewis, Yang & Frieder 2021 (arXiv 2108.12746): J is
    ceil(tau r). No guarantee: recall is below the target about as often as above it. It is here
    to be compared with QBCB.

    Assumes that neither the model nor the reviewers use the sample's labels before the ranking
    reaches its records. A review with fewer than r relevant records is read to the end.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    seed
        Seed of the registered permutation that the sample is drawn by.
    positives
        r.
    """

    name = "qpet"
    badge = Badge.HEURISTIC
    about = About(
        line="Stops when the wanted share of a hidden random sample has been found again.",
        paper="Lewis, Yang & Frieder 2021, arXiv 2108.12746",
        assumes="recall among the sample is recall among all, as if there were no chance",
        needs=Need.RANDOM_DRAWS,
    )

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        seed: int = 0,
        positives: int = 20,
    ) -> None:
        target = check_target(target_recall)
        super().__init__(target, seed, positives, math.ceil(target * positives))

    def claim(self) -> str:
        """What an estimate without confidence allows to say."""
        return (
            f"That estimates {percent(self.target_recall)} recall and guarantees nothing: the "
            "true recall is below it about as often as above."
        )
