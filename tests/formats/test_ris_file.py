"""Every trap of RIS that the known exporters set."""

import pytest

from activescreen.formats import read_records


@pytest.fixture
def read(tmp_path):
    def _read(text, name="export.ris"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_records(path)

    return _read


def test_fields(read):
    record = read(
        "TY  - JOUR\nT1  - On\n things\nA1  - Marx, Karl\nA1  - Lindgren, Astrid\nY1  - 2014//\n"
        "N2  - First line.\n\nSecond line.\nJF  - Lorem\nVL  - 9\nIS  - 3\nSP  - 1\nEP  - 5\n"
        "DO  - http://dx.doi.org/10.1000/x.1\nKW  - Pippi\nKW  - Nord; Wind\nDB  - Embase\n"
        "XX  - kept\nER  - \n"
    )[0]
    assert record.title == "On things"
    assert record.authors == ("Marx, Karl", "Lindgren, Astrid")
    assert record.abstract == "First line.\n\nSecond line."
    assert (record.year, record.journal, record.volume, record.number) == (2014, "Lorem", "9", "3")
    assert (record.pages, record.doi) == ("1-5", "10.1000/x.1")
    assert record.keywords == ("Pippi", "Nord", "Wind")
    assert record.fields["XX"] == "kept"
    assert record.source.database == "Embase"
    assert record.source.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - \n",
        "\ufeffTY  - JOUR\nTI  - A\nER  -\n\n\ufeffTY  - JOUR\nTI  - B\nER  -",
        "TY  -  JOUR\nTI  -  A\nER  -  \n\nTY  -  JOUR\nTI  -  B\nER  -  \n",
        "TY - JOUR\nTI - A\nER - \nTY - JOUR\nTI - B\nER - \n",
        "TY  - JOUR\rTI  - A\rER  - \r\rTY  - JOUR\rTI  - B\rER  - \r",
        "TY  - JOUR\r\nTI  - A\r\nER  - \r\n\rTY  - JOUR\r\nTI  - B\r\nER  - \r\n",
        "TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\n",
        "ty  - jour\nti  - A\ner  - \n\nty  - jour\nti  - B\ner  - \n",
        "TY -JOUR\nTI -A\nER -\nTY -JOUR\nTI -B\nER -\n",
        "TY- JOUR\nTI- A\nER-\nTY- JOUR\nTI- B\nER-\n",
        "TY\t-\tJOUR\nTI\t-\tA\nER\t-\nTY\t-\tJOUR\nTI\t-\tB\nER\t-\n",
        "TY  – JOUR\nTI  – A\nER  – \n\nTY  – JOUR\nTI  – B\nER  – \n",
        "     TY  - JOUR\n     TI  - A\n     ER  - \n     TY  - JOUR\n     TI  - B\n     ER  - \n",
        "TY  - JOUR\nTI  - A\nER\n\nTY  - JOUR\nTI  - B\nER\n",
        "1.\nTY  - JOUR\nTI  - A\nER  - \n\n2.\nTY  - JOUR\nTI  - B\nER  - \n",
        "Record #1 of 2\nProvider: P\nContent: text/plain\nTY  - JOUR\nTI  - A\n\n"
        "Record #2 of 2\nProvider: P\nTY  - JOUR\nTI  - B\nER  - \n",
        "TY  - JOUR\nTY  - Article\nTY  - Review\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - \n",
        "TY  - JOUR\nTI  - A\nTY  - Review\nKW  - x\nER  - \nTY  - JOUR\nTI  - B\nER  - \n",
        "TI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - \n",
        "TY  - JOUR\nTI  - A\nER  - \nNL  - after the end\n\nTY  - JOUR\nTI  - B\nER  - \n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_two_records_however_they_are_cut(read, text, encoding):
    records = read(text.encode(encoding))
    assert [record.title for record in records] == ["A", "B"]


def test_missing_end_takes_no_header_of_the_next_record(read):
    record = read("TY  - JOUR\nTI  - A\nAB  - Text\n\n2.\nTY  - JOUR\nTI  - B\nER  - \n")[0]
    assert record.abstract == "Text"


def test_end_needs_its_hyphen_and_nothing_after(read):
    text = "TY  - JOUR\nTI  - A\nAB  - one\nER then\nER  - positive\nCT - guided\nER  - \n"
    assert read(text)[0].abstract == "one\nER then\nER  - positive\nCT - guided"


def test_lone_returns_inside_a_field(read):
    records = read("TY  - JOUR\r\nTI  - A\r\nAB  - one\rtwo\r\nER  - \r\n")
    assert records[0].abstract == "one\ntwo"


def test_unicode_line_separators_stay(read):
    text = "TY  - JOUR\nTI  - A\u2028B\nAB  - c\u0085TY  - d\nER  - \n"
    record = read(text)[0]
    assert record.abstract == "c\u0085TY  - d"
    assert record.title == "A B"


def test_abstract_that_is_none(read):
    records = read(
        "TY  - JOUR\nTI  - A\nAB  - NA\nER  - \n"
        "TY  - JOUR\nTI  - B\nAB  - Copyright of X is the property of Y and may not\n"
        "AB  - The abstract\nER  - \n"
    )
    assert [record.abstract for record in records] == ["", "The abstract"]
    assert "1 abstract that only said" in records.reports[0].repairs[0]


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        ("PMID  - 33355555", "33355555"),
        ("PMID - 12345678", "12345678"),
        ("C3  -  PUBMED 37362617", "37362617"),
        ("C5  - 1234567\nDB  - Embase", "1234567"),
        ("C2  - 1234567\nDB  - Scopus", "1234567"),
        ("AN  - 29657938\nDP  - NLM", "29657938"),
        ("AN  - 29657938", ""),
    ],
)
def test_pubmed_id_in_odd_places(read, lines, pmid):
    assert read(f"TY  - JOUR\nTI  - A\n{lines}\nER  - \n")[0].pmid == pmid


