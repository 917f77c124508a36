"""One record with everything that happened to it, and nothing that must not be seen yet."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from activescreen.errors import MissingError
from activescreen.ledger import Verdict
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.review.board import Boards
from activescreen.review.duplicates.merging import merge, split
from activescreen.review.permissions import Access
from activescreen.review.ranking.training import train
from activescreen.review.records import history as module
from activescreen.review.records.history import record_history
from activescreen.review.records.states import State
from activescreen.review.records.tagging import set_tags
from activescreen.review.screening.voting import Vote, vote
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.journal import Kind, add_entry, number_of

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def now():
    """Each time a second later."""
    seconds = itertools.count(1)
    return lambda: NOW + timedelta(seconds=next(seconds))


@pytest.fixture
def on(team, article):
    """What three people may do in a review of six records and a copy."""
    review = team.create(votes_per_record=2)
    team.bring(team.write("first.csv", [article(n) for n in range(6)]), wave="January")
    team.bring(team.write("second.csv", [article(0, journal="J Made Things")]), wave="May")
    return {
        name: Access(
            Account(number, name, False, True),
            review,
            Role.OWNER if name == "Owner" else Role.REVIEWER,
        )
        for number, name in enumerate(("Ana", "Bea", "Owner"), 1)
    }


@pytest.fixture
def ids(team, on):
    return team.records().ids


@pytest.fixture
def see(team, on):
    return lambda who, record: record_history(team.database, Boards(), on[who], record)


@pytest.fixture
def cast(team, on, now):
    numbers = itertools.count(1)

    def said(who, record_id, verdict="include", **more):
        given = Vote(f"event-{next(numbers)}", record_id, Verdict(verdict), **more)
        return vote(team.database, Boards(), on[who], given, now())

    return said


def told(history):
    return [(each.kind, each.who, each.said) for each in history.happenings]


def test_it_begins_with_the_import_and_names_the_copies(see, ids):
    history = see("Ana", ids[0])
    assert told(history) == [("import", "", "came with the search January: first.csv")]
    (copy,) = history.copies
    assert str(copy.source).startswith("second.csv")
    assert history.kept is None
    of_copy = see("Ana", copy.record_id)
    assert of_copy.kept == ids[0]
    assert of_copy.stages == {}
    assert told(of_copy) == [("import", "", "came with the search May: second.csv")]
    with pytest.raises(MissingError):
        see("Ana", "nothing")


def test_votes_appear_for_others_when_all_are_in(see, cast, ids):
    cast("Ana", ids[0], "exclude", note="secret")
    assert "secret" not in repr(see("Bea", ids[0]))
    assert see("Bea", ids[0]).hidden == 1
    assert see("Bea", ids[0]).stages[TITLE_ABSTRACT][0] is State.WAITING
    assert told(see("Ana", ids[0]))[1:] == [("vote", "Ana", "exclude")]
    cast("Bea", ids[0], "include")
    assert told(see("Owner", ids[0]))[1:] == [
        ("vote", "Ana", "exclude"),
        ("vote", "Bea", "include"),
    ]
    assert list(see("Owner", ids[0]).stages) == [TITLE_ABSTRACT]


def test_stages_are_those_that_it_reached(see, cast, ids):
    for who in ("Ana", "Bea"):
        cast(who, ids[0])
    assert {stage: state for stage, (state, _) in see("Owner", ids[0]).stages.items()} == {
        TITLE_ABSTRACT: State.INCLUDED,
        FULL_TEXT: State.UNREAD,
    }
    cast("Ana", ids[0], stage=FULL_TEXT)
    seen = see("Owner", ids[0])
    assert seen.stages[FULL_TEXT][0] is State.WAITING
    assert seen.stages[FULL_TEXT][1].given == 1
    assert seen.hidden == 1


def test_what_the_team_did_besides_is_told_to_whom_it_may_be(team, on, see, cast, ids, now):
    merge(team.database, on["Owner"], ids[0], ids[1], now())
    split(team.database, on["Owner"], ids[1], now())
    set_tags(team.database, Boards(), on["Ana"], ids[0], ["dose", "check"], now())
    set_tags(team.database, Boards(), on["Ana"], ids[0], [], now())
    with team.database.writing() as connection:
        review = on["Ana"].review
        number = number_of(connection, review, ids[0])
        for kind, content in (
            (Kind.COMMENT, {"stage": TITLE_ABSTRACT, "text": "Is it?"}),
            (Kind.RETRIEVAL, {"state": "not_retrieved", "note": "no copy"}),
            (Kind.STUDY, {"study": "BEES"}),
        ):
            add_entry(connection, review, kind, "Bea", now(), content, number)

    def title(place):
        return see("Owner", ids[place]).line.record.title

    always = [
        ("merge", "Owner", f"took “{title(1)}” in"),
        ("split", "Owner", f"taken apart from “{title(1)}”"),
        ("retrieval", "Bea", "full text: not retrieved. no copy"),
        ("study", "Bea", "a report on the study BEES"),
    ]
    tags = [("tags", "Ana", "tags: dose, check"), ("tags", "Ana", "took all tags off")]
    assert told(see("Bea", ids[0]))[1:] == always
    assert told(see("Ana", ids[0]))[1:] == [*always[:2], *tags, *always[2:]]
    cast("Ana", ids[0])
    cast("Bea", ids[0])
    comment = ("comment", "Bea", "Is it?")
    seen = [each for each in told(see("Owner", ids[0])) if each[0] not in ("vote", "import")]
    assert seen == [*always[:2], *tags, comment, *always[2:]]
    assert ("merge", "Owner", f"merged into “{title(0)}”") in told(see("Owner", ids[1]))


def test_a_merged_record_says_which_one_stands_for_it(team, on, see, ids, now):
    merge(team.database, on["Owner"], ids[0], ids[1], now())
    merge(team.database, on["Owner"], ids[2], ids[0], now())
    assert see("Ana", ids[1]).kept == ids[2]
    assert {copy.record_id for copy in see("Ana", ids[2]).copies} >= {ids[0], ids[1]}


def test_ranks_end_with_the_first_decision_of_anybody(team, on, see, cast, ids, now):
    train(team.database, "peers", now())
    cast("Ana", ids[1])
    train(team.database, "peers", now())
    cast("Ana", ids[0])
    train(team.database, "peers", now())
    history = see("Bea", ids[0])
    assert [(each.ranking.number, each.ranked) for each in history.ranks] == [(1, 6), (2, 5)]
    assert history.line.rank is None
    unread = see("Bea", ids[2])
    assert [each.ranking.number for each in unread.ranks] == [1, 2, 3]
    assert unread.line.rank == unread.ranks[-1].rank
    assert see("Bea", ids[1]).rankings == 1


def test_of_many_rankings_some_are_shown_and_their_number_told(
    team, on, see, ids, now, monkeypatch
):
    monkeypatch.setattr(module, "MOST_RANKINGS", 3)
    for _ in range(5):
        train(team.database, "peers", now())
    history = see("Ana", ids[0])
    assert [each.ranking.number for each in history.ranks] == [1, 3, 5]
    assert history.rankings == 5
