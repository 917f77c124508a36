"""Files in files: gzip, and zip archives of exports, unpacked within limits."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from activescreen.errors import InputError
from activescreen.formats.content import Content

LARGEST_UNPACKED = 4 << 30
"""Bytes that one archive may unpack to."""

HIGHEST_RATIO = 300
"""How many times its packed size; text of references packs to a fifth at best to a twentieth."""

MOST_MEMBERS = 1_000
_SMALL = 50 << 20
# Archives that are one file to their readers: workbooks, and projects of screening tools.
_WHOLE = ("xl/workbook.xml", "project.json", "customizations_log.csv", "[Content_Types].xml")
_BROKEN = (*(zipfile.BadZipFile, zlib.error, gzip.BadGzipFile), *(EOFError, RuntimeError))


def contents_of(path: Path, name: str = "") -> list[Content]:
    """The files to read: the one itself, or those within it if it is packed.

    Parameters
    ----------
    path
        A file that can be opened.
    name
        What to call it.

    Raises
    ------
    InputError
        If an archive is damaged, protected by a password, empty, or unpacks to more than any
        export has.
    """
    name = name or path.name
    with path.open("rb") as stream:
        begins = stream.read(4)
    if begins.startswith(b"\x1f\x8b"):
        return [_gunzipped(path, name)]
    if begins == b"PK\x03\x04":
        return _members(path, name)
    return [Content.of(path, name)]


def _gunzipped(path: Path, name: str) -> Content:
    limit = _limit(path.stat().st_size)

    def opened() -> BinaryIO:
        return io.BufferedReader(_Limited(gzip.open(path, "rb"), limit, name))  # type: ignore[arg-type]  # GzipFile is a binary stream

    return Content(name[:-3] if name.lower().endswith(".gz") else name, opened)


def _members(path: Path, name: str) -> list[Content]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A damaged workbook is a zip archive too; its reader says best what is wrong with it.
        return [Content.of(path, name)]
    names = {member.filename for member in members}
    if any(entry.endswith(_WHOLE) for entry in names):
        return [Content.of(path, name)]
    files = [
        member
        for member in members
        if not member.is_dir() and not any(map(_is_litter, PurePosixPath(member.filename).parts))
    ]
    _check(files, path, name)
    return [_member(path, name, member) for member in files]


def _is_litter(part: str) -> bool:
    """Whether this part of a path is what computers add; ".." is not, for nothing is unpacked."""
    return part == "__MACOSX" or (part.startswith(".") and part.strip(".") != "")


def _check(files: list[zipfile.ZipInfo], path: Path, name: str) -> None:
    if not files:
        raise InputError("The zip archive is empty.", where=name, remedy="Export again.")
    if len(files) > MOST_MEMBERS:
        raise InputError(
            f"The zip archive holds {len(files):,} files, beyond the limit of {MOST_MEMBERS:,}.",
            where=name,
            remedy="Unpack it and name the files that hold references.",
        )
    if any(member.flag_bits & 1 for member in files):
        raise InputError(
            "The zip archive is protected by a password.",
            where=name,
            remedy="Unpack it and name the files in it.",
        )
    unpacked = sum(member.file_size for member in files)
    if unpacked > _limit(path.stat().st_size):
        raise _too_large(name)


def _member(path: Path, name: str, member: zipfile.ZipInfo) -> Content:
    def opened() -> BinaryIO:
        try:
            stream = zipfile.ZipFile(path).open(member)  # noqa: SIM115  # closed with the stream
        except (*_BROKEN, OSError, NotImplementedError) as error:
            raise _damaged(name, error) from error
        return io.BufferedReader(_Limited(stream, member.file_size, name))  # type: ignore[arg-type]  # as above

    return Content(f"{name}/{member.filename}", opened)


class _Limited(io.RawIOBase):
    """A stream that ends with an error once more comes out of it than was announced."""

    def __init__(self, stream: BinaryIO, limit: int, name: str) -> None:
        self._stream, self._left, self._name = stream, limit, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as the io module calls it
        try:
            data = self._stream.read(len(buffer))
        except (*_BROKEN, OSError) as error:
            raise _damaged(self._name, error) from error
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._name)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _limit(packed: int) -> int:
    return min(LARGEST_UNPACKED, max(_SMALL, packed * HIGHEST_RATIO))


def _too_large(name: str) -> InputError:
    return InputError(
        "The archive unpacks to far more than an export of references has; it was not read.",
        where=name,
        remedy="Unpack it yourself if you trust it, and name the files in it.",
    )


def _damaged(name: str, error: Exception) -> InputError:
    return InputError(
        f"The archive is damaged ({error}).", where=name, remedy="Export or download it again."
    )
