"""Each exporter's columns, and tables that people made of them."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from activescreen.errors import InputError
from activescreen.formats import Content, Import, labels_of, read_records, recognise


@pytest.fixture
def read(tmp_path):
    def _read(rows, name="export.csv", separator=","):
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=separator).writerows(rows)
        path = tmp_path / name
        path.write_text(stream.getvalue(), encoding="utf-8")
        return read_records(path)

    return _read


@pytest.fixture
def workbook(tmp_path):
    def _workbook(rows, merge=()):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        for cells in merge:
            book.active.merge_cells(cells)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return _workbook


# Column -> cell, and what the record must have.
EXPORTERS = {
    "Cochrane CENTRAL": (
        {
            "CENTRAL ID": "CN-1",
            "Author(s)": "Marx, K; Roe, R",
            "Title": "T",
            "Source": "Trials",
            "Year": "2011",
            "Issue": "3",
            "PubMed ID": "PUBMED 21314913",
        },
        {"journal": "Trials", "number": "3", "pmid": "21314913", "authors": ("Marx, K", "Roe, R")},
    ),
    "Publish or Perish": (
        {"Cites": "3", "Authors": "K Marx", "Title": "T", "Source": "Things", "GSRank": "1"},
        {"journal": "Things"},
    ),
    "Embase.com": (
        {
            "Title": "T",
            "Author Names": "Marx K., Roe R.",
            "Correspondence Address": "x",
            "Source": "Cancer (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004",
            "Author Keywords": "",
            "Emtree Medical Index Terms": "article, cyst (diagnosis, surgery)",
        },
        {
            "journal": "Cancer",
            "year": 2004,
            "volume": "102",
            "number": "4",
            "pages": "253-258",
            "keywords": ("article", "cyst (diagnosis, surgery)"),
        },
    ),
    "PubMed": (
        {
            "PMID": "12345678",
            "Title": "T",
            "Authors": "Marx K, Roe R.",
            "Citation": "Sci Rep. 2023 Jul 18;13(1):11221. doi: 10.1038/x.",
            "Journal/Book": "Sci Rep",
            "Publication Year": "2023",
        },
        {
            "pmid": "12345678",
            "volume": "13",
            "number": "1",
            "pages": "11221",
            "authors": ("Marx K", "Roe R"),
        },
    ),
    "Scopus": (
        {
            "Authors": "Marx K.",
            "Title": "CO<sub>2</sub> &amp; age",
            "Year": "2024",
            "Source title": "Things",
            "Art. No.": "2864",
            "Page start": "",
            "Page end": "",
            "PubMed ID": "38580657",
            "Abstract": "p < 0.05 and b > 3",
            "Author Keywords": "a; b",
            "Index Keywords": "B; c",
            "EID": "2-s2.0",
        },
        {
            "title": "CO2 & age",
            "pages": "2864",
            "pmid": "38580657",
            "keywords": ("a", "b", "c"),
            "abstract": "p < 0.05 and b > 3",
        },
    ),
    "Lens": (
        {
            "Lens ID": "1",
            "Title": "T",
            "Abstract": "<jats:p>One.</jats:p><jats:p>Two.</jats:p>",
            "Start Page": "1",
            "End Page": "9",
            "Source Title": "Things",
        },
        {"abstract": "One.\nTwo.", "pages": "1-9", "journal": "Things"},
    ),
    "Zotero": (
        {
            "Item Type": "journalArticle",
            "Title": "T",
            "Publication Title": "Things",
            "Abstract Note": "A",
            "Manual Tags": "a; b",
        },
        {"keywords": ("a", "b"), "kind": "journalArticle", "journal": "Things"},
    ),
    "RefWorks": (
        {
            "Reference Type": "Journal",
            "Reference Id": "1",
            "Authors, Primary": "Marx,Karl",
            "Title Primary": "T",
            "Periodical Full": "Things",
            "Start Page": "S98",
            "Other Pages": "S105",
        },
        {"pages": "S98-S105", "journal": "Things"},
    ),
    "Dimensions": (
        {
            "Publication ID": "pub.1",
            "Title": "T",
            "Source title": "Things",
            "PubYear": "2020",
            "Pagination": "1-9",
        },
        {"journal": "Things", "year": 2020, "pages": "1-9"},
    ),
    "OpenAlex": (
        {
            "id": "https://openalex.org/W1",
            "display_name": "T",
            "publication_year": "2020",
            "authorships.author.display_name": "Karl Marx|Rosa Roe",
            "primary_location.source.display_name": "Things",
            "biblio.volume": "3",
            "biblio.first_page": "1",
            "biblio.last_page": "9",
            "ids.pmid": "https://pubmed.ncbi.nlm.nih.gov/12345678",
            "doi": "https://doi.org/10.1000/own",
        },
        {
            "authors": ("Karl Marx", "Rosa Roe"),
            "journal": "Things",
            "volume": "3",
            "pages": "1-9",
            "pmid": "12345678",
            "doi": "10.1000/own",
        },
    ),
    "EBSCO": (
        {
            "Article Title": "T",
            "Author": "Marx, Karl",
            "Journal Title": "Things",
            "First Page": "7",
            "Page Count": "60",
            "Doctype": "Article",
            "Publication Date": "4/3/2024",
        },
        {"pages": "7", "year": 2024, "kind": "Article"},
    ),
    "Web of Science": (
        {
            "Publication Type": "J",
            "Authors": "Marx, K",
            "Article Title": "T",
            "Source Title": "THINGS",
            "Document Type": "Review",
            "Issue": "",
            "Supplement": "2",
            "Article Number": "17",
            "Pubmed Id": "12345678",
            "UT (Unique WOS ID)": "WOS:1",
        },
        {"kind": "Review", "number": "2", "pages": "17", "pmid": "12345678"},
    ),
}


@pytest.mark.parametrize("dialect", EXPORTERS)
def test_fields_of_exporters(read, dialect):
    cells, expected = EXPORTERS[dialect]
    records = read([list(cells), list(cells.values())])
    assert {name: getattr(records[0], name) for name in expected} == expected
    assert records[0].fields == cells
    assert records.reports[0].dialect == dialect
    assert records.reports[0].reconciled


WOS = (
    "PT\tAU\tTI\tSO\tSP\tID\tAB\tCR\tPY\tVL\tBP\tEP\tAR\tDI\tPM\tUT\t\n"
    'J\tMarx, K; Roe, R\t"Living on the edge": a title\tTHINGS\tA SPONSOR\tX; Y\t'
    '"Said" first\tSmith, DOI 10.1000/cited\t2014\t9\t1\t5\t\t10.1000/own\t12345678\tWOS:1\t\n'
    'J\tDoe, J\t"Unpaired\tTHINGS\t\t\t\t\t2015\t9\t\t\t17\t\t\tWOS:2\t\n'
    "J\tDoe, J\tThird\tTHINGS\t\t\t\t\t2016\t9\t\t\t\t\t\tWOS:3\t\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_web_of_science_with_tabs_and_without_quoting(tmp_path, encoding, end):
    path = tmp_path / "savedrecs.txt"
    path.write_bytes(WOS.replace("\n", end).encode(encoding))
    records = read_records(path)
    assert [record.title for record in records] == [
        *('"Living on the edge": a title', '"Unpaired', "Third")
    ]
    first = records[0]
    assert first.authors == ("Marx, K", "Roe, R")
    assert (first.pages, first.journal, first.year) == ("1-5", "THINGS", 2014)
    assert (first.doi, first.pmid, first.abstract) == ("10.1000/own", "12345678", '"Said" first')
    assert first.keywords == ("X", "Y")
    assert records[1].pages == "17"
    report = records.reports[0]
    assert (report.format, report.dialect, report.reconciled) == ("tsv", "Web of Science", True)
    assert "taken as text" in " ".join(report.repairs)


def test_quoting_with_tabs_is_kept_where_it_holds(read):
    rows = [["title", "abstract", "year"], ['A "q"', "one\ntwo\tthree", "2001"], ["B", "", "2002"]]
    records = read(rows, "x.tsv", "\t")
    assert [record.title for record in records] == ['A "q"', "B"]
    assert records[0].abstract == "one\ntwo\tthree"
    assert not records.reports[0].repairs


def test_pairs_of_quotations_over_rows_swallow_none(tmp_path):
    path = tmp_path / "x.tsv"
    body = ['"A\tx\t1\n', "B\ty\t2\n", 'C\t"z\t3\n', 'D"\tv\t4\n', '"E"\t"w ""q"""\t5\n']
    path.write_text("title\tabstract\tyear\n" + "".join(body), encoding="utf-8")
    records = read_records(path)
    assert [record.title for record in records] == ['"A', "B", "C", 'D"', "E"]
    assert records[4].abstract == 'w "q"'


