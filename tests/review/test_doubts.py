"""Pairs that a person decides on: asked once, taken back at will, remembered by later imports."""

from datetime import UTC, datetime

import pytest

from activescreen.deduplication import PairDecision
from activescreen.errors import InputError, LedgerError, MissingError, StoppingError
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.archive.backup import back_up
from activescreen.review.archive.restoring import restore
from activescreen.review.duplicates.copies import copies, take_out
from activescreen.review.duplicates.doubts import Answer, answer, open_pairs, pairs_of
from activescreen.review.duplicates.merging import merge, merged_records
from activescreen.review.permissions import Access
from activescreen.review.stopping.phases import Phase, register_phase
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.population import all_ids
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
ANA, BEA = (Account(n, name, False, True) for n, name in enumerate(("Ana", "Bea"), 1))


def trial(year, **more):
    """A report of one trial; another year leaves in doubt whether it is the same report."""
    return {
        "title": "Peer support for people with psychosis: a randomised trial",
        "authors": "Fortuna, K.",
        "year": str(year),
        "journal": "Journal of Made Things",
        "abstract": "",
        **more,
    }


@pytest.fixture
def pair(team, article):
    """A review with two records in doubt and three others; gives the ids of all."""
    team.create()
    rows = [trial(2018), trial(2020), *(article(n) for n in range(3))]
    done = team.bring(team.write("search.csv", rows))
    assert len(done.uncertain) == 1
    return team.records().ids


@pytest.fixture
def access(team, pair):
    with team.database.reading() as connection:
        return Access(ANA, find_review(connection, "peers"), Role.OWNER)


@pytest.fixture
def pairs(team, access):
    """What is said of the pairs: ids and answers."""

    def listed():
        with team.database.reading() as connection:
            names = {n: name for name, n in all_ids(connection, access.review).items()}
            found = pairs_of(connection, access.review)
            assert open_pairs(connection, access.review) == sum(
                each.answer is Answer.UNDECIDED for each in found
            )
        return {(names[each.one], names[each.other]): str(each.answer) for each in found}

    return listed


def merged(team, access):
    with team.database.reading() as connection:
        return merged_records(connection, access.review)


class TestDeciding:
    def test_same_merges_the_later_into_the_earlier(self, team, pair, access, pairs):
        assert pairs() == {pair[:2]: "undecided"}
        done = answer(team.database, access, (pair[1], pair[0]), Answer.SAME, NOW)
        assert (done.answer, done.author) == (Answer.SAME, "Ana")
        assert merged(team, access) == {1: 0}
        assert pairs() == {pair[:2]: "same"}

    def test_the_one_that_is_further_in_screening_stays(self, team, pair, access, article):
        team.label(team.write("labels.csv", [{"record_id": pair[1], "title": "", "label": "1"}]))
        answer(team.database, access, pair[:2], Answer.SAME, NOW)
        assert merged(team, access) == {0: 1}
        assert team.ledger().freeze().n_found == 2

    def test_or_the_one_that_was_chosen(self, team, pair, access):
        answer(team.database, access, pair[:2], Answer.SAME, NOW, kept_id=pair[1])
        assert merged(team, access) == {0: 1}
        with pytest.raises(InputError, match="neither of the two"):
            answer(team.database, access, pair[:2], Answer.SAME, NOW, kept_id=pair[2])

    def test_different_keeps_both(self, team, pair, access, pairs):
        answer(team.database, access, pair[:2], Answer.DIFFERENT, NOW)
        assert (merged(team, access), pairs()) == ({}, {pair[:2]: "different"})
        with pytest.raises(LedgerError, match="Ana said on 2026-03-03 that these are different"):
            merge(team.database, access, pair[0], pair[1], NOW)

    @pytest.mark.parametrize("said", [Answer.SAME, Answer.DIFFERENT])
    def test_a_second_click_changes_nothing_and_all_can_be_taken_back(
        self, team, pair, access, pairs, said
    ):
        for _ in range(2):
            answer(team.database, access, pair[:2], said, NOW)
        assert pairs() == {pair[:2]: str(said)}
        for _ in range(2):
            answer(team.database, access, pair[:2], Answer.UNDECIDED, NOW)
        assert (pairs(), merged(team, access)) == ({pair[:2]: "undecided"}, {})
        other = Answer.SAME if said is Answer.DIFFERENT else Answer.DIFFERENT
        assert answer(team.database, access, pair[:2], other, NOW).answer is other

    def test_two_people_at_once_are_told(self, team, pair, access):
        bea = Access(BEA, access.review, Role.OWNER)
        answer(team.database, access, pair[:2], Answer.SAME, NOW)
        with pytest.raises(LedgerError, match="Ana said on 2026-03-03 that these are one"):
            answer(team.database, bea, pair[:2], Answer.DIFFERENT, NOW)
        assert answer(team.database, bea, pair[:2], Answer.SAME, NOW).author == "Ana"

    def test_records_that_are_not_there(self, team, pair, access):
        with pytest.raises(MissingError):
            answer(team.database, access, (pair[0], "nothing"), Answer.SAME, NOW)
        with pytest.raises(InputError):
            answer(team.database, access, (pair[0], pair[0]), Answer.DIFFERENT, NOW)

    def test_what_follows_from_others_is_not_asked(self, team, access, pair, pairs):
        team.bring(team.write("third.csv", [trial(2022)]))
        third = team.records().ids[-1]
        answer(team.database, access, pair[:2], Answer.SAME, NOW)
        answer(team.database, access, (pair[0], third), Answer.DIFFERENT, NOW)
        found = pairs()
        assert found[pair[:2]] == "same"
        assert set(found.values()) == {"same", "different"}
        with pytest.raises(LedgerError, match="because two others are"):
            answer(team.database, access, (pair[1], third), Answer.UNDECIDED, NOW)

    def test_manual_merges_are_listed_and_taken_back_like_others(self, team, pair, access, pairs):
        merge(team.database, access, pair[2], pair[3], NOW)
        assert pairs()[pair[2:4]] == "same"
        answer(team.database, access, pair[2:4], Answer.UNDECIDED, NOW)
        assert pair[2:4] not in pairs()


