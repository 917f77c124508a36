"""What every registered stopping rule and estimator must do."""

import re
from collections.abc import Iterator

import numpy as np
import pytest

from activescreen.ledger import Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import (
    ESTIMATORS,
    RULES,
    Badge,
    RecallEstimate,
    StoppingDecision,
)
from activescreen.stopping.base import extended, replay_by_looking

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
        for truth in truths():
            rule, ledger = RULES.create(name), EMPTY
            for _ in range(3 * POPULATION):
                decision = rule.decide(ledger)
                check(decision)
                assert (decision.n_read, decision.found) == (ledger.n_read, ledger.n_found)
                assert decision.rule == name
                drawn = rule.next(ledger, RANKING, 1)
                if decision.stop or not drawn:
                    break
                self.check_drawn(ledger, drawn[0])
                ledger = extended(ledger, drawn, truth)
            assert decision.stop or not rule.next(ledger, RANKING, 1)

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

    def test_replay_is_looking_at_every_record(self, name: str) -> None:
        for truth in truths():
            rule = RULES.create(name)
            trace = ledger_of(RANKING.positions, truth)
            slow, fast = replay_by_looking(rule, trace, truth), rule.replay(trace, truth)
            assert fast.ledger.digest == slow.ledger.digest
            assert fast[1:] == slow[1:]

    def test_one_look_can_be_repeated(self, name: str) -> None:
        truth = list(truths())[3]
        ledger = RULES.create(name).replay(ledger_of(RANKING.positions, truth), truth).ledger
        assert RULES.create(name).decide(ledger) == RULES.create(name).decide(ledger)


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
            for draw in (Draw.RANKED, Draw.RANDOM):
                for n in (1, 60, POPULATION):
                    estimate = estimator.estimate(ledger_of(RANKING.positions[:n], truth, draw))
                    if estimate is None:
                        continue
                    check(estimate)
                    for value in (estimate.low, estimate.recall, estimate.high):
                        assert value is None or 0 <= value <= 1
