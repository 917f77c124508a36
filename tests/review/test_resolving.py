"""Conflicts: seen when all votes are in, talked about, and settled once, by one or by all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from activescreen.errors import AccessError, InputError, LedgerError, MissingError
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.review.board import Boards
from activescreen.review.conflicts.agreeing import independent_votes
from activescreen.review.conflicts.discussing import agree, comment, propose, withdraw
from activescreen.review.conflicts.resolving import CONSENSUS, Ruling, reopen, settle
from activescreen.review.conflicts.seen import conflict_seen, conflicts_seen
from activescreen.review.conflicts.standing import Cause, list_conflicts, next_conflict
from activescreen.review.duplicates.merging import merge
from activescreen.review.permissions import Access
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.decisions import append
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
ROLES = {
    "Ana": Role.REVIEWER,
    "Bea": Role.REVIEWER,
    "Cleo": Role.REVIEWER,
    "Ada": Role.ADJUDICATOR,
    "Otto": Role.OBSERVER,
    "Owner": Role.OWNER,
}


class Desk:
    """A review of five records, with people at it."""

    def __init__(self, team, review):
        self.team, self.review, self.boards = team, review, Boards()
        self.ids = team.records().ids
        self.on = {
            name: Access(Account(number, name, False, True), review, role)
            for number, (name, role) in enumerate(ROLES.items(), 1)
        }

    @property
    def database(self):
        return self.team.database

    def add(self, *events):
        with self.database.writing() as connection:
            append(connection, self.review, events, NOW.isoformat())

    def say(self, record, /, stage=TITLE_ABSTRACT, draw=Draw.RANKED, **verdicts):
        """Votes on a record, each by its reviewer."""
        made = [
            Decision(
                self.ids[record],
                Verdict(verdict),
                draw,
                f"{name}-{stage}-{record}-{verdict}",
                stage,
                name,
            )
            for name, verdict in verdicts.items()
        ]
        self.add(*made)

    def ruling(self, record, verdict="include", event_id="ruling-1", **more):
        return Ruling(
            event_id, self.ids[record], more.pop("stage", TITLE_ABSTRACT), Verdict(verdict), **more
        )

    def settle(self, person, *given, **more):
        return settle(self.database, self.on[person], self.ruling(*given, **more), NOW)

    def reopen(self, person, record, note="seen again", event_id="again-1"):
        given = self.ruling(record, "maybe", event_id, note=note)
        return reopen(self.database, self.on[person], given, NOW)

    def propose(self, person, *given, **more):
        return propose(self.database, self.on[person], self.ruling(*given, **more), NOW)

    def answer(self, how, person, record, proposal, entry_id=None, stage=TITLE_ABSTRACT):
        entry_id = entry_id or f"{how.__name__}-{person}-{proposal}"
        return how(self.database, self.on[person], self.ids[record], stage, proposal, entry_id, NOW)

    def comment(self, person, record, text, entry_id="comment-1"):
        return comment(
            self.database, self.on[person], self.ids[record], TITLE_ABSTRACT, text, entry_id, NOW
        )

    def conflicts(self, person="Owner", stage=TITLE_ABSTRACT, **more):
        return list_conflicts(self.database, self.boards, self.on[person], stage, **more)

    def places(self, **more):
        return [self.ids.index(case.record.id) for case in self.conflicts(**more).cases]

    def seen(self, person, record, stage=TITLE_ABSTRACT):
        return conflict_seen(self.database, self.on[person], self.ids[record], stage)

    def labels(self, stage=TITLE_ABSTRACT):
        frozen = self.team.ledger().freeze(stage)
        return dict(zip(frozen.order.tolist(), frozen.labels.tolist(), strict=True))


@pytest.fixture
def desk(team, article):
    def made(votes=2, **protocol):
        team.create(votes_per_record=votes, **protocol)
        team.bring(team.write("search.csv", [article(n) for n in range(5)]))
        with team.database.reading() as connection:
            return Desk(team, find_review(connection, "peers"))

    return made


class TestWhatIsAConflict:
    def test_votes_that_do_not_agree_or_are_undecided_once_all_are_in(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        here.say(1, Ana="maybe", Bea="maybe")
        here.say(2, Ana="include", Bea="maybe")
        here.say(3, Ana="include", Bea="include")
        here.say(4, Ana="include")
        found = here.conflicts()
        assert here.places() == [0, 1, 2]
        assert [case.cause for case in found.cases] == [
            Cause.DISAGREEMENT,
            Cause.UNDECIDED,
            Cause.UNDECIDED,
        ]
        assert [vote.reviewer for vote in found.cases[0].votes] == ["Ana", "Bea"]
        assert (found.total, found.next) == (3, None)

    def test_a_single_undecided_vote_where_one_is_enough(self, desk):
        here = desk(votes=1)
        here.say(0, Ana="maybe")
        here.say(1, Ana="include")
        assert here.places() == [0]

    def test_each_stage_has_its_own(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="include")
        here.say(0, Ana="include", Bea="exclude", stage=FULL_TEXT)
        assert here.places() == []
        assert here.places(stage=FULL_TEXT) == [0]
        with pytest.raises(InputError, match="no stage 'third'"):
            here.conflicts(stage="third")

    def test_a_vote_that_was_changed_may_end_it(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        here.say(0, Bea="include")
        assert here.places() == []
        with pytest.raises(LedgerError, match="The votes on it agree now"):
            here.settle("Owner", 0)

    def test_merged_records_are_none(self, desk):
        here = desk()
        for record in (0, 1):
            here.say(record, Ana="include", Bea="exclude")
        merge(here.database, here.on["Owner"], here.ids[0], here.ids[1], NOW)
        assert here.places() == [0]
        with pytest.raises(LedgerError, match="Another record stands for this one"):
            here.settle("Owner", 1)

    def test_pages_hold_each_once(self, desk):
        here = desk()
        for record in range(5):
            here.say(record, Ana="include", Bea="exclude")
        after, found = None, []
        for size in (2, 2, 1):
            page = here.conflicts(after=after, limit=2)
            assert (len(page.cases), page.total) == (size, 5)
            found += [case.record.id for case in page.cases]
            after = page.next
        assert after is None
        assert tuple(found) == tuple(here.ids)
        with pytest.raises(InputError):
            here.conflicts(limit=201)

    def test_one_leads_to_the_next_and_around(self, desk):
        here = desk()
        for record in (0, 3):
            here.say(record, Ana="include", Bea="exclude")
        after = {
            n: next_conflict(
                here.database, here.boards, here.on["Owner"], TITLE_ABSTRACT, here.ids[n]
            )
            for n in (0, 1, 3)
        }
        assert after == {0: here.ids[3], 1: here.ids[3], 3: here.ids[0]}


class TestBeforeAllVotesAreIn:
    def test_nobody_sees_or_says_anything(self, desk):
        here = desk()
        here.say(0, Ana="exclude")
        for person in ROLES:
            assert here.conflicts(person).cases == ()
            with pytest.raises(LedgerError, match="nobody sees any of them yet"):
                here.seen(person, 0)
        with pytest.raises(LedgerError, match="nobody sees any"):
            here.comment("Owner", 0, "what do you think?")
        with pytest.raises(LedgerError, match="nobody sees any"):
            here.propose("Ana", 0)
        with pytest.raises(LedgerError, match="nobody sees any"):
            here.settle("Ada", 0)

    def test_the_message_is_one_with_votes_and_without(self, desk):
        here = desk()
        here.say(0, Ana="exclude")
        said = []
        for record in (0, 1):
            with pytest.raises(LedgerError) as error:
                here.seen("Owner", record)
            said.append((error.value.what, error.value.remedy))
        assert said[0] == said[1]

    def test_records_that_are_not_there_are_told(self, desk):
        here = desk()
        with pytest.raises(MissingError):
            conflict_seen(here.database, here.on["Ana"], "nothing", TITLE_ABSTRACT)
        with pytest.raises(MissingError):
            settle(
                here.database,
                here.on["Owner"],
                replace(here.ruling(0), record_id="nothing"),
                NOW,
            )


class TestSettling:
    def test_one_verdict_settles_it_for_good(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        done = here.settle("Ada", 0, "exclude", note="wrong people")
        assert not done.repeated
        assert (done.event.reviewer, done.event.resolves) == ("Ada", True)
        assert here.places() == []
        assert here.labels() == {0: 0}
        seen = here.seen("Otto", 0)
        assert seen.case.resolution == done.event
        assert [str(vote.verdict) for vote in seen.case.votes] == ["include", "exclude"]

    def test_asked_twice_it_changes_nothing(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        first = here.settle("Ada", 0)
        again = here.settle("Ada", 0)
        assert again.repeated
        assert again.event == first.event
        assert len(here.team.ledger()) == 3
        with pytest.raises(LedgerError, match="other content"):
            here.settle("Ada", 0, "exclude")
        with pytest.raises(LedgerError, match="other content"):
            here.settle("Owner", 0)

    def test_who_comes_second_is_told_who_settled_it_and_how(self, desk):
        here = desk(exclusion_reasons=("wrong people",))
        here.say(0, Ana="include", Bea="exclude")
        here.settle("Ada", 0, "exclude", reason="wrong people")
        with pytest.raises(LedgerError, match=r"Ada settled it as excluded \(wrong people\)"):
            here.settle("Owner", 0, event_id="ruling-2")
        assert here.labels() == {0: 0}

    def test_of_many_at_once_one_settles_it(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")

        def tried(number):
            try:
                return here.settle(
                    ("Ada", "Owner")[number % 2], 0, event_id=f"ruling-{number}"
                ).event.reviewer
            except LedgerError as error:
                return error.what

        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(tried, range(6)))
        (winner,) = [each for each in answers if each in ("Ada", "Owner")]
        assert sum(f"{winner} settled it as included" in each for each in answers) == 5
        assert len(here.team.ledger()) == 3

    def test_it_takes_the_draw_of_the_first_reading(self, desk):
        here = desk()
        first = Decision(
            here.ids[0], Verdict.INCLUDE, Draw.RANDOM, "first", reviewer="Ana", position=7
        )
        here.add(first, replace(first, id="second", verdict=Verdict.EXCLUDE, reviewer="Bea"))
        event = here.settle("Ada", 0).event
        assert (event.draw, event.position) == (Draw.RANDOM, 7)
        frozen = here.team.ledger().freeze()
        assert not np.any(frozen.rediscovered)

    def test_maybe_settles_nothing(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        with pytest.raises(InputError, match="settles nothing"):
            here.settle("Ada", 0, "maybe")
        with pytest.raises(InputError, match="settles nothing"):
            here.propose("Ana", 0, "maybe")

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"verdict": "exclude", "failed_criteria": ("luck",)}, "no criterion 'luck'"),
            ({"verdict": "exclude", "reason": "boring"}, "no exclusion reason 'boring'"),
            ({"verdict": "include", "reason": "wrong people"}, "An inclusion has no reason"),
            ({"verdict": "exclude"}, "A full text is excluded for a reason"),
        ],
    )
    def test_reasons_are_those_of_the_protocol(self, desk, given, why):
        here = desk(exclusion_reasons=("wrong people",))
        here.say(0, Ana="include", Bea="include")
        here.say(0, Ana="include", Bea="exclude", stage=FULL_TEXT)
        for way in (
            lambda: here.settle("Ada", 0, stage=FULL_TEXT, **given),
            lambda: here.propose("Ana", 0, stage=FULL_TEXT, **given),
        ):
            with pytest.raises(InputError, match=why):
                way()
        here.settle("Ada", 0, "exclude", stage=FULL_TEXT, reason="wrong people")
        assert here.places(stage=FULL_TEXT) == []


class TestOpeningAgain:
    def test_a_settled_record_is_a_conflict_again_until_it_is_settled_anew(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        here.settle("Ada", 0, "exclude")
        assert here.reopen("Owner", 0).event.verdict is Verdict.MAYBE
        assert here.reopen("Owner", 0).repeated
        (case,) = here.conflicts().cases
        assert case.cause is Cause.REOPENED
        assert here.labels() == {0: -1}
        with pytest.raises(LedgerError, match="open already"):
            here.reopen("Ada", 0, event_id="again-2")
        here.settle("Ada", 0, "include", event_id="ruling-2")
        assert here.labels() == {0: 1}

    def test_so_is_one_on_which_all_agreed(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="include")
        here.reopen("Ada", 0)
        assert here.places() == [0]

    def test_it_needs_a_note_and_all_votes(self, desk):
        here = desk()
        here.say(0, Ana="include")
        with pytest.raises(InputError, match="not said why"):
            here.reopen("Ada", 0, note=" ")
        with pytest.raises(LedgerError, match="nobody sees any"):
            here.reopen("Ada", 0)
        with pytest.raises(LedgerError, match="nobody sees any"):
            here.reopen("Ada", 1)

    def test_a_label_that_came_with_a_record_can_be_doubted_but_shows_no_single_vote(
        self, desk, team, article
    ):
        here = desk()
        team.bring(
            team.write("late.csv", [article(9, label_included="1"), article(8, label_included="1")])
        )
        here.ids = team.records().ids
        here.say(6, Ana="exclude", draw=Draw.PILOT)
        with pytest.raises(LedgerError, match="nobody sees any"):
            here.reopen("Ada", 6)
        event = here.reopen("Ada", 5).event
        assert event.draw is Draw.RANKED
        assert here.places() == [5]


class TestDiscussion:
    def test_raters_owners_and_adjudicators_talk_and_all_read(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        for number, person in enumerate(("Ana", "Bea", "Ada", "Owner")):
            here.comment(person, 0, f"says {person}", f"comment-{number}")
        for person in ("Cleo", "Otto"):
            with pytest.raises(AccessError, match="did not vote on this record"):
                here.comment(person, 0, "me too", "comment-9")
        thread = here.seen("Otto", 0).discussion.comments
        assert [(each.author, each.text) for each in thread] == [
            (person, f"says {person}") for person in ("Ana", "Bea", "Ada", "Owner")
        ]

    def test_a_comment_sent_twice_is_kept_once(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        first, again = (here.comment("Ana", 0, "I am sure") for _ in "12")
        assert first == again
        assert len(here.seen("Bea", 0).discussion.comments) == 1
        for person, text in (("Ana", "no"), ("Bea", "I am sure")):
            with pytest.raises(LedgerError, match="other content"):
                here.comment(person, 0, text)

    @pytest.mark.parametrize("text", ["", " \n", "x" * 5_001])
    def test_nothing_and_too_much_are_no_comment(self, desk, text):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        with pytest.raises(InputError, match="1 to 5,000"):
            here.comment("Ana", 0, text)

    def test_the_list_says_where_one_is_asked(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        here.say(1, Ana="include", Bea="exclude")
        here.comment("Ana", 0, "look at the methods")
        here.propose("Ana", 0)
        seen = {
            name: conflicts_seen(here.database, here.boards, here.on[name], TITLE_ABSTRACT)
            for name in ROLES
        }
        assert {name: len(each.awaiting) for name, each in seen.items()} == {
            **dict.fromkeys(ROLES, 0),
            "Bea": 1,
        }
        assert len(seen["Otto"].discussions[here.ids[0]].comments) == 1
        assert seen["Otto"].discussions[here.ids[1]].comments == ()


class TestConsensus:
    def test_when_all_raters_agree_it_is_settled_in_all_their_names(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        number = here.propose("Ana", 0, "exclude", failed_criteria=("outcomes",)).proposal.number
        assert here.places() == [0]
        assert here.seen("Bea", 0).awaits_me
        done = here.answer(agree, "Bea", 0, number)
        event = done.event
        assert (event.reviewer, event.resolves, str(event.verdict)) == (CONSENSUS, True, "exclude")
        assert event.failed_criteria == ("outcomes",)
        assert event.note.startswith("Proposed by Ana, agreed to by Bea.")
        assert here.places() == []
        assert here.labels() == {0: 0}
        assert here.seen("Ana", 0).discussion.proposal is None

    def test_three_raters_must_all_agree(self, desk):
        here = desk(votes=3)
        here.say(0, Ana="include", Bea="exclude", Cleo="exclude")
        number = here.propose("Cleo", 0, "exclude").proposal.number
        assert here.answer(agree, "Bea", 0, number).proposal.agreed == ("Cleo", "Bea")
        assert here.places() == [0]
        assert here.answer(agree, "Ana", 0, number).event is not None

    def test_who_has_not_voted_cannot_agree(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        for person in ("Cleo", "Ada", "Otto", "Owner"):
            with pytest.raises(AccessError):
                here.propose(person, 0)
        number = here.propose("Ana", 0).proposal.number
        for person in ("Cleo", "Ada", "Otto", "Owner"):
            with pytest.raises(AccessError):
                here.answer(agree, person, 0, number)

    def test_agreeing_can_be_taken_back_and_so_can_the_proposal(self, desk):
        here = desk(votes=3)
        here.say(0, Ana="include", Bea="exclude", Cleo="exclude")
        number = here.propose("Ana", 0).proposal.number
        here.answer(agree, "Bea", 0, number)
        assert here.answer(withdraw, "Bea", 0, number).proposal.agreed == ("Ana",)
        assert here.answer(agree, "Cleo", 0, number).event is None
        assert here.answer(withdraw, "Ana", 0, number).proposal is None
        with pytest.raises(LedgerError, match="not on the table any more"):
            here.answer(agree, "Bea", 0, number, "late-answer")
        assert here.places() == [0]

    def test_a_newer_proposal_takes_the_place_of_the_first(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        first = here.propose("Ana", 0).proposal.number
        second = here.propose("Bea", 0, "exclude", "other-ruling").proposal.number
        with pytest.raises(LedgerError, match="Bea has made another one"):
            here.answer(agree, "Bea", 0, first)
        assert here.answer(agree, "Ana", 0, second).event.verdict is Verdict.EXCLUDE

    def test_what_was_proposed_before_it_was_opened_again_is_past(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        number = here.propose("Ana", 0).proposal.number
        here.settle("Owner", 0, "exclude")
        here.reopen("Owner", 0)
        assert here.seen("Bea", 0).discussion.proposal is None
        with pytest.raises(LedgerError, match="not on the table"):
            here.answer(agree, "Bea", 0, number)

    def test_settled_meanwhile_is_told(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        number = here.propose("Ana", 0).proposal.number
        here.settle("Owner", 0, "exclude")
        with pytest.raises(LedgerError, match="Owner settled it as excluded"):
            here.answer(agree, "Bea", 0, number)

    def test_sent_twice_it_settles_once(self, desk):
        here = desk()
        here.say(0, Ana="include", Bea="exclude")
        first, again = (here.propose("Ana", 0) for _ in "12")
        assert first == again
        number = first.proposal.number
        here.answer(agree, "Bea", 0, number)
        here.answer(agree, "Bea", 0, number)
        here.propose("Ana", 0)
        assert len(here.team.ledger()) == 3

    def test_two_who_agree_at_the_same_time_settle_it_once(self, desk):
        here = desk(votes=3)
        here.say(0, Ana="include", Bea="exclude", Cleo="exclude")
        number = here.propose("Ana", 0).proposal.number
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda who: here.answer(agree, who, 0, number), ("Bea", "Cleo")))
        assert sum(each.event is not None for each in done) == 1
        assert len(here.team.ledger()) == 4

    def test_nobody_agrees_alone(self, desk):
        here = desk(votes=1)
        here.say(0, Ana="maybe")
        with pytest.raises(LedgerError, match="nobody to agree with"):
            here.propose("Ana", 0)


class TestIndependentVotes:
    def test_a_vote_that_was_changed_after_all_were_in_does_not_count(self, desk):
        here = desk()
        here.say(0, Ana="include")
        here.say(0, Ana="maybe")
        here.say(0, Bea="exclude")
        here.say(0, Ana="exclude")
        found = independent_votes(here.team.ledger(), 2)
        assert {name: str(vote.verdict) for name, vote in found[here.ids[0]].items()} == {
            "Ana": "maybe",
            "Bea": "exclude",
        }

    def test_records_that_lack_votes_or_were_settled_before_are_left_out(self, desk):
        here = desk()
        here.say(0, Ana="include")
        here.say(1, Ana="include")
        here.add(Decision(here.ids[1], Verdict.EXCLUDE, id="settled", resolves=True))
        here.say(1, Bea="exclude")
        assert independent_votes(here.team.ledger(), 2) == {}
        here.say(2, Ana="include", Bea="exclude")
        assert set(independent_votes(here.team.ledger(), 2)) == {here.ids[2]}
        assert independent_votes(here.team.ledger(), 2, more={here.ids[2]: 3}) == {}
        assert independent_votes(here.team.ledger(), 2, FULL_TEXT) == {}
