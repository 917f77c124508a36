"""Files are written whole or not at all."""

import pytest

from activescreen.errors import InputError
from activescreen.files import replacing, write_whole


def test_an_error_leaves_the_old_file_and_no_draft(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")

    def write_half():
        with replacing(path) as stream:
            stream.write("new")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        write_half()
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]


def test_line_ends_and_text_are_written_as_given(tmp_path):
    path = tmp_path / "out.txt"
    with replacing(path) as stream:
        stream.write("größer\r\n")
    assert path.read_bytes() == "größer\r\n".encode()


@pytest.mark.parametrize("content", ["text é", b"\x00\xff"])
def test_whole_files_make_their_folders(tmp_path, content):
    path = tmp_path / "new" / "deeper" / "out"
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)


def test_a_folder_is_not_written_over(tmp_path):
    with pytest.raises(InputError, match="directory"):
        write_whole(tmp_path, b"")


def test_a_file_in_the_way_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_whole(tmp_path / "file" / "out", b"")
