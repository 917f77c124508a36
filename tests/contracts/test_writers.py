"""What every registered writer keeps to, ours and those of other packages."""

import csv
import errno
import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from activescreen.errors import InputError
from activescreen.formats import READERS, WRITERS, Screening, UserNote, read_records, recognise
from activescreen.formats.containers import contents_of
from activescreen.formats.decisions import screening_of
from activescreen.ledger import Decision, Verdict
from activescreen.records import Record, RecordSet, Source

# Writers whose format is read as a more general one.
READ_AS = {
    **dict.fromkeys(("asreview", "covidence", "rayyan"), "csv"),
    **dict.fromkeys(("asreview_ris", "covidence_ris", "eppi"), "ris"),
    "asreview_xlsx": "xlsx",
    "rayyan_zip": "rayyan",
    "nbib": "medline",
    "jsonl": "json",
}
TABLES = ("csv", "tsv", "xlsx", "asreview", "asreview_xlsx", "rayyan", "covidence")
RISKY = ("=1+1", "+cmd", "-x", "@SUM(A1)", "\t=x", "\r=x", "＝1", "'=1")


@pytest.fixture(params=WRITERS.names())
def writer(request):
    return WRITERS.create(request.param)


@pytest.fixture
def path(writer, tmp_path):
    return tmp_path / f"out{writer.extensions[0]}"


def screening(*records):
    """Two reviewers' decisions, a reason, a tag and a note on the first record."""
    found = RecordSet(records)
    made = ()
    if records:
        made = (
            Decision(found.ids[0], Verdict.INCLUDE, reviewer="Ann"),
            Decision(found.ids[0], Verdict.EXCLUDE, reviewer="Bo", reason="wrong population"),
        )
    tags = {found.ids[0]: ("a tag",)} if records else {}
    notes = {found.ids[0]: (UserNote("A note.", "Ann"),)} if records else {}
    return Screening(found, made, tags=tags, notes=notes)


def records(number, **fields):
    return (
        Record(f"Title {row}", Source("s", row), abstract="a", **fields) for row in range(number)
    )


def test_says_what_it_is(writer):
    assert writer.name in WRITERS
    assert writer.title
    assert len(writer.carries) > 10
    assert writer.extensions
    assert all(re.fullmatch(r"\.[a-z0-9]+", extension) for extension in writer.extensions)


def test_recognised_by_its_own_reader(writer, path):
    writer.write(path, screening(*records(2)))
    expected = READ_AS.get(writer.name, writer.name)
    assert expected in READERS
    (content,) = contents_of(path, "noname")
    assert recognise(content).name == expected


def test_a_thousand_records_are_counted_and_come_back(writer, path):
    whole = screening(*records(1000))
    assert writer.write(path, whole) == 1000
    again = screening_of(read_records(path))
    assert [record.title for record in again.records] == [r.title for r in whole.records]
    votes = [(d.reviewer, d.verdict) for d in again.decisions]
    assert votes == [(d.reviewer, d.verdict) for d in whole.decisions]
    assert again.records.ids[0] == again.decisions[0].record_id


def test_the_same_records_give_the_same_file(writer, path):
    writer.write(path, screening(*records(3)))
    first = path.read_bytes()
    writer.write(path, screening(*records(3)))
    assert path.read_bytes() == first


class Stopped:
    """A set of records that ends in an interruption, as Ctrl-C half-way does."""

    def __init__(self, whole, after):
        self._whole = whole
        self._left = after

    def __getattr__(self, name):
        return getattr(self._whole, name)

    def __len__(self):
        return len(self._whole)

    def __iter__(self):
        for record in self._whole:
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
            yield record


def test_nothing_is_left_of_what_was_interrupted(writer, path):
    path.write_text("before")
    whole = screening(*records(3))
    # Some writers look at the records several times; it is stopped everywhere.
    for after in range(100):
        try:
            writer.write(path, replace(whole, records=Stopped(whole.records, after)))
        except KeyboardInterrupt:
            assert path.read_text() == "before"
            assert list(path.parent.iterdir()) == [path]
        else:
            break
    assert 3 <= after < 99
    assert len(read_records(path)) == 3


