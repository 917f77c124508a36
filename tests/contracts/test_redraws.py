"""Every rule under many seeds must end where it ends under each of them."""

import numpy as np
import pytest

from activescreen.ledger import Draw, FrozenLedger
from activescreen.ranking import Ranking
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import RULES
from activescreen.stopping.base import until_look

POPULATION = 150
SEEDS = range(6)
RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(POPULATION))
RANKING = Ranking(
    RECORDS, np.random.default_rng(0).permutation(POPULATION), np.zeros(POPULATION), "made"
)


def truth_with(relevant: int, late: int) -> np.ndarray:
    truth = np.zeros(POPULATION, dtype=np.int8)
    truth[RANKING.positions[:relevant]] = 1
    truth[RANKING.positions[POPULATION - 20 : POPULATION - 20 + late]] = 1
    return truth


def trace_of(truth: np.ndarray, priors: int) -> FrozenLedger:
    draws = np.full(POPULATION, Draw.RANKED.code, dtype=np.int8)
    draws[:priors] = Draw.PRIOR.code
    labels = truth[RANKING.positions].astype(np.int8)
    none = np.zeros(POPULATION, dtype=np.bool_)
    return FrozenLedger(
        RECORDS, "title_abstract", RANKING.positions, labels, labels.copy(), draws, none
    )


@pytest.mark.parametrize("looks", [1, 7])
@pytest.mark.parametrize(("relevant", "late"), [(0, 0), (1, 0), (40, 4), (70, 0), (150, 0)])
@pytest.mark.parametrize("name", RULES.names())
def test_redraws_are_replays_under_each_seed(
    name: str, relevant: int, late: int, looks: int
) -> None:
    truth = truth_with(relevant, late)
    trace = trace_of(truth, priors=2)
    outcomes = RULES.create(name).redraws(trace, truth, SEEDS, looks=looks)
    if looks > 1 and RULES.create(name).by_chance:
        # The moment at which random draws begin is itself seen only at a look.
        assert np.all((outcomes.read % looks == 0) | (outcomes.read == POPULATION))
        return
    for place, seed in enumerate(SEEDS):
        rule = RULES.create(name).with_seed(seed)
        end = rule.replay(trace, truth)
        ledger = until_look(rule, end.ledger, trace, truth, looks)
        assert outcomes.read[place] == ledger.n_read
        assert outcomes.found[place] == ledger.n_found
        assert outcomes.stopped[place] == end.stopped


@pytest.mark.parametrize("name", RULES.names())
def test_chance_decides_only_where_the_rule_draws(name: str) -> None:
    rule = RULES.create(name)
    truth = truth_with(70, 3)
    read = rule.redraws(trace_of(truth, priors=2), truth, range(20)).read
    assert rule.by_chance or len(set(read.tolist())) == 1
