"""Where, and how often, a look after every draw stops first: exact, for every urn at once.

Given that k of the first n random draws were relevant, all orders of these n are equally
likely whatever the urn holds. So the share of orders in which no earlier look stopped,
g(n, k), does not depend on the unknown number K of relevant records, and

    P_K(first stop at (n, k)) = g(n, k) * Hypergeometric(k; N', K, n).

One pass gives g; every K then costs one sum. The reference's chain on k, run for each K, gives
the same numbers (the tests compare them).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from activescreen.stopping.boundaries import Setting
from activescreen.stopping.hypergeometric import FloatArray, IntArray, log_factorials, log_pmf

_SETTLED: Final = 1e-10
_BLOCK: Final = 64


class FirstStops(NamedTuple):
    """Points at which screening can stop first, ordered by ``found``.

    Attributes
    ----------
    drawn, found
        n and k; shape (points,).
    share
        g: share of the orders with k relevant among n that come here without an earlier stop;
        shape (points,).
    first
        First point of each k, and the number of points as last entry; shape (states + 1,).
    """

    drawn: IntArray
    found: IntArray
    share: FloatArray
    first: IntArray


class _Alive(NamedTuple):
    """g(n, k) of one k: 1 before ``start``, ``share`` from there, 0 from the boundary on."""

    start: int
    share: FloatArray

    def between(self, first: int, last: int) -> FloatArray:
        """The share g for n = first, ..., last."""
        result = np.zeros(last - first + 1)
        result[: max(self.start - first, 0)] = 1.0
        share = self.share[max(first - self.start, 0) : max(last + 1 - self.start, 0)]
        place = max(self.start - first, 0)
        result[place : place + len(share)] = share
        return result


def first_stops(urn: int, bounds: IntArray) -> FirstStops:
    """All points of first stop, for the rule "stop when n >= b_k after a draw".

    With k relevant among n, the last of the k stands at place i with probability
    C(i-1, k-1)/C(n, k), and before it k-1 stood among i-1. So g(n, k) is a mean of g(., k-1).
    Where g is 1 up to 1e-10 it is taken as 1, which can only raise the error computed from it.

    Parameters
    ----------
    urn
        N', the records in the urn.
    bounds
        b_k; shape (states,). A k beyond them stops no wrong way and is left out.
    """
    table = log_factorials(urn)
    drawn, found, share = [], [], []
    alive = _Alive(0, np.empty(0))
    previous = 0
    with np.errstate(invalid="ignore", divide="ignore"):  # 0/0 of underflow: _one_more puts 1
        for k, bound in enumerate(bounds.tolist()):
            if k == 0:
                places, stopped = np.array([bound]), np.ones(1)
                alive = _Alive(bound, np.empty(0))
            else:
                places, stopped, alive = _one_more(k, bound, previous, alive, table)
            drawn.append(places)
            share.append(stopped)
            found.append(len(places))
            previous = bound
    sizes = np.array(found, dtype=np.int64)
    return FirstStops(
        np.concatenate([np.empty(0, dtype=np.int64), *drawn]),
        np.repeat(np.arange(len(bounds), dtype=np.int64), sizes),
        np.concatenate([np.empty(0), *share]),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
    )


def _one_more(
    k: int, bound: int, previous: int, alive: _Alive, table: FloatArray
) -> tuple[IntArray, FloatArray, _Alive]:
    """Stops of state ``k`` and its g, from g of state k - 1."""
    settled = max(min(alive.start + 1, bound), k)  # g(n, k) = 1 before this n
    last = max(bound, previous)
    steps = alive.between(settled - 1, last - 1)
    steps *= k / np.arange(settled, last + 1)  # the last of these n is the k-th relevant one
    inner = bound - settled + 1
    # C(n, k)/C(b_k, k) for n = settled - 1, ..., b_k; below k none can be.
    lowest = max(settled - 1, k)
    logs = table[lowest : bound + 1] - table[lowest - k : bound + 1 - k]
    scale = np.exp(logs - logs[-1])
    if lowest == settled:
        arrived = 0.0
    else:
        arrived, scale = float(scale[0]), scale[1:]
    share = np.cumsum(scale * steps[:inner])
    share += arrived
    # Where the scale underflows no path counts that later stops, and g is set to 1.
    share /= scale
    if scale[0] < 1e-280:
        share[: int(scale.searchsorted(1e-280))] = 1.0
    np.minimum(share, 1.0, out=share)
    stopped = np.concatenate([share[-1:], steps[inner:]])
    inside = share[:-1]
    start = _first_below(inside, 1.0 - _SETTLED)
    places = np.arange(bound, last + 1, dtype=np.int64)
    return places, stopped, _Alive(settled + start, inside[start:])


def _first_below(values: FloatArray, limit: float) -> int:
    below = values < limit
    first = int(below.argmax()) if below.size else 0
    return first if below.size and below[first] else below.size


def stop_probability(urn: int, relevant: int, stops: FirstStops) -> float:
    """P(a first stop at one of these points) for an urn with so many relevant records.

    Parameters
    ----------
    urn
        N', the records in the urn.
    relevant
        K, the relevant ones among them.
    stops
        The points that count.
    """
    log_probability = log_pmf(stops.found, urn, np.array([relevant]), stops.drawn)
    return float(np.exp(log_probability) @ stops.share) if stops.found.size else 0.0


def miss_probabilities(setting: Setting, stops: FirstStops) -> FloatArray:
    """P(stop with recall below the target) for every urn that matters; shape (states,).

    Entry m-1 belongs to K = K_tar(rho + m - 1), the smallest urn in which stopping with fewer
    than m relevant draws is a miss. That covers *every* K: a larger K with the same m has a
    smaller miss probability. Proof: "stopped before reaching state m" happens in a path
    whenever it happens in one that lies nowhere lower (the lower path must pass the state in
    which the upper one stopped, later, or have stopped below it), and adding relevant records
    to the urn raises paths. The same argument bounds what lies left of the summed window by
    its value for a smaller K.
    """
    counts = setting.critical_counts(len(stops.first) - 1)
    states, urn = len(counts), setting.urn
    table = log_factorials(urn)
    n, k = stops.drawn, stops.found
    with np.errstate(divide="ignore"):
        column = np.log(stops.share) - table[k] - table[n - k] + table[n] + table[urn - n]
    row = table[counts] + table[urn - counts] - table[urn]
    result, left, bottom = np.empty(states), 0.0, 0
    terms, window = np.empty(0), 0
    for start in range(0, states, _BLOCK):
        block = counts[start : start + _BLOCK]
        new_bottom = max(bottom, start - _reach(int(block[-1]), urn, int(n[stops.first[start]])))
        left += float(terms[: stops.first[new_bottom] - window].sum())
        bottom, window = new_bottom, int(stops.first[new_bottom])
        part = slice(window, int(stops.first[start + len(block)]))
        missed = block[:, None] - k[part]
        rest = (urn - block)[:, None] - (n[part] - k[part])
        log_term = column[part] + row[start : start + len(block), None]
        log_term = log_term - table[np.maximum(missed, 0)] - table[np.maximum(rest, 0)]
        states_here = np.arange(start, start + len(block))[:, None]
        counted = (k[part] <= states_here) & (rest >= 0)
        probability = np.where(counted, np.exp(np.where(counted, log_term, 0.0)), 0.0)
        result[start : start + len(block)] = left + probability.sum(axis=1)
        terms = probability[0]
    return result


def _reach(count: int, urn: int, drawn: int) -> int:
    """How many states below the last one are summed: twelve standard deviations and some."""
    share = drawn / urn if urn else 0.0
    return int(12.0 * np.sqrt(count * share * (1.0 - share))) + 64
