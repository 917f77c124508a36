"""Rule 2, QBCB: a hidden random sample tells when enough has been found again."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from scipy.special import bdtr

from activescreen.errors import ConfigurationError
from activescreen.stopping.base import About, Badge, check_alpha, check_target
from activescreen.stopping.evidence import Need
from activescreen.stopping.hidden_sample import HiddenSampleRule
from activescreen.stopping.wording import certified_by, counted, percent


def rediscoveries(positives: int, target: Fraction, alpha: float) -> int | None:
    """J = min j with BinomCDF(j - 1; r, tau) >= 1 - alpha; None if no j <= r has it.

    Parameters
    ----------
    positives
        r, relevant records in the sample.
    target, alpha
        tau and the error.
    """
    j = np.arange(1, positives + 1)
    enough = bdtr(j - 1, positives, float(target)) >= 1.0 - alpha
    return int(j[np.argmax(enough)]) if enough.any() else None


def fewest_positives(target: Fraction, alpha: float) -> int | None:
    """Smallest r for which there is a J: tau^r <= alpha; None at tau = 1."""
    if target == 1:
        return None
    r = max(1, math.ceil(math.log(alpha) / math.log(target)) - 1)
    while rediscoveries(r, target, alpha) is None:
        r += 1
    return r


class QBCB(HiddenSampleRule):
    """Stop when the J-th relevant record of a hidden random sample is found again.

    Quantile binomial confidence bound, Lewis, Yang & Frieder 2021 (arXiv 2108.12746): draw at
    random until r relevant records are found, hide the sample from ranking and reviewers, read
    in ranked order, stop when J of the r have been reached. Then P(stop with recall below the
    target) <= alpha over the sample, however often one looks.

    Assumes that neither the model nor the reviewers use the sample's labels before the ranking
    reaches its records: the model is trained without the random draws. A review with fewer than
    r relevant records is read to the end.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    alpha
        The error.
    seed
        Seed of the registered permutation that the sample is drawn by.
    positives
        r. None: the fewest that can certify, 59 at tau = .95 and alpha = .05.

    Raises
    ------
    ConfigurationError
        If a parameter is out of range, or r has no J.
    """

    name = "qbcb"
    badge = Badge.CERTIFIED
    about = About(
        line="Stops when enough of a hidden random sample has been found again.",
        paper="Lewis, Yang & Frieder 2021, arXiv 2108.12746",
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
        fewest = fewest_positives(target, self.alpha)
        if fewest is None:
            raise sample_of_all()
        drawn = fewest if positives is None else positives
        needed = rediscoveries(drawn, target, self.alpha)
        if needed is None:
            raise ConfigurationError(
                f"A sample with {counted(drawn, 'relevant record')} cannot certify "
                f"{percent(target)} recall.",
                remedy=f"Use at least {fewest}.",
            )
        super().__init__(target, seed, drawn, needed)

    def claim(self) -> str:
        """The certified statement."""
        return certified_by(self.target_recall, self.alpha)


def sample_of_all() -> ConfigurationError:
    """The refusal of a target of 1, which no sample can certify."""
    return ConfigurationError(
        "A hidden sample cannot certify a recall of 1.",
        remedy="Choose a target below 1, or the rule 'calibrated_random_phase'.",
    )
