"""A random phase is read off the ledger, checked, and stops as registered."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import UNRESOLVED, Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.stopping import Badge, create
from activescreen.stopping.base import Drawn, extended, replay_by_looking
from activescreen.stopping.boundaries import Setting
from activescreen.stopping.calibration import at_level, calibrate
from activescreen.stopping.hypergeometric import p_value
from activescreen.stopping.permutation import registered_permutation
from activescreen.stopping.random_phase import RandomPhaseRule

MakeTrace = Callable[..., tuple[FrozenLedger, np.ndarray]]
NAMES = ["calibrated_random_phase", "hypergeometric_random_phase"]


def opened(
    rule: RandomPhaseRule, trace: FrozenLedger, truth: np.ndarray, start: int, draws: int
) -> FrozenLedger:
    """The trace up to ``start``, then so many random draws."""
    ledger = trace.prefix(start)
    return extended(ledger, rule.random_draws(ledger, draws), truth)


def relabelled(ledger: FrozenLedger, place: int, label: int) -> FrozenLedger:
    labels = ledger.labels.copy()
    labels[place] = label
    return replace(ledger, labels=labels)


def ranking_of(trace: FrozenLedger) -> Ranking:
    return Ranking(trace.records, trace.order, np.zeros(len(trace.order)), "made")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("relevant", "seed"), [(30, 0), (3, 1), (120, 2), (0, 3)])
def test_replay_is_what_looking_at_every_record_gives(
    make_trace: MakeTrace, name: str, relevant: int, seed: int
) -> None:
    trace, truth = make_trace(300, relevant, seed)
    rule = create(name, seed=seed)
    slow, fast = replay_by_looking(rule, trace, truth), rule.replay(trace, truth)
    assert fast.ledger.digest == slow.ledger.digest
    assert fast[1:] == slow[1:]
    assert rule.decide(fast.ledger).stop


def test_certified_statement_says_what_the_reference_demands(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(2000, 100, steep=60.0)
    rule = create("calibrated_random_phase", trigger=600)
    replay = rule.replay(trace, truth)
    decision = rule.decide(replay.ledger)
    assert replay.phase_opened_at == 600
    assert decision.badge is Badge.CERTIFIED
    draws = decision.details["stopped_after_draws"]
    assert f"We read {draws:,} randomly ordered records" in decision.statement
    assert (
        "This procedure wrongly declares 95 % recall in at most 5 % of such checks, "
        "whatever the true number of relevant records" in decision.statement
    )
    assert "would label relevant among the 2,000 imported" in decision.statement
    assert "not what the search missed, not labelling errors, not later imports" in (
        decision.statement
    )


def test_never_stops_before_the_first_boundary_and_stays_stopped(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(400, 20, 5, steep=30.0)
    rule = create("calibrated_random_phase", trigger=100)
    start = 100
    setting = Setting(300, int(trace.labels[:start].sum()), rule.target_recall)
    bounds = calibrate(setting, 0.05).bounds
    whole = opened(rule, trace, truth, start, 300)
    answers = [rule.decide(whole.prefix(n)).stop for n in range(start, 401)]
    first = answers.index(True)
    assert first >= bounds[0]
    assert all(answers[first:])
    assert rule.decide(whole.prefix(399)).details["stopped_at"] == start + first
    assert "All 400 records were read" in rule.decide(whole).statement


def test_draws_are_the_registered_permutation_of_the_sorted_urn(make_trace: MakeTrace) -> None:
    trace, _ = make_trace(50, 5)
    ledger = trace.prefix(20)
    rule = create("calibrated_random_phase", seed=7, trigger=20)
    ids = np.array(trace.records.ids)
    unread = sorted(set(ids) - set(ids[ledger.order]))
    expected = np.random.default_rng(7).permutation(unread).tolist()
    drawn = rule.next(ledger, ranking_of(trace), 100)
    assert [ids[place] for place, _ in drawn] == expected
    assert {draw for _, draw in drawn} == {Draw.RANDOM}
    assert [p for p, _ in drawn] == registered_permutation(ledger, 20, 7).tolist()


def test_ranked_draws_end_when_the_phase_opens(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(80, 8)
    rule = create("calibrated_random_phase", trigger=30)
    ranking = ranking_of(trace)
    assert {draw for _, draw in rule.next(trace.prefix(29), ranking, 5)} == {Draw.RANKED}
    ledger = opened(rule, trace, truth, 30, 3)
    assert {draw for _, draw in rule.next(ledger, ranking, 5)} == {Draw.RANDOM}
    assert len(rule.next(ledger, ranking, 500)) == 47


@pytest.mark.parametrize("name", NAMES)
def test_refuses_draws_that_left_the_permutation(make_trace: MakeTrace, name: str) -> None:
    trace, truth = make_trace(80, 8)
    rule = create(name, trigger=30)
    ledger = opened(rule, trace, truth, 30, 10)
    swapped = ledger.order.copy()
    swapped[[34, 35]] = swapped[[35, 34]]
    ranked = extended(ledger, [Drawn(int(ledger.unread[0]), Draw.RANKED)], truth)
    for wrong in (replace(ledger, order=swapped), ranked):
        with pytest.raises(StoppingError, match="left the registered permutation"):
            rule.decide(wrong)
        with pytest.raises(StoppingError, match="left the registered permutation"):
            rule.next(wrong, ranking_of(trace), 1)
    with pytest.raises(StoppingError, match="left the registered permutation"):
        create(name, trigger=30, seed=1).decide(ledger)


def test_refuses_an_urn_that_changed(
    make_trace: MakeTrace, make_records: Callable[..., object]
) -> None:
    trace, truth = make_trace(80, 8)
    ledger = opened(create("calibrated_random_phase"), trace, truth, 30, 10)
    with pytest.raises(StoppingError, match="registered for 49 unread records"):
        create("calibrated_random_phase", urn_size=49).decide(ledger)
    assert not create("calibrated_random_phase", urn_size=50).decide(ledger).stop
    grown = replace(ledger, records=make_records(90))
    with pytest.raises(StoppingError, match="left the registered permutation"):
        create("calibrated_random_phase").decide(grown)


def test_an_open_label_keeps_the_phase_closed(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(80, 8)
    rule = create("calibrated_random_phase", trigger=30)
    before = relabelled(trace.prefix(30), 12, UNRESOLVED)
    assert {draw for _, draw in rule.next(before, ranking_of(trace), 5)} == {Draw.RANKED}
    with pytest.raises(StoppingError, match="may not open while 1 record"):
        rule.random_draws(before, 1)
    ledger = relabelled(opened(rule, trace, truth, 30, 10), 12, UNRESOLVED)
    with pytest.raises(StoppingError, match="may not open while 1 record"):
        rule.decide(ledger)


def test_an_open_draw_blocks_all_later_ones(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(400, 20, 5, steep=30.0)
    rule = create("calibrated_random_phase", trigger=100)
    stopped = rule.replay(trace, truth).ledger
    assert rule.decide(stopped).stop
    blocked = rule.decide(relabelled(stopped, 103, UNRESOLVED))
    assert not blocked.stop
    assert blocked.details["counted"] == 3
    assert "before draw 4 has a final label" in blocked.reason


def test_repeated_phases_share_alpha(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(200, 10)
    assert create("calibrated_random_phase").phase_alpha == 0.05
    first = create("calibrated_random_phase", phase=1, trigger="manual")
    second = create("calibrated_random_phase", phase=2, trigger="manual", seed=5)
    assert (first.phase_alpha, second.phase_alpha) == (0.025, 0.0125)
    ledger = opened(first, trace, truth, 50, 20)
    with pytest.raises(StoppingError, match="Phase 2 cannot open before phase 1"):
        second.random_draws(trace.prefix(50), 1)
    again = extended(ledger, [Drawn(int(ledger.unread[0]), Draw.RANKED)], truth)
    later = extended(again, second.random_draws(again, 8), truth)
    decision = second.decide(later)
    assert decision.details["opened_at"] == 71
    assert decision.details["urn"] == 129
    with pytest.raises(StoppingError, match="left"):
        create("calibrated_random_phase", trigger="manual").decide(later)


def test_certain_without_inference_when_too_few_are_unread(make_trace: MakeTrace) -> None:
    trace, truth = make_trace(100, 96, steep=0.0)
    rule = create("calibrated_random_phase", trigger="manual")
    replay = rule.replay(trace, truth)
    decision = rule.decide(replay.ledger)
    assert decision.stop
    assert replay.phase_opened_at is None
    assert "even if all" in decision.statement
    assert replay.ledger.n_read < 100


class TestHypergeometricRandomPhase:
    def test_repeated_looks_are_badged_and_state_their_true_error(
        self, make_trace: MakeTrace
    ) -> None:
        trace, truth = make_trace(2000, 100, steep=60.0)
        rule = create("hypergeometric_random_phase", trigger=600)
        decision = rule.decide(rule.replay(trace, truth).ledger)
        before = int(trace.labels[:600].sum())
        error = at_level(Setting(1400, before, rule.target_recall), 0.05).worst_miss
        assert decision.badge is Badge.HEURISTIC
        shown = math.ceil(10_000 * error) / 100  # an error is rounded up
        assert f"in up to {shown:g} % of such checks, not in 5 %" in decision.statement

    def test_planned_look_is_the_only_look(self, make_trace: MakeTrace) -> None:
        trace, truth = make_trace(400, 20, 5, steep=30.0)
        before = int(trace.labels[:100].sum())
        for look in (50, 250, 280):
            rule = create("hypergeometric_random_phase", trigger=100, planned_look=look)
            whole = opened(rule, trace, truth, 100, 299)
            found = int(whole.labels[100 : 100 + look].sum())
            allowed = p_value(look, found, 300, before, rule.target_recall) < 0.05
            answers = [rule.decide(whole.prefix(n)).stop for n in range(100, 400)]
            assert answers == [allowed and n >= look for n in range(300)]
            assert rule.badge is Badge.ONE_LOOK
            assert rule.decide(opened(rule, trace, truth, 100, 300)).stop


@pytest.mark.parametrize(
    "parameters",
    [
        {"target_recall": 0},
        {"target_recall": 1.2},
        {"alpha": 0},
        {"alpha": 1},
        {"trigger": "tomorrow"},
        {"trigger": "ranked_tail:2"},
        {"phase": 0},
        {"unknown": 1},
    ],
)
def test_refuses_impossible_settings(parameters: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError):
        create("calibrated_random_phase", **parameters)


def test_target_is_exact() -> None:
    for given in (0.95, "0.95", "19/20", np.float64(0.95)):
        assert create("calibrated_random_phase", target_recall=given).target_recall * 20 == 19
