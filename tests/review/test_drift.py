"""Whether a later search brings records like those before: told with what it rests on."""

import numpy as np
import pytest

from activescreen import classifiers
from activescreen.errors import MissingError
from activescreen.features.matrix import FeatureMatrix
from activescreen.ledger import UNRESOLVED
from activescreen.review.board import Boards
from activescreen.review.imports.beside_earlier import beside_earlier
from activescreen.review.imports.drift import drift_of

OTHER = [f"other{number}" for number in range(30)]


def compared(shift, seed, n=400, spread=1.0):
    """Drift of records whose features are those of the earlier ones, moved by ``shift``."""
    rng = np.random.default_rng(seed)
    relevant = rng.random(n) < 0.2
    earlier = rng.normal(size=(n, 4)) + relevant[:, None]
    like = rng.random(n) < 0.2
    late = spread * rng.normal(size=(n, 4)) + like[:, None] + shift
    matrix = FeatureMatrix([np.vstack([earlier, late]).astype(np.float32)])
    labels = np.full(2 * n, UNRESOLVED, dtype=np.int8)
    read = rng.permutation(n)[: n // 2]
    labels[read] = relevant[read]
    places = np.arange(2 * n)
    model = classifiers.create("svm")
    return drift_of(model, matrix, labels, places[:n], places[n:], np.random.default_rng(seed))


def test_records_drawn_alike_raise_hardly_an_alarm():
    found = [compared(0, seed) for seed in range(40)]
    assert sum(each.unlike for each in found) == 0
    # At one in twenty, the test itself may err in about one of twenty such searches.
    assert sum(each.p_value < 0.05 for each in found) <= 5
    assert abs(np.mean([each.above for each in found]) - 0.5) < 0.02
    assert np.allclose(np.mean([each.fifths for each in found], axis=0), 0.2, atol=0.02)


@pytest.mark.parametrize(("shift", "higher"), [(-1.0, False), (1.0, True)])
def test_records_of_another_kind_raise_one_and_it_tells_the_direction(shift, higher):
    found = compared(shift, 0)
    assert found.unlike
    assert (found.above > 0.7, found.above < 0.3) == (higher, not higher)
    assert np.argmax(found.fifths) == (4 if higher else 0)
    assert sum(found.fifths) == pytest.approx(1)
    assert (found.new, found.earlier, found.labels) == (400, 400, 200)


def test_a_wider_spread_is_seen_though_neither_scores_higher():
    found = compared(0, 0, spread=4.0)
    assert found.unlike
    assert abs(found.above - 0.5) < 0.15


def test_few_records_raise_no_alarm_by_themselves():
    assert not compared(0, 3, n=60).unlike


@pytest.fixture
def beside(team):
    return lambda number=2: beside_earlier(team.database, Boards(), "peers", number)


def first(article, n=120):
    rows = [(at, at % 4 == 0) for at in range(n)]
    return [article(at, relevant=yes, label_included=str(int(yes))) for at, yes in rows]


def alike(article, begin=1000, n=60):
    return [article(at, relevant=at % 4 == 0) for at in range(begin, begin + n)]


def foreign(article, begin=2000, n=60):
    rng = np.random.default_rng(0)
    return [
        article(at, abstract=" ".join(rng.choice(OTHER, 12)), title=" ".join(rng.choice(OTHER, 8)))
        for at in range(begin, begin + n)
    ]


def test_a_search_of_the_same_kind_and_one_of_another(team, article, beside):
    team.create()
    team.bring(team.write("first.csv", first(article)))
    team.bring(team.write("same.csv", alike(article)), wave="same")
    team.bring(team.write("other.csv", foreign(article)), wave="other")
    same, other = beside(2), beside(3)
    assert (same.why, other.why) == ("", "")
    assert not same.drift.unlike
    assert other.drift.unlike
    assert (same.drift.new, same.drift.earlier, same.drift.labels) == (60, 120, 120)
    assert other.drift.earlier == 180
    assert beside(3) == other


def test_what_reading_gave_is_told_by_search_with_exact_bounds(team, article, beside):
    team.create()
    team.bring(team.write("first.csv", first(article)))
    team.bring(team.write("same.csv", alike(article)), wave="same")
    one, two = beside().readings
    assert (one.records, one.final, one.included) == (120, 120, 30)
    # Clopper and Pearson's bounds of 30 of 120.
    assert tuple(round(bound, 4) for bound in one.bounds) == (0.1755, 0.3373)
    assert (two.wave.name, two.records, two.final, two.bounds) == ("same", 60, 0, None)


def test_too_few_records_or_labels_are_said_and_nothing_is_claimed(team, article, beside):
    team.create()
    unlabelled = [{**row, "label_included": ""} for row in first(article)]
    team.bring(team.write("first.csv", unlabelled))
    team.bring(team.write("few.csv", alike(article, n=5)))
    team.bring(team.write("same.csv", alike(article, begin=5000)))
    assert beside(1).drift is None
    assert "there are 120 and 0" in beside(1).why
    assert "there are 5 and 120" in beside(2).why
    assert "final are 0 and 0" in beside(3).why
    with pytest.raises(MissingError):
        beside(4)


def test_open_labels_are_not_learned_from(team, article, beside):
    team.create(votes_per_record=2)
    rows = first(article)
    team.bring(team.write("first.csv", [{**row, "label_included": ""} for row in rows]))
    team.bring(team.write("same.csv", alike(article)))
    voted = [{**row, "label": row.pop("label_included")} for row in rows]
    team.label(team.write("ann.csv", voted), reviewer="ann")
    assert "final are 0 and 0" in beside().why
    assert beside().readings[0].final == 0
    team.label(team.write("bea.csv", voted), reviewer="bea")
    assert beside().drift.labels == 120
