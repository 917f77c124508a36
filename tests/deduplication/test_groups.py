"""Copies are found, look-alikes are kept apart."""

import csv
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.deduplication import find_duplicates
from activescreen.formats import read_records
from activescreen.records import Record, RecordSet, Source

TITLE = "Digital peer support for people with serious mental illness"


def record(title=TITLE, file="a.ris", **fields):
    return Record(title, Source(file, 0), **fields)


def removed(*records):
    return find_duplicates(records).removed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"doi": "10.1000/X.1"}, {"doi": "https://doi.org/10.1000/x.1."}),
        ({"pmid": "123", "title": TITLE + "."}, {"pmid": "123", "title": TITLE.upper()}),
        (
            {"year": 2018},
            {"year": 2018, "title": TITLE.replace("peer", "<i>peer</i>") + " [German]"},
        ),
        ({"authors": ("Müller, K.",), "year": 2018}, {"authors": ("Muller K",)}),
        (
            {"year": 2018, "volume": "3", "pages": "5-9"},
            {"year": 2019, "volume": "3", "pages": "S5"},
        ),
        (
            {"year": 2018, "volume": "3", "pages": "5-9", "title": TITLE},
            {"year": 2018, "volume": "3", "pages": "5", "title": TITLE + " patients"},
        ),
        ({"doi": "10.1000/x", "title": ""}, {"doi": "10.1000/x"}),
    ],
)
def test_copies(one, other):
    assert removed(record(**one), record(**other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # One DOI for all abstracts of a congress.
        (
            {"doi": "10.1000/x", "title": "Heart failure in the elderly of Spain"},
            {"doi": "10.1000/x", "title": "Beta blockers after surgery: a cohort"},
        ),
        (
            {"doi": "10.1000/x", "title": TITLE + " part 1"},
            {"doi": "10.1000/x", "title": TITLE + " part 2"},
        ),
        ({"doi": "10.1000/x"}, {"doi": "10.1000/x", "title": "Erratum: " + TITLE}),
        ({"pmid": "1"}, {"pmid": "2"}),
        ({"year": 2018}, {"year": 2021}),
        ({"authors": ("Smith, J.",)}, {"authors": ("Okafor, A.",)}),
        # A conference abstract and the paper after it.
        (
            {"year": 2018, "volume": "37", "pages": "S99"},
            {"year": 2018, "volume": "41", "pages": "494-500"},
        ),
        ({"title": "Introduction", "year": 2018}, {"title": "Introduction", "year": 2018}),
        ({"title": ""}, {"title": ""}),
        ({"doi": "doi [pii]", "title": "One"}, {"doi": "doi [pii]", "title": "Two"}),
    ],
)
def test_look_alikes(one, other):
    assert removed(record(**one), record(**other)) == 0


def test_groups_canonical_record_and_counts():
    records = RecordSet(
        [
            record(file="pubmed.ris", doi="10.1/ab", pmid="1"),
            record("Something else entirely, at length", file="pubmed.ris"),
            record(file="embase.ris", abstract="text", doi="10.1/ab"),
            record(file="embase.ris", pmid="1"),
        ]
    )
    found = find_duplicates(records)
    assert found.groups == ((2, 0, 3),)
    assert found.removed == 2
    assert found.removed_positions == {0, 3}
    assert found.by_source_pair == Counter(
        {("embase.ris", "pubmed.ris"): 1, ("embase.ris", "embase.ris"): 1}
    )
    unique = found.unique(records)
    assert unique.ids == (records.ids[1], records.ids[2])
    assert find_duplicates(unique).removed == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=20))
def test_groups_are_disjoint_and_counts_reconcile(drawn):
    records = RecordSet(
        record(f"Title number {t} of a study", doi=f"10.1000/d{d}" if d else "") for t, d in drawn
    )
    found = find_duplicates(records)
    members = [place for group in found.groups for place in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 for group in found.groups)
    assert len(found.unique(records)) == len(records) - found.removed
    assert sum(found.by_source_pair.values()) == found.removed


def test_one_identifier_for_many_records_merges_none_and_ends():
    records = [
        record(f"Abstract {i} on subject {i * 7919 % 1000}", doi="10.1000/congress", year=2018)
        for i in range(4_000)
    ]
    assert removed(*records) == 0


@pytest.mark.parametrize(
    ("name", "true", "false", "missed"),
    [
        ("tafenoquine", 75, 0, 0),
        ("stroke", 313, 0, 1),
        ("haematology", 121, 1, 14),
        ("diabetes", 1260, 0, 1),
        ("special_cases", 3, 0, 0),
    ],
)
def test_gold_sets(shared, name, true, false, missed):
    folder = shared / "dedup" / name
    records = read_records(folder / "records.csv")
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as stream:
        cluster = {row["id"]: row["cluster_id"] for row in csv.DictReader(stream)}
    found = find_duplicates(records)
    publications = {cluster[r.fields["id"]] for r in records}
    left = {cluster[r.fields["id"]] for r in found.unique(records)}
    lost = len(publications - left)
    assert lost <= false
    assert found.removed - lost >= true
    assert len(records) - len(publications) - (found.removed - lost) <= missed