def test_doi_in_odd_places_but_not_in_reference_lists(read):
    records = read(
        "TY  - JOUR\nTI  - A\nM3  - doi: 10.1063/1.4814070\nER  - \n"
        "TY  - JOUR\nTI  - B\nUR  - https://doi.org/10.1000/b\nER  - \n"
        "TY  - JOUR\nTI  - C\nN1  - References: Smith, doi 10.1000/other\nER  - \n"
    )
    assert [record.doi for record in records] == ["10.1063/1.4814070", "10.1000/b", ""]


def test_strange_lines_between_records_are_told(read):
    records = read("Search of May\nTY  - JOUR\nTI  - A\nPY  - 10 15\nER  - \n")
    warnings = " ".join(records.reports[0].warnings)
    assert "line 1: 'Search of May'" in warnings
    assert "1 year could not be read" in warnings


def test_mapping_to_a_tag(tmp_path):
    path = tmp_path / "x.ris"
    path.write_text("TY  - JOUR\nTI  - A\nTT  - Translated\nER  - \n")
    assert read_records(path, mapping={"title": "TT"})[0].title == "Translated"


def test_markup_and_entities_are_no_text(read):
    records = read(
        "TY  - JOUR\nTI  - <i>E. coli</i> &amp; CO<sub>2</sub>\nAB  - <p>a < b</p>\nER  - \n"
    )
    assert records[0].title == "E. coli & CO2"
    assert records[0].abstract == "a < b"
    assert records[0].fields["TI"].startswith("<i>")


def test_pages_are_an_article_number_but_never_a_date(read):
    records = read(
        "TY  - JOUR\nTI  - A\nC7  - e12\nER  - \n"
        "TY  - JOUR\nTI  - B\nSP  - 100\nEP  - 20210412\nER  - \n"
    )
    assert [record.pages for record in records] == ["e12", "100"]


def test_editors_stand_for_authors_of_books_alone(read):
    records = read(
        "TY  - BOOK\nTI  - A\nA2  - Ed, E.\nER  - \nTY  - JOUR\nTI  - B\nA2  - Freud, S.\nER  - \n"
    )
    assert [record.authors for record in records] == [("Ed, E.",), ()]


def test_nobody_is_no_author(read):
    records = read("TY  - JOUR\nTI  - A\nAU  - Bo, C.,\nAU  - ...\nAU  - et al.\nER  - \n")
    assert records[0].authors == ("Bo, C.",)


@pytest.mark.parametrize(
    ("note", "doi"),
    [
        ("Accession Number: 1; Cited References: (3); DOI: 10.1000/own", "10.1000/own"),
        ("Inv J. 2020;1(2):3. doi: 10.1000/own. Epub 2020 Jan 5.", "10.1000/own"),
        ("10.1000/own", "10.1000/own"),
        ('USER-NOTES: {"Ann"=>["doi: 10.1000/other"]}', ""),
        ("compare 10.1000/other", ""),
        ("Data available at DOI: 10.1000/other now", ""),
        ("Published as: Foo. doi: 10.1000/other of 2020", ""),
    ],
)
def test_doi_in_notes(read, note, doi):
    assert read(f"TY  - JOUR\nTI  - A\nN1  - {note}\nER  - \n")[0].doi == doi


@pytest.mark.parametrize(
    ("field", "authors"),
    [
        ("Bo C, Aas B, Cox D", ("Bo C", "Aas B", "Cox D")),
        ("Bo, C., & Aas, B.", ("Bo, C.", "Aas, B.")),
        ("Bo, C.; et al.", ("Bo, C.",)),
        ("王小明，李雷；張三", ("王小明", "李雷", "張三")),
        ("Bo, Carl, Jr.", ("Bo, Carl, Jr.",)),
        (
            "Ministry of Food, Agriculture and Fisheries, Denmark",
            ("Ministry of Food, Agriculture and Fisheries, Denmark",),
        ),
        ("Food and Bread Organization", ("Food and Bread Organization",)),
    ],
)
def test_authors_in_one_field(read, field, authors):
    assert read(f"TY  - JOUR\nTI  - A\nAU  - {field}\nER  - \n")[0].authors == authors


def test_keywords_in_one_field(read):
    records = read(
        "TY  - JOUR\nTI  - A\nKW  - sleep, rest, dreams\nER  - \n"
        "TY  - JOUR\nTI  - B\nKW  - Models, Biological\nKW  - *Sleep/physiology\nER  - \n"
    )
    assert records[0].keywords == ("sleep", "rest", "dreams")
    assert records[1].keywords == ("Models, Biological", "*Sleep/physiology")


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        ("UR  - https://search.ebscohost.com/login.aspx?db=mdc&AN=12345678", "12345678"),
        ("UR  - https://search.ebscohost.com/login.aspx?db=ccm&AN=12345678", ""),
        ("UR  - https://europepmc.org/article/MED/12345678", "12345678"),
        ("DB  - MEDLINE\nAN  - 12345678", "12345678"),
        ("N1  - Erratum in: J. 2020;1:2. PMID: 31111111", ""),
    ],
)
def test_pubmed_id_in_addresses_of_its_mirrors(read, lines, pmid):
    assert read(f"TY  - JOUR\nTI  - A\n{lines}\nER  - \n")[0].pmid == pmid


def test_doi_in_a_title_is_of_what_is_corrected(read):
    text = "TY  - JOUR\nTI  - Correction to: Owls (doi: 10.1000/owls)\nKW  - 10.1000/x\nER  - \n"
    assert read(text)[0].doi == ""
