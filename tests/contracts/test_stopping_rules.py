"""What every registered stopping rule and estimator must do."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import (
    ESTIMATORS,
    NO_EVIDENCE,
    RULES,
    Badge,
    Evidence,
    Need,
    RecallEstimate,
    StoppingDecision,
)
from activescreen.stopping.base import extended, replay_by_looking
from activescreen.stopping.evidence import Captures, DrawProbabilities, Probabilities

POPULATION = 150
FORBIDDEN = re.compile(r"sure|probability that", re.IGNORECASE)
RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(POPULATION))
RANKING = Ranking(
    RECORDS, np.random.default_rng(0).permutation(POPULATION), np.zeros(POPULATION), "made"
)


def truths() -> Iterator[np.ndarray]:
    for relevant in (0, 1, 5, 40, 150):
        truth = np.zeros(POPULATION, dtype=np.int8)
        truth[RANKING.positions[:relevant]] = 1
        yield truth


def ledger_of(order: np.ndarray, truth: np.ndarray, draw: Draw = Draw.RANKED) -> FrozenLedger:
    return FrozenLedger(
        RECORDS,
        "title_abstract",
        np.array(order, dtype=np.int64),
        truth[order].astype(np.int8),
        truth[order].astype(np.int8),
        np.full(len(order), draw.code, dtype=np.int8),
        np.zeros(len(order), dtype=np.bool_),
    )


EMPTY = ledger_of(np.array([], dtype=np.int64), np.zeros(POPULATION, dtype=np.int8))


def evidence_of(truth: np.ndarray) -> Evidence:
    """What models might have said of these records, every ten of them."""
    rng, read = np.random.default_rng(7), np.arange(10, POPULATION + 1, 10)
    sharpness = 4.0 * read[:, None] / POPULATION
    noise = rng.normal(size=(len(read), POPULATION))
    scores = sharpness * (2.0 * truth - 1.0) + noise - 1.0
    chances = rng.uniform(0.001, 0.05, POPULATION)
    places = np.argsort(RANKING.positions)
    came = places + 1 + rng.integers(0, 40, size=(3, POPULATION)) * (truth + 1)
    return Evidence(
        Probabilities(read, (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)),
        DrawProbabilities(read, (read[:, None] * np.log1p(-chances)).astype(np.float32)),
        Captures(came.astype(np.int64)),
        rng.permutation(POPULATION),
    )


def evidences(name: str, truth: np.ndarray) -> tuple[Evidence, ...]:
    """Without any and with, for a rule that goes by some."""
    if RULES.create(name).about.needs in (Need.LABELS, Need.RANDOM_DRAWS):
        return (NO_EVIDENCE,)
    return NO_EVIDENCE, evidence_of(truth)


def trace_of(priors: int, truth: np.ndarray) -> FrozenLedger:
    trace = ledger_of(RANKING.positions, truth)
    draws = trace.draws.copy()
    draws[:priors] = Draw.PRIOR.code
    return replace(trace, draws=draws)


def check(decision: StoppingDecision | RecallEstimate) -> None:
    assert decision.statement
    assert not FORBIDDEN.search(decision.statement), decision.statement
    assert decision.badge in Badge


@pytest.mark.parametrize("name", RULES.names())
class TestEveryRule:
    def test_is_described(self, name: str) -> None:
        rule = RULES.create(name)
        assert rule.name == name
        assert isinstance(rule.badge, Badge)
        assert all((rule.about.line, rule.about.paper, rule.about.assumes))
        assert len(type(rule).__doc__ or "") > 100
        assert "arantee" in rule.__doc__ or "P(stop" in rule.__doc__ or "errs" in rule.__doc__

    def test_does_not_stop_on_nothing(self, name: str) -> None:
        decision = RULES.create(name).decide(EMPTY)
        assert not decision.stop
        assert decision.reason
        check(decision)

    def test_screens_until_it_stops_or_nothing_is_left(self, name: str) -> None:
        for truth, evidence in [(t, e) for t in truths() for e in evidences(name, t)]:
            rule, ledger = RULES.create(name), EMPTY
            for _ in range(3 * POPULATION):
                decision = rule.decide(ledger, evidence)
                check(decision)
                assert (decision.n_read, decision.found) == (ledger.n_read, ledger.n_found)
                assert decision.rule == name
                drawn = rule.next(ledger, RANKING, 1, evidence)
                if decision.stop or not drawn:
                    break
                self.check_drawn(ledger, drawn[0])
                ledger = extended(ledger, drawn, truth)
            assert decision.stop or not rule.next(ledger, RANKING, 1, evidence)

    @staticmethod
    def check_drawn(ledger: FrozenLedger, drawn: tuple[int, Draw]) -> None:
        position, draw = drawn
        read = ledger.order == position
        # Only a hidden sample may come again, by the ranking and once.
        assert not read.any() or (
            draw is Draw.RANKED
            and ledger.drawn(Draw.RANDOM)[read].all()
            and not ledger.rediscovered[read].any()
        )

    def test_serves_what_was_asked_for_and_no_record_twice(self, name: str) -> None:
        rule = RULES.create(name)
        drawn = rule.next(EMPTY, RANKING, 7)
        assert len({position for position, _ in drawn}) == len(drawn) == 7
        assert rule.next(EMPTY, RANKING, 0) == []

    def test_full_reading_stops_and_says_so(self, name: str) -> None:
        for truth in truths():
            decision = RULES.create(name).decide(ledger_of(RANKING.positions, truth))
            assert decision.stop
            assert "All 150 records were read" in decision.statement
            assert RULES.create(name).next(ledger_of(RANKING.positions, truth), RANKING, 5) == []

    @pytest.mark.parametrize("priors", [0, 4, POPULATION])
    def test_replay_is_looking_at_every_record(self, name: str, priors: int) -> None:
        for truth in truths():
            for evidence in evidences(name, truth):
                rule = RULES.create(name)
                slow = replay_by_looking(rule, trace_of(priors, truth), truth, evidence)
                fast = RULES.create(name).replay(trace_of(priors, truth), truth, evidence)
                assert fast.ledger.digest == slow.ledger.digest
                assert fast[1:] == slow[1:]

    def test_stays_stopped(self, name: str) -> None:
        for truth in truths():
            rule, evidence = RULES.create(name), evidence_of(truth)
            ledger = rule.replay(trace_of(2, truth), truth, evidence).ledger
            assert rule.decide(ledger, evidence).stop
            for _ in range(25):
                drawn = rule.next(ledger, RANKING, 1, evidence)
                if not drawn:
                    break
                ledger = extended(ledger, drawn, truth)
                assert rule.decide(ledger, evidence).stop
            assert RULES.create(name).decide(ledger, evidence) == rule.decide(ledger, evidence)

    def test_says_what_it_lacks(self, name: str) -> None:
        rule = RULES.create(name)
        if rule.about.needs in (Need.LABELS, Need.RANDOM_DRAWS):
            return
        truth = list(truths())[3]
        decision = rule.decide(ledger_of(RANKING.positions[:140], truth))
        ledger = rule.replay(trace_of(0, truth), truth).ledger
        if rule.about.needs is Need.OTHER_ORDER:
            decision = rule.decide(ledger.prefix(140))
        assert not decision.stop
        assert "not saved" in decision.reason or "not given" in decision.reason
        assert ledger.n_read == POPULATION

    def test_refuses_evidence_of_other_records(self, name: str) -> None:
        rule = RULES.create(name)
        if rule.about.needs in (Need.LABELS, Need.RANDOM_DRAWS):
            return
        other = Evidence(
            Probabilities(np.array([5]), np.full((1, 9), 0.5, dtype=np.float32)),
            DrawProbabilities(np.array([5]), np.full((1, 9), -0.5, dtype=np.float32)),
            Captures(np.full((2, 9), 1)),
            np.arange(9),
        )
        truth = list(truths())[3]
        with pytest.raises(StoppingError, match="are of 9 records, but the population has 150"):
            rule.decide(ledger_of(RANKING.positions[:100], truth), other)

    @pytest.mark.parametrize(
        "setting", [{"target_recall": 0}, {"target_recall": 1.01}, {"alpha": 0}, {"alpha": 1}]
    )
    def test_refuses_impossible_settings(self, name: str, setting: dict[str, float]) -> None:
        if next(iter(setting)) in inspect.signature(RULES.factory(name)).parameters:
            with pytest.raises(ConfigurationError, match="is not possible"):
                RULES.create(name, **setting)

    def test_lower_target_is_reached_no_later(self, name: str) -> None:
        if "target_recall" not in inspect.signature(RULES.factory(name)).parameters:
            return
        if RULES.create(name).by_chance:  # other targets begin their random draws elsewhere
            return
        for truth in truths():
            trace, evidence = trace_of(2, truth), evidence_of(truth)
            read = [
                RULES.create(name, target_recall=target)
                .replay(trace, truth, evidence)
                .ledger.n_read
                for target in (0.5, 0.8, 0.9, 0.95, 1)
            ]
            assert read == sorted(read)

    def test_one_look_can_be_repeated(self, name: str) -> None:
        truth = list(truths())[3]
        evidence = evidence_of(truth)
        trace = ledger_of(RANKING.positions, truth)
        ledger = RULES.create(name).replay(trace, truth, evidence).ledger
        first = RULES.create(name).decide(ledger, evidence)
        assert first == RULES.create(name).decide(ledger, evidence)


@pytest.mark.parametrize("name", ESTIMATORS.names())
class TestEveryEstimator:
    def test_says_nothing_of_nothing(self, name: str) -> None:
        assert ESTIMATORS.create(name).estimate(EMPTY) is None

    def test_is_described_and_within_bounds(self, name: str) -> None:
        estimator = ESTIMATORS.create(name)
        assert estimator.name == name
        assert all((estimator.about.line, estimator.about.paper, estimator.about.assumes))
        assert len(type(estimator).__doc__ or "") > 100
        for truth in truths():
            evidence = evidence_of(truth)
            for draw in (Draw.RANKED, Draw.RANDOM):
                for n in (1, 60, POPULATION):
                    ledger = ledger_of(RANKING.positions[:n], truth, draw)
                    estimate = estimator.estimate(ledger, evidence)
                    if estimate is None:
                        continue
                    check(estimate)
                    for value in (estimate.low, estimate.recall, estimate.high):
                        assert value is None or 0 <= value <= 1
