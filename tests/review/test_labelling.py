"""Labels from files: matched to records, each decision once, all of a file or none."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from activescreen.errors import ConfigurationError, InputError
from activescreen.formats import read_records
from activescreen.ledger import Draw, Verdict
from activescreen.protocol import FULL_TEXT
from activescreen.review.imports.labelling import LabelFile, add_labels
from activescreen.review.ranking.training import train

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def review(team, article):
    team.create()
    team.bring(team.write("search.csv", [article(n) for n in range(8)]))


@pytest.fixture
def table(team):
    """Write labels by record id, as in a ranked table."""

    def write(labels, **more):
        ids = team.records().ids
        rows = [{"record_id": ids[place], "label": label} for place, label in labels.items()]
        return team.write("labels.csv", [{**row, **more} for row in rows])

    return write


def label(team, file, **more):
    mapping = {"title": "record_id"}
    rows = read_records(file, mapping=mapping, keep_raw=False)
    return add_labels(team.database, "peers", LabelFile(rows, **more), NOW)


def test_labels_by_record_id(team, review, table):
    done = label(team, table({0: "1", 3: "0", 5: "maybe"}), reviewer="ann")
    assert (done.rows, done.added, done.matched) == (3, 3, 0)
    assert done.verdicts == Counter(Verdict)
    frozen = team.ledger().freeze()
    assert frozen.order.tolist() == [0, 3, 5]
    assert frozen.labels.tolist() == [1, 0, -1]
    assert {event.reviewer for event in team.ledger()} == {"ann"}
    assert {event.draw for event in team.ledger()} == {Draw.RANKED}


def test_rows_without_our_ids_are_recognised_by_identifiers_and_text(team, review, article):
    other = {**article(2), "abstract": "", "journal": "J Made Things", "label": "1"}
    done = team.label(team.write("labels.csv", [other, {**article(4), "label": "0"}]))
    assert (done.added, done.matched) == (2, 1)
    assert team.ledger().freeze().order.tolist() == [2, 4]


def test_the_label_of_a_copy_is_that_of_the_record_it_is_a_copy_of(team, review, article):
    copy = {**article(3), "abstract": "", "volume": "9"}
    team.bring(team.write("late.csv", [copy]))
    team.label(team.write("labels.csv", [{**copy, "label": "1"}]))
    assert team.ledger().freeze().order.tolist() == [3]


def test_a_row_about_no_record_keeps_the_whole_file_out(team, review, article):
    rows = [{**article(1), "label": "1"}, {**article(99), "label": "0"}]
    with pytest.raises(InputError, match="1 of 2 rows are about no record"):
        team.label(team.write("labels.csv", rows))
    assert len(team.ledger()) == 0


def test_the_same_file_again_adds_what_is_new_in_it(team, review, table):
    label(team, table({0: "1", 3: "0"}))
    done = label(team, table({0: "1", 3: "1", 4: "0"}))
    assert (done.added, done.repeated) == (2, 1)
    assert [event.verdict.value for event in team.ledger()] == [
        "include",
        "exclude",
        "include",
        "exclude",
    ]
    label(team, table({3: "0"}))
    assert team.ledger().freeze().labels.tolist() == [1, 0, 0]


def test_two_votes_are_told_apart_by_their_reviewers(team, article, table):
    team.create(votes_per_record=2)
    team.bring(team.write("search.csv", [article(n) for n in range(4)]))
    with pytest.raises(ConfigurationError, match="2 votes a record"):
        label(team, table({0: "1"}))
    label(team, table({0: "1", 1: "1"}), reviewer="ann")
    label(team, table({0: "1", 1: "0"}, reviewer="bea"))
    assert team.ledger().freeze().labels.tolist() == [1, -1]
    label(team, table({1: "0"}), resolves=True)
    assert team.ledger().freeze().labels.tolist() == [1, 0]


def test_a_decision_says_which_ranking_led_to_it(team, review, table):
    label(team, table({0: "1", 1: "0"}))
    done = train(team.database, "peers", NOW)
    place = int(done.ranking.positions[2])
    label(team, table({place: "0"}))
    last = list(team.ledger())[-1]
    assert (last.ranking_hash, last.position) == (done.ranking.model_hash, 2)


def test_another_stage_is_another_sum(team, review, table):
    label(team, table({0: "1"}))
    label(team, table({0: "0"}), stage=FULL_TEXT)
    ledger = team.ledger()
    assert ledger.freeze().labels.tolist() == [1]
    assert ledger.freeze(FULL_TEXT).labels.tolist() == [0]


def test_a_file_without_a_label_is_told(team, review, table):
    with pytest.raises(InputError, match="no decision in the file"):
        label(team, table({0: "", 1: ""}))
