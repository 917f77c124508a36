import numpy as np
import pytest

from activescreen.configuration import load_configuration
from activescreen.errors import ConfigurationError, InputError
from activescreen.learner import ActiveLearner
from activescreen.simulation import Plan, draw_priors, make_rules, run_study, simulate


def test_one_call_is_one_seed_of_a_study(review, truth):
    records, labels = review
    mine = simulate(records, labels, "words", seed=2, rules=make_rules(["qbcb"], 2))
    plan = Plan(load_configuration("words"), seeds=(2,), rules=("qbcb",), jobs=1)
    (theirs,) = run_study(truth, plan)
    assert mine.priors == theirs.priors == draw_priors(labels, 2)
    assert mine.metrics.keys() == theirs.metrics.keys()
    assert mine.metrics["nauc"] == pytest.approx(theirs.metrics["nauc"], abs=0.02)
    assert [stop.rule for stop in mine.stopping] == ["qbcb"]


def test_labels_may_come_by_id_and_the_learner_made(review):
    records, labels = review
    by_id = {name: bool(label) for name, label in zip(records.ids, labels, strict=True)}
    learner = ActiveLearner.from_config("words", seed=2)
    first = simulate(records, by_id, learner, seed=2)
    again = simulate(records, labels, "words", seed=2)
    np.testing.assert_array_equal(first.order, again.order)
    assert first.file == "made.csv"


def test_priors_schedule_and_end_are_taken(review):
    records, labels = review
    run = simulate(records, labels, "words", priors=[5, 9], retrain_every=40, end="end")
    assert run.priors == (5, 9)
    assert len(run.order) == 120
    assert [read for read, _ in run.estimates] == [42, 82] or len(run.estimates) <= 3


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ({"priors": [120]}, InputError, "no row 120"),
        ({"priors": [-1]}, InputError, "no row -1"),
        ({"priors": [3, 3]}, InputError, "twice"),
        ({"retrain_every": 0}, ConfigurationError, "'0' is no schedule"),
        ({"end": "soon"}, ConfigurationError, "cannot end at 'soon'"),
        ({"learner": "wrods"}, ConfigurationError, "'words'"),
    ],
)
def test_what_is_not_possible_is_refused(review, settings, error, said):
    records, labels = review
    with pytest.raises(error, match=said):
        simulate(records, labels, **{"learner": "words", **settings})


def test_one_record(review):
    records, labels = review
    run = simulate(records[:1], labels[:1], "words")
    assert run.order.tolist() == [0]
    assert run.metrics["wss_95"] is None
