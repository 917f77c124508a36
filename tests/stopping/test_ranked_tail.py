"""The ranked-tail p: the reference's numbers, and the two facts that make it cheap."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom, nchypergeom_fisher

from activescreen.stopping.ranked_tail import clearly_above, ranked_tail_below, ranked_tail_p

TAU = Fraction(19, 20)
TAIL = np.concatenate([np.ones(19, dtype=int), np.zeros(60, dtype=int)])
PLATEAU = np.repeat([1, 0, 1, 0], [45, 855, 5, 95])

traces = st.tuples(
    st.integers(1, 60), st.integers(0, 2**32 - 1), st.sampled_from(["0.5", "0.8", "0.95", "1"])
)


def by_every_suffix(labels: np.ndarray, population: int, target: Fraction, start: int) -> float:
    """The definition: test every suffix as a random sample of what was unread before it."""
    found, smallest = int(labels.sum()), 1.0
    for begin in range(start, len(labels) + 1):
        before = int(labels[:begin].sum())
        urn, drawn, k = population - begin, len(labels) - begin, found - before
        count = int(found / target) + 1 - before
        p = 0.0 if count > urn else float(hypergeom.cdf(k, urn, count, drawn)) if urn else 1.0
        smallest = min(smallest, p)
    return smallest


def trace(population: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    share = np.exp(-rng.uniform(0, 12) * np.arange(population) / population)
    return (rng.random(population) < share * rng.random()).astype(np.int8)


@pytest.mark.parametrize(("odds", "p"), [(1.0, 0.445672), (2.0, 0.200797), (5.0, 0.019548)])
def test_reference_e3_plain_and_wallenius(odds: float, p: float) -> None:
    """19 ones then 60 zeros of 200, tau = .95."""
    assert ranked_tail_p(TAIL, 200, TAU, odds=odds) == pytest.approx(p, abs=5e-7)


def test_reference_e3_fisher_would_differ() -> None:
    """Odds 2 are Wallenius': with Fisher's distribution the figure would be .251559."""
    fisher = min(
        nchypergeom_fisher.cdf(19 - min(b, 19), 200 - b, 21 - min(b, 19), 79 - b, 2.0)
        for b in range(20)
    )
    assert fisher == pytest.approx(0.251559, abs=5e-7)


def test_reference_e3_first_below_level() -> None:
    """First p < .05 at 141 zeros (.047882)."""
    long = np.concatenate([np.ones(19, dtype=int), np.zeros(181, dtype=int)])
    assert ranked_tail_below(long, 200, TAU, 0.05) == 19 + 141
    assert ranked_tail_p(long[:160], 200, TAU) == pytest.approx(0.047882, abs=5e-7)


def test_headline_2_the_plateau_fools_it() -> None:
    """45 relevant, 855 irrelevant, 5 relevant, N = 1000: stops at 648 with recall .90."""
    assert ranked_tail_p(PLATEAU[:647], 1000, TAU) == pytest.approx(0.050232, abs=5e-7)
    assert ranked_tail_p(PLATEAU[:648], 1000, TAU) == pytest.approx(0.049805, abs=5e-7)
    stop = ranked_tail_below(PLATEAU, 1000, TAU, 0.05)
    assert stop == 648
    assert PLATEAU[:stop].sum() / PLATEAU.sum() == 0.9


@settings(deadline=None, max_examples=60)
@given(traces, st.integers(0, 10))
def test_only_starts_after_a_relevant_record_matter(
    drawn: tuple[int, int, str], start: int
) -> None:
    population, seed, tau = drawn
    labels = trace(population, seed)[: max(start, population // 2)]
    start = min(start, len(labels))
    ours = ranked_tail_p(labels, population, Fraction(tau), start=start)
    assert ours == pytest.approx(
        by_every_suffix(labels, population, Fraction(tau), start), abs=1e-9
    )


@settings(deadline=None, max_examples=60)
@given(traces, st.sampled_from([0.05, 0.3, 0.525, 0.9]), st.integers(0, 5))
def test_first_look_below_is_found_without_looking_at_all(
    drawn: tuple[int, int, str], threshold: float, start: int
) -> None:
    population, seed, tau = drawn
    labels, target = trace(population, seed), Fraction(tau)
    start = min(start, population)
    looks = range(start, population + 1)
    p = [ranked_tail_p(labels[:n], population, target, start=start) for n in looks]
    first = next((n for n, value in zip(looks, p, strict=True) if value < threshold), None)
    assert ranked_tail_below(labels, population, target, threshold, start=start) == first
    for n, value in zip(looks, p, strict=True):
        if clearly_above(labels[:n], population, target, threshold, start=start):
            assert value >= threshold - 1e-9
