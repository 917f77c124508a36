"""Workbooks."""

import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from activescreen.errors import InputError
from activescreen.formats import labels_of, read_records


@pytest.fixture
def save(tmp_path):
    def _save(*sheets, name="review.xlsx"):
        book = Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets):
            sheet = book.create_sheet(f"Sheet {number}")
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return _save


def test_fields_types_and_rows(save):
    path = save(
        [
            ["SEARCH QUERY", "x"],
            [None],
            ["Title", "Abstract", "Year", "PMID", "Included", "Seen"],
            ["A", "text", 2004, 123456.0, 1, datetime(2024, 5, 6)],  # noqa: DTZ001 - cells have none
            [None],
            ["B", None, None, None, None, True],
        ]
    )
    records = read_records(path)
    assert [(r.title, r.source.row, r.source.line) for r in records] == [("A", 0, 4), ("B", 2, 6)]
    assert (records[0].year, records[0].pmid) == (2004, "123456")
    assert records[0].fields["Seen"] == "2024-05-06"
    assert labels_of(records).values.tolist() == [1, -1]
    assert records.reports[0].format == "xlsx"


def test_sheet_with_references_is_found(save):
    records = read_records(save([["Notes"], ["hello"]], [["title", "abstract"], ["A", "b"]]))
    assert len(records) == 1
    assert "'Sheet 0'" in records.reports[0].warnings[0]


def test_merged_header(save):
    path = save([["title", None, "abstract"], ["A", "x", "b"]])
    assert read_records(path)[0].fields == {"title": "A", "column 2": "x", "abstract": "b"}


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_cut_workbook(save, keep):
    path = save([["title", "abstract"], ["A", "b"]])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(InputError, match=r"review\.xlsx: The workbook is damaged.*save it anew"):
        read_records(path)


@pytest.mark.parametrize("place", range(0, 5000, 500))
def test_workbook_with_flipped_bytes(save, place):
    path = save([["title", "abstract"], ["A", "b"]])
    data = bytearray(path.read_bytes())
    for at in range(place, min(place + 40, len(data))):
        data[at] ^= 0xA5
    path.write_bytes(data)
    try:
        count = len(read_records(path))
    except InputError as error:
        assert str(error).count("review.xlsx") == 1  # noqa: PT017 - either outcome is right
    else:
        assert count == 1


def test_empty_workbook(save):
    with pytest.raises(InputError, match="no cell"):
        read_records(save([]))


def test_csv_named_xlsx(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_text("title,abstract\nA,b\n")
    assert read_records(path).reports[0].format == "csv"


def test_workbook_that_unpacks_beyond_all_measure(save):
    path = save([["title", "abstract"], ["A", "b"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"\0" * (60 << 20))
    with pytest.raises(InputError, match=r"review\.xlsx: .* would unpack to 60 MiB.* as CSV"):
        read_records(path)


def test_cell_far_down_the_sheet(tmp_path):
    book = Workbook()
    book.active.append(["title", "abstract"])
    book.active["A60000"] = "A"
    book.save(tmp_path / "far.xlsx")
    records = read_records(tmp_path / "far.xlsx")
    assert [(record.title, record.source.line) for record in records] == [("A", 60000)]
    assert records.reports[0].reconciled


def test_title_above_a_row_that_names_more_fields(tmp_path):
    book = Workbook()
    for row in (["Title", "Texts", None], [None, "Abstract", "Year"], ["One", "a", 2001]):
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    book.save(tmp_path / "merged.xlsx")
    records = read_records(tmp_path / "merged.xlsx")
    assert [(r.title, r.abstract, r.year) for r in records] == [("One", "a", 2001)]
    assert not records.reports[0].quarantined
