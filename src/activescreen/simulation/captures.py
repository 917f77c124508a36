"""Chao's own screening: several models search side by side, each in its own order.

Source: M. P. Bron et al., "Using Chao's estimator as a stopping criterion for
technology-assisted review" (2024), 10.1145/3724116.

Models take turns. In its turn a model goes on to the next record of its own order; a record
that another model has come to before is not read again. No model learns from what another has
read, so each order is that of a screening of its own and the whole is put together from those.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from activescreen.configuration import Configuration, load_configuration
from activescreen.simulation.recording import Recorded
from activescreen.simulation.trace import Trace
from activescreen.stopping.evidence import Captures, Evidence

CREW = ("words", "logistic", "naive_bayes", "meaning")
"""The models that search beside the configuration asked for."""


def crew_of(configuration: Configuration) -> list[Configuration]:
    """The configuration and those that search beside it, none twice."""
    crew = {configuration.fingerprint: configuration}
    for name in CREW:
        model = load_configuration(name)
        crew.setdefault(model.fingerprint, model)
    return list(crew.values())


def search_together(config: str, traces: Sequence[Trace]) -> Recorded:
    """The order that humans read when models search side by side, and who came to what when.

    Parameters
    ----------
    config
        Name of the configuration asked for.
    traces
        One a model, on the same population and priors, each read on to the end by its tail.

    Returns
    -------
    The order, priors first. In its captures a model that comes to a record which was read
    before has captured it at that moment. Priors are captured by none: nobody searched for
    them, and Chao's estimate is of what searches have not found.

    Raises
    ------
    ValueError
        If there is no trace, or they begin with other priors.
    """
    if not traces:
        raise ValueError("no model searches")
    priors = traces[0].order[: traces[0].n_priors]
    if any(not np.array_equal(trace.order[: trace.n_priors], priors) for trace in traces):
        raise ValueError("the models begin with different priors")
    orders = np.stack([np.concatenate([t.order, t.tail])[t.n_priors :] for t in traces])
    union, came = _take_turns(orders, priors)
    clock: dict[str, float] = {}
    for trace in traces:
        for what, seconds in trace.seconds.items():
            clock[what] = clock.get(what, 0.0) + seconds
    trace = Trace(
        config=config,
        seed=traces[0].seed,
        order=union,
        n_priors=len(priors),
        tail=np.empty(0, dtype=np.int64),
        trained_at=(),
        model_hash="+".join(trace.model_hash for trace in traces),
        seconds=clock,
        complete=all(one.complete for one in traces),
    )
    return Recorded(trace, Evidence(captures=Captures(came)))


def _take_turns(
    orders: NDArray[np.int64], priors: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The order of first readings, and for each model the records read when it came to each."""
    models, length = orders.shape
    came = np.full((models, length + len(priors)), -1, dtype=np.int64)
    read = np.zeros(came.shape[1], dtype=np.bool_)
    union = priors.tolist()
    for turn in orders.T:
        for model, place in enumerate(turn):
            if not read[place]:
                read[place] = True
                union.append(int(place))
            came[model, place] = len(union)
    return np.array(union, dtype=np.int64), came
