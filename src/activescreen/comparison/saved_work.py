"""Work saved over sampling, at the stop and at 95 % recall; prior knowledge left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.comparison.inclusions import Inclusion
from activescreen.comparison.intervals import BOOTSTRAP, Bootstrap
from activescreen.comparison.measures import ALL, Measure, resampled
from activescreen.comparison.screened import Screened
from activescreen.metrics import WSS, ScreeningOrder

_TARGET: Final = Fraction(95, 100)


def wss_measures(
    stage: str, screened: Screened, inclusions: Sequence[Inclusion], bootstrap: Bootstrap
) -> Iterator[Measure]:
    """WSS at the stop and at 95 % recall, resampled over the inclusions.

    At the stop: the share of records left unread, less the share of inclusions left with them.
    """
    n_priors = int(screened.priors.sum())
    population = len(screened.records) - n_priors
    mine = [each for each in inclusions if each.shared and not each.prior]
    if not mine or not population:
        yield Measure("wss_at_stop", stage, ALL, None, method=BOOTSTRAP)
        yield Measure("wss_95", stage, ALL, None, method=BOOTSTRAP)
        return
    unread = 1 - (screened.n_read - n_priors) / population
    left = np.array([not each.read for each in mine], dtype=np.float64)
    yield resampled(
        "wss_at_stop",
        stage,
        ALL,
        unread - float(left.mean()),
        lambda sample: unread - float(left[sample].mean()),
        len(mine),
        bootstrap,
    )
    ranks = _ranks(screened, mine)
    yield resampled(
        "wss_95",
        stage,
        ALL,
        _wss(ranks, screened, population),
        lambda sample: _wss_of(ranks[sample], population),
        len(mine) if np.isfinite(ranks).all() else 0,
        bootstrap,
    )


def _ranks(screened: Screened, inclusions: Sequence[Inclusion]) -> NDArray[np.float64]:
    """Ranks with prior knowledge left out; infinite where nobody came that far."""
    known = np.sort(screened.reached[screened.priors & (screened.reached > 0)])
    ranks = [
        np.inf if each.rank is None else each.rank - int(np.searchsorted(known, each.rank))
        for each in inclusions
    ]
    return np.array(ranks, dtype=np.float64)


def _wss(ranks: NDArray[np.float64], screened: Screened, population: int) -> float | None:
    reached = np.sort(ranks[np.isfinite(ranks)]).astype(np.int64)
    places = int((screened.reached > 0).sum() - (screened.priors & (screened.reached > 0)).sum())
    return WSS(_TARGET)(ScreeningOrder(reached, places, population, len(ranks)))


def _wss_of(ranks: NDArray[np.float64], population: int) -> float:
    """The same of resampled ranks, several of which may be one."""
    number = -(-len(ranks) * _TARGET.numerator // _TARGET.denominator)
    depth = float(np.partition(ranks, number - 1)[number - 1])
    return (population - depth) / population - float(1 - _TARGET)
