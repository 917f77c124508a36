"""Records searched, filtered, sorted and paged, without telling what is hidden."""

import itertools
from datetime import UTC, datetime

import pytest

from activescreen.errors import InputError, LedgerError, MissingError
from activescreen.ledger import Verdict
from activescreen.protocol import FULL_TEXT
from activescreen.review.board import Boards
from activescreen.review.duplicates.merging import merge
from activescreen.review.permissions import Access
from activescreen.review.ranking.training import train
from activescreen.review.records.filters import Filters, words_of
from activescreen.review.records.orders import Sort
from activescreen.review.records.searching import choices, search_records
from activescreen.review.records.states import State
from activescreen.review.records.tagging import clean_tags, set_tags
from activescreen.review.screening.voting import Vote, vote
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
FIRST = [
    {
        "title": "Bees & 100% of apples",
        "abstract": "Rivers run.",
        "authors": "Müller, Änne; Zhao, L.",
        "year": "2019",
        "doi": "10.1234/a.b_1",
        "pmid": "31234567",
        "language": "en",
    },
    {
        "title": "ÜBER Bienen",
        "abstract": "",
        "authors": "Ngô, Bảo",
        "year": "2001",
        "doi": "10.1234/axb21",
        "language": "de",
    },
    {
        "title": "вакцина и пчёлы",
        "abstract": "Вакцина помогает.",
        "authors": "Иванов, И.",
        "year": "",
        "doi": "10.1234/c",
        "language": "ru",
    },
]
SECOND = [
    {
        "title": f"apple tree {word}",
        "abstract": f"A note on {word} and stones",
        "authors": "Old, A.",
        "year": year,
        "doi": f"10.5555/{word}",
        "language": "en",
    }
    for word, year in (("pruning", "2010"), ("grafting", "2020"), ("watering", "2010"))
]


@pytest.fixture
def boards():
    return Boards()


@pytest.fixture
def on(team):
    """What each of three people may do in a review of six records from two searches."""
    review = team.create(votes_per_record=2)
    team.bring(team.write("first.csv", FIRST), wave="January")
    team.bring(team.write("second.csv", SECOND), wave="May")
    names = ("Ana", "Bea", "Owner")
    return {
        name: Access(
            Account(number, name, False, True),
            review,
            Role.OWNER if name == "Owner" else Role.REVIEWER,
        )
        for number, name in enumerate(names, 1)
    }


@pytest.fixture
def look(team, boards, on):
    """A page as someone sees it."""

    def looked(who="Ana", sort=Sort.IMPORT, cursor=None, limit=50, **asked):
        given = Filters(**asked)
        return search_records(team.database, boards, on[who], given, sort, cursor, limit)

    return looked


@pytest.fixture
def titles(look):
    return lambda *given, **more: [line.record.title for line in look(*given, **more).lines]


@pytest.fixture
def ids(look):
    return [line.record.id for line in look().lines]


@pytest.fixture
def cast(team, boards, on):
    numbers = itertools.count(1)

    def said(who, record_id, verdict="include", **more):
        given = Vote(f"event-{next(numbers)}", record_id, Verdict(verdict), **more)
        return vote(team.database, boards, on[who], given, NOW)

    return said


class TestWords:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("BEES", [0]),
            ("bees rivers", [0]),
            ("bees stones", []),
            ('"apple tree"', [3, 4, 5]),
            ('"tree apple"', []),
            ("tree apple", [3, 4, 5]),
            ("müller", [0]),
            ("MÜLLER", [0]),
            ("änne", [0]),
            ("über", [1]),
            ("ngô", [1]),
            ("ВАКЦИНА", [2]),
            ("Пчёлы", [2]),
            ("31234567", [0]),
            ("PMID:31234567", [0]),
            ("3123456", []),
            ("10.1234/A.B_1", [0]),
            ("https://doi.org/10.1234/a.b_1", [0]),
            ("doi:10.1234/c", [2]),
            ("100%", [0]),
            ("%", [0]),
            ("_", [0]),
            ("!", []),
            ("\\", []),
            ("'; drop table records; --", []),
            ("🐝", []),
            ("\x00", []),
            ("", [0, 1, 2, 3, 4, 5]),
            ('"', [0, 1, 2, 3, 4, 5]),
        ],
    )
    def test_are_all_there(self, titles, text, found):
        every = [row["title"] for row in (*FIRST, *SECOND)]
        assert titles(text=text) == [every[place] for place in found]

    def test_are_parted_as_people_write_them(self):
        assert words_of('living "with  pain" "pain') == ("living", "with  pain", "pain")

    def test_that_are_too_many_are_refused(self, look):
        for text in ("x" * 501, " ".join(map(str, range(21)))):
            with pytest.raises(InputError, match="at most 20 words"):
                look(text=text)


