"""So many irrelevant records in a row."""

from collections.abc import Callable

import pytest

from activescreen.errors import ConfigurationError
from activescreen.ledger import UNRESOLVED, Draw, FrozenLedger
from activescreen.stopping import Badge, create

MakeLedger = Callable[..., FrozenLedger]


def test_stops_after_fifty_and_stays_stopped(make_ledger: MakeLedger) -> None:
    labels = [1, 0, 1] + [0] * 50 + [1] * 5
    ledger = make_ledger(100, range(58), labels)
    rule = create("consecutive_irrelevant")
    assert [rule.decide(ledger.prefix(n)).stop for n in (0, 52, 53, 58)] == [
        False,
        False,
        True,
        True,
    ]
    assert rule.decide(ledger).details["stopped_at"] == 53
    assert rule.badge is Badge.HEURISTIC
    assert rule.replay(ledger, ledger.labels).ledger.n_read == 53


def test_priors_and_random_draws_are_passed_over(make_ledger: MakeLedger) -> None:
    draws = [Draw.PRIOR] * 5 + [Draw.RANKED] * 3 + [Draw.RANDOM] * 5 + [Draw.RANKED] * 2
    ledger = make_ledger(100, range(15), [0] * 15, draws)
    assert create("consecutive_irrelevant", records=5).decide(ledger).details["stopped_at"] == 15
    assert not create("consecutive_irrelevant", records=6).decide(ledger).stop


def test_an_open_label_ends_a_run(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(100, range(9), [0, 0, 0, 0, UNRESOLVED, 0, 0, 0, 0])
    assert not create("consecutive_irrelevant", records=5).decide(ledger).stop


def test_refuses_a_run_of_none() -> None:
    with pytest.raises(ConfigurationError):
        create("consecutive_irrelevant", records=0)
