"""Bytes to text: encodings, line ends, and what is refused."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.formats import Content
from activescreen.formats.content import LONGEST_LINE


def text_of(data):
    return Content("x.txt", data).text


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"plain", "plain", "ascii"),
        ("é".encode(), "é", "utf-8"),
        (b"\xef\xbb\xbf" + "é".encode(), "é", "utf-8-sig"),
        ("é,ü".encode("utf-16"), "é,ü", "utf-16"),
        ("Titel\tJahr".encode("utf-16-le"), "Titel\tJahr", "utf-16-le"),
        ("Titel\tJahr".encode("utf-16-be"), "Titel\tJahr", "utf-16-be"),
        ("Müller – “Säure”".encode("cp1252"), "Müller – “Säure”", "cp1252"),
    ],
)
def test_encodings(data, text, encoding):
    content = Content("x.txt", data)
    assert content.text == text
    assert content.survey.encoding == encoding


def test_latin_text_is_read_with_a_warning():
    survey = Content("x.txt", "Müller".encode("cp1252")).survey
    assert "Windows-1252" in survey.warnings[0]


def test_a_foreign_byte_in_utf_8_names_its_line():
    content = Content("x.txt", "é\né\nü and ".encode() + b"\xe4" + "\nöö".encode())
    assert content.text == "é\né\nü and ä\nöö"
    assert "1 byte was not (the first on line 3)" in content.survey.warnings[0]


def test_text_garbled_before_is_kept_and_told():
    content = Content("x.txt", "MÃ¼ller".encode())
    assert content.text == "MÃ¼ller"
    assert "garbled" in content.survey.warnings[0]


def test_lost_characters_are_told():
    assert "1 character was lost" in Content("x.txt", "M�ller".encode()).survey.warnings[0]


def test_wide_text_cut_in_the_middle_of_a_character():
    survey = Content("x.txt", "Title".encode("utf-16")[:-1]).survey
    assert "lost" in survey.warnings[0]


def test_stray_marks_and_nuls_are_removed():
    content = Content("x.txt", ("a\ufeffb\0c\nd" + "e" * 200).encode())
    assert list(content.lines()) == ["abc", "d" + "e" * 200]
    assert len(content.survey.repairs) == 2


def test_lines_end_at_line_ends_only():
    content = Content("x.txt", "a\r\nb\rc\nd\u2028e\u0085f\x0bg".encode())
    assert list(content.lines()) == ["a", "b", "c", "d\u2028e\u0085f\x0bg"]
    assert "".join(content.lines(keep_ends=True)) == "a\r\nb\rc\nd\u2028e\u0085f\x0bg"


def test_a_line_beyond_all_measure():
    content = Content("x.txt", b"a\n" + b"x" * (LONGEST_LINE + 1))
    with pytest.raises(InputError, match="Line 2 has more than"):
        list(content.lines())


def test_binary_is_no_text():
    with pytest.raises(InputError, match="a PDF document, not text"):
        list(Content("x.ris", b"%PDF-1.7 ...").lines())


def test_digest_and_size():
    survey = Content("x.txt", b"abc").survey
    assert survey.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert survey.size == 3


@given(st.text(st.characters(exclude_characters="\ufeff\0\r", exclude_categories=["Cs"])))
def test_any_text_comes_back(text):
    # A marker keeps short texts with many NULs or controls from looking binary.
    data = ("äöü " * 40 + text).encode()
    content = Content("x.txt", data)
    if not content.binary:
        assert content.text.endswith(text)
        assert "\n".join(content.lines()).rstrip("\n").endswith(text.rstrip("\n"))


@given(st.binary(max_size=3000))
def test_any_bytes_end_in_text_or_an_error(data):
    content = Content("x.txt", data)
    try:
        lines = list(content.lines())
    except InputError:
        assert content.binary
    else:
        assert "\0" not in "".join(lines)


@given(st.text(alphabet="aé\n�ü", min_size=1), st.integers(1, 5))
def test_chunks_do_not_show(text, size):
    import io

    from activescreen.formats import encodings

    data = text.encode() + b"\xe4" + text.encode()
    whole = encodings.survey(io.BytesIO(data))
    before = encodings.CHUNK
    encodings.CHUNK = size
    try:
        pieces = encodings.survey(io.BytesIO(data))
    finally:
        encodings.CHUNK = before
    assert pieces.sha256 == whole.sha256
    assert (pieces.encoding, pieces.errors) == (whole.encoding, whole.errors)
    assert pieces.warnings == whole.warnings


def test_utf8_and_windows_1252_in_one_file():
    line = "TY  - JOUR\nTI  - Größe\nER  - \n"
    content = Content("x.ris", line.encode() + line.encode("cp1252") * 3)
    assert list(content.lines()).count("TI  - Größe") == 4
    assert "read as Windows-1252" in content.survey.warnings[0]


def test_some_nul_characters_make_no_binary_file():
    content = Content("x.ris", b"TY  - JOUR\nTI  - a\0b\nER  - \n" * 3)
    assert not content.binary
    assert "TI  - ab" in content.lines()
