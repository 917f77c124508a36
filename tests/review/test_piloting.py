"""Pilots: drawn from a seed, screened unseen by all, and judged when all votes are in."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from activescreen.errors import InputError, LedgerError
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT, Criterion
from activescreen.review.board import Boards
from activescreen.review.conflicts.seen import conflict_seen
from activescreen.review.conflicts.standing import list_conflicts
from activescreen.review.permissions import Access
from activescreen.review.pilot import drawing as pilot_drawing
from activescreen.review.pilot.drawing import Pool, draw
from activescreen.review.pilot.judging import demanded
from activescreen.review.pilot.piloting import NewPilot, begin_pilot, open_gate
from activescreen.review.pilot.pilots import open_pilot, pilots_of
from activescreen.review.pilot.seen import pilots_seen
from activescreen.review.ranking.training import train
from activescreen.review.screening.arrangements import arrangements
from activescreen.review.screening.serving import Mode, serve
from activescreen.review.screening.voting import Vote, vote
from activescreen.review.stopping.live_audits import LiveBatch
from activescreen.stopping.audit import Pool as AuditPool
from activescreen.store.accounts import add_account
from activescreen.store.accounts_roles import Role, remove_role, set_role
from activescreen.store.decisions import append
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


class Pilots:
    """A review with a team that pilots."""

    def __init__(self, team, review, accounts):
        self.team, self.review, self.boards = team, review, Boards()
        self.on = {
            account.name: Access(account, review, role) for account, role in accounts.items()
        }
        self.votes = Counter()

    @property
    def database(self):
        return self.team.database

    def begin(self, after=0, person="Owner", **more):
        more.setdefault("seed", 7)
        return begin_pilot(
            self.database, self.boards, self.on[person], NewPilot(after, **more), NOW
        )

    def cast(self, person, record_id, verdict="exclude", **more):
        self.votes[person] += 1
        given = Vote(f"{person}-{self.votes[person]:04}", record_id, Verdict(verdict), **more)
        return vote(self.database, self.boards, self.on[person], given, NOW)

    def screen(self, pilot, person, include=(), **more):
        for number, name in enumerate(pilot.records):
            said = "include" if number in include else "exclude"
            self.cast(person, name, said, **(more if said == "exclude" else {}))

    def gate(self, number, note="", person="Owner"):
        return open_gate(self.database, self.on[person], number, note, NOW)

    def seen(self, person="Owner"):
        return pilots_seen(self.database, self.on[person]).pilots

    def served(self, person):
        return serve(self.database, self.boards, self.on[person], TITLE_ABSTRACT, 1, NOW)

    def conflicts(self, person="Owner"):
        return list_conflicts(self.database, self.boards, self.on[person], TITLE_ABSTRACT).cases

    def all(self):
        with self.database.reading() as connection:
            return pilots_of(connection, self.review)


@pytest.fixture
def pilots(team, article):
    def made(votes=2, n=12, relevant=0, people=("Ana", "Bea"), **protocol):
        team.create(votes_per_record=votes, **protocol)
        rows = [
            article(
                number, relevant=number < relevant, label_included="1" if number < relevant else ""
            )
            for number in range(n)
        ]
        team.bring(team.write("search.csv", rows))
        accounts = {}
        with team.database.writing() as connection:
            review = find_review(connection, "peers")
            for number, name in enumerate((*people, "Owner")):
                account = add_account(connection, name, NOW.isoformat())
                role = Role.OWNER if name == "Owner" else Role.REVIEWER
                if name != "Owner":
                    since = (NOW + timedelta(seconds=number)).isoformat()
                    set_role(connection, review.id, account.id, role, since)
                accounts[account] = role
        return Pilots(team, review, accounts)

    return made


class TestDrawing:
    POOL = Pool(
        tuple(f"known {n}" for n in range(8)),
        tuple(f"record {n}" for n in range(100)),
        tuple(f"record {n}" for n in range(99, -1, -1)),
    )

    def test_a_third_is_known_a_third_ranked_and_the_rest_random(self):
        drawn = draw(self.POOL, 15, seed=3)
        known = [name for name in drawn.records if name.startswith("known")]
        top = {f"record {n}" for n in range(95, 100)}
        assert len(set(drawn.records)) == 15
        assert len(known) == 5
        assert top <= set(drawn.records)
        assert drawn.enriched == top | set(known)

    def test_the_same_seed_gives_the_same_pilot_and_another_one_another(self):
        assert draw(self.POOL, 15, seed=3) == draw(self.POOL, 15, seed=3)
        assert draw(self.POOL, 15, seed=3) != draw(self.POOL, 15, seed=4)

    def test_the_place_of_a_record_tells_nothing_of_its_kind(self):
        places = Counter(
            place
            for seed in range(400)
            for place, name in enumerate(draw(self.POOL, 15, seed).records)
            if name.startswith("known")
        )
        # 400 pilots with 5 such records on 15 places: 133 on each, give or take four deviations.
        assert all(95 <= places[place] <= 171 for place in range(15))

    def test_what_is_not_there_is_replaced_by_random_records(self):
        drawn = draw(Pool((), self.POOL.unread, ()), 15, seed=3)
        assert len(drawn.records) == 15
        assert drawn.enriched == frozenset()

    def test_a_small_review_gives_what_it_has(self):
        drawn = draw(Pool(("known 0",), ("record 0", "record 1"), ("record 1",)), 15, seed=3)
        assert sorted(drawn.records) == ["known 0", "record 0", "record 1"]


class TestBeginning:
    def test_it_goes_to_all_who_screen(self, pilots):
        here = pilots(relevant=3)
        pilot = here.begin(size=9)
        assert (pilot.number, pilot.raters, pilot.author) == (1, ("Ana", "Bea"), "Owner")
        assert len(pilot.records) == 9
        ids = here.team.records().ids
        assert {name for name in pilot.records if name in pilot.enriched} <= set(ids[:3])
        assert pilot.open
        for person in ("Ana", "Bea"):
            served = here.served(person)
            assert (served.mode, served.left) == (Mode.PILOT, 9)
            assert served.records[0].id in pilot.records

    def test_the_protocol_says_how_many(self, pilots):
        assert len(pilots(pilot_size=4).begin().records) == 4

    def test_records_that_the_ranking_has_at_its_top_are_among_them(self, pilots):
        here = pilots(n=30, relevant=4)
        ranked = train(here.database, "peers", NOW)
        pilot = here.begin(size=9)
        ids = here.team.records().ids
        top = [ids[place] for place in ranked.ranking.positions.tolist()[:3]]
        assert set(top) <= set(pilot.records)
        assert len(pilot.enriched) == 6

    def test_nothing_comes_twice_and_nothing_that_was_decided(self, pilots):
        here = pilots(votes=1, n=9, people=("Ana", "Bea"))
        ids = here.team.records().ids
        here.cast("Ana", ids[0])
        first = here.begin(size=4)
        for person in ("Ana", "Bea"):
            here.screen(first, person, include=(0,) if person == "Ana" else ())
        second = here.begin(after=1, size=50)
        assert not set(first.records) & set(second.records)
        assert ids[0] not in first.records + second.records
        assert len(second.records) == 4
        with pytest.raises(LedgerError, match="no record left"):
            here.begin(after=2, anew=True)

    def test_draws_of_an_audit_are_left_to_it(self, pilots, monkeypatch):
        here = pilots(n=6)
        audited = np.array([0, 3], dtype=np.int64)
        batch = LiveBatch(
            AuditPool.UNREAD, 0, np.ones(6, dtype=np.bool_), audited, np.array([4, 5])
        )
        monkeypatch.setattr(
            pilot_drawing,
            "arrangements",
            lambda *given: replace(arrangements(*given), audits=(batch,)),
        )
        ids = here.team.records().ids
        assert set(here.begin(size=6).records) == set(ids) - {ids[0], ids[3]}

    def test_a_double_click_begins_one(self, pilots):
        here = pilots()
        first, again = (here.begin(size=4) for _ in "12")
        assert first == again
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: here.begin(size=4), range(4)))
        assert len(here.all()) == 1

    def test_of_two_owners_one_begins_it(self, pilots):
        here = pilots()
        here.begin(size=4)
        with pytest.raises(LedgerError, match="Owner has begun one"):
            here.begin(size=4, person="Ana")

    def test_it_waits_for_the_raters_unless_it_is_given_up(self, pilots):
        here = pilots()
        here.begin(size=4)
        with pytest.raises(LedgerError, match="Pilot 1 is not finished"):
            here.begin(after=1, size=4)
        here.begin(after=1, size=4, anew=True)
        assert [each.gate for each in here.all()] == ["repeated", ""]

    def test_too_few_raters_are_refused(self, pilots):
        here = pilots()
        with pytest.raises(InputError, match="at least 2 raters"):
            here.begin(raters=("Ana",))
        with pytest.raises(InputError, match="'Nobody' may not vote"):
            here.begin(raters=("Ana", "Nobody"))
        for size in (0, 201):
            with pytest.raises(InputError, match="1 to 200 records"):
                here.begin(size=size)

    def test_one_alone_may_where_one_vote_is_enough(self, pilots):
        here = pilots(votes=1)
        pilot = here.begin(size=4, raters=("Ana",))
        here.screen(pilot, "Ana")
        (seen,) = here.seen()
        assert "nobody to agree with" in seen.statements[0]
        assert seen.pilot.gate == "agreement"


class TestUnseen:
    def test_before_the_last_vote_only_the_number_of_votes_is_seen(self, pilots):
        here = pilots(relevant=2)
        pilot = here.begin(size=4)
        here.screen(pilot, "Ana", include=(0, 1))
        for name in pilot.records[:3]:
            here.cast("Bea", name, note="a telling note")
        for person in ("Ana", "Bea", "Owner"):
            (seen,) = here.seen(person)
            assert dict(seen.done) == {"Ana": 4, "Bea": 3}
            assert not seen.complete
            assert "telling" not in repr(seen)
            assert "include" not in repr(seen).lower()
            assert here.conflicts(person) == ()
            with pytest.raises(LedgerError, match="nobody sees any"):
                conflict_seen(here.database, here.on[person], pilot.records[0], TITLE_ABSTRACT)
        here.cast("Bea", pilot.records[3])
        (seen,) = here.seen("Bea")
        assert seen.complete

    def test_labels_that_came_with_records_keep_nobody_from_voting(self, pilots):
        here = pilots(relevant=6)
        pilot = here.begin(size=9)
        assert len(pilot.enriched) == 3
        for person in ("Ana", "Bea"):
            here.screen(pilot, person)
        (seen,) = here.seen()
        assert seen.judgement.known == pilot.enriched
        assert dict(seen.judgement.known_included) == {"Ana": 0, "Bea": 0}
        assert any("3 records of the pilot came with" in each for each in seen.statements)


class TestJudging:
    def agreed(self, pilots, ana, bea, n=10, **protocol):
        here = pilots(n=n, pilot_size=n, **protocol)
        pilot = here.begin()
        here.screen(pilot, "Ana", include=ana)
        here.screen(pilot, "Bea", include=bea)
        (seen,) = here.seen()
        return here, pilot, seen

    def test_the_gate_opens_with_the_last_vote_where_they_agree(self, pilots):
        here, pilot, seen = self.agreed(pilots, (0, 1), (0,))
        assert (seen.pilot.gate, seen.pilot.ended_by) == ("agreement", "Bea")
        assert (seen.judgement.agreed, seen.judgement.demanded) == (9, 9)
        assert dict(seen.judgement.included) == {"Ana": 2, "Bea": 1}
        assert seen.judgement.differing == (pilot.records[1],)
        assert seen.records[pilot.records[1]].id == pilot.records[1]
        (case,) = here.conflicts()
        assert case.record.id == pilot.records[1]
        assert here.served("Ana").mode is not Mode.PILOT

    def test_it_stays_shut_where_they_do_not(self, pilots):
        here, _, seen = self.agreed(pilots, (0, 1), ())
        assert seen.pilot.open
        assert not seen.judgement.reached
        assert here.served("Ana").records == ()
        with pytest.raises(InputError, match="not said why"):
            here.gate(1)
        pilot = here.gate(1, "We talked about both; the criterion was unclear.")
        assert (pilot.gate, pilot.ended_by) == ("decision", "Owner")
        assert pilot.note.startswith("We talked")
        with pytest.raises(LedgerError, match="holds nothing back"):
            here.gate(1, "again")

    def test_of_last_votes_at_the_same_time_one_opens_it_once(self, pilots):
        here = pilots(pilot_size=2)
        pilot = here.begin()
        for person in ("Ana", "Bea"):
            here.cast(person, pilot.records[0])
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda who: here.cast(who, pilot.records[1]), ("Ana", "Bea")))
        (seen,) = here.seen()
        assert seen.pilot.gate == "agreement"
        assert len(here.all()) == 1

    def test_an_owner_may_go_on_before_all_have_voted(self, pilots):
        here = pilots()
        pilot = here.begin(size=4)
        here.screen(pilot, "Ana")
        assert here.gate(1, "Bea is ill.").gate == "decision"
        (seen,) = here.seen()
        assert not seen.complete

    def test_who_is_undecided_agrees_with_nobody(self, pilots):
        here = pilots(pilot_size=2, pilot_agreement=1.0)
        pilot = here.begin()
        for person in ("Ana", "Bea"):
            here.cast(person, pilot.records[0], "maybe")
            here.cast(person, pilot.records[1], "exclude")
        (seen,) = here.seen()
        assert seen.judgement.agreed == 1
        assert seen.pilot.open

    def test_a_correction_counts_until_the_last_vote_and_not_after_it(self, pilots):
        here = pilots(pilot_size=2, pilot_agreement=1.0)
        pilot = here.begin()
        here.cast("Ana", pilot.records[0], "include")
        here.cast("Bea", pilot.records[0])
        here.cast("Ana", pilot.records[0])
        here.cast("Ana", pilot.records[1], "include")
        here.cast("Bea", pilot.records[1])
        (seen,) = here.seen()
        assert seen.judgement.differing == (pilot.records[1],)
        here.cast("Bea", pilot.records[1], "include")
        (seen,) = here.seen()
        assert seen.judgement.differing == (pilot.records[1],)
        assert seen.pilot.open
        assert here.conflicts() == ()

    def test_figures_are_those_of_the_table(self, pilots):
        _, _, seen = self.agreed(pilots, (0, 1, 2, 3, 4), (0, 1, 2, 3, 5), n=12)
        (pair,) = seen.judgement.pairs
        found = pair.agreement
        assert (found.n_records, found.proportion) == (12, pytest.approx(10 / 12))
        assert found.prevalence == pytest.approx(10 / 24)
        # 4, 1, 1, 6: chance agrees on (5 5 + 7 7) / 144.
        assert found.kappa == pytest.approx((10 / 12 - 74 / 144) / (1 - 74 / 144))
        assert seen.judgement.group is None

    def test_more_than_two_are_compared_in_pairs_and_together(self, pilots):
        here = pilots(people=("Ana", "Bea", "Cleo"))
        pilot = here.begin(size=6)
        for person, include in (("Ana", (0, 1)), ("Bea", (0,)), ("Cleo", (0, 1))):
            here.screen(pilot, person, include)
        (seen,) = here.seen()
        assert [(pair.first, pair.second) for pair in seen.judgement.pairs] == [
            ("Ana", "Bea"),
            ("Ana", "Cleo"),
            ("Bea", "Cleo"),
        ]
        assert seen.judgement.group.n_raters == 3
        assert seen.judgement.agreed == 5
        assert seen.statements[0].startswith("All 3 raters said the same on 5 of 6 records")

    def test_criteria_are_judged_one_by_one(self, pilots):
        here = pilots(
            pilot_size=4,
            criteria=(Criterion("participants", "adults"), Criterion("outcomes", "any")),
        )
        pilot = here.begin()
        here.screen(pilot, "Ana", failed_criteria=("participants",))
        for number, name in enumerate(pilot.records):
            failed = ("participants",) if number < 3 else ("outcomes",)
            here.cast("Bea", name, failed_criteria=failed)
        (seen,) = here.seen()
        participants, outcomes = seen.judgement.criteria
        assert (participants.element, dict(participants.named)) == (
            "participants",
            {"Ana": 4, "Bea": 3},
        )
        assert (participants.same, outcomes.same) == (3, 3)
        assert participants.pairs[0].agreement.prevalence == pytest.approx(7 / 8)
        assert outcomes.pairs[0].agreement.prevalence == pytest.approx(1 / 8)

    @pytest.mark.parametrize(
        ("n", "share", "least"), [(10, 0.9, 9), (15, 0.9, 14), (15, 1.0, 15), (3, 0.01, 1)]
    )
    def test_what_is_demanded_is_a_whole_number(self, n, share, least):
        assert demanded(n, share) == least


class TestWords:
    def test_an_interval_says_how_little_fifteen_records_tell(self, pilots):
        here = pilots(n=20, relevant=5)
        pilot = here.begin(size=15)
        for person in ("Ana", "Bea"):
            here.screen(pilot, person, include=(0,) if person == "Ana" else ())
        (seen,) = here.seen()
        text = " ".join(seen.statements)
        assert "14 of 15 records (93.3 %)" in text
        assert "anywhere from 68 % to 100 %" in text
        assert "rehearsal of the criteria" in text
        assert "kappa is meaningless" in text

    def test_where_all_say_one_thing_kappa_is_not_defined(self, pilots):
        here = pilots()
        pilot = here.begin(size=4)
        for person in ("Ana", "Bea"):
            here.screen(pilot, person)
        (seen,) = here.seen()
        assert any("Kappa is not defined" in each for each in seen.statements)

    def test_who_left_is_named(self, pilots):
        here = pilots()
        here.begin(size=4)
        with here.database.writing() as connection:
            remove_role(connection, here.review.id, here.on["Bea"].account.id)
        (seen,) = here.seen()
        assert seen.gone == ("Bea",)


def test_full_texts_have_no_pilot_and_wait_for_none(pilots):
    here = pilots()
    name = here.team.records().ids[0]
    made = [
        Decision(name, Verdict(verdict), Draw.RANKED, f"{stage}-{person}", stage, person)
        for stage, said in (
            (TITLE_ABSTRACT, ("include", "include")),
            (FULL_TEXT, ("include", "exclude")),
        )
        for person, verdict in zip(("Ana", "Bea"), said, strict=True)
    ]
    with here.database.writing() as connection:
        append(connection, here.review, made, NOW.isoformat())
    here.begin(size=4)
    found = list_conflicts(here.database, here.boards, here.on["Owner"], FULL_TEXT)
    assert [case.record.id for case in found.cases] == [name]
    with here.database.reading() as connection:
        assert open_pilot(connection, here.review) is not None
