"""What became of ten inclusions that Ada and Ben screened in ranked order."""

import numpy as np
import pytest

from activescreen.agreement import from_counts
from activescreen.comparison import Fate, Reference, compare, from_ledger
from activescreen.errors import InputError
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.records import RecordSet

from .conftest import READ, RELEVANT, TOTAL, make_record


@pytest.fixture
def comparison(double, truth):
    return compare(from_ledger(double, "ledger.jsonl"), truth)


@pytest.fixture
def stage(comparison):
    (only,) = comparison.stages
    return only


def test_every_inclusion_has_one_fate(stage):
    fates = {each.record.source.row: each.fate for each in stage.inclusions}
    assert fates == {
        **dict.fromkeys(RELEVANT, Fate.FOUND),
        3: Fate.DISAGREEMENT,
        5: Fate.ALL_EXCLUDED,
        34: Fate.UNREAD,
        36: Fate.UNREAD,
    }
    assert all(each.lost_at == TITLE_ABSTRACT for each in stage.missed)


def test_recall_is_found_over_relevant_with_the_exact_interval(stage):
    recall = stage.measure("recall")
    assert (recall.value, recall.n, recall.method) == (0.6, 10, "Clopper-Pearson")
    # 6 of 10 in the tables of Clopper & Pearson (1934).
    assert (recall.low, recall.high) == pytest.approx((0.262, 0.878), abs=5e-4)


def test_the_ranking_answers_for_what_nobody_read_and_people_for_the_rest(stage):
    assert stage.measure("reached").value == 0.8
    assert stage.measure("sensitivity_team").value == 6 / 8
    assert stage.measure("missed", "unread").value == 0.2
    assert stage.measure("missed", "excluded_unanimously").value == 0.1
    assert stage.measure("missed", "excluded_after_disagreement").value == 0.1
    assert stage.measure("missed", "not_retrieved").value == 0


def test_strata_of_language_and_abstract(stage):
    assert stage.measure("recall", "language: en").value == 6 / 8
    german = stage.measure("recall", "language: de")
    assert (german.value, german.n) == (0, 2)
    assert stage.measure("recall", "abstract: missing").value == 0
    assert stage.measure("recall", "abstract: present").value == 6 / 9


def test_single_screeners_stand_on_the_same_scale(stage):
    ada = stage.measure("sensitivity_single", "screener: Ada")
    ben = stage.measure("sensitivity_single", "screener: Ben")
    assert (ada.value, ada.n) == (6 / 8, 8)
    assert (ben.value, ben.n) == (6 / 8, 8)
    mean = stage.measure("sensitivity_single", "mean of single screeners")
    assert (mean.value, mean.method) == (12 / 16, "bootstrap")
    difference = stage.measure(
        "recall_difference", "reached by the ranking less mean of single screeners"
    )
    assert difference.value == pytest.approx(0.8 - 0.75)
    assert difference.low < difference.value < difference.high


def test_disagreement_is_exact_and_kappa_has_its_prevalence_beside_it(stage):
    disagreement = stage.measure("disagreement")
    assert (disagreement.value, disagreement.n) == (3 / READ, READ)
    # Both include 0, 1, 2, 13, 21; Ada alone 3 and 9; Ben alone 8.
    expected = from_counts(5, 2, 1, 22)
    for name in ("kappa", "pabak", "ac1", "prevalence"):
        measure = stage.measure(name, "Ada & Ben")
        assert measure.value == getattr(expected, name)
        assert measure.low <= measure.value <= measure.high
        assert measure.method == "bootstrap"


def test_savings_in_records_votes_and_hours(comparison):
    figures = {(m.measure, m.stratum): m.value for m in comparison.savings}
    assert figures["records_saved", "all"] == TOTAL - READ
    assert figures["votes_cast", "all"] == 2 * READ
    assert figures["votes_saved", "double screening"] == 20
    assert figures["seconds_per_vote", "measured"] == 20
    assert figures["hours_saved", "double screening"] == pytest.approx(20 * 20 / 3600)


