"""The order of reading, independent votes and the pace, folded as decisions come in."""

from datetime import UTC, datetime, timedelta

import pytest

from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import Boards
from activescreen.review.dashboard.agreement_in_time import agreement_in_time
from activescreen.review.dashboard.tally import tally_of
from activescreen.store.decisions import append
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def screened(team, article):
    """Six records with three votes each; ``say`` gives one, ``tally`` is kept up with them."""
    team.create(votes_per_record=3)
    team.bring(team.write("search.csv", [article(n) for n in range(6)]))
    ids, boards, said = team.records().ids, Boards(), []

    def say(place, reviewer, verdict, after=0, **more):
        said.append(0)
        event = Decision(
            ids[place], Verdict(verdict), id=f"event-{len(said):04}", reviewer=reviewer, **more
        )
        received = (NOW + timedelta(seconds=after)).isoformat()
        with team.database.writing() as connection:
            append(connection, find_review(connection, "peers"), [event], received)

    def tally():
        with team.database.reading() as connection:
            review = find_review(connection, "peers")
            board = boards.current(connection, review)
            return tally_of(connection, review, board).stage(TITLE_ABSTRACT, board.needed)

    return say, tally


def test_a_vote_that_changes_before_all_are_in_counts_as_it_was_last(screened):
    say, tally = screened
    say(0, "Ana", "include")
    tally()
    say(0, "Ben", "include")
    say(0, "Ana", "exclude")
    assert len(tally().independent) == 0
    say(0, "Cleo", "maybe")
    say(0, "Ben", "exclude")
    assert tally().independent.tolist() == [[1, 0, 2]]
    assert tally().people["Ben"].latest[0] == 1


def test_pilots_and_what_was_settled_early_are_no_independent_votes(screened):
    say, tally = screened
    for name in ("Ana", "Ben", "Cleo"):
        say(1, name, "include", draw=Draw.PILOT)
    say(2, "Ana", "include")
    say(2, "Owner", "exclude", resolves=True)
    say(2, "Ben", "include")
    say(2, "Cleo", "include")
    assert len(tally().independent) == 0


def test_the_order_is_that_of_first_reading_and_labels_that_came_along_are_none(screened):
    say, tally = screened
    say(3, "prior", "include", draw=Draw.PRIOR, resolves=True)
    say(2, "Ana", "include")
    say(0, "Ben", "include")
    say(2, "Ben", "include")
    assert tally().order.tolist() == [2, 0]


def test_the_pace_is_as_measured_or_the_time_between_and_pauses_are_none(screened):
    say, tally = screened
    say(0, "Ana", "include", after=0)
    say(1, "Ana", "include", after=20)
    say(2, "Ana", "include", after=2000)
    say(3, "Ana", "include", after=2100, seconds=9.0)
    say(4, "Ana", "include", after=2110, seconds=4000.0)
    assert list(tally().people["Ana"].seconds) == [20, 9]


def test_a_later_search_makes_room_for_its_records(screened, team, article):
    say, tally = screened
    say(0, "Ana", "include")
    assert len(tally().people["Ana"].latest) == 6
    team.bring(team.write("late.csv", [article(n) for n in range(6, 9)]))
    assert len(tally().people["Ana"].latest) == 9


def test_three_votes_a_record_have_the_kappa_of_fleiss(screened):
    say, tally = screened
    votes = ("iii", "iie", "eee", "eee")
    for place, verdicts in enumerate(votes):
        for name, letter in zip(("Ana", "Ben", "Cleo"), verdicts, strict=True):
            say(place, name, {"i": "include", "e": "exclude"}[letter])
    found = agreement_in_time(tally().independent)
    # The check of the reference: inclusions 3, 2, 0, 0 of three raters.
    assert found.overall.kappa == pytest.approx(0.657143, abs=1e-6)
    assert (found.overall.ac1, found.votes, found.maybe) == (None, 3, False)
