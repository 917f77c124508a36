"""QBCB: the published J, the hidden sample, and its error by redrawing."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import Decision, Draw, FrozenLedger, Ledger, Verdict
from activescreen.ranking import Ranking
from activescreen.stopping import create
from activescreen.stopping.base import replay_by_looking
from activescreen.stopping.qbcb import fewest_positives, rediscoveries

MakeTrace = Callable[..., tuple[FrozenLedger, np.ndarray]]


@pytest.mark.parametrize(
    ("tau", "r", "needed"),
    [
        ("0.95", 58, None),
        ("0.95", 59, 59),
        ("0.95", 93, 92),
        ("0.95", 124, 122),
        ("0.95", 181, 177),
        ("0.9", 28, None),
        ("0.9", 29, 29),
        ("0.9", 100, 96),
    ],
)
def test_reference_e4_rediscoveries(tau: str, r: int, needed: int | None) -> None:
    assert rediscoveries(r, Fraction(tau), 0.05) == needed


def test_default_sample_is_the_smallest_that_certifies() -> None:
    """Headline 3: at .95/.95 at least 59 sampled positives."""
    assert fewest_positives(Fraction("0.95"), 0.05) == 59
    assert fewest_positives(Fraction("0.9"), 0.05) == 29
    assert (create("qbcb").positives, create("qbcb").needed) == (59, 59)
    with pytest.raises(ConfigurationError, match="Use at least 59"):
        create("qbcb", positives=58)
    with pytest.raises(ConfigurationError, match="recall of 1"):
        create("qbcb", target_recall=1)


@pytest.mark.parametrize(("relevant", "seed"), [(60, 0), (35, 1), (10, 2), (150, 3)])
def test_replay_is_what_looking_at_every_record_gives(
    make_trace: MakeTrace, relevant: int, seed: int
) -> None:
    trace, truth = make_trace(300, relevant, seed)
    rule = create("qbcb", target_recall=0.9, positives=29, seed=seed)
    slow, fast = replay_by_looking(rule, trace, truth), rule.replay(trace, truth)
    assert fast.ledger.digest == slow.ledger.digest
    assert fast.ledger.rediscovered.tolist() == slow.ledger.rediscovered.tolist()
    assert fast[1:] == slow[1:]


def test_too_few_positives_reads_everything(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(200, 20)
    rule = create("qbcb")
    replay = rule.replay(trace, truth)
    assert replay.ledger.n_read == 200
    assert "All 200 records were read" in rule.decide(replay.ledger).statement


def test_sample_comes_first_and_is_found_again_in_a_ledger(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(120, 60, steep=6.0)
    rule = create("qbcb", target_recall=0.5, alpha=0.3, seed=3)
    ledger = Ledger(trace.records)
    ranking = Ranking(trace.records, trace.order, np.zeros(120), "made")
    seen = []
    while not rule.decide(frozen := ledger.freeze()).stop:
        [(place, draw)] = rule.next(frozen, ranking, 1)
        verdict = Verdict.INCLUDE if truth[place] else Verdict.EXCLUDE
        ledger.append(Decision(trace.records.ids[place], verdict, draw))
        seen.append(draw)
    assert seen == sorted(seen, key=lambda draw: draw is Draw.RANKED)
    final = ledger.freeze()
    assert final.rediscovered[final.labels == 1].sum() >= rule.needed
    assert not (final.rediscovered & ~final.drawn(Draw.RANDOM)).any()
    assert "hid them from the ranking" in rule.decide(final).statement


def test_no_more_draws_at_once_than_can_be_needed(make_trace: MakeTrace) -> None:
    trace, _ = make_trace(120, 30)
    rule = create("qbcb", target_recall=0.5, alpha=0.3)
    ranking = Ranking(trace.records, trace.order, np.zeros(120), "made")
    assert len(rule.next(trace.prefix(2), ranking, 50)) == rule.positives


def test_refuses_a_sample_that_left_its_permutation(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(200, 90)
    ledger = create("qbcb", seed=1).replay(trace, truth).ledger
    with pytest.raises(StoppingError, match="left its registered permutation"):
        create("qbcb", seed=2).decide(replace(ledger))


def test_errs_no_more_often_than_alpha(make_trace: MakeTrace) -> None:
    """200 redraws at alpha = .1: more than 33 misses would happen by chance once in 1000."""
    trace, truth = make_trace(400, 60, 4, steep=5.0)
    misses = 0
    for seed in range(200):
        rule = create("qbcb", target_recall=0.9, alpha=0.1, seed=seed)
        misses += rule.replay(trace, truth).ledger.n_found < 0.9 * truth.sum()
    assert misses <= 33
