"""Rule 3, Target: read until every relevant record of a hidden sample is found again."""

from __future__ import annotations

import math
from fractions import Fraction

from activescreen.errors import ConfigurationError
from activescreen.stopping.base import About, Badge, check_alpha, check_target
from activescreen.stopping.evidence import Need
from activescreen.stopping.hidden_sample import HiddenSampleRule
from activescreen.stopping.qbcb import sample_of_all
from activescreen.stopping.wording import certified_by, counted, percent


def target_size(target: Fraction, alpha: float) -> int:
    """K = ceil(-ln(alpha)/(1 - tau)): relevant records that the sample must hold."""
    return math.ceil(-math.log(alpha) / (1.0 - float(target)) - 1e-9)


class Target(HiddenSampleRule):
    """Stop when all k relevant records of a hidden random sample are found again.

    The target method of Cormack & Grossman 2016 (10.1145/2911451.2911510) with k chosen for the
    error: a recall below tau leaves all k among the found with probability below tau^k, and
    tau^k <= exp(-k (1 - tau)) <= alpha. So P(stop with recall below the target) <= alpha over the
    sample, however often one looks. QBCB with as many positives needs fewer of them.

    Assumes that neither the model nor the reviewers use the sample's labels before the ranking
    reaches its records. A review with fewer than k relevant records is read to the end.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    alpha
        The error.
    seed
        Seed of the registered permutation that the sample is drawn by.
    positives
        k. None: 60 at tau = .95 and alpha = .05, 10 at tau = .7.

    Raises
    ------
    ConfigurationError
        If a parameter is out of range.
    """

    name = "target"
    badge = Badge.CERTIFIED
    about = About(
        line="Stops when all of a hidden random sample has been found again.",
        paper="Cormack & Grossman 2016, 10.1145/2911451.2911510",
        assumes="neither model nor reviewers use the sample before the ranking reaches it",
        needs=Need.RANDOM_DRAWS,
    )

    def __init__(
        self,
        target_recall: Fraction | float | str = 0.95,
        alpha: float = 0.05,
        seed: int = 0,
        positives: int | None = None,
    ) -> None:
        target = check_target(target_recall)
        self.alpha = check_alpha(alpha)
        if target == 1:
            raise sample_of_all()
        fewest = target_size(target, self.alpha)
        if positives is not None and positives < fewest:
            raise ConfigurationError(
                f"A sample with {counted(positives, 'relevant record')} cannot certify "
                f"{percent(target)} recall.",
                remedy=f"Use at least {fewest}.",
            )
        size = fewest if positives is None else positives
        super().__init__(target, seed, size, size)

    def claim(self) -> str:
        """The certified statement."""
        return certified_by(self.target_recall, self.alpha)
