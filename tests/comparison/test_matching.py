"""Which record is which, on two sides that were exported at different times."""

from dataclasses import replace

import numpy as np
import pytest

from activescreen.comparison import Reference, compare, from_ledger, match
from activescreen.comparison.matching import How
from activescreen.errors import InputError
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import RecordSet

from .conftest import make_record


def pairs(matching):
    return [(each.truth, each.screened, each.how) for each in matching.matches]


@pytest.fixture
def ten():
    return [make_record(number) for number in range(10)]


def test_records_of_one_content_are_one_in_any_order(ten):
    matching = match(RecordSet(ten), RecordSet(reversed(ten)))
    assert pairs(matching) == [((k,), (9 - k,), How.ID) for k in range(10)]
    assert (matching.only_truth, matching.only_screened, matching.uncertain) == ((), (), ())


@pytest.mark.parametrize(
    ("change", "how"),
    [
        ({"title": "Something else was printed here", "pmid": ""}, None),
        ({"abstract": "", "pmid": "", "doi": "https://doi.org/10.1000/MADE.3"}, How.IDENTIFIER),
        ({"abstract": "", "doi": ""}, How.IDENTIFIER),
        ({"abstract": "", "doi": "", "pmid": "", "authors": ("Roe, Jane", "Doe, J")}, How.TITLE),
    ],
)
def test_records_that_were_exported_otherwise_are_found_by_what_is_left(ten, change, how):
    ten[3] = replace(ten[3], authors=("Roe, Jane", "Doe, John"))
    other = [*ten[:3], replace(ten[3], id="", **change), *ten[4:]]
    matching = match(RecordSet(ten), RecordSet(other))
    if how is None:
        assert (matching.only_truth, matching.only_screened) == ((3,), (3,))
    else:
        assert ((3,), (3,), how) in pairs(matching)


def test_titles_alone_pair_what_deduplication_would_leave_apart(ten):
    """A bare title in capitals proves no duplicate, but one review is on both sides."""
    bare = [
        replace(record, id="", title=record.title.upper(), abstract="", doi="", pmid="")
        for record in ten
    ]
    matching = match(RecordSet(ten), RecordSet(bare))
    assert pairs(matching) == [((k,), (k,), How.TITLE) for k in range(10)]


def test_twins_on_both_sides_keep_their_own_labels(ten, make_ledger):
    """The same paper twice, judged differently each time, on either side: that is no error."""
    twin = replace(ten[3], abstract=f"{ten[3].abstract} A second printing.", pmid="", id="")
    truth = RecordSet([*ten, twin])
    screened = RecordSet(replace(record, id="", keywords=("made",)) for record in truth)
    matching = match(truth, screened)
    assert [(each.truth, each.screened) for each in matching.matches] == [
        ((k,), (k,)) for k in range(11)
    ]
    labels = np.zeros(11, dtype=np.int8)
    labels[3] = 1
    reference = Reference("t.csv", truth, {TITLE_ABSTRACT: labels}, {TITLE_ABSTRACT: "label"})
    found = compare(from_ledger(make_ledger(screened, range(11), {3}), "l"), reference)
    assert found.stages[0].measure("recall").value == 1


def test_two_doubtful_records_are_named_and_not_matched(ten):
    preprint = replace(ten[3], doi="10.1101/2020.01.01.123456", pmid="", journal="medRxiv", id="")
    ten[3] = replace(ten[3], authors=("Roe, Jane",), journal="Annals of Made Reports")
    other = [*ten[:3], replace(preprint, authors=("Roe, Jane",)), *ten[4:]]
    matching = match(RecordSet(ten), RecordSet(other))
    assert matching.only_truth == (3,)
    assert [(one, two) for one, two, _ in matching.uncertain] == [(3, 3)]


def test_a_doi_of_one_record_and_a_pubmed_id_of_another_are_refused(ten):
    wrong = replace(ten[3], abstract="", pmid=ten[4].pmid, id="")
    with pytest.raises(InputError, match=r"row 3, its PubMed id 10004 that of made.csv, row 4"):
        match(RecordSet(ten), RecordSet([*ten[:3], wrong, *ten[4:]]))


def test_files_of_different_reviews_are_refused(ten):
    others = [make_record(number) for number in range(100, 110)]
    with pytest.raises(InputError, match="different reviews"):
        match(RecordSet(ten), RecordSet([*others, ten[0]]))


def test_a_screening_without_the_duplicates_of_the_truth_counts_them_once(ten, make_ledger):
    copy = replace(ten[3], abstract="", id="")
    truth = RecordSet([*ten, copy])
    matching = match(truth, RecordSet(ten))
    assert ((3, 10), (3,), How.ID) in pairs(matching)
    labels = np.zeros(11, dtype=np.int8)
    labels[[3, 10]] = 1
    columns = {TITLE_ABSTRACT: "label"}
    screened = from_ledger(make_ledger(RecordSet(ten), range(10), {3}), "l")
    found = compare(screened, Reference("t.csv", truth, {TITLE_ABSTRACT: labels}, columns))
    assert found.stages[0].measure("recall").n == 1
    assert any("more than once" in remark for remark in found.remarks)


def test_copies_with_two_labels_are_refused_on_either_side(ten, make_ledger):
    twice = RecordSet([*ten, replace(ten[3], abstract="", id="")])
    labels = np.zeros(11, dtype=np.int8)
    labels[3] = 1
    columns = {TITLE_ABSTRACT: "label"}
    contradicting = Reference("t.csv", twice, {TITLE_ABSTRACT: labels}, columns)
    with pytest.raises(InputError, match="in the truth 2 times"):
        compare(from_ledger(make_ledger(RecordSet(ten), range(10), {3}), "l"), contradicting)
    single = Reference("t.csv", RecordSet(ten), {TITLE_ABSTRACT: labels[:10]}, columns)
    with pytest.raises(InputError, match="screened records 2 times"):
        compare(from_ledger(make_ledger(twice, range(11), {3}), "l"), single)
