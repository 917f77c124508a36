"""Character encodings: which one a file is in, told in one pass over its bytes."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 20
MEND = "activescreen.mend"
"""Name of the error handler that reads bytes which are no UTF-8 as Windows-1252."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LEADS = bytes(range(0xC2, 0xF5))
# UTF-8 read as Windows-1252 and saved once more: "Ã©" for "é", "â€™" for an apostrophe.
_MOJIBAKE = re.compile(b"\xc3[\x82\x83]\xc2[\x80-\xbf]|\xc3\xa2\xe2\x82\xac")
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a file's bytes tells.

    Attributes
    ----------
    sha256
        Digest of the bytes.
    size
        How many they are.
    encoding
        Name of the character encoding.
    errors
        Error handler to decode with.
    marks, nuls
        Whether there are byte order marks inside the text, and NUL characters.
    repairs, warnings
        What has to be put right, and what a person should look at.
    """

    sha256: str
    size: int
    encoding: str
    errors: str = "strict"
    marks: bool = False
    nuls: bool = False
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def marked(data: bytes) -> str:
    """The encoding that a byte order mark at the beginning names; empty without one."""
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")


def wide(data: bytes) -> str:
    """The UTF-16 flavour of text without a byte order mark, told by where its NULs stand."""
    head = data[:4096]
    half = len(head) // 2
    if not half:
        return ""
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.05 else ""


def survey(stream: BinaryIO) -> Survey:
    """Read all bytes once, and say what text they are.

    Text with some UTF-8 in it is decoded as UTF-8, bytes that are none as Windows-1252, so that
    files put together from several are read right; text in which less than a fifth of the
    characters beyond ASCII are UTF-8 is Windows-1252.
    """
    head = stream.read(CHUNK)
    named = marked(head) or wide(head)
    tally = _Tally(named if named not in {"", "utf-8-sig"} else "")
    chunk = head
    while chunk:
        tally.take(chunk)
        chunk = stream.read(CHUNK)
    return tally.conclude(named)


class _Tally:
    """Counts over the chunks of a file."""

    def __init__(self, wide_encoding: str) -> None:
        self._digest = hashlib.sha256()
        # Text of two bytes a character is only counted; what is cut off at its end is told.
        self._wide = (
            codecs.getincrementaldecoder(wide_encoding)("replace") if wide_encoding else None
        )
        self._tail = b""
        self._size = self._lines = self._leads = 0
        self._broken = self._broken_leads = self._first_broken = 0
        self._marks = self._nuls = self._mojibake = self._replaced = 0

    def take(self, chunk: bytes) -> None:
        """One more piece of the file."""
        self._digest.update(chunk)
        self._size += len(chunk)
        if self._wide is not None:
            self._count_wide(self._wide.decode(chunk))
        elif chunk.isascii() and not self._tail:
            self._nuls += chunk.count(0)
            self._lines += chunk.count(b"\n")
        else:
            self._nuls += chunk.count(0)
            self._count_narrow(self._tail + chunk, final=False)

    def _count_wide(self, text: str) -> None:
        self._marks += text.count("\ufeff")
        self._nuls += text.count("\0")
        self._replaced += text.count("\ufffd")

    def _count_narrow(self, data: bytes, *, final: bool) -> None:
        try:
            _, used = codecs.utf_8_decode(data, "strict", final)
        except UnicodeDecodeError:
            text, used = codecs.utf_8_decode(data, "surrogateescape", final)
            broken = _UNDECODED.findall(text)
            if not self._broken:
                first = text.index(broken[0])
                self._first_broken = self._lines + text.count("\n", 0, first) + 1
            self._broken += len(broken)
            self._broken_leads += sum(ord(byte) - 0xDC00 in _LEADS for byte in broken)
        part, self._tail = data[:used], data[used:]
        self._lines += part.count(b"\n")
        self._leads += len(part) - len(part.translate(None, _LEADS))
        self._marks += part.count(b"\xef\xbb\xbf")
        self._replaced += part.count(b"\xef\xbf\xbd")
        self._mojibake += len(_MOJIBAKE.findall(part))

    def conclude(self, named: str) -> Survey:
        """What the counts come to."""
        repairs: list[str] = []
        warnings: list[str] = []
        if self._wide is not None:
            self._count_wide(self._wide.decode(b"", True))
            encoding, errors = named, "replace"
        else:
            self._count_narrow(self._tail, final=True)
            encoding, errors = self._narrow(named, warnings)
            # The mark at the very beginning is what the encoding is called after.
            self._marks -= encoding == "utf-8-sig"
        if self._marks:
            repairs.append(f"{_many(self._marks, 'byte order mark')} inside the text removed.")
        if self._nuls:
            repairs.append(f"{_many(self._nuls, 'NUL character')} removed.")
        if self._mojibake and encoding != "cp1252":
            warnings.append(
                f"{_many(self._mojibake, 'character')} garbled before (such as 'Ã©' for 'é') and "
                "kept so. Export the file again, if you can."
            )
        if self._replaced:
            warnings.append(
                f"{_many(self._replaced, 'character')} lost (�) when the file was written or cut."
            )
        return Survey(
            sha256=self._digest.hexdigest(),
            size=self._size,
            encoding=encoding,
            errors=errors,
            marks=self._marks > 0,
            nuls=self._nuls > 0,
            repairs=tuple(repairs),
            warnings=tuple(warnings),
        )

    def _narrow(self, named: str, warnings: list[str]) -> tuple[str, str]:
        """Encoding and error handler: UTF-8; failing that Windows-1252; or one inside the other."""
        if not self._broken:
            return named or ("utf-8" if self._leads else "ascii"), "strict"
        # In true Windows-1252 hardly any two characters make one of UTF-8 by chance.
        if 4 * (self._leads - self._broken_leads) <= self._broken:
            warnings.append(
                "The text is not UTF-8; it was read as Windows-1252. Check accented letters."
            )
            return "cp1252", "replace"
        warnings.append(
            f"The text is UTF-8, but {_many(self._broken, 'byte')} not (the first on line "
            f"{self._first_broken}) and read as Windows-1252. The file may have been cut or put "
            "together from several."
        )
        return named or "utf-8", MEND


def _many(number: int, what: str) -> str:
    return f"{number} {what} was" if number == 1 else f"{number} {what}s were"


def _mend(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(MEND, _mend)
