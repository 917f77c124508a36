"""Ovid's text with tags and with full names."""

import pytest

from activescreen.formats import read_records
from activescreen.formats.citations import parse_citation

TAGGED = """<3001. >
VN  - Ovid Technologies
DB  - Embase
UI  - 123
TI  - On the growth
      of things.
SO  - Journal of Things. Conference: 2nd Meeting: Part 2. Spain. 12 (Supplement 3) (pp 7-9), 2018.
AU  - Marx K.
AU  - Lindgren A.
IN  - (Marx) Univ A
      (Lindgren) Univ B
MH  - *growth
MH  - thing
AB  - Aims: to see.
Method(s): looking.
LG  - German
PT  - Review
DO  - http://dx.doi.org/10.1000/own
YR  - 2018
CR  - Copyright 2018

<3002. >
VN  - Ovid Technologies
DB  - Ovid MEDLINE(R)
UI  - 12345678
TI  - Second.
"""
NAMED = """

<8>
Score
  *****
Unique Identifier
  12345678
Database
  Ovid MEDLINE(R)
Authors
  Marx, Karl 1;  Lindgren, Astrid 1,2
Title
  On growth.[Article]
Source
  Things.   8(6):1048-1064, September 2015.
Abstract
  First.

  Second: p < 0.05
Author Keywords
  growth;  things.
References
  Smith A. 2001. Other. doi 10.1000/cited
Digital Object Identifier
  https://dx.doi.org/10.1000/own
Language
  English.

<9>
Title
  Second
"""


@pytest.fixture
def read(tmp_path):
    def _read(text, name="citation.cgi"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_records(path)

    return _read


@pytest.mark.parametrize("name", ["x.cgi", "x.ovd", "x.txt", "x.ris"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_tags(read, name, end):
    records = read(TAGGED.replace("\n", end), name)
    record = records[0]
    assert [r.title for r in records] == ["On the growth of things.", "Second."]
    assert record.abstract == "Aims: to see.\nMethod(s): looking."
    assert record.authors == ("Marx K.", "Lindgren A.")
    assert (record.journal, record.volume, record.number) == (
        "Journal of Things",
        "12",
        "Supplement 3",
    )
    assert (record.pages, record.year, record.doi) == ("7-9", 2018, "10.1000/own")
    assert record.keywords == ("*growth", "thing")
    assert (record.language, record.kind) == ("de", "Review")
    assert (record.source.line, record.source.database) == (1, "Embase")
    assert record.fields["IN"] == "(Marx) Univ A\n(Lindgren) Univ B"
    assert record.raw.endswith("CR  - Copyright 2018")
    assert (records[0].pmid, records[1].pmid) == ("", "12345678")
    report = records.reports[0]
    assert (report.format, report.reconciled, report.quarantined) == ("ovid", True, ())
    assert (report.columns["title"], report.columns["pages"]) == ("TI", "SO")


def test_full_names(read):
    records = read(NAMED)
    record = records[0]
    assert (record.title, records[1].title) == ("On growth.[Article]", "Second")
    assert record.authors == ("Marx, Karl", "Lindgren, Astrid")
    assert (record.journal, record.volume, record.number) == ("Things", "8", "6")
    assert (record.pages, record.year) == ("1048-1064", 2015)
    assert record.abstract == "First.\n\nSecond: p < 0.05"
    assert record.keywords == ("growth", "things")
    assert (record.doi, record.pmid, record.language) == ("10.1000/own", "12345678", "en")
    assert record.fields["Score"] == "*****"
    assert records.reports[0].columns["title"] == "Title"
    assert records.reports[0].reconciled


def test_records_without_numbers(read):
    tagged = TAGGED.replace("<3001. >\n", "").replace("<3002. >\n", "")
    assert len(read(tagged)) == 2
    named = NAMED.replace("<8>\n", "").replace("<9>\n", "Score\n  **\n")
    assert [record.title for record in read(named)] == ["On growth.[Article]", "Second"]


def test_cut_in_the_middle(read):
    records = read(TAGGED[:250])
    assert records[0].title == "On the growth of things."
    assert records.reports[0].reconciled


def test_number_with_nothing_below_is_set_aside(read):
    report = read(f"{TAGGED}\n<3003. >\n\n").reports[0]
    assert report.records == 2
    assert report.reconciled
    assert [piece.text for piece in report.quarantined] == ["<3003. >"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lancet. 383(9921):911-9, 2014 Mar 8.", ("Lancet", "383", "9921", "911-9", 2014)),
        ("Pediatrics. 105(3 Pt 1):E40, 2000.", ("Pediatrics", "105", "3 Pt 1", "E40", 2000)),
        ("J Ex. 114 (7) (pp 10-6), 2019. Date: 1.", ("J Ex", "114", "7", "10-6", 2019)),
        (
            "BMJ Open. 9 (5) (no pagination), 2019. Article Number: e023456. Date of X: 2019.",
            ("BMJ Open", "9", "5", "e023456", 2019),
        ),
        ("J of C. Vol.69(2), 2001, pp. 123-134.", ("J of C", "69", "2", "123-134", 2001)),
        ("Cancer (2004) 102:4 (253-258). Date: 25", ("Cancer", "102", "4", "253-258", 2004)),
        (
            "Nature (2024) 15:1 Article Number: 4063. Date of Publication: 1 Dec 2024",
            ("Nature", "15", "1", "4063", 2024),
        ),
        ("Record (2024). Date of Publication: 2024", ("Record", "", "", "", 2024)),
        ("Elife. 2022 Nov 30;11:e80092. doi: 10.7554/x.", ("Elife", "11", "", "e80092", 2022)),
        ("Sci Rep. 2023 Jul;13(1):11221. doi: 1.", ("Sci Rep", "13", "1", "11221", 2023)),
        ("J Ex. 30 November 2015", ("J Ex", "", "", "", 2015)),
        ("", ("", "", "", "", None)),
    ],
)
def test_citations(text, expected):
    found = parse_citation(text)
    assert (found.journal, found.volume, found.number, found.pages, found.year) == expected


def test_mapping_to_a_name(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(NAMED)
    record = read_records(path, mapping={"title": "Unique Identifier"})[0]
    assert record.title == "12345678"