def test_two_columns_of_one_name_of_which_one_says_something(read):
    records = read(
        [["title", "Included", "Included", "title"], ["A", "", "1", ""], ["B", "", "0", ""]]
    )
    assert [record.title for record in records] == ["A", "B"]
    assert labels_of(records).values.tolist() == [1, 0]
    assert records[0].fields["Included"] == "1"


@pytest.mark.parametrize(
    "rows", [[["A", "B", ""]], [["A", "", ""], ["", "B", ""]], [["A", "A", ""], ["A", "B", ""]]]
)
def test_two_columns_of_one_name_that_differ(read, rows):
    with pytest.raises(InputError, match=r"export\.csv: More than one column is named 'Title'"):
        read([["Title", "Title", "abstract"], *rows])


def test_two_columns_that_say_the_same(read):
    assert read([["Title", "Title"], ["A", "A"], ["B", "B"]])[1].title == "B"


def test_title_row_blank_rows_and_merged_cells(workbook):
    path = workbook(
        [
            ["Title: everything on growth", None, None, None],
            *[[None]] * 20,
            ["Reference", None, "Text", "Year"],
            ["Title", "Authors", "Abstract", None],
            ["A", "Marx, K", "a", 2001],
            ["B", "Roe, R", "b", 2002],
        ],
        merge=["A1:D1", "A22:B22", "D22:D23"],
    )
    records = read_records(path)
    assert [(r.title, r.abstract) for r in records] == [("A", "a"), ("B", "b")]
    assert records.reports[0].reconciled
    assert len(records.reports[0].quarantined) == 2


