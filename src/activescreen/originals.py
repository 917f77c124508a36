"""Files as they came, kept under the digest of their content."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import BinaryIO

from activescreen.errors import InputError
from activescreen.files import replacing_bytes

CHUNK = 1 << 20
_DIGEST = re.compile("[0-9a-f]{64}")


class Originals:
    """A folder that keeps every imported file once, whatever it was called.

    Parameters
    ----------
    folder
        The folder; it is made when the first file is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, source: Path) -> str:
        """Keep a copy of a file.

        Returns
        -------
        str
            SHA-256 of its content, in hexadecimal digits.

        Raises
        ------
        InputError
            If it cannot be read or kept.
        """
        digest = _digest(source)
        target = self._place(digest)
        if not target.exists():
            with replacing_bytes(target) as draft, source.open("rb") as stream:
                shutil.copyfileobj(stream, draft, CHUNK)
                # Rows will point at it, and they survive a power cut.
                draft.flush()
                os.fsync(draft.fileno())
        return digest

    def open(self, digest: str) -> BinaryIO:
        """The bytes of a file that was kept.

        Raises
        ------
        InputError
            As `find`.
        """
        return self.find(digest).open("rb")

    def find(self, digest: str) -> Path:
        """Where a file is kept; its content was checked against its digest.

        Raises
        ------
        InputError
            If none is kept under this digest, or if it has changed since.
        """
        place = self._place(digest)
        # A digest may come from an archive that someone made up: it is no path.
        if not _DIGEST.fullmatch(digest) or not place.is_file():
            raise InputError(
                f"No file is kept under the digest {digest[:16]}….",
                where=str(self.folder),
                remedy="It was imported elsewhere, or removed by hand.",
            )
        if _digest(place) != digest:
            raise InputError(
                "The kept file has changed since it was imported.",
                where=str(place),
                remedy="Restore it from a backup; its records are not affected.",
            )
        return place

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror or error}).",
            where=str(path),
            remedy="Check that it is there and that you may read it.",
        ) from error
