"""Writing files so that nothing half-written is ever found under their name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import IO

from activescreen.errors import InputError


@contextmanager
def replacing(path: str | Path) -> Iterator[IO[str]]:
    """Open a UTF-8 text file that takes the place of ``path`` when all is written.

    The text goes to a file beside it, which replaces ``path`` in one step at the end; after an
    error or an interruption it is removed and what was there before is untouched. Half a
    character (a lone surrogate), which UTF-8 has no bytes for, becomes a question mark.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with (
        _draft_of(Path(path)) as draft,
        draft.open("w", encoding="utf-8", errors="replace", newline="") as stream,
    ):
        yield stream


@contextmanager
def replacing_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Like `replacing`, for bytes; missing folders on the way are made.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with _draft_of(path, make_folders=True) as draft, draft.open("wb") as stream:
        yield stream


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file so that a reader finds the old one or the new one, never a part.

    Missing folders on the way are made; text is written as UTF-8.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    with _draft_of(path, make_folders=True) as draft:
        draft.write_bytes(data)


@contextmanager
def _draft_of(target: Path, *, make_folders: bool = False) -> Iterator[Path]:
    # Two threads of a service may write the same file at once.
    draft = target.with_name(f".{target.name}.{os.getpid()}.{get_ident()}.part")
    if target.is_dir():
        raise InputError(
            "This is a directory, so no file can be written under this name.",
            where=str(target),
            remedy="Name a file.",
        )
    try:
        if make_folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(target)
    except OSError as error:
        raise InputError(
            f"The file cannot be written ({error.strerror or error}).",
            where=str(target),
            remedy="Check that its folder exists, has room, and that you may write there.",
        ) from error
    finally:
        # Where no draft could be made, the first error is the one to tell.
        with suppress(OSError):
            draft.unlink(missing_ok=True)
