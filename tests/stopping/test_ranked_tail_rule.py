"""Rule 1b as a rule: it stops where the reference says it should not be trusted."""

import numpy as np
import pytest

from activescreen.errors import ConfigurationError
from activescreen.ledger import Draw
from activescreen.stopping import RULES, Badge

PLATEAU = np.repeat([1, 0, 1, 0], [45, 855, 5, 95])


def test_headline_2_stops_at_record_648_with_recall_90(make_ledger) -> None:
    ledger = make_ledger(1000, range(1000), PLATEAU)
    rule = RULES.create("ranked_tail")
    truth = np.zeros(1000, dtype=np.int8)
    truth[ledger.order] = PLATEAU
    end = rule.replay(ledger, truth)
    assert end.ledger.n_read == 648
    assert end.ledger.n_found / PLATEAU.sum() == 0.9
    assert not rule.decide(ledger.prefix(647)).stop
    decision = rule.decide(ledger.prefix(660))
    assert decision.details["stopped_at"] == 648
    assert decision.badge is Badge.HEURISTIC
    assert "advises to begin random draws" in decision.statement


def test_higher_odds_stop_no_later(make_ledger) -> None:
    labels = np.concatenate([np.ones(19, dtype=int), np.zeros(181, dtype=int)])
    ledger = make_ledger(200, range(180), labels[:180])
    at = [
        RULES.create("ranked_tail", odds=odds).decide(ledger).details["stopped_at"]
        for odds in (1, 2, 5)
    ]
    assert at == sorted(at, reverse=True)
    assert at[0] == 19 + 141  # reference E3: the first p below .05 at 141 zeros


def test_stays_stopped_when_random_draws_follow(make_ledger) -> None:
    labels = [1] * 19 + [0] * 161
    draws = [Draw.RANKED] * 165 + [Draw.RANDOM] * 15
    ledger = make_ledger(200, range(180), labels, draws)
    rule = RULES.create("ranked_tail")
    assert rule.decide(ledger.prefix(165)).stop
    assert rule.decide(ledger).details == rule.decide(ledger.prefix(165)).details


@pytest.mark.parametrize("odds", [0, -1, float("nan"), float("inf")])
def test_impossible_odds_are_refused(odds: float) -> None:
    with pytest.raises(ConfigurationError):
        RULES.create("ranked_tail", odds=odds)