def test_given_seconds_outweigh_measured_ones(double, truth):
    found = compare(from_ledger(double, "l"), truth, seconds=60)
    figures = {(m.measure, m.stratum): m.value for m in found.savings}
    assert figures["seconds_per_vote", "as given"] == 60
    assert figures["hours_saved", "single screening"] == pytest.approx(10 * 60 / 3600)


def test_wss_at_the_stop_is_what_was_left_less_what_was_lost(stage):
    # Cohen et al. 2006: (40 - 30) / 40 - (1 - 8 / 10).
    assert stage.measure("wss_at_stop").value == pytest.approx(0.25 - 0.2)
    assert stage.measure("wss_95").value is None  # the tenth inclusion's place is not known


def test_an_earlier_stop_forgets_what_came_after_it(double, truth):
    early = compare(from_ledger(double, "l", stop=10), truth).stages[0]
    by_row = {each.record.source.row: each for each in early.inclusions}
    assert by_row[13].fate is Fate.UNREAD
    assert by_row[13].rank == 14
    assert by_row[34].rank is None
    assert early.measure("disagreement").n == 10
    assert early.measure("reached").value == 6 / 10


def test_a_seed_fixes_every_interval(double, truth):
    first, second = (compare(from_ledger(double, "l"), truth).measures for _ in range(2))
    assert first == second


def test_no_inclusion_is_undefined_and_not_0(double, truth, records):
    nothing = Reference(
        "truth.csv",
        records,
        {TITLE_ABSTRACT: np.zeros(TOTAL, dtype=np.int8)},
        {TITLE_ABSTRACT: "label"},
    )
    found = compare(from_ledger(double, "l"), nothing)
    (stage,) = found.stages
    for name in ("recall", "reached", "sensitivity_team", "wss_at_stop", "wss_95"):
        assert stage.measure(name).value is None, name
        assert stage.measure(name).low is None
    assert any("undefined" in remark for remark in found.remarks)


def test_records_of_one_side_only_are_listed_and_counted_as_missed(double, truth, records):
    more = RecordSet([*records, make_record(90), make_record(91)])
    labels = np.append(truth.labels[TITLE_ABSTRACT], [1, 0]).astype(np.int8)
    wider = Reference("t.csv", more, {TITLE_ABSTRACT: labels}, truth.columns)
    found = compare(from_ledger(double, "l"), wider)
    assert found.matching.only_truth == (40, 41)
    (stage,) = found.stages
    assert stage.missed[-1].fate is Fate.ABSENT
    assert stage.measure("recall").value == 6 / 11
    assert stage.measure("recall_shared").value == 6 / 10


def test_single_exclusion_undecided_and_unknown_votes_are_told_apart(records, truth):
    ledger = Ledger(records)
    votes = [(0, "exclude", "Ada"), (1, "maybe", "Ada"), (2, "exclude", ""), (3, "include", "")]
    for number, verdict, reviewer in votes:
        ledger.append(Decision(records.ids[number], Verdict(verdict), reviewer=reviewer))
    (stage,) = compare(from_ledger(ledger, "l"), truth).stages
    fates = {each.record.source.row: each.fate for each in stage.inclusions}
    assert [fates[k] for k in range(4)] == [
        *(Fate.ONE_EXCLUDED, Fate.OPEN, Fate.EXCLUDED, Fate.FOUND)
    ]
    # A maybe keeps a record, and what the team did is nobody's vote.
    assert stage.measure("sensitivity_single", "screener: Ada").value == 1 / 2


def two_stages(double, records):
    """What passed title and abstract, at full text: one of them is lost there."""
    for number in (0, 1, 2, 8, 13, 21):
        verdict = Verdict.EXCLUDE if number == 2 else Verdict.INCLUDE
        double.append(
            Decision(records.ids[number], verdict, stage=FULL_TEXT, reviewer="Eve", resolves=True)
        )
    return double


