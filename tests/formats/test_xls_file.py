"""Old workbooks, and what is only named like one."""

from zipfile import ZipFile

import pytest

from activescreen.errors import InputError
from activescreen.formats import READERS, Content, Import, read_records


@pytest.fixture
def save(tmp_path):
    def _save(data, name="savedrecs.xls"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return _save


def test_fields_and_rows(save, old_workbook):
    data = old_workbook(
        [
            ["Search of May"],
            [],
            ["Article Title", "Abstract", "Publication Year", "Start Page", "Pubmed Id", "DOI"],
            ["Ä title", "a", 2001.0, 1461.0, 12345678.0, "10.1000/own"],
            [],
            ["B"],
        ]
    )
    records = read_records(save(data))
    first, second = records
    assert (first.title, first.abstract, first.year) == ("Ä title", "a", 2001)
    assert (first.pages, first.pmid, first.doi) == ("1461", "12345678", "10.1000/own")
    assert (first.source.row, first.source.line) == (0, 4)
    assert (second.title, second.source.row, second.source.line) == ("B", 2, 6)
    report = records.reports[0]
    assert report.format == "xls"
    assert [piece.text.strip() for piece in report.quarantined] == ["Search of May"]
    assert not report.warnings


def test_tabs_named_xls(save):
    records = read_records(save(b"PT\tTI\tSO\nJ\tA\tTHINGS\n"))
    assert (records[0].title, records.reports[0].format) == ("A", "tsv")


def test_html_named_xls_is_refused_as_what_it_is(save):
    with pytest.raises(InputError, match=r"savedrecs\.xls: .* HTML page"):
        read_records(save(b"<html><body><table><tr><td>Title</td></tr></table></body></html>"))


def test_document_is_no_workbook(save):
    with pytest.raises(InputError, match="old Excel or Word"):
        read_records(save(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "x.doc"))


def test_empty_workbook(save, old_workbook):
    with pytest.raises(InputError, match="no cell"):
        read_records(save(old_workbook([])))


@pytest.mark.parametrize("keep", [0.1, 0.3, 0.6, 0.95])
def test_cut_workbook(save, old_workbook, keep):
    data = old_workbook([["title", "abstract"], ["A", "b"]])
    try:
        records = read_records(save(data[: int(len(data) * keep)]))
    except InputError as error:
        assert "savedrecs.xls" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert records[0].title == "A"


@pytest.mark.parametrize("name", ["xls", "rayyan", "asreview_project"])
@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0", b"TY  - JOUR\nER  - \n", None]
)
def test_what_is_no_such_file_is_refused_even_if_one_insists(name, data, tmp_path):
    if data is None:
        with ZipFile(tmp_path / "other.zip", "w") as archive:
            archive.writestr("readme.txt", "Nothing of the kind.")
        data = (tmp_path / "other.zip").read_bytes()
    with pytest.raises(InputError):
        list(Import(Content("x", data), READERS.create(name)))
