"""The numbers of a flow from decisions."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activescreen.errors import LedgerError
from activescreen.ledger import Decision, Ledger, Verdict
from activescreen.prisma import (
    Circumstances,
    Excluded,
    Included,
    Part,
    Removed,
    Tally,
    check,
    flow_of,
    problems,
    reasons_of,
)
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.records import Record, RecordSet, Source

RECORDS = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(12))
IDS = RECORDS.ids
IN, OUT, MAYBE = Verdict
AROUND = Circumstances(databases=Tally.of({"PubMed": 9, "Embase": 6}), removed=Removed(3))


def decided(place, verdict, stage=TITLE_ABSTRACT, reviewer="ann", **more):
    return Decision(IDS[place], verdict, stage=stage, reviewer=reviewer, **more)


@pytest.fixture
def ledger():
    """Records 0 to 4 pass, 5 to 7 do not, 8 is open, 9 to 11 are not read."""
    made = Ledger(RECORDS)
    made.append(decided(place, IN) for place in range(5))
    made.append(decided(place, OUT) for place in range(5, 8))
    made.append(decided(8, MAYBE))
    made.append([decided(0, IN, FULL_TEXT), decided(1, IN, FULL_TEXT)])
    made.append(decided(2, OUT, FULL_TEXT, reason="Wrong population"))
    return made


def test_every_box_in_the_middle_of_screening(ledger):
    flow = flow_of(ledger, AROUND)
    assert problems(flow) == []
    assert flow.search.screened == 12
    assert flow.search.excluded == Excluded(3, 0)
    assert flow.search.awaiting == 4
    reports = flow.search.reports
    assert (reports.sought, reports.assessed, reports.included, reports.awaiting) == (5, 3, 2, 2)
    assert reports.excluded.parts == (Part("Wrong population", 1),)
    assert flow.included == Included(None, 2)
    assert flow.other is None


def test_a_stopping_rule_excludes_what_nobody_read(ledger):
    flow = flow_of(ledger, Circumstances(databases=Tally(12), removed=Removed(0), stopping="Why."))
    assert flow.search.excluded == Excluded(3, 3)
    assert flow.search.awaiting == 1, "an open conflict is nobody's exclusion"
    assert flow.search.stopping == "Why."
    assert problems(flow) == []


def test_duplicates_that_do_not_account_for_the_ledger_are_noticed(ledger):
    flow = flow_of(ledger, Circumstances(databases=Tally(15), removed=Removed(2)))
    assert problems(flow) == [
        "Records screened = records identified − records removed before screening: 15 − 2 = 13, "
        "but 12 is given, 1 fewer."
    ]


def test_full_texts_that_could_not_be_had(ledger):
    flow = flow_of(ledger, Circumstances(not_retrieved={IDS[0], IDS[3]}))
    assert flow.search.reports.not_retrieved == 1, "one of the two came in after all"
    assert flow.search.reports.awaiting == 1


def test_records_from_other_methods_take_their_own_way(ledger):
    ledger.append(decided(9, IN, FULL_TEXT))
    sources = {IDS[1]: "Reference lists", IDS[9]: "Google Scholar", IDS[10]: "Reference lists"}
    flow = flow_of(ledger, Circumstances(databases=Tally(9), removed=Removed(0),
                                         other_sources=sources))  # fmt: skip
    assert flow.search.screened == 9
    assert flow.other is not None
    assert flow.other.identified.parts == (Part("Reference lists", 2), Part("Google Scholar", 1))
    assert (flow.other.reports.sought, flow.other.reports.included) == (2, 2)
    assert flow.included.reports == 3
    assert problems(flow) == []


def test_reports_of_one_study_and_of_studies_known_before(ledger):
    ledger.append([decided(3, IN, FULL_TEXT), decided(4, IN, FULL_TEXT)])
    studies = {IDS[0]: "A", IDS[1]: "A", IDS[3]: ("B", "C")}
    flow = flow_of(ledger, Circumstances(studies=studies))
    assert flow.included == Included(4, 4), "A, B, C, and the report that was not linked"
    update = flow_of(
        ledger,
        Circumstances(studies=studies, previous=Included(24, 30), previous_studies={"A", "B"}),
    )
    assert (update.included, update.reports_of_previous) == (Included(2, 2), 2)
    assert update.in_all == Included(26, 34)


def test_thirty_reports_on_twenty_four_interventions():
    """The seed paper's inclusions: 27 by databases, 3 by other methods, 24 interventions."""
    records = RecordSet(Record(f"Report {i}", Source("made.csv", i)) for i in range(42))
    ledger = Ledger(records)
    for place, name in enumerate(records.ids):
        verdict = OUT if 27 <= place < 39 else IN
        ledger.append(Decision(name, IN))
        ledger.append(Decision(name, verdict, stage=FULL_TEXT, reason="Not eligible"))
    included = [*records.ids[:27], *records.ids[39:]]
    flow = flow_of(
        ledger,
        Circumstances(
            databases=Tally(39),
            removed=Removed(0),
            other_sources=dict.fromkeys(records.ids[39:], "Reference lists"),
            studies={name: f"Intervention {place % 24}" for place, name in enumerate(included)},
        ),
    )
    assert flow.included == Included(24, 30)
    assert flow.search.reports.included == 27
    assert flow.search.reports.excluded == Tally.of({"Not eligible": 12})
    assert problems(flow) == []


