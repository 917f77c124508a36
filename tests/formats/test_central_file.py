"""CENTRAL's own text."""

import pytest

from activescreen.formats import read_records

TEXT = """Record #1 of 2
ID: CN-01234567
AU: Marx K
AU: Lindgren A
TI: On the growth of things: a trial
SO: Journal of things
YR: 2019
VL: 12
NO: 3
PG: 1-10
PM: PUBMED 12345678
XR: EMBASE 600001
PT: Journal article; Randomized controlled trial
KY: Growth; *Things
DOI: 10.1000/own
AB: BACKGROUND: Things grow.
METHODS: We looked.
US: https://www.cochranelibrary.com/central/doi/10.1002/central/CN-01234567/full

Record #2 of 2
ID: CN-00000002
AU: Doe J, Roe R
TI: Registered
DOI: 10.1002/central/CN-00000002
US: https://www.cochranelibrary.com/central/doi/10.1002/central/CN-00000002/full
"""


@pytest.fixture
def read(tmp_path):
    def _read(text, name="citation-export.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_records(path)

    return _read


@pytest.mark.parametrize("name", ["x.txt", "x.ris"])
def test_fields(read, name):
    records = read(TEXT, name)
    record = records[0]
    assert record.title == "On the growth of things: a trial"
    assert record.abstract == "BACKGROUND: Things grow.\nMETHODS: We looked."
    assert record.authors == ("Marx K", "Lindgren A")
    assert (record.journal, record.year) == ("Journal of things", 2019)
    assert (record.volume, record.number, record.pages) == ("12", "3", "1-10")
    assert (record.doi, record.pmid) == ("10.1000/own", "12345678")
    assert record.keywords == ("Growth", "*Things")
    assert record.kind.startswith("Journal article")
    assert record.fields["XR"] == "EMBASE 600001"
    assert (record.source.line, record.source.database) == (1, "Cochrane CENTRAL")
    report = records.reports[0]
    assert (report.format, report.dialect) == ("central", "Cochrane CENTRAL")
    assert report.reconciled
    assert not report.warnings


def test_address_of_central_is_no_doi_of_the_publication(read):
    record = read(TEXT)[1]
    assert record.doi == ""
    assert record.fields["DOI"] == "10.1002/central/CN-00000002"
    assert record.authors == ("Doe J", "Roe R")


def test_ris_of_central_is_ris(read):
    text = "Record #1 of 1\nProvider: X\nTY  - JOUR\nTI  - A\nAB  - AU: x\nER  - \n"
    assert read(text).reports[0].format == "ris"


def test_cut_file_is_told(read):
    records = read(TEXT[: TEXT.index("Record #2")])
    assert len(records) == 1
    assert "speaks of 2 records but holds 1" in records.reports[0].warnings[0]
