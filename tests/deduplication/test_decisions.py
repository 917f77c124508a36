"""What people decided outweighs every rule, in every later run."""

from dataclasses import replace

import pytest

from activescreen.deduplication import MERGED_FROM, PairDecision, find_duplicates
from activescreen.errors import InputError
from activescreen.records import Record, RecordSet, Source

TITLE = "Digital peer support for people with serious mental illness"


def record(title=TITLE, **fields):
    return Record(title, Source("a.ris", 0), **fields)


def said(records, one, other, same):
    return PairDecision(records.ids[one], records.ids[other], same)


def groups(found):
    return {frozenset(group) for group in found.groups}


def test_a_person_joins_what_nothing_else_links():
    records = RecordSet([record(year=2018), record("Hoffnung", year=1999), record("Else", year=3)])
    assert not find_duplicates(records).groups
    found = find_duplicates(records, decisions=[said(records, 0, 1, True)])
    assert groups(found) == {frozenset({0, 1})}
    assert found.by_how == {"human": 1}


def test_a_person_joins_two_pubmed_ids_and_copies_of_both_follow():
    records = RecordSet(
        record(pmid=pmid, year=2018, abstract=text) for pmid in "12" for text in ("", "More.")
    )
    assert groups(find_duplicates(records)) == {frozenset({0, 1}), frozenset({2, 3})}
    found = find_duplicates(records, decisions=[said(records, 0, 2, True)])
    assert groups(found) == {frozenset({0, 1, 2, 3})}


def test_a_person_parts_what_one_doi_links_and_is_not_asked_again():
    records = RecordSet([record(doi="10.1000/x", year=2018), record(doi="10.1000/x", year=2017)])
    assert find_duplicates(records).removed == 1
    found = find_duplicates(records, decisions=[said(records, 1, 0, False)])
    assert found.removed == 0
    assert not found.uncertain


def test_a_third_record_does_not_bridge_what_a_person_parted():
    records = RecordSet(record(doi="10.1000/x", year=year) for year in (2018, 2017, None))
    found = find_duplicates(records, decisions=[said(records, 0, 1, False)])
    (group,) = found.groups
    assert not {0, 1} <= set(group)
    assert 2 in group


def test_decisions_are_found_again_in_other_files_and_another_order():
    records = RecordSet([record(year=2018), record("Hoffnung", year=1999)])
    decision = said(records, 0, 1, True)
    later = RecordSet(
        replace(one, id="", source=Source("later.csv", place))
        for place, one in enumerate(reversed(records))
    )
    assert find_duplicates(later, decisions=[decision]).removed == 1


def test_decisions_reach_the_record_that_was_merged():
    records = RecordSet(
        [record(doi="10.1000/x", year=2018), record(doi="10.1000/x", abstract="Text."), record("H")]
    )
    merged = [one.record for one in find_duplicates(records).merged(records)]
    assert set(merged[0].fields[MERGED_FROM].split()) == set(records.ids[:2])
    again = RecordSet(replace(one, id="") for one in merged)
    assert find_duplicates(again).removed == 0
    assert find_duplicates(again, decisions=[said(records, 0, 2, True)]).removed == 1


def test_decisions_about_records_that_are_not_here_are_told():
    decision = PairDecision("0" * 16, "1" * 16, True)
    found = find_duplicates(RecordSet([record()]), decisions=[decision])
    assert found.unused == (decision,)


def test_decisions_that_contradict_each_other_are_refused_by_name():
    records = RecordSet([record("A"), record("B"), record("C"), record("D")])
    decisions = [
        said(records, 0, 1, True),
        said(records, 1, 2, True),
        said(records, 2, 0, False),
        said(records, 2, 3, True),
    ]
    with pytest.raises(InputError) as refused:
        find_duplicates(records, decisions=decisions)
    for decision in decisions[:3]:
        assert str(decision) in refused.value.paragraph
    assert str(decisions[3]) not in refused.value.paragraph


def test_one_pair_cannot_be_both():
    records = RecordSet([record("A"), record("B")])
    with pytest.raises(InputError, match="contradict"):
        find_duplicates(records, decisions=[said(records, 0, 1, True), said(records, 1, 0, False)])


def test_a_record_cannot_differ_from_itself():
    records = RecordSet([record("A")])
    with pytest.raises(InputError, match="itself"):
        find_duplicates(records, decisions=[said(records, 0, 0, False)])