class TestLaterImports:
    def test_different_stays_different_for_whoever_says_the_same_again(
        self, team, pair, access, pairs
    ):
        answer(team.database, access, pair[:2], Answer.DIFFERENT, NOW)
        before = pairs()
        done = team.bring(team.write("again.csv", [trial(2018), trial(2020)]))
        assert (done.added, done.uncertain) == (0, ())
        assert pairs() == before

    def test_same_holds_for_whoever_says_the_same_again(self, team, pair, access, pairs):
        answer(team.database, access, pair[:2], Answer.SAME, NOW)
        before = pairs()
        done = team.bring(team.write("again.csv", [trial(2020)]))
        assert (done.added, done.known) == (0, 1)
        assert pairs() == before

    def test_what_looks_the_same_to_the_program_stays_apart(self, team, article):
        team.create()
        team.bring(team.write("a.csv", [article(0)]))
        rows = [article(0, abstract="", pages="1-9")]
        team.bring(team.write("b.csv", rows), deduplicate=False)
        with team.database.reading() as connection:
            access = Access(ANA, find_review(connection, "peers"), Role.OWNER)
        one, other = team.records().ids
        answer(team.database, access, (one, other), Answer.DIFFERENT, NOW)
        done = team.bring(team.write("again.csv", rows))
        assert (done.added, done.known) == (0, 1)
        assert len(team.records()) == 2

    def test_decisions_in_a_file_are_remembered(self, team, pair, access, pairs):
        def decided(records):
            return [PairDecision(*pair[:2], same=False), PairDecision(*pair[2:4], same=True)]

        done = team.bring(team.write("b.csv", [trial(1990)]), pair_decisions=decided)
        assert pairs()[pair[:2]] == "different"
        assert "merge them on the page of duplicates" in done.remarks[-1]

    def test_a_file_that_contradicts_a_person_is_refused(self, team, pair, access):
        answer(team.database, access, pair[:2], Answer.DIFFERENT, NOW)
        with pytest.raises(InputError, match="said by Ana on 2026-03-03"):
            team.bring(
                team.write("b.csv", [trial(1990)]),
                pair_decisions=lambda records: [PairDecision(*pair[:2], same=True)],
            )


class TestCopies:
    @pytest.fixture
    def copy(self, team, pair, article):
        team.bring(team.write("more.csv", [article(1), article(7)]))
        with team.database.reading() as connection:
            ids = all_ids(connection, find_review(connection, "peers"))
        (name,) = set(ids) - set(team.records().ids)
        return name

    def test_are_listed_with_the_record_that_stands_for_them(self, team, access, pair, copy):
        total, (found,) = copies(team.database, access, 0, 10)
        assert (total, found.copy.id, found.kept.id) == (1, copy, pair[3])
        assert copies(team.database, access, 1, 10) == (1, [])

    def test_that_are_none_are_screened_at_the_end(self, team, access, pair, copy, pairs):
        before = team.records().ids
        assert take_out(team.database, access, copy, NOW) == pair[3]
        assert team.records().ids == (*before, copy)
        assert pairs()[pair[3], copy] == "different"
        with pytest.raises(LedgerError, match="not any more"):
            take_out(team.database, access, copy, NOW)

    def test_stay_out_in_later_imports(self, team, access, pair, copy, article):
        take_out(team.database, access, copy, NOW)
        done = team.bring(team.write("later.csv", [article(1)]))
        assert (done.added, done.known) == (0, 1)

    def test_of_a_registered_search_stay_as_they_are(self, team, access, pair, copy, article):
        rows = [{**article(n), "label": "0"} for n in range(3)]
        team.label(team.write("labels.csv", rows))
        register_phase(team.database, "peers", Phase(seed=1, stage=TITLE_ABSTRACT), NOW)
        with pytest.raises(StoppingError, match="a certificate counts"):
            take_out(team.database, access, copy, NOW)


def test_a_backup_has_all_of_it(team, pair, access, pairs, article, tmp_path):
    team.bring(team.write("more.csv", [article(1)]))
    (copy,) = copies(team.database, access, 0, 1)[1]
    take_out(team.database, access, copy.copy.id, NOW)
    answer(team.database, access, pair[:2], Answer.SAME, NOW)
    archive = tmp_path / "backup.zip"
    back_up(team.database, archive, team.originals, NOW)
    before = pairs()
    restore(team.database, archive, team.originals, name="again")
    with team.database.reading() as connection:
        review = find_review(connection, "again")
        names = {n: name for name, n in all_ids(connection, review).items()}
        found = pairs_of(connection, review)
        assert merged_records(connection, review) == {1: 0}
    assert {(names[e.one], names[e.other]): str(e.answer) for e in found} == before
    assert team.records("again").ids == team.records().ids
