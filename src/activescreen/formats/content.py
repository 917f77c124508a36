"""The bytes of a file, and the text they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from activescreen.errors import InputError

HEAD_SIZE = 65_536

_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (.xls, .doc)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f")))
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class Decoded:
    """Text made from bytes.

    Attributes
    ----------
    text
        The text, without byte order marks and NUL characters.
    encoding
        Name of the character encoding.
    repairs, warnings
        What had to be put right, and what a person should look at.
    """

    text: str = field(repr=False)
    encoding: str
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """A file's name and bytes, decoded when first asked for.

    Attributes
    ----------
    name
        The file's name as reports and sources say it.
    data
        Its bytes.
    """

    name: str
    data: bytes = field(repr=False)

    @property
    def extension(self) -> str:
        """The name's extension in lower case, with its dot."""
        return PurePath(self.name).suffix.lower()

    @cached_property
    def binary(self) -> str:
        """What the file is, where it is no text at all; otherwise the empty string."""
        for signature, kind in _SIGNATURES:
            if self.data.startswith(signature):
                return kind
        head = self.data[:HEAD_SIZE]
        if _bom(head) or _wide(head):
            return ""
        controls = len(head) - len(head.translate(None, _CONTROLS))
        return "binary data" if controls > len(head) / 100 else ""

    @cached_property
    def decoded(self) -> Decoded:
        """The text with the encoding it was found in.

        Raises
        ------
        InputError
            If the bytes are no text.
        """
        if self.binary:
            raise InputError(
                f"This is {self.binary}, not text.",
                where=self.name,
                remedy="Export the references again as RIS, CSV or XLSX.",
            )
        return _decode(self.data, self.name)

    @property
    def text(self) -> str:
        """The whole text."""
        return self.decoded.text

    @property
    def head(self) -> str:
        """The beginning of the text, enough to recognise a format; empty for binary files."""
        return "" if self.binary else self.decoded.text[:HEAD_SIZE]


def lines_of(text: str) -> list[str]:
    r"""Split text at CRLF, LF and lone CR, and nowhere else.

    ``str.splitlines`` also splits at U+0085, U+2028 and others that real exports have within
    titles and abstracts.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _bom(data: bytes) -> str:
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")


def _wide(data: bytes) -> str:
    """The UTF-16 flavour of text without a byte order mark, told by where its NULs stand."""
    head = data[:4096]
    half = len(head) // 2
    if not half:
        return ""
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.05 else ""


def _decode(data: bytes, name: str) -> Decoded:
    repairs: list[str] = []
    warnings: list[str] = []
    encoding = _bom(data) or _wide(data)
    if encoding and encoding != "utf-8-sig":
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            raise InputError(
                f"The file begins as {encoding.upper()} text but breaks at byte {error.start}.",
                where=name,
                remedy="It may be cut off; export it again, as UTF-8 if you can choose.",
            ) from error
    else:
        text, encoding = _narrow(data, encoding, warnings)
    text = text.removeprefix("\ufeff")
    if "\ufeff" in text:
        repairs.append(f"{text.count(chr(0xFEFF))} byte order marks inside the text were removed.")
        text = text.replace("\ufeff", "")
    if "\0" in text:
        repairs.append(f"{text.count(chr(0))} NUL characters were removed.")
        text = text.replace("\0", "")
    return Decoded(text, encoding, tuple(repairs), tuple(warnings))


def _narrow(data: bytes, encoding: str, warnings: list[str]) -> tuple[str, str]:
    """Decode UTF-8; failing that Windows-1252; failing both, one inside the other."""
    text = data.decode("utf-8", "surrogateescape")
    broken = len(_UNDECODED.findall(text))
    if not broken:
        return text, encoding or ("ascii" if text.isascii() else "utf-8")
    sound = sum(1 for character in text if character > "\x7f") - broken
    if sound <= broken:
        warnings.append(
            "The text is not UTF-8; it was read as Windows-1252. Check accented letters."
        )
        return data.decode("cp1252", "replace"), "cp1252"
    first = text.count("\n", 0, _first_undecoded(text)) + 1
    warnings.append(
        f"The text is UTF-8 but {broken} bytes are not (first on line {first}); these were read "
        "as Windows-1252. The file may have been cut or put together from several."
    )
    mended = _UNDECODED.sub(
        lambda found: bytes([ord(found.group()) - 0xDC00]).decode("cp1252", "replace"), text
    )
    return mended, encoding or "utf-8"


def _first_undecoded(text: str) -> int:
    found = _UNDECODED.search(text)
    return found.start() if found else 0
