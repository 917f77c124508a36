"""CSV and TSV as databases, spreadsheets and people write them."""

import pytest

from activescreen.errors import ConfigurationError, InputError
from activescreen.formats import read_records


@pytest.fixture
def write(tmp_path):
    def _write(content, name="review.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


def test_fields_and_source(write):
    path = write(
        "record_id,title,abstract,authors,year,journal,volume,issue,pages,doi,pubmedID,keywords\n"
        '7,A trial,"Line one\nline two","Smith, J.; Doe, A.",2001.0,BMJ,3,4,10-12,'
        "https://doi.org/10.1000/XYZ.1,10051933.0,a; b\n"
        "8,Second,,,,,,,,,,\n"
    )
    records = read_records(path)
    first, second = records
    assert first.title == "A trial"
    assert first.abstract == "Line one\nline two"
    assert first.authors == ("Smith, J.", "Doe, A.")
    assert (first.year, first.journal, first.volume, first.number) == (2001, "BMJ", "3", "4")
    assert (first.pages, first.doi, first.pmid) == ("10-12", "10.1000/XYZ.1", "10051933")
    assert first.keywords == ("a", "b")
    assert first.fields["record_id"] == "7"
    assert (first.source.file, first.source.row, first.source.line) == ("review.csv", 0, 2)
    assert (second.source.row, second.source.line) == (1, 4)
    assert second.abstract == ""
    assert records.without_abstract == 1
    report = records.reports[0]
    assert (report.format, report.records, report.columns["pmid"]) == ("csv", 2, "pubmedID")


@pytest.mark.parametrize(
    "header",
    [
        "title,abstract",
        "Primary Title,Abstract Note",
        " TITLE , Abstract",
        "article_title,ABSTRACT",
    ],
)
def test_column_names_in_any_spelling(write, header):
    record = read_records(write(f"{header}\nT,A\n"))[0]
    assert (record.title, record.abstract) == ("T", "A")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_line_ends_separators_encodings(write, end, separator, encoding):
    rows = [("title", "abstract"), ("Über die Größe", "é, è; ê"), ("Second", "two")]
    text = end.join(separator.join(f'"{cell}"' for cell in row) for row in rows) + end
    records = read_records(write(text.encode(encoding)))
    assert [record.title for record in records] == ["Über die Größe", "Second"]
    assert records[0].abstract == "é, è; ê"
    report = records.reports[0]
    assert report.format == ("tsv" if separator == "\t" else "csv")
    assert bool(report.warnings) == (encoding == "cp1252")


def test_unicode_line_separators_do_not_split_rows(write):
    records = read_records(write("title,abstract\nA\u2028B,c\u0085d\nE,f\n"))
    assert [record.title for record in records] == ["A\u2028B", "E"]


def test_lines_before_the_header(write):
    records = read_records(write('"SEARCH QUERY","x:ti"\n-----\n\n"Title","Abstract"\nT,A\n'))
    assert records[0].title == "T"
    assert records[0].source.row == 0
    assert "3 lines before the column names" in records.reports[0].repairs[0]


def test_empty_rows_keep_the_numbering_of_data_rows(write):
    records = read_records(write("title,abstract\nA,a\n,\n\nB,b\n"))
    assert [(r.title, r.source.row, r.source.line) for r in records] == [("A", 0, 2), ("B", 2, 5)]
    assert "1 wholly empty row" in records.reports[0].repairs[0]


@pytest.mark.parametrize("word", ["NA", "nan", "N/A", "[No abstract available]"])
def test_words_for_no_abstract(write, word):
    records = read_records(write(f"title,abstract\nNA,{word}\n"))
    assert records[0].abstract == ""
    assert records[0].title == "NA"
    assert "1 abstract" in records.reports[0].repairs[0]
    assert records[0].fields["abstract"] == word


def test_missing_title_with_abstract_is_kept(write):
    assert read_records(write("title,abstract\n,Only text\n"))[0].abstract == "Only text"


def test_title_alone_is_enough(write):
    assert len(read_records(write("title\nA\nB\n"))) == 2


def test_excel_cells_that_force_text(write):
    record = read_records(write('title,ISSN,year\nT,="19326203",="2004"\n'))[0]
    assert record.fields["ISSN"] == "19326203"
    assert record.year == 2004


def test_ragged_rows_are_told(write):
    records = read_records(write("title,abstract,year\nA,one, two,2001\nB\n"))
    assert records[0].fields["column 4"] == "2001"
    warnings = " ".join(records.reports[0].warnings)
    assert "more cells than there are columns" in warnings
    assert "fewer cells" in warnings


def test_mapping(write):
    path = write("Titel,Zusammenfassung\nT,A\n")
    record = read_records(path, mapping={"title": "titel", "abstract": "Zusammenfassung"})[0]
    assert (record.title, record.abstract) == ("T", "A")
    with pytest.raises(ConfigurationError, match="Did you mean 'title'"):
        read_records(path, mapping={"titel": "Titel"})
    with pytest.raises(InputError, match="'Nowhere'"):
        read_records(path, mapping={"title": "Nowhere"})
    with pytest.raises(InputError, match="'Nowhere'"):
        read_records(write("title,b\nT,A\n", "b.csv"), mapping={"abstract": "Nowhere"})


@pytest.mark.parametrize("columns", ["title,title,abstract", "title,label_included,Label_Included"])
def test_two_columns_of_one_needed_name(write, columns):
    with pytest.raises(InputError, match=r"review\.csv: More than one column is named .* Rename"):
        read_records(write(f"{columns}\na,1,0\n"))


def test_two_columns_of_a_name_nobody_needs(write):
    record = read_records(write("title,x,x,\nT,1,2,3\n"))[0]
    assert record.fields == {"title": "T", "x": "1", "x (2)": "2", "column 4": "3"}


def test_ten_megabyte_cell_is_refused_with_its_place(write):
    path = write('title,abstract\nA,b\nC,"' + "x" * 10_000_000 + '"\n')
    with pytest.raises(InputError, match=r"data row 1 .* line 3, .*quotation mark") as caught:
        read_records(path)
    assert len(str(caught.value)) < 500


def test_long_cell_is_read_and_told(write):
    records = read_records(write("title,abstract\nA," + "x" * 300_000 + "\n"))
    assert len(records[0].abstract) == 300_000
    assert "closing quotation mark" in records.reports[0].warnings[0]


def test_header_without_title_and_abstract(write):
    with pytest.raises(InputError, match=r"'name', 'colour'.*Rename the columns"):
        read_records(write("name,colour\na,b\n"))


def test_header_only(write):
    with pytest.raises(InputError, match="no record"):
        read_records(write("title,abstract\n"))


def test_mixed_encodings_are_mended_and_told(write):
    text = b"title,abstract\n" + "Größe über alles größer".encode() + b",caf\xe9\n"
    records = read_records(write(text))
    assert records[0].title == "Größe über alles größer"
    assert records[0].abstract == "café"
    assert "first on line 2" in records.reports[0].warnings[0]


def test_nul_characters_are_removed(write):
    records = read_records(write("title,abstract\nA\0B,c\n" + "D,e\n" * 50))
    assert records[0].title == "AB"
    assert "NUL" in records.reports[0].repairs[0]


def test_a_large_file_is_read_whole(write):
    body = "".join(
        f'"Title {i}","{"word " * 330}","A, B; C, D",{2000 + i % 20}\n' for i in range(6000)
    )
    path = write("title,abstract,authors,year\n" + body)
    assert len(read_records(path)) == 6000
