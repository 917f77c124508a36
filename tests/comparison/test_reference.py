"""Labels of full human screening."""

import pytest

from activescreen.comparison import compare, from_ledger, reference_of
from activescreen.comparison.continued import continued
from activescreen.comparison.reference import UNNAMED
from activescreen.errors import InputError
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.records import RecordSet

from .conftest import make_record


def labelled(*rows):
    return RecordSet(make_record(number, fields=row) for number, row in enumerate(rows))


def test_columns_named_for_a_stage_are_its_labels():
    row = {"label_abstract_screening": "1", "label_included": "0"}
    truth = reference_of(labelled(row, row), "t.csv")
    assert truth.columns == {
        TITLE_ABSTRACT: "label_abstract_screening",
        FULL_TEXT: "label_included",
    }
    assert truth.labels[TITLE_ABSTRACT].tolist() == [1, 1]
    assert truth.labels[FULL_TEXT].tolist() == [0, 0]


def test_a_column_of_any_name_has_the_stage_that_is_said():
    rows = labelled({"in": "1"}, {"in": "0"})
    assert list(reference_of(rows, "t.csv", "in").labels) == [UNNAMED]
    assert list(reference_of(rows, "t.csv", "in", FULL_TEXT).labels) == [FULL_TEXT]


def test_what_title_and_abstract_excluded_needs_no_full_text_label():
    rows = labelled(
        {"label_abstract_screening": "0", "label_included": ""},
        {"label_abstract_screening": "1", "label_included": "1"},
    )
    assert reference_of(rows, "t.csv").labels[FULL_TEXT].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("labels", "message"),
    [(("", ""), "none of its records has a label"), (("1", ""), "1 of 2 without one.* row 1")],
)
def test_a_truth_that_is_not_fully_labelled_is_refused(labels, message):
    rows = labelled(*({"label_included": label} for label in labels))
    with pytest.raises(InputError, match=message):
        reference_of(rows, "t.csv")


def test_the_last_ranking_tells_where_unread_inclusions_stood(double, truth):
    ranked = RecordSet(
        make_record(
            number, fields={"rank": str(rank)}, **({"abstract": ""} if number == 36 else {})
        )
        for rank, number in enumerate((36, *range(30, 36), *range(37, 40)), 1)
    )
    screened = continued(from_ledger(double, "l"), ranked, "ranked.csv")
    (stage,) = compare(screened, truth).stages
    ranks = {each.record.source.row: each.rank for each in stage.inclusions}
    assert (ranks[36], ranks[34], ranks[21]) == (31, 36, 22)
    # The tenth of ten inclusions, ceil(.95 * 10), at 36 of 40.
    assert stage.measure("wss_95").value == pytest.approx(4 / 40 - 0.05)


def test_a_ranking_without_ranks_is_refused(double):
    ranked = RecordSet([make_record(35, fields={"rank": "first"})])
    with pytest.raises(InputError, match="'first' in the column 'rank' is no rank"):
        continued(from_ledger(double, "l"), ranked, "ranked.csv")
