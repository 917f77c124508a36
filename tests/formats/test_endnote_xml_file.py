"""Every trap of EndNote's XML, read and written."""

import pytest

from activescreen.errors import InputError
from activescreen.formats import WRITERS, Screening, read_records
from activescreen.records import Record, RecordSet, Source

RECORD = (
    '<record><database name="My.enl">My.enl</database><source-app name="EndNote" version="20">'
    'EndNote</source-app><rec-number>1</rec-number><ref-type name="Journal Article">17</ref-type>'
    '<contributors><authors><author><style face="normal">Nord, Nina</style></author><author>'
    '<style face="normal">Os</style><style face="italic">, Ole</style></author><author>'
    "Water Group,</author></authors><secondary-authors><author>Editor, E.</author>"
    "</secondary-authors></contributors><titles><title><style>Effect of </style>"
    '<style face="italic">E. coli</style><style> on H</style><style face="subscript">2</style>'
    "<style>O</style></title><secondary-title>Invented Water</secondary-title></titles>"
    "<periodical><full-title>Invented Water</full-title><abbr-1>Inv. Water</abbr-1></periodical>"
    "<pages>1-9</pages><volume>2</volume><number>3</number><keywords><keyword>water</keyword>"
    "<keyword>E. coli/*growth &amp; development</keyword></keywords><dates><year>2020</year>"
    "</dates><isbn>1234-0000</isbn><accession-num>32000001</accession-num><abstract><style>AIM: "
    "Water.&#xD;RESULT: Wet.</style></abstract><electronic-resource-num>https://doi.org/"
    "10.1000/water.1</electronic-resource-num><remote-database-name>PubMed</remote-database-name>"
    "<language>eng</language></record>"
)


def xml(*records):
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?><xml><records>{"".join(records)}</records></xml>'
    )


