import json

import numpy as np
import pytest

from activescreen.ledger import Draw
from activescreen.simulation import Trace

SECONDS = {"features": 1.0, "train": 2.0, "rank": 3.0, "total": 6.0}


def trace_of(order, tail, n_priors=2, **more):
    rows = (np.array(order, dtype=np.int64), np.array(tail, dtype=np.int64))
    return Trace("words", 3, rows[0], n_priors, rows[1], (2, 3), "hash", SECONDS, **more)


@pytest.fixture
def five(small_truth):
    return small_truth(0, 1, 0, 1, 0)


class TestLedger:
    def test_priors_are_priors_and_the_rest_is_ranked(self, five):
        ledger = trace_of([3, 0, 1], [4, 2]).ledger(five)
        assert ledger.order.tolist() == [3, 0, 1]
        assert ledger.labels.tolist() == ledger.training.tolist() == [1, 0, 1]
        assert ledger.drawn(Draw.PRIOR).tolist() == [True, True, False]
        assert ledger.drawn(Draw.RANKED).tolist() == [False, False, True]

    def test_with_the_tail_it_reads_on_in_the_last_ranking(self, five):
        ledger = trace_of([3, 0, 1], [4, 2]).ledger(five, with_tail=True)
        assert ledger.order.tolist() == [3, 0, 1, 4, 2]
        assert ledger.labels.tolist() == [1, 0, 1, 0, 0]
        assert ledger.drawn(Draw.RANKED).tolist() == [False, False, True, True, True]

    def test_the_trace_stays_writable(self, five):
        trace = trace_of([3, 0, 1], [4, 2])
        trace.ledger(five)
        assert trace.order.flags.writeable


def test_plain_data_and_back():
    trace = trace_of([3, 0, 1], [], complete=False)
    again = Trace.from_json(json.loads(json.dumps(trace.to_json())))
    assert again.to_json() == trace.to_json()
    assert again.order.dtype == again.tail.dtype == np.int64
    assert again.trained_at == (2, 3)


def test_time_of_features_made_beforehand_is_added():
    trace = trace_of([0], []).with_features(10.0)
    assert trace.seconds == {"features": 11.0, "train": 2.0, "rank": 3.0, "total": 16.0}
