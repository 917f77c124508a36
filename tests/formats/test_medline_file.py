"""Every trap of PubMed's own text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.formats import Content, Import, read_records, recognise

FULL = """PMID- 40000001
OWN - NLM
STAT- MEDLINE
VI  - 12
IP  - 3
DP  - 2024 Mar-Apr
TI  - Effects of bread and
      butter on CO<sub>2</sub>.
PG  - 12-9
LID - S1234-5678(24)00001-2 [pii]
LID - 10.1000/own.1 [doi]
AB  - BACKGROUND: See doi:10.1000/protocol. RESULTS:
      DNA - binding rose. PMID- is a tag.
FAU - Aas, Berit
AU  - Aas B
AD  - Nowhere.
FAU - Bø, Carl Jr
AU  - Bø C Jr
CN  - BREAD Trial Group
LA  - ger
PT  - Journal Article
PT  - Randomized Controlled Trial
TA  - J Bread
JT  - Journal of bread
EIN - J Bread. 2025;1:1. doi: 10.1000/erratum. PMID: 41111111
MH  - *Bread/history
MH  - Butter
OT  - toast; jam
OT  - butter
PMC - PMC999
AID - 10.1000/own.1 [doi]
SO  - J Bread. 2024 Mar-Apr;12(3):12-9. doi: 10.1000/own.1.
"""


@pytest.fixture
def read(tmp_path):
    def _read(text, name="pubmed.nbib"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_records(path)

    return _read


@pytest.mark.parametrize("name", ["x.nbib", "x.txt", "x.ris", "x.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_fields(read, name, encoding, end):
    text = f"\n{FULL}\n{FULL.replace('40000001', '40000002')}".replace("\n", end)
    records = read(text.encode(encoding), name)
    assert [record.pmid for record in records] == ["40000001", "40000002"]
    record = records[0]
    assert record.title == "Effects of bread and butter on CO2."
    assert record.abstract == (
        "BACKGROUND: See doi:10.1000/protocol. RESULTS: DNA - binding rose. PMID- is a tag."
    )
    assert record.authors == ("Aas, Berit", "Bø, Carl Jr", "BREAD Trial Group")
    assert (record.year, record.volume, record.number, record.pages) == (2024, "12", "3", "12-9")
    assert (record.journal, record.doi) == ("Journal of bread", "10.1000/own.1")
    assert record.keywords == ("*Bread/history", "Butter", "toast", "jam", "butter")
    assert (record.language, record.kind) == ("de", "Journal Article; Randomized Controlled Trial")
    assert record.fields["AU"] == "Aas B\nBø C Jr"
    assert record.raw == FULL.rstrip()
    assert record.source.line == 2
    assert records.reports[0].reconciled
    assert not records.reports[0].warnings


def test_records_that_no_blank_line_parts(read):
    records = read("PMID- 40000001\nTI  - One\nAB  - a\nPMID- 40000002\nTI  - Two\n")
    assert [record.title for record in records] == ["One", "Two"]


def test_blank_lines_within_a_record(read):
    records = read("PMID- 40000001\n\nTI  - One\n\n      goes on\n\nAB  - a\n\n\nPMID- 40000002\n")
    assert [(record.title, record.abstract) for record in records] == [
        ("One goes on", "a"),
        ("", ""),
    ]


def test_pubmed_central_puts_its_own_number_first(read):
    text = "\nPMC - PMC11\nPMID- 40000001\nTI  - One\nLID - e18\n\nPMC - PMC12\nTI  - Two\n"
    records = read(text)
    assert [(record.title, record.pmid) for record in records] == [("One", "40000001"), ("Two", "")]
    assert records[0].pages == "e18"
    assert records.reports[0].reconciled


def test_a_copy_in_pubmed_central_begins_no_record(read):
    text = "PMID- 40000001\nTI  - One\nPMC - PMC11\nMID - X1\n\nPMID- 40000002\nTI  - Two\n"
    assert [record.title for record in read(text)] == ["One", "Two"]


def test_no_abstract_but_one_in_another_language(read):
    start = "PMID- 40000001\nTI  - [One].\nTT  - Uno.\nAB  - \nOAB - "
    assert read(f"{start}Los panes.\nOABL- spa\n")[0].abstract == "Los panes."
    promise = "Publisher: Abstract available from the publisher."
    record = read(f"{start}{promise}\nOABL- eng\n")[0]
    assert record.abstract == ""
    assert record.fields["OAB"] == promise


def test_chapter_of_a_book(read):
    record = read("PMID- 40000001\nDP  - 2021 Jan-\nBTI - Breads\nCTI - Rye.\nFED - Eng, F\n")[0]
    assert (record.title, record.journal, record.authors) == ("Rye.", "Breads", ("Eng, F",))
    whole = read("PMID- 40000001\nDP  - 2021\nBTI - Breads\nCN  - A Group\n")[0]
    assert (whole.title, whole.journal, whole.authors) == ("Breads", "", ("A Group",))


def test_old_records_have_their_pages_in_the_source_alone(read):
    text = (
        "PMID- 2500001\nDP  - 1989\nTI  - Salt\nTA  - Inv Med\nSO  - Inv Med 1989 Mar;3(2):12-3\n"
    )
    record = read(text)[0]
    assert (record.journal, record.volume, record.number) == ("Inv Med", "3", "2")
    assert record.pages == "12-3"


@pytest.mark.parametrize(
    ("date", "year"),
    [("2020 Winter", 2020), ("1998 Dec-1999 Jan", 1998), ("2021", 2021), ("2020 Jan 5", 2020)],
)
def test_dates(read, date, year):
    assert read(f"PMID- 40000001\nTI  - One\nDP  - {date}\n")[0].year == year


def test_identifiers_of_publishers_are_no_dois(read):
    text = "PMID- 40000001\nTI  - One\nAID - 10.1000/not-it [pii]\nAID - 10.1000/it(1) [doi]\n"
    assert read(text)[0].doi == "10.1000/it(1)"
    comment = "PMID- 40000001\nTI  - One\nCIN - J. 2020. doi: 10.1000/other. PMID: 41111111\n"
    assert read(comment)[0].doi == ""


def test_what_precedes_the_first_record_is_set_aside(read):
    records = read(f"<pre>\n{FULL}")
    report = records.reports[0]
    assert len(records) == 1
    assert [(piece.line, piece.text) for piece in report.quarantined] == [(1, "<pre>")]


def test_a_record_that_lost_its_first_line(read):
    records = read(f"OWN - NLM\nTI  - First\nFAU - Aas, B\n\n{FULL}")
    assert [record.pmid for record in records] == ["", "40000001"]
    assert records.reports[0].reconciled


@pytest.mark.parametrize("stand_in", ["[Not Available].", "[Not Available]", "Not Available."])
def test_a_title_that_was_never_translated_is_taken_as_it_was_written(read, stand_in):
    text = f"PMID- 40000001\nTI  - {stand_in}\nTT  - Le pain.\nLA  - fre\n"
    record = read(text)[0]
    assert (record.title, record.fields["TI"]) == ("Le pain.", stand_in)
    assert read(f"PMID- 40000001\nTI  - {stand_in}\n")[0].title == stand_in


def test_longer_tags_of_eric_are_no_text(read):
    record = read(
        "OWN - ERIC\nTI  - One\nAB  - Text.\nISSN - ISSN-1\nEISSN - EISSN-2\nLA  - English\n"
    )[0]
    assert record.abstract == "Text."
    assert (record.fields["ISSN"], record.fields["EISSN"]) == ("ISSN-1", "EISSN-2")


def test_authors_of_one_name_are_two(read):
    text = (
        "PMID- 40000001\nTI  - One\nFAU - Wang, Wei\nAU  - Wang W\nFAU - Wang, Wei\nAU  - Wang W\n"
    )
    assert read(text)[0].authors == ("Wang, Wei", "Wang, Wei")


def test_a_file_cut_in_its_last_record_is_told(read):
    whole = "".join(f"{FULL.replace('40000001', str(n))}\n" for n in (40000001, 40000002))
    last = FULL.replace("40000001", "40000003")
    records = read(whole + last[: last.index("TI  - ") + 14])
    assert len(records) == 3
    assert "may have been cut (first: line " in " ".join(records.reports[0].warnings)
    book = "PMID- 40000004\nBTI - Breads\nCTI - Rye.\nAID - NBK1 [bookaccession]\n"
    assert not read(whole + book).reports[0].warnings


def test_who_wrote_the_file(read):
    one = "PMC - PMC11\nPMID- 40000001\nTI  - One\n"
    assert read(one).reports[0].dialect == read(one)[0].source.database == "PubMed Central"
    assert read(f"{one}\n{FULL}").reports[0].dialect == "PubMed"
    assert read("OWN - ERIC\nTI  - One\n").reports[0].dialect == "ERIC"


def test_ris_that_quotes_pubmed_stays_ris():
    text = "TY  - JOUR\nTI  - One\nN1  - from PubMed:\nPMID- 1\nDP  - 2020\nER  - \n"
    assert recognise(Content("x.nbib", text.encode())).name == "ris"


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, len(FULL) - 1), max_size=6), st.binary(max_size=3))
def test_damage_is_survived_and_counts_agree(places, junk):
    data = bytearray((FULL + "\n" + FULL).encode())
    for place in sorted(places, reverse=True):
        data[place : place + 2] = junk
    content = Content("x.nbib", b"PMID- 1\nTI  - x\n\n" + bytes(data))
    if recognise(content).name == "medline":
        source = Import(content, recognise(content))
        assert len(list(source)) == source.report.records
        assert source.report.reconciled