class TestFilters:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"wave": 2}, [3, 4, 5]),
            ({"file": 1}, [0, 1, 2]),
            ({"wave": 9}, []),
            ({"first_year": 2010}, [0, 3, 4, 5]),
            ({"last_year": 2010}, [1, 3, 5]),
            ({"first_year": 2010, "last_year": 2010}, [3, 5]),
            ({"language": "de"}, [1]),
            ({"abstract": False}, [1]),
            ({"abstract": True, "wave": 1}, [0, 2]),
            ({"text": "apple", "last_year": 2015}, [3, 5]),
        ],
    )
    def test_are_added_up(self, titles, look, asked, found):
        every = [row["title"] for row in (*FIRST, *SECOND)]
        assert titles(**asked) == [every[place] for place in found]
        page = look(**asked)
        assert (page.found, page.total) == (len(found), 6)

    def test_by_state_tell_how_many_votes_are_in_and_not_what_they_say(
        self, ids, look, titles, cast
    ):
        cast("Ana", ids[0], "include")
        cast("Ana", ids[1], "exclude")
        for who in ("Ana", "Bea", "Owner"):
            waiting = look(who, state=State.WAITING)
            assert [line.record.id for line in waiting.lines] == ids[:2]
            assert not look(who, state=State.INCLUDED).lines
            assert not look(who, state=State.EXCLUDED).lines
        assert [line.mine for line in look("Bea").lines] == [None] * 6
        cast("Bea", ids[0], "exclude")
        cast("Bea", ids[1], "exclude")
        page = look("Owner")
        assert page.by_state == {
            State.UNREAD: 4,
            State.WAITING: 0,
            State.UNDECIDED: 1,
            State.INCLUDED: 0,
            State.EXCLUDED: 1,
        }
        assert look(state=State.UNREAD).found == 4
        assert titles(state=State.UNDECIDED) == [FIRST[0]["title"]]

    def test_by_a_verdict_are_about_ones_own(self, ids, look, cast):
        cast("Ana", ids[0], "include")
        cast("Ana", ids[1], "maybe")
        cast("Bea", ids[2], "include")
        found = {
            (who, said): [line.record.id for line in look(who, mine=said).lines]
            for who in ("Ana", "Bea")
            for said in (Verdict.INCLUDE, Verdict.MAYBE, "none")
        }
        assert found == {
            ("Ana", Verdict.INCLUDE): [ids[0]],
            ("Ana", Verdict.MAYBE): [ids[1]],
            ("Ana", "none"): ids[2:],
            ("Bea", Verdict.INCLUDE): [ids[2]],
            ("Bea", Verdict.MAYBE): [],
            ("Bea", "none"): [*ids[:2], *ids[3:]],
        }

    def test_at_the_full_texts_find_what_came_so_far(self, ids, look, cast):
        for who in ("Ana", "Bea"):
            cast(who, ids[0])
            cast(who, ids[1], "exclude")
        page = look(stage=FULL_TEXT)
        assert [(line.record.id, line.state) for line in page.lines] == [(ids[0], State.UNREAD)]
        cast("Ana", ids[0], stage=FULL_TEXT)
        assert look(stage=FULL_TEXT, state=State.WAITING).found == 1
        with pytest.raises(InputError, match="no stage"):
            look(stage="abstract")

    def test_leave_out_what_was_merged(self, team, on, ids, look):
        merge(team.database, on["Owner"], ids[3], ids[5], NOW)
        assert [line.record.id for line in look().lines] == ids[:5]
        assert look().total == 6


class TestOrders:
    def test_are_stable(self, titles):
        every = [row["title"] for row in (*FIRST, *SECOND)]
        assert titles(sort=Sort.NEWEST) == [every[place] for place in (4, 0, 3, 5, 1, 2)]
        assert titles(sort=Sort.OLDEST) == [every[place] for place in (1, 3, 5, 0, 4, 2)]
        assert titles(sort=Sort.TITLE) == sorted(every, key=str.casefold)

    def test_by_rank_follow_the_newest_ranking_and_tell_ranks_of_unread_records_only(
        self, team, ids, look, cast
    ):
        assert [line.rank for line in look(sort=Sort.RANK).lines] == [None] * 6
        cast("Ana", ids[0])
        train(team.database, "peers", NOW)
        before = look("Bea", sort=Sort.RANK)
        assert [line.rank for line in before.lines] == [0, 1, 2, 3, 4, None]
        cast("Ana", before.lines[0].record.id)
        after = look("Bea", sort=Sort.RANK)
        assert [line.record.id for line in after.lines] == [line.record.id for line in before.lines]
        assert [line.rank for line in after.lines] == [None, 1, 2, 3, 4, None]

    def test_by_rank_go_on_in_the_ranking_with_which_they_began(self, team, ids, look, cast):
        train(team.database, "peers", NOW)
        whole = [line.record.id for line in look(sort=Sort.RANK).lines]
        page = look(sort=Sort.RANK, limit=2)
        cast("Ana", whole[-1])
        train(team.database, "peers", NOW)
        seen = [line.record.id for line in page.lines]
        while page.next:
            page = look(sort=Sort.RANK, limit=2, cursor=page.next)
            seen += [line.record.id for line in page.lines]
        assert seen == whole


