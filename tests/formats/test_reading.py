"""Which file is taken for what, and what is refused."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.formats import Content, read_records, recognise

RIS = "TY  - JOUR\nTI  - A title\nER  - \n"
CSV = "title,abstract\nA title,text\n"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("export.csv", RIS, "ris"),
        ("export.txt", RIS, "ris"),
        ("export.ris", CSV, "csv"),
        ("export", CSV.replace(",", "\t"), "tsv"),
        ("export.txt", CSV.replace(",", ";"), "csv"),
    ],
)
def test_content_decides_not_the_extension(name, text, expected):
    assert recognise(Content(name, text.encode())).name == expected


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 not really", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"<!DOCTYPE html><html><body>502</body></html>", "HTML"),
        # A style sheet with a rule that begins as an entry of BibTeX does.
        (b"<!-- saved\n--><html><style>\n@page { size: A4 }\n@media(x) {a=1}</style>", "HTML page"),
        (b'[{"review": "one", "rule": "knee"}]', "JSON file without references"),
        (b'{"runs": [{"seed": 1}]}', "JSON file without references"),
        (bytes(range(256)) * 40, "binary data"),
    ],
)
def test_other_formats_are_named(tmp_path, data, what):
    path = tmp_path / "records.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=rf"records\.csv: .*{what}.*Export"):
        read_records(path)


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path, data):
    path = tmp_path / "empty.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"empty\.csv: The file is empty"):
        read_records(path)


def test_missing_file_offers_a_near_name(tmp_path):
    (tmp_path / "search.ris").write_text(RIS)
    with pytest.raises(InputError, match=r"no such file.*Did you mean 'search\.ris'"):
        read_records(tmp_path / "serach.ris")
    (tmp_path / "price.json").touch()
    (tmp_path / "prices.csv").touch()
    for missing in ("price.ris", "review.csv", "search.csv"):
        with pytest.raises(InputError, match=r"no such file. Check the path"):
            read_records(tmp_path / missing)
    with pytest.raises(InputError, match="no folder"):
        read_records(tmp_path / "nowhere" / "search.ris")


def test_directory(tmp_path):
    with pytest.raises(InputError, match="directory"):
        read_records(tmp_path)


def test_unreadable_file(tmp_path, monkeypatch):
    def refuse(path, *how, **more):
        raise PermissionError(13, "Permission denied", os.fspath(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"Permission denied.*allowed to read"):
        read_records(tmp_path / "locked.csv")


def test_several_files_are_put_together(tmp_path):
    (tmp_path / "a").mkdir()
    one, two, three = tmp_path / "x.ris", tmp_path / "y.csv", tmp_path / "a" / "y.csv"
    one.write_text(RIS)
    two.write_text(CSV)
    three.write_text(CSV + "More,text\n")
    records = read_records(one, two, three)
    assert len(records) == 4
    assert [report.records for report in records.reports] == [1, 1, 2]
    assert len({record.source.file for record in records}) == 3
    assert len(set(records.ids)) == 4
    with pytest.raises(InputError, match="twice"):
        read_records(one, one)
    with pytest.raises(InputError, match="No file"):
        read_records()


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=400), st.sampled_from([b"", CSV.encode(), RIS.encode()]))
def test_any_bytes_are_read_or_refused(tmp_path_factory, junk, start):
    path = tmp_path_factory.mktemp("junk") / "x.csv"
    path.write_bytes(start + junk)
    try:
        count = len(read_records(path))
    except InputError as error:
        message = str(error)
    else:
        message = f"x.csv: {count}"
        assert count > 0
    assert message.startswith("x.csv: ") or "/x.csv: " in message


def test_raw_text_can_be_left_out(tmp_path):
    path = tmp_path / "x.ris"
    path.write_text(RIS)
    with_raw, without = read_records(path), read_records(path, keep_raw=False)
    assert with_raw[0].raw.startswith("TY")
    assert without[0].raw == ""
    assert list(with_raw) == list(without)
    assert with_raw.ids == without.ids
