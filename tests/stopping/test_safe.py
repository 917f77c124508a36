"""Rule 10 of the reference: SAFE goes through its stages, and says at which it is."""

import numpy as np
import pytest

from activescreen.errors import ConfigurationError, StoppingError
from activescreen.ledger import Draw
from activescreen.stopping import RULES, Badge, Evidence
from activescreen.stopping.safe import SafeStage


@pytest.fixture
def staged(make_ledger):
    """1,000 records: 10 at random with one find, 110 ranked, then 60 by a second model."""

    def make(ranked: list[int], other: list[int], population: int = 1000):
        labels = [1] + [0] * 9 + ranked + other
        draws = [Draw.RANDOM] * 10 + [Draw.RANKED] * (len(ranked) + len(other))
        return make_ledger(population, range(len(labels)), labels, draws)

    return make


SECOND = Evidence(other_order=np.arange(1000))


def test_goes_through_its_stages(staged) -> None:
    rule = RULES.create("safe")
    ledger = staged([1] * 5 + [0] * 95, [1] + [0] * 60)
    stages = [rule.progress(ledger.prefix(n)).stage for n in (9, 10, 99, 100, 160, 161)]
    # 10 % are 100 records; the run of 50 was complete before that. The second model's find at
    # 111 begins its run anew.
    assert stages == [
        SafeStage.RANDOM,
        SafeStage.RANKED,
        SafeStage.RANKED,
        SafeStage.OTHER_MODEL,
        SafeStage.OTHER_MODEL,
        SafeStage.QUALITY_CHECK,
    ]


def test_second_run_begins_with_the_second_model(staged) -> None:
    rule = RULES.create("safe")
    ledger = staged([1] * 5 + [0] * 85, [0] * 30 + [1] + [0] * 60)
    assert rule.progress(ledger).ranked == 100
    assert rule.progress(ledger).other == 100 + 30 + 1 + 50
    assert rule.decide(ledger.prefix(180), SECOND).stop is False
    decision = rule.decide(ledger, SECOND)
    assert decision.stop
    assert decision.badge is Badge.HEURISTIC
    assert decision.details["stopped_at"] == 181
    assert "quality check: another reviewer looks again" in decision.statement
    assert "without any guarantee" in decision.statement


def test_does_not_stop_without_the_second_models_order(staged) -> None:
    ledger = staged([1] * 5 + [0] * 85, [0] * 60)
    decision = RULES.create("safe").decide(ledger)
    assert not decision.stop
    assert "needs the order in which a second, different model would read" in decision.reason
    assert decision.details["stage"] == "quality check"
    assert RULES.create("safe").decide(ledger.prefix(120)).details["stage"] == (
        "ranked by another model"
    )


def test_ranked_reading_has_to_find_twice_what_the_sample_found(staged) -> None:
    rule = RULES.create("safe")
    assert rule.progress(staged([1] + [0] * 120, [])).ranked is None
    assert rule.progress(staged([1, 1] + [0] * 120, [])).ranked == 100


def test_key_papers_have_to_be_found(staged) -> None:
    ledger = staged([1] * 5 + [0] * 115, [])
    ids = ledger.records.ids
    found, unread = ids[int(ledger.order[12])], ids[999]
    irrelevant = ids[int(ledger.order[60])]
    assert RULES.create("safe", key_papers=[found]).progress(ledger).ranked == 100
    for missing in (unread, irrelevant):
        assert RULES.create("safe", key_papers=[found, missing]).progress(ledger).ranked is None


def test_replay_reads_the_second_models_order(make_trace) -> None:
    trace, truth = make_trace(600, 40, steep=20.0)
    order = np.random.default_rng(1).permutation(600)
    rule = RULES.create("safe")
    end = rule.replay(trace, truth, Evidence(other_order=order))
    assert end.stopped
    progress = rule.progress(end.ledger)
    second = end.ledger.order[progress.ranked :]
    read = set(end.ledger.order[: progress.ranked].tolist())
    assert second.tolist() == [p for p in order.tolist() if p not in read][: len(second)]
    assert progress.other == end.ledger.n_read
    assert end.ledger.labels[-50:].sum() == 0


@pytest.mark.parametrize("order", [[0, 0, 1], [0, 1, 5]])
def test_refuses_an_order_that_is_none(order: list[int]) -> None:
    with pytest.raises(StoppingError, match="does not hold every record once"):
        Evidence(other_order=np.array(order))


@pytest.mark.parametrize(
    "setting", [{"share": 0}, {"share": 1.1}, {"read": -0.1}, {"records": 0}, {"times": -1}]
)
def test_refuses_impossible_settings(setting: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError):
        RULES.create("safe", **setting)