def test_both_stages_are_compared_where_both_sides_have_them(double, records, truth):
    final = np.isin(np.arange(TOTAL), (0, 2, 5, 13, 34)).astype(np.int8)
    labels = {**truth.labels, FULL_TEXT: final}
    both = Reference("t.csv", records, labels, {**truth.columns, FULL_TEXT: "final"})
    found = compare(from_ledger(two_stages(double, records), "l"), both)
    first, second = found.stages
    assert first.pairing.name == TITLE_ABSTRACT
    assert second.pairing.name == FULL_TEXT
    lost = {each.record.source.row: (each.fate, each.lost_at) for each in second.missed}
    assert lost == {
        2: (Fate.EXCLUDED, FULL_TEXT),
        5: (Fate.ALL_EXCLUDED, TITLE_ABSTRACT),
        34: (Fate.UNREAD, TITLE_ABSTRACT),
    }


def test_final_inclusions_are_followed_through_title_and_abstract(double, records):
    final = np.isin(np.arange(TOTAL), (0, 5, 13)).astype(np.int8)
    truth = Reference("t.csv", records, {FULL_TEXT: final}, {FULL_TEXT: "label_included"})
    (stage,) = compare(from_ledger(double, "l"), truth).stages
    assert stage.pairing.name == "title_abstract (full_text inclusions)"
    assert stage.measure("recall").value == 2 / 3


def test_labels_of_no_stage_do_not_go_with_two(double, records, truth):
    unnamed = Reference("t.csv", records, {"": truth.labels[TITLE_ABSTRACT]}, {"": "label"})
    with pytest.raises(InputError, match="--stage title_abstract or --stage full_text"):
        compare(from_ledger(two_stages(double, records), "l"), unnamed)


def test_labels_of_no_stage_are_those_of_the_only_one(double, records, truth):
    unnamed = Reference("t.csv", records, {"": truth.labels[TITLE_ABSTRACT]}, {"": "label"})
    (stage,) = compare(from_ledger(double, "l"), unnamed).stages
    assert stage.pairing.name == TITLE_ABSTRACT
    assert stage.measure("recall").value == 0.6


def test_votes_that_made_the_truth_serve_where_the_screening_has_none(records, truth):
    votes = tuple(
        Decision(records.ids[number], Verdict(verdict), reviewer=who)
        for number in range(TOTAL)
        for who, verdict in (
            ("Ada", "include" if number in RELEVANT and number else "exclude"),
            ("Ben", "include" if number in RELEVANT else "exclude"),
        )
    )
    reference = Reference("t.csv", records, truth.labels, truth.columns, votes)
    ledger = Ledger(records)
    ledger.append(Decision(name, Verdict.EXCLUDE, Draw.RANKED) for name in records.ids[:30])
    found = compare(from_ledger(ledger, "l"), reference)
    assert found.stages[0].measure("sensitivity_single", "screener: Ada").value == 9 / 10
    assert found.stages[0].measure("disagreement").value == 1 / TOTAL
    assert any("flatters" in remark for remark in found.remarks)


def test_an_empty_ledger_and_a_stop_beyond_it_are_refused(records, double):
    with pytest.raises(InputError, match="holds no decision"):
        from_ledger(Ledger(records), "l")
    with pytest.raises(InputError, match="31 records is not possible: 30 were read"):
        from_ledger(double, "l", stop=31)


def test_a_stage_that_only_one_side_has_is_refused(records, truth, make_ledger):
    ledger = make_ledger(records, range(5), (0,), stage=FULL_TEXT)
    with pytest.raises(InputError, match="of the stage full_text, the truth labels of the stage"):
        compare(from_ledger(ledger, "l"), truth)


def test_what_came_straight_to_the_full_text_was_read_and_kept_before(records, truth, make_ledger):
    """As records from reference lists do, which nobody screened by title and abstract."""
    ledger = make_ledger(records, range(5), (0, 1))
    ledger.append(Decision(records.ids[34], Verdict.INCLUDE, stage=FULL_TEXT, reviewer="Ada"))
    (stage,) = compare(from_ledger(ledger, "l"), truth).stages
    by_row = {each.record.source.row: each for each in stage.inclusions}
    assert (by_row[34].fate, by_row[34].rank) == (Fate.FOUND, None)
    assert from_ledger(ledger, "l").n_read == 6
    assert from_ledger(ledger, "l", stop=5).n_read == 5
