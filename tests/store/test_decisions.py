"""Decisions in the store: the same sum as in memory, each event once, none ever changed."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from activescreen.errors import LedgerError
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.protocol import STAGES
from activescreen.records import Record, RecordSet, Source
from activescreen.store.decisions import append, load_ledger
from activescreen.store.reviews import count
from activescreen.store.tables import decisions

RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(5))
IDS = RECORDS.ids
NOW = "2026-03-03T10:00:00+00:00"
IN, OUT, MAYBE = Verdict
NUMBERS = itertools.count(1)
WHOLE = Decision(
    IDS[2],
    OUT,
    Draw.RANDOM,
    id="tab-7/1",
    stage="full_text",
    reviewer="Zoë 李",
    resolves=True,
    failed_criteria=("outcomes", "study_design"),
    reason="wrong\x00outcome",
    note="half a character \ud83d, a mark \ufdd0, and \U0001f4a1",
    seconds=2.7182818284590451,
    ranking_hash="ab12",
    position=41,
    at=datetime(2026, 3, 3, 9, 59, 59, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30))),
)

anything = st.text(max_size=8)
events = st.builds(
    Decision,
    st.sampled_from(IDS),
    st.sampled_from(Verdict),
    st.sampled_from(Draw),
    id=st.uuids().map(str),
    stage=st.sampled_from(STAGES),
    reviewer=st.sampled_from(["ann", "bea", ""]) | anything,
    resolves=st.booleans(),
    failed_criteria=st.lists(anything, max_size=2).map(tuple),
    reason=anything,
    note=anything,
    seconds=st.none() | st.floats(0, 1e9),
    ranking_hash=anything,
    position=st.none() | st.integers(0, 2**31),
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@pytest.fixture
def review(make_review):
    return make_review(RECORDS)


def add(store, review, *given):
    with store.writing() as connection:
        return append(connection, review, given, NOW)


def kept(store, review, upto=None):
    with store.reading() as connection:
        return load_ledger(connection, review, upto=upto)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sequence=st.lists(events, max_size=12), votes=st.integers(1, 2), cut=st.integers(0, 12))
def test_any_sequence_adds_up_as_in_memory(store, make_review, sequence, votes, cut):
    review = make_review(RECORDS, f"review {next(NUMBERS)}", votes)
    ledger = Ledger(RECORDS, votes_per_record=votes)
    ledger.append(sequence)
    add(store, review, *sequence[:cut])
    add(store, review, *sequence)  # the first ones come again, as after a lost answer
    stored = kept(store, review)
    assert list(stored) == list(ledger)
    for stage in STAGES:
        ours, theirs = stored.freeze(stage), ledger.freeze(stage)
        assert ours.digest == theirs.digest
        assert ours.training.tolist() == theirs.training.tolist()
        assert ours.rediscovered.tolist() == theirs.rediscovered.tolist()


def test_every_field_comes_back_as_it_was(store, review):
    add(store, review, WHOLE)
    (found,) = kept(store, review)
    assert found == WHOLE
    assert found.at.isoformat() == WHOLE.at.isoformat()


def test_an_event_that_comes_again_is_counted_once(store, review):
    assert add(store, review, WHOLE) == 1
    assert add(store, review, WHOLE, WHOLE) == 0
    assert len(kept(store, review)) == 1


def test_an_event_that_comes_again_with_other_content_is_refused(store, review):
    add(store, review, WHOLE)
    with pytest.raises(LedgerError, match="a second time with other content"):
        add(store, review, replace(WHOLE, id="new"), replace(WHOLE, verdict=IN))
    assert list(kept(store, review)) == [WHOLE]


def test_contradicting_events_in_one_call_are_refused_together(store, review):
    one = Decision(IDS[0], IN, id="a")
    with pytest.raises(LedgerError, match="a second time"):
        add(store, review, one, replace(one, verdict=OUT))
    assert len(kept(store, review)) == 0


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (Decision(IDS[0], IN), "has no id"),
        (Decision("nowhere", IN, id="a"), "not in the population"),
        (Decision(IDS[0], IN, id="a", seconds=float("nan")), "no number that can be kept"),
        (Decision(IDS[0], IN, id="a", position=2**63), "no number that can be kept"),
    ],
)
def test_impossible_events_are_refused(store, review, event, why):
    with pytest.raises(LedgerError, match=why):
        add(store, review, Decision(IDS[1], IN, id="good"), event)
    assert len(kept(store, review)) == 0


def test_reviews_do_not_see_each_others_events(store, review, make_review):
    other = make_review(RECORDS, "other")
    add(store, review, WHOLE)
    add(store, other, replace(WHOLE, verdict=IN))
    assert [event.verdict for event in kept(store, other)] == [IN]


def test_events_are_numbered_without_gaps_and_a_moment_can_be_gone_back_to(store, review):
    for number in range(4):
        add(store, review, Decision(IDS[number], IN, id=str(number)))
    add(store, review, Decision(IDS[0], IN, id="0"))
    with store.reading() as connection:
        here = decisions.c.review_id == review.id
        found = connection.execute(select(decisions.c.sequence).where(here)).scalars().all()
        assert sorted(found) == [1, 2, 3, 4]
        assert count(connection, review).events == 4
    assert [event.id for event in kept(store, review, upto=2)] == ["0", "1"]


@pytest.mark.parametrize("change", [update(decisions).values(verdict="include"), delete(decisions)])
def test_the_database_itself_refuses_to_change_an_event(store, review, change):
    add(store, review, WHOLE)
    with pytest.raises(DBAPIError, match="appended, never changed"), store.writing() as connection:
        connection.execute(change)
    assert list(kept(store, review)) == [WHOLE]


def test_a_transaction_that_fails_leaves_nothing(store, review):
    def interrupted():
        with store.writing() as connection:
            append(connection, review, [WHOLE], NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(kept(store, review)) == 0
    add(store, review, replace(WHOLE, id="next"))
    with store.reading() as connection:
        assert count(connection, review).events == 1
