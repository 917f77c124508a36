"""Rows of a sheet that hold a value, counted in its XML without understanding it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

CHUNK = 1 << 20
LONGEST_ROW = 32 << 20
"""Bytes of XML; in a sheet with longer rows they are not told apart."""

_STRINGS = "xl/sharedStrings.xml"
_END_OF_ROW = re.compile(rb"</(?:\w+:)?row\s*>")
_END_OF_STRING = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>[^<]")
_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?P<marks>[^<>]*)>(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?"
    rb"\s*<(?:\w+:)?v(?:\s[^<>]*)?>(?P<value>[^<]+)<"
)
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_OTHER_ENCODING = re.compile(
    rb"^(?:\xff\xfe|\xfe\xff)|encoding=[\"'](?!utf-8|us-ascii)", re.IGNORECASE
)


def count_rows(data: bytes, path: str) -> int | None:
    """Rows with a value in one sheet of a workbook.

    Parameters
    ----------
    data
        The workbook.
    path
        Where in its archive the sheet is.

    Returns
    -------
    int or None
        The number; ``None`` where it cannot be told this way.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        empty: set[bytes] = set()
        try:
            if _STRINGS in archive.namelist():
                texts = _pieces(archive, _STRINGS, _END_OF_STRING)
                empty = {b"%d" % at for at, text in enumerate(texts) if not _TEXT.search(text)}
            rows = _pieces(archive, path, _END_OF_ROW)
            return sum(_holds_value(row, empty) for row in rows) or None
        except _NotToldApartError:
            return None


class _NotToldApartError(Exception):
    """The XML is not written in a way that can be read without understanding it."""


def _holds_value(row: bytes, empty: set[bytes]) -> bool:
    return _TEXT.search(row) is not None or any(
        not (_SHARED.search(cell["marks"]) and cell["value"].strip() in empty)
        for cell in _CELL.finditer(row)
    )


def _pieces(archive: zipfile.ZipFile, path: str, end: re.Pattern[bytes]) -> Iterator[bytes]:
    """What stands before each end mark; not what comes after the last one."""
    rest = b""
    with archive.open(path) as stream:
        while chunk := stream.read(CHUNK):
            if not rest and _OTHER_ENCODING.search(chunk[:200]):
                raise _NotToldApartError
            *pieces, rest = end.split(rest + chunk)
            if len(rest) > LONGEST_ROW:
                raise _NotToldApartError
            yield from pieces
