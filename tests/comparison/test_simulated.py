"""A simulation's runs, cut where a rule stopped."""

import json

import numpy as np
import pytest

from activescreen.comparison import Fate, Reference, choose_run, compare, from_run, read_runs
from activescreen.errors import ConfigurationError, InputError
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.simulation import Trace, Truth, make_rules
from activescreen.simulation.outcome import conclude

RULES = ("calibrated_random_phase", "consecutive_irrelevant")


@pytest.fixture
def reference(review):
    records, labels = review
    return Reference("made.csv", records, {FULL_TEXT: labels}, {FULL_TEXT: "label_included"})


@pytest.fixture
def run(reference):
    """12 inclusions among 120: ten at once, two after a drought, one of them after the stop."""
    labels = reference.labels[FULL_TEXT]
    relevant, rest = np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)
    order = np.concatenate([relevant[:10], rest[:55], relevant[10:11], rest[55:80], relevant[11:]])
    tail = rest[80:]
    trace = Trace("words", 4, order.astype(np.int64), 2, tail, (), "", {"total": 1.0})
    truth = Truth(reference.records, labels, "made.csv", "label_included")
    return conclude(trace, truth, make_rules(RULES, 4)).to_json()


def compared(run, reference, **options):
    return compare(*from_run(run, reference, "runs.json", **options))


def test_a_run_is_told_from_other_files(tmp_path, run):
    path = tmp_path / "runs.json"
    path.write_text(json.dumps([run]))
    assert read_runs(path)[0]["order"] == run["order"]
    for text in ('[{"title": "a record"}]', "[]", "[1", '{"activescreen_ledger": 1}', "title\na"):
        path.write_text(text)
        assert read_runs(path) is None
    for damaged in ({"order": ["a"]}, {"order": 1}, {"stopping": [{}]}, {"stopping": None}):
        path.write_text(json.dumps([{**run, **damaged}]))
        assert read_runs(path) is None
    assert read_runs(tmp_path / "nothing.json") is None


def test_a_heuristic_stop_misses_what_came_later_and_says_where(run, reference):
    found = compared(run, reference, stop="consecutive_irrelevant")
    assert found.screened.n_read == 60
    (stage,) = found.stages
    assert stage.pairing.name == "title_abstract (full_text inclusions)"
    assert [(each.fate, each.rank) for each in stage.missed] == [
        (Fate.UNREAD, 66),
        (Fate.UNREAD, 92),
    ]
    assert stage.measure("recall").value == 10 / 12
    # Of 118 records after the priors 58 are read, of 10 inclusions 8: Cohen et al. 2006.
    assert stage.measure("wss_at_stop").value == pytest.approx(60 / 118 - 2 / 10)


def test_wss_is_that_of_the_run(run, reference):
    (stage,) = compared(run, reference).stages
    assert stage.measure("wss_95").value == pytest.approx(run["metrics"]["wss_95"])
    assert stage.measure("wss_95").low <= stage.measure("wss_95").value


def test_a_random_phase_is_replayed_to_where_the_run_says(run, reference):
    found = compared(run, reference)
    stop = run["stopping"][0]
    assert found.screened.stop == "calibrated_random_phase"
    assert found.screened.n_read == stop["stopped_at"]
    (stage,) = found.stages
    assert len(stage.inclusions) - len(stage.missed) == stop["found"]


def test_other_aims_than_the_runs_are_refused(run, reference):
    with pytest.raises(InputError, match="--target and --alpha as the simulation had them"):
        compared(run, reference, target_recall=0.5, alpha=0.5)


@pytest.mark.parametrize("name", ["qbcb", "target", "qpet", "hypergeometric_random_phase"])
def test_every_rule_that_draws_at_random_is_replayed(run, reference, name):
    """Hidden samples begin with random draws, so what was read is no prefix of the order."""
    labels = reference.labels[FULL_TEXT]
    truth = Truth(reference.records, labels, "made.csv", "label_included")
    order = np.array(truth.places(run["order"]))
    tail = np.setdiff1d(np.arange(120), order)
    trace = Trace("words", 4, order, 2, tail, (), "", {"total": 1.0})
    again = conclude(trace, truth, make_rules([name], 4, 0.5, 0.3)).to_json()
    stop = again["stopping"][0]
    assert stop["stopped_at"] is not None
    found = compared(again, reference, target_recall=0.5, alpha=0.3)
    assert found.screened.n_read == stop["stopped_at"]
    assert found.stages[0].measure("recall").value == stop["recall"]


def test_a_rule_with_an_order_of_its_own_is_refused(run, reference):
    run["stopping"][1]["rule"] = "autostop"
    with pytest.raises(InputError, match="an order of its own"):
        compared(run, reference, stop="autostop")


def test_stops_by_number_and_at_the_end(run, reference):
    assert compared(run, reference, stop="66").stages[0].measure("recall").value == 11 / 12
    assert compared(run, reference, stop="all").stages[0].measure("recall").value == 1
    with pytest.raises(ConfigurationError, match="from 1 to 120"):
        compared(run, reference, stop="121")
    with pytest.raises(InputError, match="simulate again with --rules knee"):
        compared(run, reference, stop="knee")


def test_a_rule_that_never_stopped_and_an_interrupted_run_are_refused(run, reference):
    run["stopping"][1]["stopped_at"] = None
    with pytest.raises(InputError, match="never stopped"):
        compared(run, reference, stop="consecutive_irrelevant")
    with pytest.raises(InputError, match="interrupted"):
        compared({**run, "complete": False}, reference)


def test_a_run_on_other_labels_is_refused(run, reference):
    labels = reference.labels[FULL_TEXT].copy()
    labels[0] = 1 - labels[0]
    other = Reference("made.csv", reference.records, {FULL_TEXT: labels}, reference.columns)
    with pytest.raises(InputError, match="data hash differs"):
        compared(run, other)


def test_the_labels_that_were_simulated_on_are_told_by_their_hash(run, reference):
    """Inclusions of title and abstract that the run never asked for are none of its misses."""
    passed = np.ones(len(reference.records), dtype=np.int8)
    both = Reference(
        "made.csv",
        reference.records,
        {TITLE_ABSTRACT: passed, **reference.labels},
        {TITLE_ABSTRACT: "label_abstract_screening", **reference.columns},
    )
    assert [stage.pairing.reference for stage in compared(run, both).stages] == [FULL_TEXT]


def test_a_simulation_says_that_it_knows_no_human_error(run, reference):
    found = compared(run, reference)
    assert any("truth's own answers" in remark for remark in found.remarks)
    assert any("nothing is said of human error" in remark for remark in found.remarks)
    assert found.stages[0].ballots is None
    assert int(found.screened.priors.sum()) == 2


def test_runs_are_chosen_by_seed(run):
    runs = [run, {**run, "seed": 5}]
    assert choose_run(runs, None, "runs.json")["seed"] == 4
    assert choose_run(runs, 5, "runs.json")["seed"] == 5
    with pytest.raises(InputError, match="seeds 4, 5"):
        choose_run(runs, 6, "runs.json")
