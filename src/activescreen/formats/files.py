"""Writing files so that nothing half-written is ever found under their name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from activescreen.errors import InputError


@contextmanager
def replacing(path: str | Path) -> Iterator[IO[str]]:
    """Open a UTF-8 text file that takes the place of ``path`` when all is written.

    The text goes to a file beside it, which replaces ``path`` in one step at the end; after an
    error or an interruption it is removed and what was there before is untouched.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    target = Path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    if target.is_dir():
        raise InputError(
            "This is a directory, so no file can be written under this name.",
            where=str(target),
            remedy="Name a file.",
        )
    try:
        stream = draft.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise _refused(target, error) from error
    try:
        with stream:
            yield stream
        draft.replace(target)
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _refused(target: Path, error: OSError) -> InputError:
    return InputError(
        f"The file cannot be written ({error.strerror or error}).",
        where=str(target),
        remedy="Check that its folder exists, has room, and that you may write there.",
    )
