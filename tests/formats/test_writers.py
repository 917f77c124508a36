"""What we write is whole, safe in a spreadsheet, and read back the same."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.formats import (
    labels_of,
    read_labels,
    read_records,
    safe_cell,
    write_csv,
    write_ris,
    write_table,
)
from activescreen.records import Record, RecordSet, Source


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "\rx", "'=x"])
def test_formulas_are_guarded(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-5", "+1.5e3", -0.25, 3, "plain", "'quoted'", "a=b"])
def test_numbers_and_texts_are_left_alone(value):
    assert safe_cell(value) == str(value)


def test_table_is_utf8_and_keeps_line_breaks(tmp_path):
    path = tmp_path / "t.csv"
    rows = [["é", 'a "b"\nc'], [None, 1.5]]
    assert write_table(path, ["x", "=y"], rows) == 2
    with path.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [["x", "'=y"], ["é", 'a "b"\nc'], ["", "1.5"]]


def test_nothing_half_written(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("before")

    def rows():
        yield ["a"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(path, ["x"], rows())
    with pytest.raises(InputError, match="2 cells, but there are 1"):
        write_table(path, ["x"], [["a"], ["b", "c"]])
    assert path.read_text() == "before"
    assert [other.name for other in tmp_path.iterdir()] == ["t.csv"]


def test_places_that_cannot_be_written(tmp_path):
    with pytest.raises(InputError, match="folder exists"):
        write_table(tmp_path / "no" / "t.csv", ["x"], [])
    with pytest.raises(InputError, match="directory"):
        write_table(tmp_path, ["x"], [])


# What writing takes away by intent: blanks at the ends, and separators inside list items. A title
# that is a DOI would be harvested as one.
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters=";|\ufeff"),
    min_size=1,
    max_size=20,
).map(lambda text: " ".join(text.split()) or "x")
plain = st.text("abcdefg =+-@'", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "x"
)


@st.composite
def records_with_labels(draw):
    records = RecordSet(
        Record(
            title=draw(words | plain) + " title",
            source=Source("s", row),
            abstract="\n".join(draw(st.lists(words, max_size=3))),
            authors=tuple(draw(st.lists(st.sampled_from(["Marx, K.", "Ö, Å."]), max_size=3))),
            year=draw(st.none() | st.integers(1900, 2030)),
            doi=draw(st.sampled_from(["", "10.1000/a(1)b"])),
            pmid=draw(st.sampled_from(["", "123"])),
            pages=draw(st.sampled_from(["", "1-5", "e7"])),
            keywords=tuple(draw(st.sampled_from([(), ("a", "b, c")]))),
        )
        for row in range(draw(st.integers(1, 4)))
    )
    marks = draw(st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4))
    labels = {i: m for i, m in zip(records.ids, marks, strict=False) if m is not None}
    return records, labels


@settings(max_examples=60, deadline=None)
@given(records_with_labels())
@pytest.mark.parametrize(("write", "name"), [(write_csv, "x.csv"), (write_ris, "x.ris")])
def test_round_trip(tmp_path_factory, write, name, drawn):
    records, labels = drawn
    path = tmp_path_factory.mktemp("out") / name
    assert write(path, records, labels) == len(records)
    again = read_records(path)
    assert [r.title for r in again] == [r.title for r in records]
    for attribute in ("authors", "year", "doi", "pmid", "pages", "keywords"):
        assert [getattr(r, attribute) for r in again] == [getattr(r, attribute) for r in records]
    marks = [labels.get(i) for i in records.ids]
    assert labels_of(again).values.tolist() == [-1 if m is None else int(m) for m in marks]
    assert len(read_labels(path)) == len(labels)


def test_text_that_looks_like_tags_cannot_break_out(tmp_path):
    record = Record("T", Source("s", 0), abstract="one\nER  - \n\nTY  - JOUR\nTI  - forged")
    write_ris(tmp_path / "x.ris", RecordSet([record]))
    again = read_records(tmp_path / "x.ris")
    assert len(again) == 1
    assert again[0].abstract == record.abstract.replace("- \n", "-\n")
