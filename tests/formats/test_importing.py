"""The import doctor: counts that agree, pieces set aside, identifiers found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.formats import Content, Import, open_imports, read_records, recognise
from activescreen.formats.importing import check_reconciled
from activescreen.formats.ris_file import RisReader

RIS = (
    "Search of May\n\n"
    "1.\nTY  - JOUR\nTI  - One\nAB  - Text\nDO  - 10.1000/one\nER  - \n\n"
    "2.\nTY  - JOUR\nTI  - Two\nN1  - PMID: 12345678\nER  - \n"
    "a line that\nbelongs nowhere\n"
    "TY  - JOUR\nTI  - Three\nUR  - https://doi.org/10.1000/three\nER  - \n"
)


def imported(text, name="x.ris"):
    content = Content(name, text.encode() if isinstance(text, str) else text)
    source = Import(content, recognise(content))
    return list(source), source.report


class TestReport:
    def test_what_it_says(self):
        records, report = imported(RIS)
        assert report.records == report.starts == 3
        assert report.reconciled
        assert (report.with_abstract, report.with_doi, report.with_pmid) == (1, 2, 1)
        assert report.first_title == "One"
        assert len(records) == 3

    def test_pieces_come_with_line_and_text(self):
        _, report = imported(RIS)
        assert [(piece.line, piece.text) for piece in report.quarantined] == [
            (1, "Search of May"),
            (15, "a line that\nbelongs nowhere"),
        ]

    def test_it_is_there_only_at_the_end(self):
        content = Content("x.ris", RIS.encode())
        source = Import(content, recognise(content))
        next(iter(source))
        with pytest.raises(RuntimeError, match="all records"):
            _ = source.report

    def test_reading_twice_says_the_same(self):
        content = Content("x.ris", RIS.encode())
        source = Import(content, recognise(content))
        first, report = list(source), None
        report = source.report
        assert list(source) == first
        assert source.report == report

    def test_raw_text_stays_with_the_record(self):
        records, _ = imported(RIS)
        assert records[1].raw == "2.\nTY  - JOUR\nTI  - Two\nN1  - PMID: 12345678\nER  - "

    def test_a_giant_record_is_looked_at(self):
        _, report = imported("TY  - JOUR\nTI  - A\nAB  - " + "word " * 30_000 + "\nER  - \n")
        assert "may have swallowed others" in " ".join(report.warnings)

    def test_a_file_cut_in_the_middle(self):
        _, report = imported(RIS[:-30])
        assert "ends in the middle of the record on line 17" in " ".join(report.warnings)

    def test_several_types_in_one_record_are_one_record(self):
        _, report = imported("TY  - JOUR\n" * 10 + "TI  - A\nER  - \n")
        assert (report.records, report.starts, report.starts_inside) == (1, 10, 9)
        assert report.reconciled

    def test_table_rows_before_the_header_are_set_aside(self):
        _, report = imported('"SEARCH QUERY","x:ti"\n-----\n\n"Title","Abstract"\nT,A\n', "x.csv")
        assert [piece.line for piece in report.quarantined] == [1, 2]
        assert report.reconciled
        assert report.starts == 4


class TestMismatch:
    @pytest.fixture
    def blind(self, monkeypatch):
        """A reader that loses a record: the count must notice."""
        real = RisReader.read

        def lossy(self, content, mapping, notes):
            yield from list(real(self, content, mapping, notes))[1:]

        monkeypatch.setattr(RisReader, "read", lossy)

    def test_a_lost_record_is_refused(self, blind, tmp_path):
        path = tmp_path / "x.ris"
        path.write_text(RIS)
        with pytest.raises(InputError, match=r"2 records were read, but 3 were counted"):
            read_records(path)

    def test_unless_told_otherwise(self, blind, tmp_path):
        path = tmp_path / "x.ris"
        path.write_text(RIS)
        records = read_records(path, accept_mismatch=True)
        assert len(records) == 2
        assert "do not agree" in records.reports[0].warnings[-1]
        with pytest.raises(InputError):
            check_reconciled(records.reports[0])


class TestHarvest:
    def test_identifiers_are_found_in_any_field(self):
        records, report = imported(RIS)
        assert records[1].pmid == "12345678"
        assert report.harvested == {"pmid": 1}

    @pytest.mark.parametrize(
        ("field", "doi"),
        [
            ("N1  - Accession 77; doi:10.1000/x.", "10.1000/x"),
            ("U3  - https://dx.doi.org/10.1000%2Fx", "10.1000/x"),
            ("N1  - Cited by 10.1000/a", ""),
            ("AB  - [This corrects the article DOI: 10.1000/x.]", ""),
            ("N1  - Erratum in 10.1000/x", ""),
            ("N1  - 10.1000/a and 10.1000/b", ""),
            ("N1  - References\n10.1000/a\n10.1000/b", ""),
        ],
    )
    def test_doi_of_the_record_and_not_of_others(self, field, doi):
        records, _ = imported(f"TY  - JOUR\nTI  - A\n{field}\nER  - \n")
        assert records[0].doi == doi

    def test_pubmed_addresses(self):
        records, _ = imported(
            "TY  - JOUR\nTI  - A\nN1  - see https://pubmed.ncbi.nlm.nih.gov/33445566/\nER  - \n"
        )
        assert records[0].pmid == "33445566"


def test_nothing_is_held_while_reading(tmp_path):
    path = tmp_path / "many.ris"
    path.write_text("".join(f"TY  - JOUR\nTI  - Title {i}\nER  - \n" for i in range(3000)))
    (source,) = open_imports(path)
    assert next(iter(source)).title == "Title 0"
    assert sum(1 for _ in source) == 3000


LINES = [
    *("TY  - JOUR", "TY - JOUR", "TY-JOUR", "ER  - ", "ER  -", "ER then more", "TI  - A title"),
    *("AB  - Some text", "   continued", "", "1.", "Record #1 of 2", "stray", "XX  - unknown"),
    *("AU  - A", "KW - k", "DO  - 10.1000/x", "ER  - positive"),
]


@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_no_line_is_lost_and_counts_agree(lines):
    text = "\n".join(lines)
    try:
        content = Content("x.ris", text.encode())
        source = Import(content, RisReader())
        records = list(source)
    except InputError:
        return
    report = source.report
    assert report.reconciled
    assert report.records == len(records)
    kept = [line for record in records for line in record.raw.split("\n")]
    kept += [line for piece in report.quarantined for line in piece.text.split("\n")]
    for line in lines:
        if line.strip() and not line.startswith(("ER", "1.", "Record #")):
            assert kept.count(line) >= 1
    assert sum(map(bool, map(str.strip, kept))) <= sum(map(bool, map(str.strip, lines)))


def test_mutated_bytes_never_break_the_reader():
    rng = np.random.default_rng(7)
    base = RIS.encode()
    for _ in range(400):
        data = bytearray(base)
        for _ in range(rng.integers(1, 7)):
            place = rng.integers(len(data))
            data[place : place + rng.integers(4)] = rng.bytes(rng.integers(4))
        try:
            records, report = imported(bytes(data))
        except InputError:
            continue
        assert report.records == len(records)
        assert report.reconciled
