"""Every trap of PubMed's XML, and of XML cut into records."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.formats import Content, Import, read_records, recognise

HEAD = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2024//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_240101.dtd">
<PubmedArticleSet>
"""
ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{pmid}</PMID>
<Article><Journal><JournalIssue><Volume>5</Volume><Issue>2</Issue><PubDate><Year>2023</Year>
<Month>Nov</Month></PubDate></JournalIssue><Title>Journal of bread</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Pagination><StartPage>10</StartPage><EndPage>19</EndPage>
</Pagination><ELocationID EIdType="pii">S1</ELocationID>
<ELocationID EIdType="doi">10.1000/own.1</ELocationID>
<Abstract><AbstractText Label="AIM">Rye &lt; wheat.</AbstractText>
<AbstractText Label="RESULT"><i>Both</i> rose.</AbstractText></Abstract>
<AuthorList><Author><LastName>Aas</LastName><ForeName>Berit</ForeName><Initials>B</Initials>
</Author><Author><LastName>Bø</LastName><Initials>C</Initials><Suffix>Jr</Suffix></Author>
<Author><CollectiveName>BREAD Group</CollectiveName></Author></AuthorList>
<Language>ger</Language><PublicationTypeList><PublicationType>Journal Article</PublicationType>
<PublicationType>Comment</PublicationType></PublicationTypeList></Article>
<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="Y">Bread</DescriptorName>
<QualifierName>history</QualifierName></MeshHeading></MeshHeadingList>
<KeywordList><Keyword>toast</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList>
<ReferenceList><Reference><Citation>Old. doi: 10.1000/old</Citation><ArticleIdList>
<ArticleId IdType="pubmed">1</ArticleId><ArticleId IdType="doi">10.1000/old</ArticleId>
</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>
"""
END = "</PubmedArticleSet>\n"


def articles(*titles):
    made = (ARTICLE.format(pmid=40000001 + n, title=title) for n, title in enumerate(titles))
    return HEAD + "".join(made) + END


@pytest.fixture
def read(tmp_path):
    def _read(text, name="pubmed.xml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_records(path)

    return _read


@pytest.mark.parametrize("name", ["x.xml", "x.txt", "x.nbib"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_all_fields(read, name, encoding, end):
    text = articles("One", "Two").replace("\n", end or " ")
    records = read(text.encode(encoding), name)
    assert [record.pmid for record in records] == ["40000001", "40000002"]
    record = records[0]
    assert (record.title, record.abstract) == ("One", "AIM: Rye < wheat.\nRESULT: Both rose.")
    assert record.authors == ("Aas, Berit", "Bø, C Jr", "BREAD Group")
    assert (record.year, record.volume, record.number, record.pages) == (2023, "5", "2", "10-19")
    assert (record.journal, record.doi) == ("Journal of bread", "10.1000/own.1")
    assert record.keywords == ("*Bread/history", "toast")
    assert (record.language, record.kind) == ("de", "Journal Article; Comment")
    assert record.raw.startswith("<PubmedArticle><MedlineCitation")
    assert record.raw.endswith("</PubmedArticle>")
    assert record.source.line == (5 if end else 1)
    assert records.reports[0].reconciled
    assert not records.reports[0].warnings


@pytest.mark.parametrize(
    ("inner", "title"),
    [
        ("The <i>lac</i> operon in H<sub>2</sub>O", "The lac operon in H2O"),
        ("<b><i>All</i> of</b> it <sup>13</sup>C", "All of it 13C"),
        ("p &lt; 0.05 &amp; more", "p < 0.05 & more"),
        ("Cells of <![CDATA[<old>]]> times", "Cells of <old> times"),
        (
            "Is <mml:math><mml:mi>p</mml:mi><mml:mo>&lt;</mml:mo><mml:mn>1</mml:mn></mml:math>?",
            "Is p<1?",
        ),
        ("Caf&eacute; &amp; t&ecirc;te", "Café & tête"),
        ("Fish & chips &#x1F;today\x0b", "Fish & chips today"),
    ],
)
def test_titles_are_not_cut_at_markup(read, inner, title):
    assert read(articles(inner))[0].title == title


def test_signs_that_xml_forbids_are_mended_and_said(read):
    report = read(articles("Fish & chips", "Two")).reports[0]
    assert report.records == 2
    assert "1 record had signs that XML does not allow" in " ".join(report.repairs)


def test_a_damaged_record_is_set_aside_and_the_others_are_read(read):
    text = articles("One", "<i>Two", "Three")
    records = read(text)
    report = records.reports[0]
    assert [record.title for record in records] == ["One", "Three"]
    assert len(report.quarantined) == 1
    assert "<i>Two" in report.quarantined[0].text
    assert report.reconciled
    assert "could not be taken apart" in " ".join(report.warnings)


def test_a_file_cut_in_the_middle(read):
    text = articles("One", "Two")
    records = read(text[: text.index("Two") + 40])
    report = records.reports[0]
    assert [record.title for record in records] == ["One"]
    assert "may have been cut" in " ".join(report.warnings)
    assert "Two" in report.quarantined[0].text
    assert report.quarantined[0].line == 5 + ARTICLE.count("\n")


def test_a_record_that_lost_its_end(read):
    text = articles("One", "Two").replace("</PubmedArticle>", "", 1)
    records = read(text)
    assert [record.title for record in records] == ["Two"]
    assert records.reports[0].reconciled
    assert len(records.reports[0].quarantined) == 1


def test_chapter_of_a_book_as_the_root(read):
    book = (
        '<PubmedBookArticle><BookDocument><PMID>7</PMID><Book><BookTitle book="b">Breads'
        "</BookTitle><PubDate><Year>1993</Year></PubDate><AuthorList Type='editors'><Author>"
        "<LastName>Eng</LastName></Author></AuthorList></Book><ArticleTitle>Rye</ArticleTitle>"
        "<Abstract><AbstractText>Dark.</AbstractText></Abstract></BookDocument>"
        "</PubmedBookArticle>"
    )
    record = read(book)[0]
    assert (record.title, record.journal, record.year) == ("Rye", "Breads", 1993)
    assert (record.authors, record.abstract, record.pmid) == (("Eng",), "Dark.", "7")


def test_citations_alone(read):
    text = "<MedlineCitationSet><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>One"
    text += "</ArticleTitle></Article></MedlineCitation></MedlineCitationSet>"
    assert [record.title for record in read(text)] == ["One"]


def test_corrections_are_no_identifiers_of_the_record(read):
    text = articles("One").replace(
        "<MeshHeadingList>",
        "<CommentsCorrectionsList><CommentsCorrections RefType='ErratumFor'><RefSource>J. doi: "
        "10.1000/first</RefSource><PMID>39999999</PMID></CommentsCorrections>"
        "</CommentsCorrectionsList><MeshHeadingList>",
    )
    text = text.replace('<ELocationID EIdType="doi">10.1000/own.1</ELocationID>', "")
    record = read(text)[0]
    assert (record.doi, record.pmid) == ("", "40000001")
    assert record.fields["EFR"] == "J. doi: 10.1000/first PMID: 39999999"


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        f'<!ENTITY a "{"x" * 10_000}">',
    ],
)
def test_entity_bombs_are_refused(read, declared):
    text = f"<?xml version='1.0'?><!DOCTYPE PubmedArticleSet [{declared}]>" + articles("&a;")
    with pytest.raises(InputError, match="declares XML entities"):
        read(text)


def test_a_set_without_records_is_no_silent_zero(read):
    with pytest.raises(InputError, match=r"No PubMed record was found\."):
        read(HEAD + END)


def test_dates_without_line_ends_between_their_parts(read):
    date = "<PubDate><Year>2023</Year><Month>5</Month><Day>17</Day></PubDate>"
    text = "".join(articles("One").split("\n")).replace(
        "<PubDate><Year>2023</Year><Month>Nov</Month></PubDate>", date
    )
    text = text.replace(
        "<Language>",
        "<ArticleDate><Year>2022</Year><Month>12</Month><Day>30</Day></ArticleDate><Language>",
    )
    record = read(text)[0]
    assert record.year == 2023
    assert (record.fields["DP"], record.fields["DEP"]) == ("2023 5 17", "2022/12/30")


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", 1998),
        ("<MedlineDate>Winter 2020</MedlineDate>", 2020),
        ("<Year>2020</Year><Season>Winter</Season>", 2020),
    ],
)
def test_dates_in_words(read, date, year):
    text = articles("One").replace("<Year>2023</Year>\n<Month>Nov</Month>", date)
    assert read(text)[0].year == year


def test_authors_of_one_name_are_two(read):
    wang = "<Author><LastName>Wang</LastName><ForeName>Wei</ForeName></Author>"
    text = articles("One").replace("<AuthorList>", f"<AuthorList>{wang}{wang}")
    assert read(text)[0].authors[:2] == ("Wang, Wei", "Wang, Wei")


def test_what_pubmed_marks_as_not_valid_does_not_count(read):
    text = articles("One").replace(
        '<ELocationID EIdType="pii">',
        '<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>'
        '<ELocationID EIdType="pii">',
    )
    text = text.replace(
        "<AuthorList>", '<AuthorList><Author ValidYN="N"><LastName>Ass</LastName></Author>'
    )
    record = read(text)[0]
    assert (record.doi, record.authors[0]) == ("10.1000/own.1", "Aas, Berit")


def test_a_title_that_was_never_translated_is_taken_as_it_was_written(read):
    text = articles("[Not Available].").replace(
        "<Language>", "<VernacularTitle>Das Brot.</VernacularTitle><Language>"
    )
    assert read(text)[0].title == "Das Brot."


@pytest.mark.parametrize("mark", ["<!--", "<!DOCTYPE", "<!DOCTYPE[", "<DeleteCitation>", "<"])
def test_marks_without_an_end_are_passed_over_once(read, mark):
    # Looked for anew from each mark, the ends of so many would take minutes.
    records = read(f"{articles('One')}{mark * 50_000}")
    assert [record.title for record in records] == ["One"]
    assert records.reports[0].reconciled


def test_many_openings_without_an_end(read):
    text = HEAD + "<PubmedArticle>" * 20_000 + articles("One").removeprefix(HEAD)
    report = read(text).reports[0]
    assert (report.records, report.reconciled) == (1, True)
    assert "may have been cut" in " ".join(report.warnings)


def test_comments_and_deleted_citations_are_no_stray_text(read):
    between = "<!-- a > b --><DeleteCitation><PMID>1</PMID></DeleteCitation><!-- c -->"
    report = read(articles("One").replace(END, between + END)).reports[0]
    assert not report.quarantined
    report = read(articles("One").replace(END, f"words<!-- c -->{END}")).reports[0]
    assert len(report.quarantined) == 1


@pytest.mark.parametrize("size", [7, 50, 333])
def test_reading_does_not_depend_on_where_chunks_end(read, size, monkeypatch):
    monkeypatch.setattr("activescreen.formats.xml_pieces._CHUNK", size)
    records = read(articles("One", "Two", "Three"))
    assert [record.title for record in records] == ["One", "Two", "Three"]
    assert records.reports[0].starts == 3
    assert [record.source.line for record in records] == [
        5 + n * ARTICLE.count("\n") for n in range(3)
    ]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 3000), max_size=4), st.binary(max_size=3))
def test_damage_is_survived_and_counts_agree(places, junk):
    data = bytearray(articles("One", "Two").encode())
    for place in sorted(places, reverse=True):
        data[place : place + 2] = junk
    content = Content("x.xml", bytes(data))
    try:
        reader = recognise(content)
    except InputError:
        return
    if reader.name == "pubmed_xml":
        source = Import(content, reader)
        assert len(list(source)) == source.report.records
        assert source.report.reconciled
