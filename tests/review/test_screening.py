"""One vote at a time: blinded until all are in, kept once, and refused where it is not needed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from activescreen.errors import InputError, LedgerError, MissingError, StoppingError
from activescreen.ledger import Verdict
from activescreen.protocol import TITLE_ABSTRACT, Criterion
from activescreen.review.board import Boards
from activescreen.review.permissions import Access
from activescreen.review.records.history import record_history
from activescreen.review.records.searching import search_records
from activescreen.review.records.states import State
from activescreen.review.screening.voting import Vote, vote
from activescreen.review.stopping.phases import Phase, register_phase
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.reviews import find_review

PEOPLE = {
    name: Account(number, name, False, True)
    for number, name in enumerate(("Ana", "Bea", "Cleo", "Owner"), 1)
}


@pytest.fixture
def make(team, article):
    """A review of five records; gives what each person may do in it."""

    def made(votes=2, **protocol):
        team.create(votes_per_record=votes, **protocol)
        team.bring(team.write("search.csv", [article(n) for n in range(5)]))
        with team.database.reading() as connection:
            review = find_review(connection, "peers")
        return {
            name: Access(account, review, Role.OWNER if name == "Owner" else Role.REVIEWER)
            for name, account in PEOPLE.items()
        }

    return made


@pytest.fixture
def cast(team, now):
    """Vote in a person's name."""

    def said(access, record_id, verdict="include", event_id=None, **more):
        name = event_id or f"{access.account.name}-{record_id}"
        given = Vote(name, record_id, Verdict(verdict), **more)
        return vote(team.database, Boards(), access, given, now)

    return said


@pytest.fixture
def now():
    from datetime import UTC, datetime

    return datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_nobody_sees_a_vote_before_both_are_in(team, make, cast):
    on = make()
    record = team.records().ids[0]
    cast(on["Ana"], record, "exclude", note="not this")
    for name, seen in (("Ana", 1), ("Bea", 0), ("Cleo", 0), ("Owner", 0)):
        history = record_history(team.database, Boards(), on[name], record)
        assert len(history.events) == seen
        assert history.hidden == 1 - seen
        line = search_records(team.database, Boards(), on[name]).lines[0]
        assert (line.state, line.votes.given) == (State.WAITING, 1)
        assert line.mine == ("exclude" if name == "Ana" else None)
        assert "not this" not in repr(line)

    done = cast(on["Bea"], record, "include")
    assert done.votes.open
    for name in on:
        history = record_history(team.database, Boards(), on[name], record)
        assert [(e.reviewer, str(e.verdict)) for e in history.events] == [
            ("Ana", "exclude"),
            ("Bea", "include"),
        ]
        assert history.hidden == 0
        assert history.line.state is State.UNDECIDED


def test_a_repeated_vote_changes_nothing(team, make, cast):
    on = make()
    record = team.records().ids[0]
    first, again = (cast(on["Ana"], record) for _ in "12")
    assert not first.repeated
    assert again.repeated
    assert replace(again, repeated=False) == first
    assert len(team.ledger()) == 1
    with pytest.raises(LedgerError, match="other content"):
        cast(on["Ana"], record, "exclude")
    with pytest.raises(LedgerError, match="other content"):
        cast(on["Bea"], record, event_id=f"Ana-{record}")
    assert len(team.ledger()) == 1


def test_a_repeated_vote_is_recognised_when_all_votes_are_in(team, make, cast):
    on = make()
    record = team.records().ids[0]
    cast(on["Ana"], record)
    cast(on["Bea"], record)
    assert cast(on["Ana"], record).repeated


def test_a_vote_can_be_changed_and_the_last_counts(team, make, cast):
    on = make(votes=1)
    record = team.records().ids[0]
    cast(on["Ana"], record, "exclude")
    cast(on["Ana"], record, "include", event_id="second")
    history = record_history(team.database, Boards(), on["Ana"], record)
    assert [str(event.verdict) for event in history.events] == ["exclude", "include"]
    assert history.line.state is State.INCLUDED
    assert history.line.mine is Verdict.INCLUDE


