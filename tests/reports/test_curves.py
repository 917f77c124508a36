import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.metrics import ScreeningOrder, compute
from activescreen.reports.curves import (
    curve_table,
    expected_at_random,
    mean_curve,
    recall_curve,
    records_needed,
    stop_position,
    stop_table,
)
from activescreen.simulation.run import SimulationRun, Stop


def plain(labels, priors=0, population=None, relevant=None):
    return SimulationRun(
        file="review.csv",
        config="default",
        seed=0,
        priors=tuple(range(priors)),
        order=np.arange(len(labels)),
        labels=np.array(labels, dtype=np.int8),
        population=population or len(labels),
        relevant=sum(labels) if relevant is None else relevant,
        metrics={},
    )


def test_a_curve_has_a_corner_at_each_relevant_record_and_leaves_priors_out(make_run):
    curve = recall_curve(make_run("10" + "0110", priors=2))
    assert curve is not None
    assert curve.read.tolist() == [0, 2, 3, 4]
    assert curve.recall.tolist() == [0, 0.5, 1, 1]


def test_a_run_that_was_cut_short_ends_below_one(make_run):
    curve = recall_curve(make_run("100", population=9, relevant=2))
    assert curve is not None
    assert (curve.read[-1], curve.recall[-1]) == (3, 0.5)


def test_nothing_to_find_has_no_curve(make_run):
    run = make_run("1000", priors=1)
    assert recall_curve(run) is None
    assert records_needed(run, 0.95) is None
    assert expected_at_random(run, 0.95) is None
    assert curve_table([run]).empty


def test_the_record_that_counts_is_chosen_in_rational_arithmetic(make_run):
    # 0.29 * 100 is 28.999999999999996 in binary, and 0.95 * 20 is exactly 19.
    assert records_needed(make_run([1] * 100), 0.29) == 29
    assert records_needed(make_run([1] * 20 + [0]), 0.95) == 19
    assert records_needed(make_run([1] * 21 + [0]), 0.95) == 20


def test_records_needed_agrees_with_the_registered_metric(make_run):
    rng = np.random.default_rng(5)
    run = make_run((rng.random(400) < 0.1).astype(int).tolist())
    values = compute(ScreeningOrder.from_labels(run.labels))
    assert records_needed(run, 0.95) == values["need_95"]
    assert records_needed(run, 1.0) == values["need_100"]


def test_random_order_needs_almost_the_share_itself(make_run):
    expected = expected_at_random(make_run([1] * 20 + [0] * 980), 0.95)
    assert expected == pytest.approx(1001 * 19 / 21)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 1), min_size=1, max_size=80), st.integers(2, 20))
def test_thinning_keeps_both_ends_and_never_overstates(labels, most):
    run = plain(labels)
    curve, thin = recall_curve(run), recall_curve(run, most)
    if curve is None or thin is None:
        assert not any(labels)
        return
    everywhere = np.arange(len(labels) + 1)
    assert len(thin.read) <= most
    assert thin.recall[-1] == curve.recall[-1] == 1
    assert (thin.at(everywhere) <= curve.at(everywhere) + 1e-12).all()


def test_the_mean_keeps_finished_runs_at_one_and_ends_where_a_cut_run_ends(make_run):
    finished, long = recall_curve(make_run("11")), recall_curve(make_run("0011"))
    mean = mean_curve([finished, long])
    assert mean is not None
    assert mean.at(np.array([0, 1, 2, 3, 4])).tolist() == [0, 0.25, 0.5, 0.75, 1]
    cut = recall_curve(make_run("10", population=9, relevant=2))
    assert mean_curve([long, cut]).read[-1] == 2
    assert mean_curve([]) is None


def test_a_stop_is_placed_without_the_priors(make_run):
    stop = Stop("rule", "heuristic", 4, 0.75, 3, None, "")
    run = make_run("110101", priors=2, stops=(stop,))
    assert stop_position(run, stop) == (2, 0.5)
    row = stop_table([run]).iloc[0]
    assert (row["stopped_at"], row["records_read"], row["share_found"]) == (4, 2, 0.5)


def test_a_rule_that_never_stopped_keeps_its_row_without_a_place(make_run):
    stop = Stop("rule", "certified", None, None, 3, None, "")
    table = stop_table([make_run("1011", stops=(stop,))])
    assert len(table) == 1
    assert math.isnan(table["records_read"].astype(float).iloc[0])