class TestPages:
    @pytest.mark.parametrize("sort", list(Sort))
    def test_go_forwards_and_back(self, look, sort):
        whole = [line.record.id for line in look(sort=sort).lines]
        page, seen, starts = look(sort=sort, limit=4), [], []
        while True:
            seen.append([line.record.id for line in page.lines])
            starts.append(page.before)
            if page.next is None:
                break
            page = look(sort=sort, limit=4, cursor=page.next)
        assert seen == [whole[:4], whole[4:]]
        assert starts == [0, 4]
        back = look(sort=sort, limit=4, cursor=page.previous)
        assert [line.record.id for line in back.lines] == whole[:4]
        assert back.previous is None

    def test_neither_skip_nor_repeat_what_changes_meanwhile(self, look, cast, ids):
        page = look(state=State.UNREAD, limit=2)
        for record in ids[:3]:
            cast("Ana", record)
        rest = look(state=State.UNREAD, limit=2, cursor=page.next)
        assert [line.record.id for line in rest.lines] == ids[3:5]

    def test_of_nothing_are_empty(self, look):
        page = look(text="nothing like it")
        assert (page.lines, page.next, page.previous, page.found) == ((), None, None, 0)

    @pytest.mark.parametrize("cursor", ["", "x", "é", "YWZ0ZXI6MQ", "YWZ0ZXI6OTk5OTk5OTk5OTk6MA"])
    def test_of_a_made_up_cursor_are_refused(self, look, cursor):
        with pytest.raises(InputError, match="cursor"):
            look(cursor=cursor)


class TestTags:
    def test_are_ones_own_until_all_have_voted(self, team, boards, on, ids, look, cast, titles):
        cast("Ana", ids[0])
        set_tags(team.database, boards, on["Ana"], ids[0], ["strong include", "Ästhetik"], NOW)
        line = look("Ana", tag="STRONG  INCLUDE").lines[0]
        assert line.tags.mine == ("strong include", "Ästhetik")
        for who in ("Bea", "Owner"):
            assert not look(who, tag="strong include").lines
            assert look(who).lines[0].tags.all == ()
            assert choices(team.database, boards, on[who]).tags == []
        cast("Bea", ids[0])
        for who in ("Bea", "Owner"):
            assert look(who, tag="strong include").found == 1
            assert look(who).lines[0].tags.others == {"Ana": ("strong include", "Ästhetik")}
        assert choices(team.database, boards, on["Bea"]).tags == ["strong include", "Ästhetik"]

    def test_given_at_the_full_text_wait_for_its_votes(self, team, boards, on, ids, look, cast):
        set_tags(team.database, boards, on["Ana"], ids[0], ["early"], NOW)
        for who in ("Ana", "Bea"):
            cast(who, ids[0])
        set_tags(team.database, boards, on["Ana"], ids[0], ["early", "wrong dose"], NOW)
        assert look("Ana").lines[0].tags.mine == ("early", "wrong dose")
        assert look("Bea").lines[0].tags.others == {"Ana": ("early",)}
        for who in ("Ana", "Bea"):
            cast(who, ids[0], "exclude", stage=FULL_TEXT, reason="dose")
        assert look("Bea").lines[0].tags.others == {"Ana": ("early", "wrong dose")}

    def test_are_taken_off_and_kept_once(self, team, boards, on, ids, look):
        for tags in (["a", "A", " a "], ["a"], []):
            set_tags(team.database, boards, on["Ana"], ids[0], tags, NOW)
        assert look("Ana").lines[0].tags.mine == ()

    @pytest.mark.parametrize("tags", [["a, b"], ["a; b"], ["x" * 101], ["a\x00"]])
    def test_that_could_not_be_told_apart_are_refused(self, tags):
        with pytest.raises(InputError, match="A tag has at most"):
            clean_tags(tags)

    def test_that_are_too_many_are_refused(self):
        assert len(clean_tags(map(str, range(30)))) == 30
        with pytest.raises(InputError, match="at most 30 tags"):
            clean_tags(map(str, range(31)))

    def test_go_on_records_that_are_there(self, team, boards, on):
        with pytest.raises(MissingError):
            set_tags(team.database, boards, on["Ana"], "nothing", ["a"], NOW)
        team.bring(team.write("again.csv", FIRST[:1]))
        with team.database.reading() as connection:
            from activescreen.store.population import all_ids

            copy = list(all_ids(connection, on["Ana"].review))[-1]
        with pytest.raises(LedgerError, match="copy of another"):
            set_tags(team.database, boards, on["Ana"], copy, ["a"], NOW)


def test_choices_name_what_there_is(team, boards, on):
    found = choices(team.database, boards, on["Ana"])
    assert [wave.name for wave in found.waves] == ["January", "May"]
    assert [file.name for file in found.files] == ["first.csv", "second.csv"]
    assert found.languages == ["de", "en", "ru"]
