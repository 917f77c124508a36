"""Packed files: gzip and zip, within limits."""

import gzip
import zipfile

import pytest

from activescreen.errors import InputError
from activescreen.formats import read_records
from activescreen.formats.containers import contents_of

RIS = "TY  - JOUR\nTI  - {}\nER  - \n"


def test_gzip(tmp_path):
    path = tmp_path / "search.ris.gz"
    path.write_bytes(gzip.compress(RIS.format("One").encode()))
    records = read_records(path)
    assert records[0].title == "One"
    assert records.reports[0].file == "search.ris"


def test_a_zip_archive_holds_several_files(tmp_path):
    path = tmp_path / "six.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.ris", RIS.format("One"))
        archive.writestr("folder/b.csv", "title,abstract\nTwo,x\n")
        archive.writestr("__MACOSX/._a.ris", "litter")
        archive.writestr("folder/.DS_Store", "litter")
    records = read_records(path)
    assert [record.title for record in records] == ["One", "Two"]
    assert [report.file for report in records.reports] == ["six.zip/a.ris", "six.zip/folder/b.csv"]


def test_a_workbook_and_a_project_stay_whole(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", "{}")
        archive.writestr("results.db", "")
    assert len(contents_of(path)) == 1


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ris", b"TY  - JOUR\n" + bytes(80 << 20))
    with pytest.raises(InputError, match="far more than an export"):
        read_records(path)


def test_a_gzip_bomb_is_stopped_on_its_way(tmp_path):
    path = tmp_path / "bomb.ris.gz"
    path.write_bytes(gzip.compress(b"TY  - JOUR\nTI  - a\n" + b"a b " * (20 << 20), 9))
    with pytest.raises(InputError, match="far more than an export"):
        read_records(path)


def test_a_cut_gzip_file(tmp_path):
    path = tmp_path / "cut.ris.gz"
    path.write_bytes(gzip.compress(RIS.format("One").encode() * 1000)[:-20])
    with pytest.raises(InputError, match="damaged"):
        read_records(path)


def test_a_damaged_member(tmp_path):
    path = tmp_path / "broken.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.ris", RIS.format("One") * 50)
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        read_records(path)


def test_a_password(tmp_path):
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.ris", RIS)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="password"):
        read_records(path)


def test_an_empty_archive(tmp_path):
    path = tmp_path / "empty.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/", "")
    with pytest.raises(InputError, match="empty"):
        read_records(path)
