"""A file as readers see it: its name, its bytes wherever they are, and the text they stand for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path, PurePath
from typing import BinaryIO

from activescreen.errors import InputError
from activescreen.formats.encodings import Survey, marked, survey, wide

HEAD_SIZE = 65_536
LARGEST_WHOLE = 1 << 30
"""Bytes; formats that can only be read as a whole, such as XLSX, are refused beyond this."""

LONGEST_LINE = 16_000_000
"""Characters. The longest true lines, a library on one line of BibTeX, are far shorter."""

_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive that is damaged, or no workbook and no export"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (.xls, .doc)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f")))


class Content:
    """A file's name and content.

    Nothing is held in memory but what is asked for: text is decoded while it is read, so a file
    may be larger than the memory.

    Parameters
    ----------
    name
        The file's name as reports and sources say it.
    data
        Its bytes, or what opens a stream of them.
    """

    def __init__(self, name: str, data: bytes | Callable[[], BinaryIO]) -> None:
        self.name = name
        self._data = data

    @classmethod
    def of(cls, path: Path, name: str = "") -> Content:
        """The content of a file on disk."""
        return cls(name or path.name, lambda: path.open("rb"))

    def __repr__(self) -> str:
        return f"<Content of {self.name}>"

    def open(self) -> BinaryIO:
        """A new stream of the bytes, from their beginning."""
        return io.BytesIO(self._data) if isinstance(self._data, bytes) else self._data()

    @cached_property
    def data(self) -> bytes:
        """All bytes, for formats that cannot be read piece by piece.

        Raises
        ------
        InputError
            If they are more than memory should hold.
        """
        if isinstance(self._data, bytes):
            return self._data
        with self.open() as stream:
            data = stream.read(LARGEST_WHOLE + 1)
        if len(data) > LARGEST_WHOLE:
            raise InputError(
                "The file is larger than 1 GiB, which a file of this kind must not be.",
                where=self.name,
                remedy="Export the references as RIS or CSV, which are read piece by piece.",
            )
        return data

    @property
    def extension(self) -> str:
        """The name's extension in lower case, with its dot."""
        return PurePath(self.name).suffix.lower()

    @cached_property
    def beginning(self) -> bytes:
        """The first bytes, enough to recognise a format."""
        with self.open() as stream:
            return stream.read(HEAD_SIZE)

    @cached_property
    def binary(self) -> str:
        """What the file is, where it is no text at all; otherwise the empty string."""
        for signature, kind in _SIGNATURES:
            if self.beginning.startswith(signature):
                return kind
        head = self.beginning
        if marked(head) or wide(head):
            return ""
        # A disk that failed, or a broken download, leaves zeros at the end.
        head = head.rstrip(b"\0")
        controls = len(head) - len(head.translate(None, _CONTROLS))
        # Of random bytes every twelfth is such a character.
        return "binary data" if controls > len(head) / 20 else ""

    @cached_property
    def survey(self) -> Survey:
        """Encoding, size and digest, found in one pass over the bytes."""
        with self.open() as stream:
            return survey(stream)

    @cached_property
    def head(self) -> str:
        """The beginning of the text, enough to recognise a format; empty for binary files."""
        if self.binary:
            return ""
        with self._stream(newline="") as stream:
            return self._clean(stream.read(HEAD_SIZE))

    @property
    def text(self) -> str:
        """The whole text, without byte order marks and NUL characters.

        Raises
        ------
        InputError
            If the bytes are no text, or more than memory should hold.
        """
        self._check_text()
        if self.survey.size > LARGEST_WHOLE:
            raise InputError(
                "The file is larger than 1 GiB, which a file of this kind must not be.",
                where=self.name,
                remedy="Split it, or export the references as RIS or CSV.",
            )
        with self._stream(newline="") as stream:
            return self._clean(stream.read())

    def lines(self, *, keep_ends: bool = False) -> Iterator[str]:
        r"""The lines of the text, split at CRLF, LF and lone CR, and nowhere else.

        ``str.splitlines`` also splits at U+0085, U+2028 and others that real exports have within
        titles and abstracts.

        Parameters
        ----------
        keep_ends
            Leave the line ends on, as the ``csv`` module needs them; otherwise they are taken off.

        Raises
        ------
        InputError
            If the bytes are no text, or a line is beyond all measure.
        """
        self._check_text()
        clean = self._clean if self.survey.marks or self.survey.nuls else None
        with self._stream(newline="" if keep_ends else None) as stream:
            number = 0
            while line := stream.readline(LONGEST_LINE):
                number += 1
                if len(line) >= LONGEST_LINE:
                    raise InputError(
                        f"Line {number} has more than {LONGEST_LINE:,} characters.",
                        where=self.name,
                        remedy="No export of references has such lines; export it again.",
                    )
                if clean is not None:
                    line = clean(line)
                yield line if keep_ends else line.removesuffix("\n")

    def chunks(self, size: int) -> Iterator[str]:
        """The text in pieces of at most ``size`` characters, for formats that know no lines.

        Line ends are those of ``lines``: every CRLF and lone CR is one LF.

        Raises
        ------
        InputError
            If the bytes are no text.
        """
        self._check_text()
        with self._stream(newline=None) as stream:
            while piece := stream.read(size):
                yield self._clean(piece)

    def _check_text(self) -> None:
        if self.binary:
            raise InputError(
                f"This is {self.binary}, not text.",
                where=self.name,
                remedy="Export the references again as RIS, CSV or XLSX.",
            )

    def _stream(self, newline: str | None) -> io.TextIOWrapper:
        found = self.survey
        return io.TextIOWrapper(self.open(), found.encoding, found.errors, newline)

    def _clean(self, text: str) -> str:
        return text.replace("\ufeff", "").replace("\0", "")


def lines_of(text: str) -> list[str]:
    """Split a text as `Content.lines` splits a file."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
