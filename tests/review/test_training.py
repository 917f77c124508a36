"""Training: the ranking that is kept is the one the library gives, and is renewed when it must."""

from datetime import UTC, datetime

import pytest

from activescreen.errors import ConfigurationError, InputError
from activescreen.learner import ActiveLearner
from activescreen.review.ranking.training import rank, train
from activescreen.store.journal import Kind, entries

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def review(team, article):
    team.create(question="topic1 topic2")
    rows = [article(n, relevant=n % 5 == 0) for n in range(60)]
    for n in range(20):
        rows[n]["label_included"] = str(int(n % 5 == 0))
    team.bring(team.write("search.csv", rows))


def test_the_ranking_is_that_of_the_same_learner_in_memory(team, review):
    done = train(team.database, "peers", NOW)
    learner = ActiveLearner.from_config("words", seed=0, question="topic1 topic2")
    expected = learner.fit(team.ledger().freeze()).rank()
    assert done.ranking.record_ids == expected.record_ids
    assert done.ranking.scores.tolist() == expected.scores.tolist()
    assert done.ranking.model_hash == expected.model_hash
    assert done.stored.ranked_by == "classifier"


def test_relevant_records_come_first(team, review):
    ranking = train(team.database, "peers", NOW).ranking
    places = [n for n, place in enumerate(ranking.positions) if "topic" in records(ranking, place)]
    assert sum(place < 12 for place in places) >= 5  # by chance 2 or 3


def records(ranking, place):
    return ranking.records[int(place)].abstract


def test_a_ranking_is_kept_until_something_new_is_there(team, review, article):
    first = rank(team.database, "peers", NOW)
    again = rank(team.database, "peers", NOW)
    assert (first.trained, again.trained) == (True, False)
    assert again.ranking.record_ids == first.ranking.record_ids
    team.label(team.write("labels.csv", [{**article(41), "label": "1"}]))
    assert rank(team.database, "peers", NOW).trained
    team.bring(team.write("late.csv", [article(70)]))
    later = rank(team.database, "peers", NOW)
    assert later.trained
    assert len(later.ranking) == 40


def test_another_configuration_holds_from_then_on(team, review):
    with pytest.raises(ConfigurationError, match="no configuration named 'word'"):
        train(team.database, "peers", NOW, configuration="word")
    before = train(team.database, "peers", NOW)
    changed = train(team.database, "peers", NOW, seed=9)
    assert changed.ranking.model_hash != before.ranking.model_hash
    assert team.seen().review.seed == 9
    with team.database.reading() as connection:
        (logged,) = entries(connection, team.seen().review, [Kind.CONFIGURATION])
    assert logged.content == {"from": "words", "to": "words", "seed": 9}
    assert not rank(team.database, "peers", NOW).trained


def test_before_any_label_the_question_leads(team, article):
    team.create(question=article(3)["abstract"])
    team.bring(team.write("search.csv", [article(n) for n in range(10)]))
    done = rank(team.database, "peers", NOW)
    assert done.ranking.records[int(done.ranking.positions[0])].title == article(3)["title"]
    assert done.stored.estimate is None


def test_a_review_without_records_has_nothing_to_rank(team):
    team.create()
    with pytest.raises(InputError, match="no records yet"):
        rank(team.database, "peers", NOW)