def test_column_names_on_two_rows(workbook):
    path = workbook(
        [
            ["Title", "Publication", None, "Decision"],
            [None, "Journal", "Year", None],
            ["A", "Things", 2001, "yes"],
        ],
        merge=["A1:A2", "B1:C1", "D1:D2"],
    )
    records = read_records(path)
    record = records[0]
    assert (record.title, record.journal, record.year) == ("A", "Things", 2001)
    assert list(record.fields) == ["Title", "Journal", "Year", "Decision"]
    report = records.reports[0]
    assert (report.records, report.starts, report.reconciled) == (1, 3, True)
    assert "two rows" in report.repairs[0]


def test_blank_lines_before_the_column_names(read):
    records = read([*[[]] * 30, ["title", "abstract"], ["A", "a"]])
    assert records[0].title == "A"
    assert records.reports[0].reconciled


def test_years_that_cannot_be_read_are_told(read):
    records = read([["title", "year"], ["A", "soon"], ["B", "NA"], ["C", "2001"]])
    assert [record.year for record in records] == [None, None, 2001]
    assert "1 year could not be read" in records.reports[0].warnings[0]


def test_rows_of_a_workbook_are_counted_in_its_xml(workbook):
    path = workbook(
        [["title", "abstract"], ["A", ""], ["", " "], [None, None], ["B", 0], [None, True]]
    )
    report = read_records(path).reports[0]
    assert (report.records, report.starts, report.starts_inside) == (3, 5, 2)
    assert report.reconciled


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")
    | st.sampled_from("\"',;\t\n=|"),
    max_size=15,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, min_size=4, max_size=4), min_size=1, max_size=6))
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_cells_come_back(separator, rows):
    stream = io.StringIO(newline="")
    header = ["title", "abstract", "volume", "note"]
    csv.writer(stream, delimiter=separator).writerows([header, *rows])
    content = Content("x.csv", stream.getvalue().encode())
    source = Import(content, recognise(content))
    try:
        records = list(source)
    except InputError as error:
        assert "no record" in str(error)  # noqa: PT017 - nothing but blanks is no record
        return
    assert source.report.reconciled
    kept = [row for row in rows if "".join(row).translate(str.maketrans("", "", '",;\t')).strip()]
    found = [list(record.fields.values())[:4] for record in records]
    # The apostrophe before a would-be formula, and ="…", are taken off.
    plain = [[cell.replace("\r\n", "\n") for cell in row] for row in kept]
    assert [
        [a if a[:1] in "='" else b for a, b in zip(x, y, strict=True)]
        for x, y in zip(plain, found, strict=True)
    ] == plain
