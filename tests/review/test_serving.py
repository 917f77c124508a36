"""Giving records out: to nobody twice, to no more people than needed, in the order that is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError, LedgerError, StoppingError
from activescreen.ledger import Draw, Verdict
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.review.board import Boards
from activescreen.review.conflicts.resolving import Ruling, reopen
from activescreen.review.permissions import Access
from activescreen.review.ranking.training import train
from activescreen.review.screening.assignment import assigned
from activescreen.review.screening.own_votes import own_votes
from activescreen.review.screening.serving import LASTS, Mode, serve
from activescreen.review.screening.voting import Vote, vote
from activescreen.review.stopping.phases import Phase, certify, look_at, register_phase
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.journal import Kind, add_entry
from activescreen.store.rankings import newest_ranking
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
NAMES = ("Ana", "Bea", "Cleo", "Dora")


class Table:
    """People who screen one review together."""

    def __init__(self, team, votes=2, size=8, article=None, labels=None, **protocol):
        self.team, self.boards, self.now = team, Boards(), NOW
        team.create(votes_per_record=votes, **protocol)
        self.rows = [article(n, relevant=n % 3 == 0) for n in range(size)]
        for number, label in (labels or {}).items():
            self.rows[number]["label"] = label
        team.bring(team.write("search.csv", self.rows))
        self.made = 0

    def access(self, name):
        with self.team.database.reading() as connection:
            review = find_review(connection, "peers")
        return Access(Account(NAMES.index(name) + 1, name, False, True), review, Role.REVIEWER)

    def serve(self, name, n=1, stage=TITLE_ABSTRACT):
        database = self.team.database
        return serve(database, self.boards, self.access(name), stage, n, self.now)

    def next(self, name, n=1, stage=TITLE_ABSTRACT):
        return [record.id for record in self.serve(name, n, stage).records]

    def vote(self, name, record_id, verdict="exclude", stage=TITLE_ABSTRACT, **more):
        self.made += 1
        said = Vote(f"event-{self.made}", record_id, Verdict(verdict), stage=stage, **more)
        return vote(self.team.database, self.boards, self.access(name), said, self.now)

    def journal(self, kind, content, author="Ana", record=None):
        with self.team.database.writing() as connection:
            review = find_review(connection, "peers")
            add_entry(connection, review, kind, author, self.now, content, record)

    def read_all(self, *names, truth=lambda name: "exclude", stage=TITLE_ABSTRACT):
        for name in names:
            while found := self.next(name, 3, stage):
                for record_id in found:
                    self.vote(name, record_id, truth(record_id), stage)


@pytest.fixture
def table(team, article):
    def made(**more):
        return Table(team, article=article, **more)

    return made


def test_what_is_in_hand_comes_first_and_stays(table):
    at = table()
    first = at.next("Ana", 3)
    assert len(set(first)) == 3
    assert at.next("Ana", 3) == first
    assert at.next("Ana", 5)[:3] == first
    at.vote("Ana", first[1])
    assert at.next("Ana", 2) == [first[0], first[2]]


def test_with_one_vote_a_record_nobody_gets_what_another_has(table):
    at = table(votes=1)
    hands = [at.next(name, 2) for name in NAMES]
    assert len({record for hand in hands for record in hand}) == 8
    served = at.serve("Ana", 4)
    assert [record.id for record in served.records] == hands[0]
    at.vote("Ana", hands[0][0])
    at.vote("Ana", hands[0][1])
    served = at.serve("Ana")
    assert (served.records, served.mode, served.left) == ((), Mode.WAITING, 6)
    assert "Come back" in served.message


def test_with_two_votes_a_record_two_share_it_and_no_third(table):
    at = table(votes=2, size=3)
    assert at.next("Ana", 3) == at.next("Bea", 3)
    assert at.next("Cleo") == []
    with pytest.raises(LedgerError, match="have it in hand"):
        at.vote("Cleo", at.next("Ana")[0])


def test_records_go_to_others_when_time_is_up(table):
    at = table(votes=1, size=2)
    held = at.next("Ana", 2)
    at.now += LASTS - timedelta(seconds=1)
    assert at.next("Bea") == []
    at.now += timedelta(seconds=1)
    assert at.next("Bea", 2) == held
    at.vote("Ana", held[0])  # she has read it, so it counts
    assert at.next("Bea", 2) == [held[1]]
    with pytest.raises(LedgerError, match="all the votes that it needs"):
        at.vote("Bea", held[0])
    assert at.next("Ana", 2) == []


def test_asking_again_renews_what_is_in_hand(table):
    at = table(votes=1, size=2)
    held = at.next("Ana", 2)
    for _ in range(3):
        at.now += LASTS * 0.7
        assert at.next("Ana", 2) == held
    assert at.next("Bea") == []


def test_one_gets_as_many_as_one_asked_for_also_where_more_are_in_hand(table):
    at = table(votes=1)
    held = at.next("Ana", 4)
    assert at.next("Ana", 2) == held[:2]
    at.now += LASTS * 0.7
    assert at.next("Ana", 2) == held[:2]


def test_the_newest_ranking_says_what_comes_next_and_is_kept_with_the_vote(table, team):
    at = table(votes=1)
    train(team.database, "peers", NOW)
    with team.database.reading() as connection:
        ranking = newest_ranking(connection, find_review(connection, "peers"))
    ids = team.records().ids
    due = [ids[place] for place in ranking.positions]
    assert at.next("Ana", 8) == due
    event = at.vote("Ana", due[2]).event
    assert (event.draw, event.ranking_hash, event.position) == (
        Draw.RANKED,
        ranking.model_hash,
        2,
    )
    changed = at.vote("Ana", due[2], "include").event
    assert (changed.ranking_hash, changed.position) == (ranking.model_hash, 2)


def test_second_votes_come_in_the_order_of_showing_whatever_the_votes_were(table, team):
    at = table(votes=2)
    train(team.database, "peers", NOW)
    shown = at.next("Ana", 6)
    for number, record in reversed(list(enumerate(shown))):
        at.vote("Ana", record, "include" if number % 2 else "maybe")
    train(team.database, "peers", NOW)
    assert at.next("Bea", 6) == shown


def test_later_records_come_after_ranked_ones(table, team, article):
    at = table(votes=1, size=3)
    train(team.database, "peers", NOW)
    team.bring(team.write("more.csv", [article(n) for n in range(50, 52)]))
    assert set(at.next("Ana", 5)[3:]) == set(team.records().ids[3:])


def test_shares_part_the_records_and_a_leaver_moves_few(table):
    shares = {"Ana": 3.0, "Bea": 1.0, "Cleo": 1.0}
    names = [f"record {n}" for n in range(2_000)]
    before = {name: assigned(name, 1, shares, (), 1)[0] for name in names}
    counts = [list(before.values()).count(name) for name in shares]
    assert counts == pytest.approx([1200, 400, 400], abs=80)
    after = {name: assigned(name, 1, {"Ana": 3.0, "Bea": 1.0}, (), 1)[0] for name in names}
    assert all(after[name] == who for name, who in before.items() if who != "Cleo")
    assert assigned("record 1", 1, shares, ("Ana", "Bea"), 2) == []
    assert len(assigned("record 1", 1, shares, ("Ana",), 2)) == 1


def test_nothing_but_the_pilot_is_read_while_it_is_open(table, team):
    at = table(votes=2)
    ids = team.records().ids
    pilot = {
        "records": [ids[5], ids[2]],
        "raters": ["Ana", "Bea", "Cleo"],
        "enriched": [],
        "seed": 1,
    }
    at.journal(Kind.PILOT, pilot)
    for name in ("Ana", "Bea", "Cleo"):
        served = at.serve(name, 5)
        assert ([r.id for r in served.records], served.mode) == ([ids[5], ids[2]], Mode.PILOT)
    assert at.serve("Dora").mode is Mode.CLOSED
    with pytest.raises(LedgerError, match="pilot is under way"):
        at.vote("Ana", ids[0])
    with pytest.raises(LedgerError, match="pilot is under way"):
        at.vote("Dora", ids[5])
    voted = at.vote("Ana", ids[5], "include")
    assert (voted.event.draw, voted.votes.needed, voted.votes.open) == (Draw.PILOT, 3, False)
    assert not at.vote("Bea", ids[5]).votes.open
    assert at.vote("Cleo", ids[5]).votes.open
    at.vote("Ana", ids[2])
    assert at.serve("Ana").mode is Mode.WAITING
    at.journal(Kind.GATE, {"why": "decision", "note": "it is clear"})
    assert at.serve("Dora").mode is Mode.RANKED


def test_a_label_that_came_with_a_record_keeps_it_from_the_queue_but_not_from_a_pilot(table, team):
    at = table(votes=2, size=3, labels={1: "1"})
    ids = team.records().ids
    assert ids[1] not in at.next("Ana", 8)
    pilot = {"records": [ids[1]], "raters": ["Ana", "Bea"], "enriched": [ids[1]], "seed": 1}
    at.journal(Kind.PILOT, pilot)
    assert at.next("Ana", 8) == [ids[1]]
    at.vote("Ana", ids[1])
    assert team.ledger().freeze().n_found == 1


class TestRandomPhase:
    @pytest.fixture
    def begun(self, table, team):
        """Eight of thirty records read by two; the rest is an urn."""
        at = table(votes=2, size=30)
        train(team.database, "peers", NOW)
        for record in at.next("Ana", 8):
            at.vote("Ana", record, "include")
        for record in at.next("Bea", 8):
            at.vote("Bea", record, "include")
        done = register_phase(team.database, "peers", Phase(seed=5, stage=TITLE_ABSTRACT), NOW)
        return at, done.registration

    def reason(self, at, registration):
        return look_at(at.team.database, "peers", registration).progress.reason

    def order(self, at):
        from activescreen.review.stopping.open_phases import draws_of

        ((_, order),) = draws_of(at.team.database, "peers")
        return order

    def test_draws_come_in_their_order_to_everyone(self, begun):
        at, registration = begun
        order = self.order(at)
        assert at.next("Ana", 3) == order[:3]
        assert at.next("Bea", 2) == order[:2]
        assert at.next("Cleo", 2) == order[2:4]
        served = at.serve("Ana", 3)
        assert (served.mode, served.left) == (Mode.RANDOM, 22)
        for number in (2, 0, 1):
            event = at.vote("Ana", order[number]).event
            assert (event.draw, event.position) == (Draw.RANDOM, number)
        assert self.reason(at, registration).startswith("0 random draws with 0 relevant")
        at.vote("Bea", order[0])
        assert self.reason(at, registration).startswith("1 random draw with 0 relevant")

    def test_no_other_order_is_taken(self, begun):
        at, _ = begun
        order = self.order(at)
        at.next("Ana", 2)
        with pytest.raises(StoppingError, match="registered order only"):
            at.vote("Ana", order[4])
        at.vote("Ana", order[0])
        changed = at.vote("Ana", order[0], "include").event
        assert (changed.draw, changed.position) == (Draw.RANDOM, 0)

    def test_what_was_found_before_stands_still_until_the_end(self, begun):
        at, registration = begun
        before = next(iter(at.team.ledger())).record_id
        with pytest.raises(StoppingError, match="must stand still"):
            at.vote("Ana", before, "exclude")
        at.vote("Ana", before, "include", note="says the same")
        owner = replace(at.access("Ana"), role=Role.OWNER)
        again = Ruling("again", before, TITLE_ABSTRACT, Verdict.MAYBE, note="doubts")
        with pytest.raises(StoppingError, match="must stand still"):
            reopen(at.team.database, owner, again, at.now)
        at.read_all("Ana", "Bea")
        certify(at.team.database, "peers", registration, at.now)
        at.vote("Ana", before, "exclude")
        at.vote("Bea", before, "exclude")
        reopen(at.team.database, owner, again, at.now)

    def test_what_was_given_out_before_is_not_read_any_more(self, table, team):
        at = table(votes=1, size=10)
        held = at.next("Ana", 2)
        register_phase(team.database, "peers", Phase(seed=5, stage=TITLE_ABSTRACT), NOW)
        with pytest.raises(StoppingError, match="registered order only"):
            at.vote("Ana", held[0])
        assert at.next("Ana", 2) == self.order(at)[:2]

    def test_two_people_at_once_reach_a_certificate(self, begun):
        at, registration = begun
        rng = np.random.default_rng(3)
        waiting = set()
        while len(waiting) < 3:
            name = str(rng.choice(["Ana", "Bea", "Cleo"]))
            found = at.next(name, 3)
            waiting = waiting | {name} if not found else set()
            if found:
                at.vote(name, str(rng.choice(found)))
        looked = look_at(at.team.database, "peers", registration)
        assert looked.progress.conclusion is not None
        certificate, _ = certify(at.team.database, "peers", registration, NOW)
        assert certificate.registration.hash == registration.hash
        assert at.serve("Ana").mode is Mode.DONE


class TestFullTexts:
    def test_only_what_passed_is_read_and_an_exclusion_needs_a_reason(self, table, team):
        at = table(votes=2, size=4, exclusion_reasons=("wrong design",))
        ids = team.records().ids
        at.read_all("Ana", "Bea", truth=lambda name: "include" if name in ids[:2] else "exclude")
        assert set(at.next("Ana", 5, FULL_TEXT)) == set(ids[:2])
        with pytest.raises(InputError, match="excluded for a reason"):
            at.vote("Ana", ids[0], "exclude", FULL_TEXT)
        at.vote("Ana", ids[0], "exclude", FULL_TEXT, reason="wrong design")
        with pytest.raises(LedgerError, match="did not pass"):
            at.vote("Ana", ids[3], "include", FULL_TEXT)

    def test_a_text_that_cannot_be_had_is_not_given_out(self, table, team):
        at = table(votes=1, size=2)
        ids = team.records().ids
        at.read_all("Ana", truth=lambda _: "include")
        with team.database.reading() as connection:
            from activescreen.store.journal import number_of

            number = number_of(connection, find_review(connection, "peers"), ids[0])
        said = {"state": "not_retrieved", "note": "no copy anywhere"}
        at.journal(Kind.RETRIEVAL, said, record=number)
        assert at.next("Ana", 2, FULL_TEXT) == [ids[1]]

    def test_texts_that_are_there_come_first(self, table, team):
        at = table(votes=1, size=5)
        ids = team.records().ids
        at.read_all("Ana", truth=lambda _: "include")
        with team.database.reading() as connection:
            from activescreen.store.journal import number_of

            review = find_review(connection, "peers")
            numbers = [number_of(connection, review, name) for name in ids]
        said = {"state": "retrieved", "note": ""}
        for place in (2, 4):
            at.journal(Kind.RETRIEVAL, said, record=numbers[place])
        assert at.next("Ana", 5, FULL_TEXT) == [ids[place] for place in (2, 4, 0, 1, 3)]


def test_one_can_look_back_at_ones_own_votes_only(table):
    at = table(votes=2, size=4)
    first, second = at.next("Ana", 2)
    at.vote("Ana", first, "include")
    at.vote("Ana", second)
    at.vote("Ana", first, "maybe")
    at.vote("Bea", first)
    seen = own_votes(at.team.database, at.access("Ana"), TITLE_ABSTRACT, 10, NOW)
    assert [(each.record.id, each.event.verdict) for each in seen.votes] == [
        (first, Verdict.MAYBE),
        (second, Verdict.EXCLUDE),
    ]
    assert (seen.total, seen.today) == (2, 2)  # a change of a vote is no further record
    assert (
        own_votes(
            at.team.database, at.access("Ana"), TITLE_ABSTRACT, 10, NOW + timedelta(days=1)
        ).today
        == 0
    )


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), votes=st.integers(1, 3), size=st.integers(1, 6))
def test_whoever_asks_when_every_record_gets_the_votes_it_needs(team, article, seed, votes, size):
    rng = np.random.default_rng(seed)
    at = Crowd(team, article, f"crowd {seed} {votes} {size}", votes, size)
    idle = 0
    while idle < 40:
        name = str(rng.choice(NAMES))
        found = at.next(name, int(rng.integers(1, 4)))
        if rng.random() < 0.1:
            at.now += LASTS * 0.6
        if not found:
            idle += 1
            continue
        if rng.random() < 0.7:
            idle = 0
            at.vote(name, found[int(rng.integers(len(found)))], str(rng.choice(list(Verdict))))
    ledger = team.ledger(at.name)
    voters = {name: set() for name in ledger.records.ids}
    for event in ledger:
        voters[event.record_id].add(event.reviewer)
    assert {len(names) for names in voters.values()} == {votes}


class Crowd(Table):
    """A table at which a review of its own lies, for many examples in one workspace."""

    def __init__(self, team, article, name, votes, size):
        self.team, self.boards, self.now, self.made, self.name = team, Boards(), NOW, 0, name
        if name not in [review.name for review in self._reviews()]:
            team.create(name, votes_per_record=votes)
            rows = [article(n) for n in range(size)]
            team.bring(team.write("search.csv", rows), name=name)

    def _reviews(self):
        from activescreen.store.reviews import all_reviews

        with self.team.database.reading() as connection:
            return all_reviews(connection)

    def access(self, name):
        with self.team.database.reading() as connection:
            review = find_review(connection, self.name)
        return Access(Account(NAMES.index(name) + 1, name, False, True), review, Role.REVIEWER)


def test_events_of_another_process_are_seen(table):
    """Two services on one database: what one has taken in, the other knows at once."""
    at = table(votes=1, size=3)
    first = at.next("Ana", 3)
    other = replace_boards(at)
    for record in first:
        other.vote("Ana", record)
    assert at.serve("Bea").mode is Mode.DONE


def replace_boards(at):
    other = object.__new__(Table)
    other.__dict__ |= {**at.__dict__, "boards": Boards()}
    return other
