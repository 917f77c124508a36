"""Static scores with ties: the average over random ways to break them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from activescreen.errors import ConfigurationError, InputError
from activescreen.metrics.base import Metric
from activescreen.metrics.order import ScreeningOrder


def average_over_ties(
    metric: Metric,
    labels: ArrayLike,
    scores: ArrayLike,
    rng: np.random.Generator,
    orders: int = 100,
) -> float | None:
    """A metric of static scores, averaged over random orders of equally scored records.

    The order of a file must not decide: files often list inclusions first. An order that was
    really shown to a reviewer has no ties; use the metric itself there.

    Parameters
    ----------
    metric
        What to average.
    labels
        1 (relevant) or 0 for every record of the population; shape (N,).
    scores
        Higher is read sooner; equal scores are tied; shape (N,).
    rng
        Source of the tie-breaks.
    orders
        How many random orders to average over.

    Returns
    -------
    The mean, None where the metric is undefined.

    Raises
    ------
    InputError
        If the shapes differ or a score is not a finite number.
    ConfigurationError
        If there is nothing to average over.
    """
    truth = np.asarray(labels)
    values = np.asarray(scores, dtype=np.float64)
    if truth.shape != values.shape:
        raise InputError(
            f"{truth.size} labels, but {values.size} scores.", remedy="Give one of each a record."
        )
    if not np.isfinite(values).all():
        raise InputError("A score is not a finite number.", remedy="Score every record.")
    if orders < 1:
        raise ConfigurationError(
            f"An average over {orders} orders is not possible.", remedy="Choose 1 or more."
        )
    drawn = (
        metric(ScreeningOrder.from_labels(truth[np.lexsort((rng.random(len(values)), -values))]))
        for _ in range(orders)
    )
    known = [value for value in drawn if value is not None]
    return sum(known) / orders if len(known) == orders else None