@pytest.fixture
def read(tmp_path):
    def _read(text, name="export.xml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_records(path)

    return _read


@pytest.mark.parametrize("name", ["x.xml", "x.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_all_fields_on_one_line(read, name, encoding):
    records = read(xml(RECORD, RECORD).encode(encoding), name)
    assert len(records) == 2
    record = records[0]
    assert (record.title, record.abstract) == (
        "Effect of E. coli on H2O",
        "AIM: Water.\nRESULT: Wet.",
    )
    assert record.authors == ("Nord, Nina", "Os, Ole", "Water Group")
    assert (record.year, record.volume, record.number, record.pages) == (2020, "2", "3", "1-9")
    assert (record.journal, record.doi) == ("Invented Water", "10.1000/water.1")
    assert record.keywords == ("water", "E. coli/*growth & development")
    assert (record.pmid, record.language) == ("32000001", "en")
    assert (record.kind, record.fields["isbn"]) == ("Journal Article", "1234-0000")
    assert record.fields["secondary-authors"] == "Editor, E."
    assert record.raw == RECORD
    assert records.reports[0].dialect == "EndNote"
    assert records.reports[0].reconciled


def test_accession_numbers_of_other_databases_are_no_pubmed_ids(read):
    other = RECORD.replace(">PubMed<", ">Embase<")
    assert read(xml(other))[0].pmid == ""
    url = "<urls><related-urls><url>https://www.ncbi.nlm.nih.gov/pubmed/23456789</url>"
    linked = other.replace("<dates>", f"{url}</related-urls></urls><dates>")
    assert read(xml(linked))[0].pmid == "23456789"


def test_editors_of_a_book_and_not_of_an_article(read):
    start, end = RECORD.index("<authors>"), RECORD.index("</authors>") + len("</authors>")
    article = RECORD[:start] + RECORD[end:]
    book = article.replace('name="Journal Article">17', 'name="Edited Book">28')
    assert [record.authors for record in read(xml(article, book))] == [(), ("Editor, E.",)]


def test_signs_that_xml_forbids(read):
    record = read(xml(RECORD.replace("AIM: ", "AIM&#x1F;: &nbsp;a\x0bb & ")))[0]
    assert record.abstract.startswith("AIM: \xa0ab & Water.")


def test_a_file_cut_in_the_middle(read):
    records = read(xml(RECORD, RECORD)[: len(RECORD) + 300])
    report = records.reports[0]
    assert len(records) == 1
    assert "may have been cut" in " ".join(report.warnings)
    assert report.quarantined[0].text.startswith("<record><database")
    assert report.reconciled


def test_entities_are_refused(read):
    with pytest.raises(InputError, match="declares XML entities"):
        read('<!DOCTYPE xml [<!ENTITY a "b">]>' + xml(RECORD))


def test_what_is_written_keeps_groups_and_elements(read, tmp_path):
    records = read(xml(RECORD))
    path = tmp_path / "out.xml"
    assert WRITERS.create("endnote_xml").write(path, Screening(records)) == 1
    again = read_records(path)[0]
    assert again.authors == records[0].authors
    assert again.fields["isbn"] == "1234-0000"
    assert again.content_digest() == records[0].content_digest()
    text = path.read_text(encoding="utf-8")
    assert '<ref-type name="Journal Article">17</ref-type>' in text
    assert "AIM: Water.&#xD;RESULT: Wet." in text


def test_signs_that_xml_does_not_allow_are_not_written(tmp_path):
    record = Record("a\x0bbc & <d>", Source("s", 0), abstract="x\x1fy")
    path = tmp_path / "out.xml"
    WRITERS.create("endnote_xml").write(path, Screening(RecordSet([record])))
    again = read_records(path)[0]
    assert (again.title, again.abstract) == ("a bc & <d>", "xy")


def one(*elements):
    return xml(f"<record>{''.join(elements)}<titles><title>T</title></titles></record>")


def test_the_second_journal_is_not_added_to_the_first(read):
    name = "<full-title>Acta</full-title><abbr-1>A.</abbr-1>"
    record = read(one(f"<periodical>{name}</periodical><alt-periodical>{name}</alt-periodical>"))[0]
    assert record.journal == "Acta"
    assert record.fields["alt-periodical/full-title"] == "Acta"


def test_runs_of_style_on_lines_of_their_own(read):
    title = (
        '<title>\n  <style face="normal">Effect of </style>\n  <style face="italic">E. coli</style>'
    )
    record = f"<record>\n<titles>\n{title}\n</title>\n</titles>\n</record>"
    text = f"<xml>\n<records>\n{record}\n</records></xml>"
    record = read(text)[0]
    assert (record.title, record.source.line) == ("Effect of E. coli", 3)


def test_markup_written_as_elements_or_as_text(read):
    titles = "<titles><title>CO<sub>2</sub> and &lt;i&gt;x&lt;/i&gt;</title></titles>"
    abstract = "<abstract><![CDATA[<p>One</p><p>Two & three</p>]]></abstract>"
    record = read(xml(f"<record>{titles}{abstract}</record>"))[0]
    assert (record.title, record.abstract) == ("CO2 and x", "One\nTwo & three")


def test_types_by_number_names_in_one_element_and_the_doi_in_an_address(read):
    record = read(
        one(
            "<ref-type>47</ref-type><contributors><authors><author>A, B; C, D</author></authors>"
            "</contributors><keywords><keyword>a&#xD;b&#xD;c</keyword></keywords><urls><web-urls>"
            "<url>https://doi.org/10.1000/w.1</url></web-urls></urls>"
        )
    )[0]
    assert (record.kind, record.doi) == ("Conference Paper", "10.1000/w.1")
    assert (record.authors, record.keywords) == (("A, B", "C, D"), ("a", "b", "c"))


def test_capitals_of_endnote_7(read):
    text = (
        "<XML><RECORDS><RECORD><REFERENCE_TYPE>Journal Article</REFERENCE_TYPE><AUTHORS><AUTHOR>"
        "Aas, B.</AUTHOR></AUTHORS><YEAR>2001</YEAR><TITLE>Old</TITLE><SECONDARY_TITLE>J Old"
        "</SECONDARY_TITLE><KEYWORDS><KEYWORD>a</KEYWORD><KEYWORD>b</KEYWORD></KEYWORDS></RECORD>"
        "</RECORDS></XML>"
    )
    record = read(text)[0]
    assert (record.title, record.journal, record.year) == ("Old", "J Old", 2001)
    assert (record.authors, record.keywords) == (("Aas, B.",), ("a", "b"))


@pytest.mark.parametrize("declared", ["UTF-16", "ISO-8859-1", "nonsense"])
def test_a_declaration_that_disagrees_with_the_bytes(read, declared):
    text = xml("<record><titles><title>Ä</title></titles></record>")
    assert read(text.replace("UTF-8", declared))[0].title == "Ä"


@pytest.mark.parametrize(
    "declaration",
    [
        '[<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]',
        '[<!ENTITY b SYSTEM "file:///etc/passwd">]',
        '[<!ENTITY % b SYSTEM "http://example.org/b"> %b;]',
    ],
)
def test_bombs_and_external_entities_are_refused(read, declaration):
    record = "<record><titles><title>&b;</title></titles></record>"
    with pytest.raises(InputError, match="declares XML entities"):
        read(f"<!DOCTYPE xml {declaration}>{xml(record)}")


def test_a_document_type_is_not_fetched(read):
    assert read(f'<!DOCTYPE xml SYSTEM "http://example.org/x.dtd">{one()}')[0].title == "T"


def test_elements_within_elements_without_end(read):
    nested = f"<titles>{'<title>' * 5000}x{'</title>' * 5000}</titles>"
    assert read(xml(f"<record>{nested}</record>"))[0].title == "x"


def test_other_xml_with_records_is_not_endnotes(read):
    with pytest.raises(InputError, match="it is an XML file"):
        read("<OAI-PMH><record><titles><title>T</title></titles></record></OAI-PMH>")
