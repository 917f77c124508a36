"""What stopping early saved: records, votes, hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from activescreen.comparison.intervals import Bootstrap
from activescreen.comparison.measures import ALL, Measure, resampled
from activescreen.comparison.screened import Screened

SECONDS: Final = 30.0
"""A record's title and abstract, where no event says how long it took."""

_HOUR: Final = 3600.0


def saving_measures(
    screened: Screened, seconds: float | None, bootstrap: Bootstrap
) -> Iterator[Measure]:
    """Records left unread, and what reading them would have taken once and twice.

    Parameters
    ----------
    screened
        The screening.
    seconds
        Seconds a vote; None: the mean over votes whose time is known, or else `SECONDS`.
    bootstrap
        Resamples those votes.
    """
    total, read, stage = len(screened.records), screened.n_read, screened.first
    saved = total - read
    yield Measure("records", stage, ALL, total, n=total)
    yield Measure("records_read", stage, ALL, read, n=total)
    yield Measure("records_saved", stage, ALL, saved, n=total)
    yield Measure("records_saved_share", stage, ALL, saved / total if total else None, n=total)
    if cast := sum(vote.stage == stage for vote in screened.votes):
        yield Measure("votes_cast", stage, ALL, cast, n=read)
    yield Measure("votes_saved", stage, "single screening", saved, n=total)
    yield Measure("votes_saved", stage, "double screening", 2 * saved, n=total)
    pace = _pace(screened, seconds, bootstrap)
    yield pace
    for votes, stratum in ((1, "single screening"), (2, "double screening")):
        low, value, high = (
            None if each is None else each * votes * saved / _HOUR
            for each in (pace.low, pace.value, pace.high)
        )
        yield Measure("hours_saved", stage, stratum, value, low, high, pace.n, pace.method)


def known_seconds(screened: Screened) -> list[float]:
    """Seconds of the votes at the first stage whose time is known."""
    return [
        vote.seconds
        for vote in screened.votes
        if vote.stage == screened.first and vote.seconds is not None
    ]


def _pace(screened: Screened, seconds: float | None, bootstrap: Bootstrap) -> Measure:
    stage = screened.first
    if seconds is not None:
        return Measure("seconds_per_vote", stage, "as given", seconds)
    known = np.array(known_seconds(screened), dtype=np.float64)
    if not len(known):
        return Measure("seconds_per_vote", stage, "assumed", SECONDS)
    return resampled(
        "seconds_per_vote",
        stage,
        "measured",
        float(known.mean()),
        lambda sample: float(known[sample].mean()),
        len(known),
        bootstrap,
    )
