"""Files that are not what they seem: a clear report, never a traceback, never a silent zero."""

import gzip
import io
import json
import zipfile

import openpyxl
import pytest

RIS = "TY  - JOUR\nTI  - {}\nAB  - Text\nER  - \n"


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return stream.getvalue()


REFUSED = {
    "junk.ris": (bytes(range(256)) * 40, ["binary data"]),
    "paper.ris": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj\n" * 50, ["PDF"]),
    "page.ris": (b"<!DOCTYPE html><html><body>Session expired</body></html>", ["HTML", "error"]),
    "page.csv": (
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">\n<html></html>',
        ["HTML", "error"],
    ),
    "cut.zip": (zipped(a_ris=RIS.format("One").encode() * 50)[:-30], ["zip archive", "damaged"]),
    "zeros.ris": (bytes(4096), ["empty", "zeros"]),
    "empty.ris": (b"", ["empty"]),
    "blank.csv": (b"\xef\xbb\xbf\r\n \r\n", ["empty"]),
    "header.csv": (b"title,abstract\n", ["no record"]),
    "bomb.zip": (zipped(a_ris=b"TY  - JOUR\n" + bytes(60 << 20)), ["far more than"]),
    "bomb.gz": (gzip.compress(b"TY  - JOUR\n" + b"ab " * (25 << 20)), ["far more than"]),
    "quotes.csv": (b'title,abstract\n"a,b\n' + b"c,d\n" * 600_000, ["quotation mark"]),
    "words.txt": (b"Dear team, please find the references attached.\n" * 30, ["title or abstract"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_export_is_refused(activescreen, tmp_path, name):
    data, said = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    answer = activescreen("inspect", name, "--json", "o.json", "--records", "o.jsonl")
    for words in (name.partition(".")[0], *said):
        assert words in answer.refusal
    (found,) = json.loads((tmp_path / "o.json").read_text())
    assert found["error"]
    assert found["records"] == 0
    wanted = "format dialect encoding quarantined repairs warnings with_abstract with_doi with_pmid"
    assert {*wanted.split(), "first_title"} <= found.keys()


CUT_XML = (
    b"<?xml version='1.0'?>\n<PubmedArticleSet>\n<PubmedArticle><MedlineCitation>"
    b"<PMID Version='1'>1</PMID><Article><ArticleTitle>One, which goes on and"
)


@pytest.mark.parametrize(
    "command", [["inspect", "--json", "o.json"], ["dedupe", "--out", "o.csv"], ["convert", "o.csv"]]
)
def test_a_file_of_which_no_record_is_whole_is_no_empty_result(activescreen, tmp_path, command):
    (tmp_path / "cut.xml").write_bytes(CUT_XML)
    name, *options = command
    answer = activescreen(name, "cut.xml", *options)
    assert "No record could be read of the file" in answer.refusal
    assert "a record without an end on line 3" in answer.refusal
    assert not (tmp_path / "o.csv").exists()
    if name == "inspect":
        (found,) = json.loads((tmp_path / "o.json").read_text())
        assert found["pieces"][0]["text"].startswith("<PubmedArticle>")
        assert "No record" in found["error"]


def test_zeros_after_the_text_do_not_make_it_binary(activescreen, tmp_path):
    found = inspected(activescreen, tmp_path, "x.ris", RIS.format("One").encode() + bytes(9000))
    assert found["records"] == 1
    assert "9000 NUL characters were removed." in found["repairs"]


def test_a_zip_whose_paths_lead_elsewhere_is_only_read(activescreen, tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../evil.ris", RIS.format("One"))
    found = inspected(activescreen, tmp_path, "x.zip", stream.getvalue())
    assert found["first_title"] == "One"
    assert not (tmp_path.parent / "evil.ris").exists()


def inspected(activescreen, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    answer = activescreen("inspect", name, "--json", "o.json")
    assert answer.code == 0, answer.err
    (found,) = json.loads((tmp_path / "o.json").read_text())
    assert found["reconciled"]
    return found


def test_nul_bytes_are_taken_out_and_told(activescreen, tmp_path):
    text = RIS.format("A\0 title") + RIS.format("Other " + "words " * 50)
    found = inspected(activescreen, tmp_path, "x.ris", text.encode())
    assert found["first_title"] == "A title"
    assert "NUL" in " ".join(found["repairs"])


def test_mixed_encodings_are_told(activescreen, tmp_path):
    data = (RIS.format("Säure und Wärme") * 3).encode() + RIS.format("Müll").encode("cp1252")
    found = inspected(activescreen, tmp_path, "x.ris", data)
    assert found["records"] == 4
    assert "Windows-1252" in " ".join(found["warnings"])


def test_a_file_cut_in_the_middle(activescreen, tmp_path):
    data = (RIS.format("One") + RIS.format("Two")).encode()[:-12]
    found = inspected(activescreen, tmp_path, "x.ris", data)
    assert found["records"] == 2
    assert "ends in the middle" in " ".join(found["warnings"])


def test_a_workbook_with_merged_cells_above_its_header(activescreen, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "Results of our search"
    sheet.merge_cells("A1:C1")
    sheet.append([])
    sheet.append(["Title", "Abstract", "Year"])
    sheet.append(["One", "Text", 2001])
    stream = io.BytesIO()
    book.save(stream)
    found = inspected(activescreen, tmp_path, "x.xlsx", stream.getvalue())
    assert (found["records"], found["first_title"]) == (1, "One")
    assert found["pieces"][0]["text"].startswith("Results of our search")


def test_two_files_of_one_name(activescreen, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.ris").write_text(RIS.format(folder))
    answer = activescreen("inspect", "a/x.ris", "b/x.ris", "--records", "o.jsonl")
    assert answer.code == 0
    lines = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert [line["source"] for line in lines] == ["a/x.ris", "b/x.ris"]


def test_an_interruption_leaves_nothing_behind(activescreen, tmp_path, monkeypatch):
    from activescreen.formats.ris_file import RisReader

    real = RisReader.read

    def interrupted(self, content, mapping, notes):
        for record in real(self, content, mapping, notes):
            yield record
            raise KeyboardInterrupt

    monkeypatch.setattr(RisReader, "read", interrupted)
    (tmp_path / "x.ris").write_text(RIS.format("One") * 3)
    (tmp_path / "o.jsonl").write_text("what was here before")
    answer = activescreen("inspect", "x.ris", "--json", "o.json", "--records", "o.jsonl")
    assert answer.code == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.jsonl", "x.ris"]
    assert (tmp_path / "o.jsonl").read_text() == "what was here before"
