"""Every trap of BibTeX."""

import pytest

from activescreen.errors import InputError
from activescreen.formats import read_records

TWO = """@article{a1,
  title = {First},
  year = {2001},
}

@book{b2,
  title = {Second},
}
"""


@pytest.fixture
def read(tmp_path):
    def _read(text, name="export.bib", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_records(path, **options)

    return _read


def test_fields(read):
    records = read(
        r"""@ARTICLE{Müller2014207,
author={M{\"u}ller, Anna and {World Health Organization and Friends} and others},
title={{The {RNA} of 50\% \& more: $\alpha$-\textit{things}}},
journal={Journal of Things},
year={2014},
month=jan,
volume={9},
number={3},
pages={1--5},
doi={10.1000/own},
note={cited By 0},
author_keywords={growth;  things},
keywords={Growth; rates},
language={German},
document_type={Article},
abstract={Line one
   goes on: p < 0.05, $5 and $10.
Line two.},
source={Scopus},
}
"""
    )
    record = records[0]
    assert record.title == "The RNA of 50% & more: α-things"
    assert record.authors == ("Müller, Anna", "World Health Organization and Friends")
    assert record.abstract == "Line one goes on: p < 0.05, $5 and $10.\nLine two."
    assert (record.year, record.journal) == (2014, "Journal of Things")
    assert (record.volume, record.number, record.pages) == ("9", "3", "1-5")
    assert (record.doi, record.language, record.kind) == ("10.1000/own", "de", "Article")
    assert record.keywords == ("Growth", "rates", "things")
    assert (record.fields["ID"], record.fields["ENTRYTYPE"]) == ("Müller2014207", "article")
    assert record.fields["note"] == "cited By 0"
    assert record.raw.startswith("@ARTICLE{Müller2014207,")
    report = records.reports[0]
    assert (report.format, report.dialect, report.reconciled) == ("bibtex", "Scopus", True)
    assert report.columns["keywords"] == "keywords, author_keywords"
    assert not report.repairs
    assert not report.warnings


@pytest.mark.parametrize("name", ["x.bib", "x.txt", "x.csv", "x.ris"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end(read, name, encoding, end):
    records = read(TWO.replace("\n", end).replace("First", "Größe").encode(encoding), name)
    assert [record.title for record in records] == ["Größe", "Second"]
    assert [record.source.line for record in records] == [1, 6]


def test_latin_1_is_read_and_told(read):
    records = read(TWO.replace("First", "Größe").encode("iso-8859-1"))
    assert records[0].title == "Größe"
    assert "not UTF-8" in records.reports[0].warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        # A brace is missing: of the entry, of a value in the middle, of the last value.
        TWO.replace("  year = {2001},\n}", "  year = {2001},\n"),
        TWO.replace("{First}", "{First"),
        TWO.replace("{First},\n  year = {2001},", "{First,\n  year = {2001}"),
        TWO.replace("  year = {2001},\n}", "  year = {2001"),
        # Quotation marks instead, some within braces, some missing.
        TWO.replace("{First}", '"First"').replace("{2001}", '"2001"'),
        TWO.replace("{First}", '"First'),
        # Commas are missing, or there are too many.
        TWO.replace("{First},", "{First}"),
        TWO.replace("{a1,", "{a1"),
        TWO.replace("{First},", "{First},,"),
        # No key, round brackets, blanks, capitals, everything on one line.
        TWO.replace("a1,", ""),
        TWO.replace("@article{a1", "@article(a1").replace("2001},\n}", "2001}\n)"),
        TWO.replace("@article{a1", "@Article { a1").replace("title = ", "TITLE="),
        TWO.replace("\n", " "),
        TWO.replace("  year", "  what is this\n  year"),
        "Scopus\nEXPORT DATE: 7 July\n\n" + TWO,
        '% Encoding: UTF-8\n@comment{jabref-meta: {x}}\n@preamble{"\\newcommand{x}"}\n' + TWO,
        TWO.replace("}\n\n@book", "}\nsome words\n\n@book"),
    ],
)
def test_two_records_however_they_are_written(read, text):
    records = read(text)
    assert [record.title for record in records] == ["First", "Second"]
    report = records.reports[0]
    assert report.reconciled
    assert report.starts is not None
    if "2001" in text and "what is this" not in text:
        assert records[0].year == 2001


def test_abbreviations(read):
    records = read(
        '@string{jot = "Journal of " # {Things}}\n'
        "@article{a, title = {A}, journal = jot # { B}, month = mar # {~1}, year = 2001}\n"
        "@article{b, title = {B}, journal = unknown}\n"
    )
    assert [record.journal for record in records] == ["Journal of Things B", "unknown"]
    assert records[0].year == 2001
    assert "abbreviation" in records.reports[0].warnings[0]
    assert [piece.why for piece in records.reports[0].quarantined] == [
        "definition of an abbreviation"
    ]


def test_values_that_say_nothing(read):
    record = read('@article{a, title={A}, number = "null", pages = {}, volume={NA}}')[0]
    assert (record.number, record.pages, record.volume) == ("", "", "")
    assert record.fields["number"] == "null"


def test_names_that_come_twice_are_kept(read):
    record = read("@article{a, title={A}, funding={X}, funding={Y}, funding_text 1={Z}}")[0]
    assert record.fields["funding"] == "X\nY"
    assert record.fields["funding_text 1"] == "Z"


@pytest.mark.parametrize(
    ("value", "title"),
    [
        (r"{a \} b}", "a } b"),
        (r"{C:\}", "C:\\"),
        (r"{{[}0.04, 0.20]}", "[0.04, 0.20]"),
        (r'"a {"}quoted{"} b"', 'a "quoted" b'),
        (r'"a "quoted" b"', 'a "quoted" b'),
        (r"{mail me@home{here}}", "mail me@homehere"),
    ],
)
def test_braces_and_quotations(read, value, title):
    record = read(f"@misc{{a,\n  title = {value},\n  year = {{2001}}\n}}\n")[0]
    assert (record.title, record.year) == (title, 2001)


def test_text_outside_and_cut_file(read):
    records = read("Scopus\n\n" + TWO[:-4])
    report = records.reports[0]
    assert [(piece.line, piece.text) for piece in report.quarantined] == [(1, "Scopus")]
    assert "may have been cut" in " ".join(report.warnings)
    assert len(records) == 2


def test_mapping(read):
    record = read("@misc{a, title={A}, shorttitle={B}}", mapping={"title": "shorttitle"})[0]
    assert record.title == "B"


def test_entries_without_fields_are_no_records(read):
    with pytest.raises(InputError, match=r"No BibTeX record .* export the references again"):
        read("@article{only-a-key}\n% title = {x}\n")


def test_zotero_and_dblp_names_and_signs(read):
    record = read(
        "@article{a, title = {Ages {$<$}5 and {$>$}60}, author = {family=Berg, given=Jan, "
        'prefix=van den, useprefix=true and Hanna H{\\"o}lt 0001}}\n'
    )[0]
    assert record.title == "Ages <5 and >60"
    assert record.authors == ("van den Berg, Jan", "Hanna Hölt")
