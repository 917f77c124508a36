"""What every registered reader keeps to, ours and those of other packages."""

import sqlite3
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from activescreen.formats import READERS, Content, Import, recognise

ROWS = (["title", "abstract"], ["First", "a"], ["Second", ""])


@pytest.fixture(params=READERS.names())
def name(request):
    return request.param


@pytest.fixture
def data(name, tmp_path, old_workbook):
    """A file of two records in the format."""
    if name == "xlsx":
        book = Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(tmp_path / "sample.xlsx")
        return (tmp_path / "sample.xlsx").read_bytes()
    if name == "xls":
        return old_workbook(ROWS)
    if name == "rayyan":
        with ZipFile(tmp_path / "sample.zip", "w") as archive:
            archive.writestr("articles.csv", "key,title,abstract\n1,First,a\n2,Second,\n")
            log = "article_id,user_email,key,value,created_at\n"
            archive.writestr("customizations_log.csv", log)
        return (tmp_path / "sample.zip").read_bytes()
    if name == "asreview_project":
        return asreview_project(tmp_path / "sample.asreview")
    return {
        "csv": "title,abstract\nFirst,a\nSecond,\n",
        "tsv": "title\tabstract\nFirst\ta\nSecond\t\n",
        "ris": "TY  - JOUR\nTI  - First\nAB  - a\nER  - \nTY  - JOUR\nTI  - Second\nER  - \n",
        "wos": "FN X\nVR 1.0\nPT J\nTI First\nAB a\nER\n\nPT J\nTI Second\nER\n\nEF\n",
        "medline": "PMID- 1\nTI  - First\nAB  - a\n\nPMID- 2\nTI  - Second\n",
        "pubmed_xml": "<PubmedArticleSet>"
        "<PubmedArticle><MedlineCitation><Article><ArticleTitle>First</ArticleTitle>"
        "<Abstract><AbstractText>a</AbstractText></Abstract></Article></MedlineCitation>"
        "</PubmedArticle><PubmedArticle><MedlineCitation><Article><ArticleTitle>Second"
        "</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
        "endnote_xml": "<xml><records><record><titles><title>First</title></titles><abstract>a"
        "</abstract></record><record><titles><title>Second</title></titles></record></records></xml>",
        "enw": "%0 Journal Article\n%T First\n%D 2001\n%X a\n\n%0 Generic\n%T Second\n",
        "ovid": "<1>\nDB  - X\nTI  - First\nAB  - a\n\n<2>\nDB  - X\nTI  - Second\n",
        "bibtex": "@misc{a, title={First}, abstract={a}}\n@misc{b, title={Second}}\n",
        "json": '[{"title": "First", "abstract": "a"}, {"title": "Second"}]',
        "central": "Record #1 of 2\nTI: First\nAB: a\n\nRecord #2 of 2\nTI: Second\n",
    }[name].encode()


def asreview_project(path):
    """A project of version 3."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE record (record_id, dataset_row, dataset_id, title, abstract)")
    rows = [(0, 0, "d", "First", "a"), (1, 1, "d", "Second", "")]
    database.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?)", rows)
    database.execute("CREATE TABLE results (record_id, label)")
    database.commit()
    with ZipFile(path, "w") as archive:
        archive.writestr("project.json", "{}")
        archive.writestr("data/d.csv", "title,abstract\nFirst,a\nSecond,\n")
        archive.writestr("results.db", database.serialize())
    return path.read_bytes()


def test_recognised_without_extension_and_against_it(name, data):
    for file in ("noname", "wrong.ris", "wrong.csv", "wrong.xlsx"):
        assert recognise(Content(file, data)).name == name


def test_only_its_own_reader_is_sure(name, data):
    content = Content("noname", data)
    sure = {other: READERS.create(other).recognises(content) for other in READERS}
    assert all(0 <= value <= 1 for value in sure.values())
    assert [other for other, value in sure.items() if value >= 0.5] == [name]


def test_records_report_and_sources_agree(name, data):
    source = Import(Content("f", data), READERS.create(name))
    records = list(source)
    report = source.report
    assert [record.title for record in records] == ["First", "Second"]
    assert [record.abstract for record in records] == ["a", ""]
    assert [record.source.row for record in records] == [0, 1]
    assert {record.source.file for record in records} == {report.file} == {"f"}
    assert (report.records, report.format) == (2, name)
    assert report.reconciled
    assert {"title", "abstract"} <= set(report.columns)
    lines = [record.source.line for record in records]
    assert lines == sorted(lines)


def test_junk_is_not_recognised(name):
    for data in (b"%PDF-1.4", bytes(range(256)) * 8, b"PK\x05\x06" + b"\0" * 18):
        assert READERS.create(name).recognises(Content("x", data)) == 0
