"""Every trap of EndNote's tagged text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.formats import Content, Import, read_records, recognise
from activescreen.formats.enw_file import EnwReader

FULL = """%0 Journal Article
%T Ants at picnics
%A Hall, Harry
%A Royal Society of Jam,
%+ Nowhere
%D 2009
%8 July 1, 2009
%J Invented Entomology
%V 4
%N 2
%P 12-15
%R https://doi.org/10.1000/ants.12
%M 12345678
%~ PubMed
%X Ants like jam.
Second paragraph.
%K ants
picnics
%G English
%@ 0000-1515
"""


@pytest.fixture
def read(tmp_path):
    def _read(text, name="export.enw"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_records(path)

    return _read


@pytest.mark.parametrize("name", ["x.enw", "x.txt", "x.ris"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_fields(read, name, encoding, end):
    records = read(f"\n{FULL}\n{FULL}".replace("\n", end).encode(encoding), name)
    assert len(records) == 2
    record = records[0]
    assert (record.title, record.abstract) == (
        "Ants at picnics",
        "Ants like jam.\nSecond paragraph.",
    )
    assert record.authors == ("Hall, Harry", "Royal Society of Jam")
    assert (record.year, record.volume, record.number, record.pages) == (2009, "4", "2", "12-15")
    assert (record.journal, record.doi) == ("Invented Entomology", "10.1000/ants.12")
    assert (record.pmid, record.keywords) == ("12345678", ("ants", "picnics"))
    assert (record.language, record.kind) == ("en", "Journal Article")
    assert (record.fields["%@"], record.raw, record.source.line) == ("0000-1515", FULL.rstrip(), 2)
    assert records.reports[0].reconciled


def test_title_before_the_type_and_records_without_one(read):
    text = "%T One\n%0 Journal Article\n%A Aas, B\n\n\n%T Two\n%D 2021\n\n\n%T Three\n%D 2020\n"
    records = read(text)
    assert [record.title for record in records] == ["One", "Two", "Three"]
    assert records.reports[0].reconciled


def test_records_that_no_blank_line_parts(read):
    text = "%0 Generic\n%T One\n%D 2020\n%0 Generic\n%T Two\n%D 2021\n"
    assert [record.title for record in read(text)] == ["One", "Two"]


def test_blank_lines_within_an_abstract(read):
    text = "%0 Generic\n%T One\n%X First.\n\nSecond.\n%K a; b\n\n%0 Generic\n%T Two\n%D 2021\n"
    records = read(text)
    assert [record.title for record in records] == ["One", "Two"]
    assert records[0].abstract == "First.\n\nSecond."
    assert records[0].keywords == ("a", "b")


def test_chapters_and_edited_books(read):
    text = "%0 Book Section\n%A Juul, J.\n%E Kvam, K.\n%T Jam\n%B The Book of Jam\n%D 1999\n\n"
    text += "%0 Edited Book\n%E Kvam, K.\n%T The Book of Jam\n%D n.d.\n"
    chapter, book = read(text)
    assert (chapter.journal, chapter.authors) == ("The Book of Jam", ("Juul, J.",))
    assert (book.authors, book.year) == (("Kvam, K.",), None)


def test_accession_numbers_of_other_databases_are_no_pubmed_ids(read):
    text = FULL.replace("PubMed", "Embase")
    assert read(text)[0].pmid == ""
    assert read(f"{text}%U https://pubmed.ncbi.nlm.nih.gov/23456789/\n")[0].pmid == "23456789"


def test_what_holds_nothing_is_set_aside(read):
    records = read(f"Saved by Nobody\n{FULL}\n%0 Generic\n")
    report = records.reports[0]
    assert len(records) == 1
    assert [piece.text for piece in report.quarantined] == ["Saved by Nobody", "%0 Generic"]
    assert report.reconciled


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 2 * len(FULL)), max_size=6), st.binary(max_size=3))
def test_damage_is_survived_and_counts_agree(places, junk):
    data = bytearray(f"{FULL}\n{FULL}".encode())
    for place in sorted(places, reverse=True):
        data[place : place + 2] = junk
    content = Content("x.enw", b"%0 Generic\n%T x\n%D 2020\n\n" + bytes(data))
    # Too many control characters make binary data of it, which is refused.
    if not content.binary and recognise(content).name == "enw":
        source = Import(content, recognise(content))
        assert len(list(source)) == source.report.records
        assert source.report.reconciled


def test_refers_own_order_with_authors_first(read):
    text = "%A B. Aas\n%A C. Bo\n%T One\n%D 1978\n\n%A L. Dahl\n%T Two\n\n%T Three\n%D 1990\n"
    records = read(text)
    assert [(record.title, record.authors) for record in records] == [
        ("One", ("B. Aas", "C. Bo")),
        ("Two", ("L. Dahl",)),
        ("Three", ()),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "%T One\n%A A\n%D 2000\n%0 Generic\n%T Two\n%A B\n",
        "%T One\n%0 Generic\n%T Two\n%0 Generic\n",
        "%T One\n%T Two\n",
        "%0 Generic\n%T One\n%J J\n%T Two\n",
    ],
)
def test_neighbours_are_not_swallowed_where_no_blank_line_parts_them(read, text):
    records = read(text)
    assert [record.title for record in records] == ["One", "Two"]
    assert records.reports[0].reconciled


def test_a_second_title_right_after_the_first_is_kept_and_told(read):
    records = read("%0 Generic\n%T One\n%T und noch eins\n%D 2001\n")
    assert [record.title for record in records] == ["One"]
    assert records[0].fields["%T"] == "One\nund noch eins"
    assert "second title" in records.reports[0].warnings[0]


def test_chinese_databases_join_authors_and_give_the_journal_twice(read):
    text = (
        "%0 Journal Article\n%A 张三;李四\n%T 题名\n%J 期刊\n%J J Chin\n%K 甲;乙\n%G chi\n%D 2020\n"
    )
    record = read(text)[0]
    assert (record.authors, record.journal) == (("张三", "李四"), "期刊")
    assert (record.keywords, record.language) == (("甲", "乙"), "zh")


def test_zoteros_order_its_doi_in_the_address_and_a_type_in_r(read):
    text = "%0 Journal Article\r\n%T A\r\n%R Editorial\r\n%U https://doi.org/10.1000/z.1\r\n"
    text += (
        "%X One.\r\n\r\nTwo.\r\n%J J\r\n%A Aas, B.\r\n%D 2020-05-01\r\n%K one\r\ntwo, three\r\n\r\n"
    )
    record = read(text)[0]
    assert (record.doi, record.abstract) == ("10.1000/z.1", "One.\n\nTwo.")
    assert (record.authors, record.keywords) == (("Aas, B.",), ("one", "two, three"))


def test_dois_in_abstracts_and_reference_notes_are_others(read):
    text = (
        "%0 Generic\n%T One\n%X Registered as 10.1000/trial.\n%Z Compare 10.1000/other\n%D 2001\n"
    )
    assert read(text)[0].doi == ""


def test_everything_indented_and_tabs(read):
    text = "  %0 Generic\n  %T\tOne\n  %X text\n  more\n\n  %0 Generic\n  %T Two\n"
    records = read(text)
    assert [record.title for record in records] == ["One", "Two"]
    assert records[0].abstract == "text\nmore"


@pytest.mark.parametrize("text", ["% T\n%% A comment\n\\documentclass{a}\n", "100 %T x\n"])
def test_comments_of_latex_are_no_references(text):
    content = Content("x.txt", text.encode())
    assert not EnwReader().recognises(content)


def test_a_percent_sign_within_text_is_no_tag(read):
    records = read("%0 Generic\n%T One\n%X Of these,\n%5.2 and\n%Tall men\n%D 2001\n")
    assert len(records) == 1
    assert records[0].abstract == "Of these,\n%5.2 and\n%Tall men"
    assert records.reports[0].reconciled
