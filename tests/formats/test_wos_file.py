"""Every trap of Web of Science's plain text."""

import pytest

from activescreen.formats import Content, read_records, recognise

FULL = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Marx, K
   Lindgren, A (astrid@example.org)
AF Marx, Karl
   Lindgren, Astrid
TI On the growth of
   things
SO JOURNAL OF THINGS
LA German
DT Article; Early Access
DE growth; things that
   grow
ID GROWTH; RATES
AB A line that is broken
   in two.
C1 [Marx, Karl] Univ A, Dept B, Trier, Germany.
   [Lindgren, Astrid] Univ C, Stockholm, Sweden.
RP Marx, K (corresponding author), Univ A, Trier, Germany.
CR Smith A, 2001, J CITED, V1, P2, DOI 10.1000/cited.1
   Jones B, 2002, J CITED, V3, P4, DOI 10.1000/cited.2
NR 2
J9 J THINGS
JI J. Things
PD MAR
PY 2014
VL 9
IS 3
BP 1
EP 5
DI 10.1000/own
D2 10.1000/book
PM 12345678
UT WOS:000123
ER

EF
"""


@pytest.fixture
def read(tmp_path):
    def _read(text, name="savedrecs.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_records(path)

    return _read


@pytest.mark.parametrize("name", ["x.ciw", "x.isi", "x.txt", "x.ris", "x.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_fields(read, name, encoding, end):
    records = read(FULL.replace("\n", end).encode(encoding), name)
    record = records[0]
    assert record.title == "On the growth of things"
    assert record.abstract == "A line that is broken in two."
    assert record.authors == ("Marx, K", "Lindgren, A")
    assert (record.year, record.journal) == (2014, "JOURNAL OF THINGS")
    assert (record.volume, record.number, record.pages) == ("9", "3", "1-5")
    assert (record.doi, record.pmid) == ("10.1000/own", "12345678")
    assert record.keywords == ("growth", "things that grow", "RATES")
    assert (record.language, record.kind) == ("de", "Article; Early Access")
    assert record.fields["C1"].count("\n") == 1
    assert record.fields["J9"] == "J THINGS"
    assert record.raw.startswith("FN Clarivate")
    assert record.raw.endswith("ER")
    assert record.source.line == 3
    assert record.source.database == "Web of Science Core Collection"
    report = records.reports[0]
    assert (report.format, report.dialect) == ("wos", "Web of Science")
    assert (report.columns["title"], report.columns["pages"]) == ("TI", "BP, EP")
    assert report.reconciled
    assert not report.repairs
    assert not report.quarantined


@pytest.mark.parametrize(
    "text",
    [
        "PT J\nTI A\nER\n\nPT J\nTI B\nER\nEF\n",
        "FN Thomson Reuters Web of Knowledge\nVR 1.0\nPT J\nTI A\nPT J\nTI B\nER\nEF\n",
        "FN X Web of Science\nVR 1.0\nPT J\nTI A\nER\nEF\n\ufeffFN X Web of Science\nVR 1.0\n"
        "PT J\nTI B\nER\nEF\n",
        "FN X Web of Science\nPT J\nTI A\nER\n\nTI B\nER\nEF\n",
        "PT J\nPT J\nTI A\nER\nPT J\nTI B\n",
        "PT J\nTI A\nFN X Web of Science\nVR 1.0\nPT J\nTI B\nER\n",
    ],
)
def test_two_records_however_they_are_cut(read, text):
    records = read(text)
    assert [record.title for record in records] == ["A", "B"]
    assert records.reports[0].reconciled


def test_cited_references_without_their_tag_give_no_doi(read):
    text = FULL.replace("RP Marx, K (corresponding author), Univ A, Trier, Germany.\nCR ", "   ")
    text = text.replace("DI 10.1000/own\n", "").replace("D2 10.1000/book\n", "")
    text = text.replace("   Jones B, 2002, J CITED, V3, P4, DOI 10.1000/cited.2\n", "")
    record = read(text)[0]
    assert record.doi == ""
    assert record.fields["C1"].endswith("Stockholm, Sweden.")
    assert record.fields["CR"].startswith("Smith A")


def test_article_number_and_zoological_record(read):
    records = read(
        "PT J\nAN ZOOR1\nTI A\nPS duz039\nBD Birds; Nests\nTN Aves\nUT ZOOREC:ZOOR1\nER\n"
        "PT J\nTI B\nAR UNSP 17\nER\nEF\n"
    )
    assert [record.pages for record in records] == ["duz039", "UNSP 17"]
    assert records[0].source.database == "Zoological Record"
    assert records.reports[0].dialect == "Zoological Record"


def test_text_outside_is_set_aside(read):
    report = read("Results of May\n\nPT J\nTI A\nER\nstray line\nPT J\nTI B\nER\nEF\n").reports[0]
    assert [(piece.line, piece.text) for piece in report.quarantined] == [
        (1, "Results of May"),
        (6, "stray line"),
    ]
    assert "2 pieces of text outside" in report.warnings[0]


@pytest.mark.parametrize(
    ("end", "warning"),
    [("NR 2", "no ER line; the file may have been cut"), ("EF", "line EF at the end is missing")],
)
def test_cut_file_gives_what_is_there_and_a_warning(read, end, warning):
    records = read(FULL[: FULL.index(f"\n{end}")])
    assert len(records) == 1
    assert records.reports[0].reconciled
    assert warning in " ".join(records.reports[0].warnings)


def test_long_lines_are_paragraphs(read):
    long = "word " * 40
    assert read(f"PT J\nTI A\nAB {long}\n   second\nER\nEF\n")[0].abstract.endswith("\nsecond")


def test_record_without_texts_is_one(read):
    records = read("PT J\nUT WOS:1\nER\nPT J\nTI B\nER\nEF\n")
    assert len(records) == 2
    assert "neither title nor abstract" in records.reports[0].warnings[0]


def test_other_formats_are_left_alone():
    for text in ("TY  - JOUR\nTI  - PT J\nAB  - x\nPT J\nER  - \n", "title,abstract\nPT J,x\n"):
        assert recognise(Content("x", text.encode())).name != "wos"


def test_mapping_to_a_tag(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("PT J\nTI A\nSE Series\nER\nEF\n")
    assert read_records(path, mapping={"title": "se"})[0].title == "Series"
