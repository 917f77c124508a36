"""Whether the numbers of a flow add up; the seed paper's do not."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.prisma import (
    Excluded,
    FlowNumbers,
    Included,
    OtherMethods,
    Part,
    Removed,
    Reports,
    Search,
    Status,
    Tally,
    check,
    problems,
    read_numbers,
    unknown,
)

SEED_PAPER = Path(__file__).parents[2] / "data" / "fortuna_2020_flow.json"
SMALL = Search(
    databases=Tally.of({"PubMed": 60, "Embase": 40}),
    registers=Tally(10),
    removed=Removed(20, 3, 2),
    screened=85,
    excluded=Excluded(50, 20),
    reports=Reports(15, 1, 14, Tally.of({"Wrong population": 6, "Protocol": 4}), 4),
)
WHOLE = FlowNumbers(
    SMALL,
    Included(3, 5),
    OtherMethods(Tally.of({"Reference lists": 4}), Reports(2, 0, 2, Tally(1), 1)),
)


def statuses(numbers):
    return {each.name.split(" = ")[0]: each.status for each in check(numbers)}


class TestTheSeedPaper:
    """Fortuna et al. 2020, doi 10.2196/16460, Results: Included Studies."""

    numbers = read_numbers(SEED_PAPER)

    def test_the_printed_5915_does_not_add_up(self):
        assert problems(self.numbers) == [
            "Records screened = records identified − records removed before screening: "
            "8,030 − 2,125 = 5,905, but 5,915 is given, 10 more."
        ]

    def test_what_follows_from_it_does(self):
        holds = {name for name, status in statuses(self.numbers).items() if status == "holds"}
        assert holds == {
            "Reports sought for retrieval",
            "Reports assessed via databases and registers",
            "Reports included via databases and registers",
            "Reports of included studies",
        }

    def test_with_5905_the_39_full_texts_would_not(self):
        search = replace(self.numbers.search, screened=5905)
        assert problems(replace(self.numbers, search=search)) == [
            "Reports sought for retrieval = records screened − records excluded: "
            "5,905 − 5,876 = 29, but 39 is given, 10 more."
        ]

    def test_what_the_paper_does_not_print_is_named(self):
        missing = unknown(self.numbers)
        assert "records from PsycINFO" in missing
        assert "reports assessed via other methods" in missing
        assert not [name for name in missing if "screened" in name]


def test_a_flow_that_adds_up():
    assert {each.status for each in check(WHOLE)} == {Status.HOLDS}
    assert unknown(WHOLE) == []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"screened": 86}, {"Records screened", "Reports sought for retrieval"}),
        ({"removed": Removed(21, 3, 2)}, {"Records screened"}),
        ({"registers": Tally(11)}, {"Records screened"}),
        ({"excluded": Excluded(50, 19)}, {"Reports sought for retrieval"}),
        ({"awaiting": 1}, {"Reports sought for retrieval"}),
        ({"databases": Tally.of({"PubMed": 61, "Embase": 40}, 100)}, {
            "Records identified from databases",
        }),
        ({"reports": replace(SMALL.reports, not_retrieved=0)}, {
            "Reports assessed via databases and registers",
        }),
        ({"reports": replace(SMALL.reports, included=5)}, {
            "Reports included via databases and registers",
            "Reports of included studies",
        }),
        ({"reports": replace(SMALL.reports, excluded=Tally.of({"Protocol": 9}, 10))}, {
            "Reports excluded via databases and registers",
        }),
    ],
)  # fmt: skip
def test_each_relation_notices_its_own_numbers(change, broken):
    changed = replace(WHOLE, search=replace(SMALL, **change))
    failing = {name for name, status in statuses(changed).items() if status == "fails"}
    assert failing == broken


def test_an_update_adds_what_was_there_before():
    update = replace(WHOLE, previous=Included(24, 30), included=Included(2, 4),
                     reports_of_previous=1)  # fmt: skip
    assert update.in_all == Included(26, 35)
    assert problems(update) == []
    assert problems(replace(update, total=Included(27, 35))) == [
        "Total studies = studies in the previous version + new studies: 24 + 2 = 26, but 27 is "
        "given, 1 more."
    ]


class TestUnknownNumbers:
    def test_one_is_worked_out_but_not_filled_in(self):
        numbers = replace(WHOLE, search=replace(SMALL, removed=Removed(None, 3, 2)))
        said = next(each for each in check(numbers) if each.name.startswith("Records screened"))
        assert said.status is Status.OPEN
        assert said.sentence.endswith(
            "the number of duplicate records removed is not known; it would have to be 20."
        )
        assert numbers.search.removed.duplicates is None

    def test_an_unknown_number_does_not_hide_an_impossible_one(self):
        numbers = replace(WHOLE, search=replace(SMALL, removed=Removed(30, None, 0)))
        assert problems(numbers) == [
            "Records screened = records identified − records removed before screening: "
            "100 + 10 − 30 − ? is at most 80, but 85 is given, 5 more."
        ]

    def test_more_removed_than_there_was(self):
        numbers = FlowNumbers(Search(databases=Tally(10), removed=Removed(11)))
        assert problems(numbers) == [
            "Records screened = records identified − records removed before screening: "
            "10 − 11 is less than nothing."
        ]

    def test_nothing_known_breaks_nothing(self):
        assert problems(FlowNumbers(Search())) == []
        assert "records screened" in unknown(FlowNumbers(Search()))


@given(st.data())
def test_hiding_numbers_never_makes_a_right_flow_wrong(data):
    """A flow that adds up still may, whichever of its numbers are not known."""
    hidden = data.draw(st.sets(st.sampled_from(["screened", "awaiting", "registers"])))
    reports = data.draw(st.sets(st.sampled_from(["sought", "not_retrieved", "assessed"])))
    search = replace(SMALL, reports=replace(SMALL.reports, **dict.fromkeys(reports)))
    for name in hidden:
        search = replace(search, **{name: Tally() if name == "registers" else None})
    assert problems(replace(WHOLE, search=search)) == []


@pytest.mark.parametrize("wrong", [-1, 2.5, True])
def test_no_number_of_records(wrong):
    with pytest.raises(InputError, match="no number of records for 'screened'"):
        Search(screened=wrong)


def test_breakdowns_name_each_part_once():
    with pytest.raises(InputError, match="listed twice"):
        Tally(None, (Part("PubMed", 1), Part("PubMed", 2)))
    with pytest.raises(InputError, match="no name"):
        Tally.of({" ": 1})


def test_an_update_needs_its_earlier_version():
    with pytest.raises(InputError, match="earlier versions"):
        FlowNumbers(Search(), total=Included(3, 3))