def test_nothing_is_left_on_a_full_disk(writer, path, monkeypatch):
    path.write_text("before")

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        writer.write(path, screening(*records(1)))
    assert path.read_text() == "before"
    assert list(path.parent.iterdir()) == [path]


def test_places_that_cannot_be_written(writer, tmp_path):
    whole = screening(*records(1))
    (tmp_path / "file").write_text("a file, no folder")
    for place in (tmp_path, tmp_path / "file" / "out"):
        with pytest.raises(InputError) as caught:
            writer.write(place, whole)
        assert str(place) in str(caught.value)


def test_no_records_are_no_failure(writer, path):
    assert writer.write(path, screening()) == 0
    assert path.exists()
    # Reading it back says that there is nothing, and where.
    with pytest.raises(InputError, match="out") as caught:
        read_records(path)
    assert re.search(r"empty|no row|no record|No .*record", str(caught.value))


def test_a_record_without_anything(writer, path):
    empty = Record("", Source("s", 1))
    assert writer.write(path, screening(*records(1), empty, *records(1))) == 3
    again = read_records(path)
    assert [record.title for record in again] == ["Title 0", "", "Title 0"]


def test_signs_that_files_cannot_hold(writer, path):
    odd = Record(
        "Half a sign \x00\x07\x1b\ufffe title",
        Source("s", 0),
        abstract="line\x0bfeed \x85 \u2028 end",
        authors=("A\x1fas, B.",),
        keywords=("k\x00w",),
        volume="1\ud83d",
        id="1",
        fields={"key\x00": "v\udc00", "N1": "n\udc00"},
    )
    assert writer.write(path, screening(odd, *records(1))) == 2
    again = read_records(path)
    assert len(again) == 2
    assert again[0].title.startswith("Half a sign ")
    assert again[0].title.endswith(" title")
    assert again[1].title == "Title 0"


def test_texts_cannot_break_out(writer, path):
    for breaking in (
        "ER  - \nTY  - JOUR\nTI  - forged",
        "PMID- 1\n\nPMID- 2",
        "}\n@a{b, title={c}}",
    ):
        for text in (breaking, '"\n"x","', "</title></record><record>", "]}\n{", "\t\r\n"):
            forged = Record("T", Source("s", 0), abstract=text, journal=text, fields={"N1": text})
            notes = Screening(RecordSet([forged, *records(1)]))
            tags = {notes.records.ids[0]: (text.strip() or "x",)}
            assert writer.write(path, replace(notes, tags=tags)) == 2
            again = read_records(path)
            assert [record.title for record in again] == ["T", "Title 0"]


def cells(path):
    """Every cell of a table as a spreadsheet gets it."""
    if path.suffix == ".xlsx":
        for row in openpyxl.load_workbook(path).active.iter_rows():
            yield from ((cell.value, cell.data_type) for cell in row if cell.value is not None)
        return
    text = path.read_bytes().decode()
    delimiter = "\t" if path.suffix == ".tsv" else ","
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield from ((cell, "s") for cell in row)


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_is_a_formula_and_numbers_are_unharmed(name, tmp_path):
    writer = WRITERS.create(name)
    path = tmp_path / f"out{writer.extensions[0]}"
    found = RecordSet(
        Record(text, Source("s", row), journal=text, volume="-3", fields={"=column": text})
        for row, text in enumerate(RISKY)
    )
    noted = {
        record_id: (UserNote(text, "=Ann"),)
        for record_id, text in zip(found.ids, RISKY, strict=True)
    }
    made = tuple(Decision(record_id, Verdict.EXCLUDE, reviewer="=Ann") for record_id in found.ids)
    writer.write(path, Screening(found, made, tags={found.ids[0]: RISKY}, notes=noted))
    for cell, kind in cells(path):
        assert kind != "f"
        risky = isinstance(cell, str) and re.match(r"\s*[=+\-@＝＋－＠]", cell)
        assert not risky or re.fullmatch(r"[+-]?\d+(\.\d+)?", cell), cell
    again = screening_of(read_records(path))
    assert [" ".join(record.title.split()) for record in again.records] == [
        " ".join(text.split()) for text in RISKY
    ]
    assert {record.volume for record in again.records} == {"-3"}
    assert {decision.reviewer for decision in again.decisions} == {"=Ann"}
