"""Weights that keep a handful of inclusions from drowning among the exclusions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def balanced_weights(
    relevant: NDArray[np.bool_], sample_weight: NDArray[np.float64], ratio: float
) -> NDArray[np.float64]:
    """Weights under which all inclusions together count ``ratio`` times all exclusions.

    At 0.5 % prevalence an unweighted loss is spent on the exclusions. The total weight stays
    the number of labels, so that the regularisation keeps its meaning as labels come in.

    Parameters
    ----------
    relevant
        Which labels are inclusions; shape (n,).
    sample_weight
        Weights before balancing; shape (n,).
    ratio
        Total weight of the inclusions over that of the exclusions.

    Returns
    -------
    Weights of shape (n,), summing to the sum of ``sample_weight``.
    """
    inclusions = float(sample_weight[relevant].sum())
    exclusions = float(sample_weight[~relevant].sum())
    total = inclusions + exclusions
    if not inclusions or not exclusions:
        return sample_weight
    for_inclusions = total * ratio / (1 + ratio) / inclusions
    for_exclusions = total / (1 + ratio) / exclusions
    return sample_weight * np.where(relevant, for_inclusions, for_exclusions)
