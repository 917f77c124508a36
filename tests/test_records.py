import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.records import ImportReport, Record, RecordSet, Source

TITLES = st.lists(st.text(alphabet="ab ", max_size=3), max_size=12)


def record(title: str = "Title", row: int = 0, **fields: object) -> Record:
    return Record(title, Source("made.csv", row), **fields)


def test_a_source_names_the_line_where_there_is_one():
    assert str(Source("a.ris", 3, line=41)) == "a.ris, line 41"
    assert str(Source("a.csv", 3)) == "a.csv, row 3"


class TestText:
    def test_parts_that_say_nothing_leave_no_gap(self):
        assert record("T", abstract=" \n", keywords=("a", "b")).text() == "T\n\na; b"
        assert record("", abstract="").text() == ""

    def test_fields_are_chosen(self):
        assert record("T", abstract="A").text(("abstract",)) == "A"
        assert RecordSet([record("T", abstract="A")]).texts(("title",)) == ["T"]


class TestIds:
    def test_come_from_content_and_not_from_the_place(self):
        here, there = record("T", 1), Record("T", Source("other.ris", 99, line=5))
        assert here.content_digest() == there.content_digest()
        assert here.content_digest() != record("U", 1).content_digest()

    @pytest.mark.parametrize(
        "field",
        [
            {"abstract": "x"},
            {"authors": ("x",)},
            {"year": 2000},
            {"journal": "x"},
            {"volume": "x"},
            {"number": "x"},
            {"pages": "x"},
            {"doi": "x"},
            {"pmid": "x"},
            {"keywords": ("x",)},
        ],
    )
    def test_depend_on_every_field(self, field):
        assert record().content_digest() != record(**field).content_digest()

    def test_a_value_in_another_field_is_another_content(self):
        assert record(volume="1").content_digest() != record(number="1").content_digest()

    @settings(deadline=None, max_examples=40)
    @given(TITLES)
    def test_are_unique_even_among_copies(self, titles):
        ids = RecordSet(record(title) for title in titles).ids
        assert len(set(ids)) == len(titles)

    def test_copies_are_numbered(self):
        first, second, third = RecordSet([record(), record(), record()]).ids
        assert (second, third) == (f"{first}-2", f"{first}-3")

    def test_given_ids_are_kept(self):
        assert RecordSet([record(id="mine"), record()]).ids[0] == "mine"

    def test_a_given_id_twice_is_refused_with_its_place(self):
        with pytest.raises(InputError, match=r"made.csv, row 7: Two records have the id 'x'"):
            RecordSet([record(id="x"), record(row=7, id="x")])

    @pytest.mark.parametrize("old_first", [True, False])
    def test_a_new_search_may_bring_an_old_record_again(self, old_first):
        old = list(RecordSet([record(), record()]))
        new = [record(row=5)]
        ids = RecordSet([*old, *new] if old_first else [*new, *old]).ids
        assert len(set(ids)) == 3
        assert {entry.id for entry in old} < set(ids)


class TestRecordSet:
    RECORDS = RecordSet([record(title, row) for row, title in enumerate("dacb")])

    def test_is_a_sequence(self):
        assert len(self.RECORDS) == 4
        assert [each.title for each in self.RECORDS[1:3]] == ["a", "c"]
        assert self.RECORDS[-1].title == "b"
        assert self.RECORDS[0] in self.RECORDS
        assert "d" not in self.RECORDS
        assert "4 from made.csv" in repr(self.RECORDS)

    def test_takes_in_the_order_given_and_keeps_reports(self):
        reports = [ImportReport("made.csv", "CSV", "utf-8", 4)]
        taken = RecordSet(self.RECORDS, reports).take([3, 0])
        assert [each.title for each in taken] == ["b", "d"]
        assert taken.ids == (self.RECORDS.ids[3], self.RECORDS.ids[0])
        assert taken.reports == tuple(reports)

    def test_finds_by_id(self):
        assert self.RECORDS.position(self.RECORDS.ids[2]) == 2
        assert self.RECORDS.has(self.RECORDS.ids[2])
        with pytest.raises(InputError, match="no record 'nobody' among these 4"):
            self.RECORDS.position("nobody")

    def test_id_order_is_the_place_among_sorted_ids(self):
        by_id = np.array(self.RECORDS.ids)[np.argsort(self.RECORDS.id_order)]
        assert by_id.tolist() == sorted(self.RECORDS.ids)

    def test_hash_tells_content_and_order(self):
        again = RecordSet([record(title, 9) for title in "dacb"])
        assert again.data_hash == self.RECORDS.data_hash
        assert self.RECORDS[::-1].data_hash != self.RECORDS.data_hash
        assert len(self.RECORDS.data_hash) == 64

    def test_counts_missing_abstracts(self):
        assert RecordSet([record(abstract=" "), record("U", abstract="A")]).without_abstract == 1

    def test_may_be_empty(self):
        empty = RecordSet([])
        assert len(empty) == 0
        assert empty.ids == ()
        assert "nowhere" in repr(empty)