class TestReasons:
    def test_a_resolution_speaks_before_votes(self):
        ledger = Ledger(RECORDS, votes_per_record=2)
        ledger.append(decided(0, OUT, FULL_TEXT, reason="Protocol"))
        ledger.append(decided(0, OUT, FULL_TEXT, "bob", reason="Wrong design", resolves=True))
        ledger.append(decided(0, OUT, FULL_TEXT, "cy", reason="Not English"))
        ledger.append(decided(1, OUT, FULL_TEXT))
        assert reasons_of(ledger) == {IDS[0]: "Wrong design"}

    def test_a_report_without_a_reason_is_shown_as_such(self, ledger):
        ledger.append(decided(3, OUT, FULL_TEXT))
        parts = flow_of(ledger, AROUND).search.reports.excluded.parts
        assert parts == (Part("No reason given", 1), Part("Wrong population", 1))

    def test_the_caller_knows_better(self, ledger):
        flow = flow_of(ledger, Circumstances(reasons={IDS[2]: "Letter"}))
        assert flow.search.reports.excluded.parts == (Part("Letter", 1),)


def test_frozen_ledgers_say_the_same(ledger):
    frozen = flow_of(
        ledger.freeze(),
        Circumstances(reasons=reasons_of(ledger)),
        ledger.freeze(FULL_TEXT),
    )
    assert frozen == flow_of(ledger, Circumstances())
    without = flow_of(ledger.freeze(), Circumstances())
    assert (without.search.reports.assessed, without.search.reports.awaiting) == (0, 5)


def test_contradictions_are_refused(ledger):
    ledger.append(decided(5, IN, FULL_TEXT))
    with pytest.raises(LedgerError, match="excluded on title and abstract"):
        flow_of(ledger, AROUND)
    with pytest.raises(LedgerError, match="'nobody' is not in the population"):
        flow_of(Ledger(RECORDS), Circumstances(not_retrieved=["nobody"]))


FATES = st.lists(
    st.sampled_from(["unread", "open", "out", "lost", "waits", "ineligible", "included"]),
    min_size=12,
    max_size=12,
)


@given(FATES, st.sets(st.integers(0, 11)), st.booleans(), st.integers(0, 5))
def test_whatever_happened_the_flow_adds_up(fates, others, stopped, duplicates):
    ledger = Ledger(RECORDS)
    for place, fate in enumerate(fates):
        if fate != "unread":
            ledger.append(decided(place, {"open": MAYBE, "out": OUT}.get(fate, IN)))
        if fate in ("ineligible", "included"):
            ledger.append(decided(place, IN if fate == "included" else OUT, FULL_TEXT))
    flow = flow_of(
        ledger,
        Circumstances(
            databases=Tally(12 - len(others) + duplicates),
            removed=Removed(duplicates),
            stopping="A rule ended it." if stopped else "",
            other_sources={IDS[place]: "Websites" for place in others},
            not_retrieved=[IDS[place] for place, fate in enumerate(fates) if fate == "lost"],
        ),
    )
    assert {each.status for each in check(flow)} == {"holds"}
    came = Counter(fates)
    assert flow.included.reports == came["included"]
    arms = [flow.search.reports] + ([flow.other.reports] if flow.other else [])
    assert sum(arm.excluded.n or 0 for arm in arms) == came["ineligible"]
    assert sum(arm.not_retrieved or 0 for arm in arms) == came["lost"]
    assert sum(arm.awaiting or 0 for arm in arms) == came["waits"]
