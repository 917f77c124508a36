"""The query strategies: relevance, uncertainty, random, and mixtures of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import ConfigurationError
from activescreen.queries.base import QueryStrategy


class Relevance(QueryStrategy):
    """Read the likeliest inclusions first (certainty sampling)."""

    def urgency(self, scores: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
        """The score itself."""
        return scores


class Uncertainty(QueryStrategy):
    """Read first what the classifier is least sure of: what it learns from most."""

    def urgency(self, scores: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
        """Closeness to the boundary."""
        return -np.abs(scores)


class Random(QueryStrategy):
    """Read in random order: the baseline."""

    def urgency(self, scores: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
        """A random number."""
        return rng.random(len(scores))


class Mixed(QueryStrategy):
    """Interleave other strategies: each place in the order goes to one of them by chance.

    Parameters
    ----------
    shares
        Strategy name -> how likely a place is given to it, for instance
        ``{"relevance": 0.95, "random": 0.05}``. They are scaled to add up to 1.
    """

    def __init__(self, shares: Mapping[str, float] | None = None) -> None:
        self.shares = shares

    def urgency(self, scores: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
        """Minus the moment at which the record falls due.

        Each strategy's choices fall due at the events of a Poisson process of its share as the
        rate; a record is read when the first of the strategies wants it. Such processes have
        no memory, so the shares hold for the first place, too: a team that retrains after
        every label reads nothing else.

        Raises
        ------
        ConfigurationError
            If a share is negative, all are zero, or a strategy is unknown.
        """
        shares = self.shares or {"relevance": 0.95, "random": 0.05}
        if min(shares.values()) < 0 or not sum(shares.values()):
            raise ConfigurationError(
                f"The shares {dict(shares)} of the mixed strategy cannot be drawn by.",
                remedy="Give each strategy a share of at least 0, and one of them more.",
            )
        due = np.full(len(scores), np.inf)
        for name, share in shares.items():
            if share == 0:
                continue
            part = _PARTS.get(name)
            if part is None:
                raise ConfigurationError(
                    f"The mixed strategy knows no part '{name}'.",
                    remedy=f"Known are: {', '.join(_PARTS)}.",
                )
            order = np.argsort(-part().urgency(scores, rng), kind="stable")
            moments = np.empty(len(scores))
            moments[order] = np.cumsum(rng.exponential(1 / share, size=len(scores)))
            due = np.minimum(due, moments)
        return -due


_PARTS: dict[str, type[QueryStrategy]] = {
    "relevance": Relevance,
    "uncertainty": Uncertainty,
    "random": Random,
}