def test_no_third_person_is_needed(team, make, cast):
    on = make()
    record = team.records().ids[0]
    cast(on["Ana"], record)
    cast(on["Bea"], record)
    with pytest.raises(LedgerError, match="others have given all the votes"):
        cast(on["Cleo"], record)
    assert len(team.ledger()) == 2


def test_a_record_with_a_label_of_its_own_needs_no_vote(team, article, make, cast, now):
    on = make()
    late = team.write("late.csv", [article(9, label_included="1")])
    team.bring(late)
    record = team.records().ids[5]
    with pytest.raises(LedgerError, match="final already"):
        cast(on["Ana"], record)


def test_copies_and_unknown_records_are_told(team, article, make, cast):
    on = make()
    team.bring(team.write("late.csv", [article(0, volume="3")]))
    with team.database.reading() as connection:
        from activescreen.store.population import all_ids

        (copy,) = set(all_ids(connection, on["Ana"].review)) - set(team.records().ids)
    with pytest.raises(LedgerError, match="copy of another"):
        cast(on["Ana"], copy)
    with pytest.raises(MissingError):
        cast(on["Ana"], "nothing")
    with pytest.raises(MissingError):
        record_history(team.database, Boards(), on["Ana"], "nothing")
    assert len(team.ledger()) == 0


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"failed_criteria": ("outcomes",)}, "no criterion 'outcomes'"),
        ({"reason": "boring"}, "no exclusion reason 'boring'"),
        ({"verdict": "include", "failed_criteria": ("participants",)}, "An inclusion has no"),
    ],
)
def test_what_the_protocol_does_not_know_is_refused(team, make, cast, more, why):
    on = make(
        criteria=(Criterion("participants", "adults"),), exclusion_reasons=("wrong population",)
    )
    with pytest.raises(InputError, match=why):
        cast(on["Ana"], team.records().ids[0], **{"verdict": "exclude", **more})
    cast(
        on["Ana"],
        team.records().ids[0],
        "exclude",
        failed_criteria=("participants",),
        reason="wrong population",
    )


def test_the_urn_of_a_registered_phase_is_closed_to_other_reading(team, make, cast, now):
    on = make(votes=1)
    first, second, *_ = team.records().ids
    cast(on["Ana"], first)
    register_phase(team.database, "peers", Phase(seed=1, stage=TITLE_ABSTRACT), now)
    with pytest.raises(StoppingError, match="registered order only"):
        cast(on["Ana"], second)
    assert len(team.ledger()) == 1
    with pytest.raises(StoppingError, match="must stand still"):
        cast(on["Ana"], first, "exclude", event_id="changed")
    cast(on["Ana"], first, "include", event_id="the same", note="as said before")


def test_pages_hold_every_record_once_and_in_the_order_of_import(team, make):
    on = make()
    after, seen = None, []
    for size in (2, 2, 1):
        page = search_records(team.database, Boards(), on["Ana"], cursor=after, limit=2)
        assert (len(page.lines), page.total) == (size, 5)
        seen += [line.record.id for line in page.lines]
        after = page.next
    assert after is None
    assert tuple(seen) == tuple(team.records().ids)
    with pytest.raises(InputError):
        search_records(team.database, Boards(), on["Ana"], limit=501)


def test_many_at_once_give_no_vote_twice_and_no_vote_too_many(team, make, cast):
    on = make()
    first, second = team.records().ids[:2]

    def refused(name, record):
        try:
            return cast(on[name], record).repeated
        except LedgerError:
            return None

    asked = [("Ana", first)] * 8 + [(name, second) for name in ("Ana", "Bea", "Cleo", "Owner")]
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(lambda each: refused(*each), asked))
    assert sorted(answers[:8]) == [False] + [True] * 7
    assert answers[8:].count(False) == answers[8:].count(None) == 2
    assert len(team.ledger()) == 3
