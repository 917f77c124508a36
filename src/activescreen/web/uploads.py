"""Files that people send: written to a folder that lasts as long as the request is at work."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from activescreen.errors import InputError
from activescreen.review.full_texts.documents import Upload
from activescreen.web.access import Retrieving

MOST_FILES: Final = 50
FILES: Final = "files"
_LONGEST: Final = 120
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILES],
                    "properties": {
                        FILES: {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                }
            }
        },
    }
}
"""What OpenAPI says of a request that brings documents."""


async def _form(request: Request, access: Retrieving) -> AsyncIterator[FormData]:
    # Read only for who may add documents: an upload is large.
    del access
    async with request.form(max_files=MOST_FILES, max_fields=1) as form:
        yield form


def _files(form: Annotated[FormData, Depends(_form)]) -> list[UploadFile]:
    if set(form) - {FILES}:
        raise InputError(
            "The request holds something else than files.",
            where=FILES,
            remedy=f"Send PDF files as multipart/form-data under the name '{FILES}'.",
        )
    return files_in(form)


def files_in(form: FormData) -> list[UploadFile]:
    """The files of a form.

    Raises
    ------
    InputError
        If there is none.
    """
    sent = [each for each in form.getlist(FILES) if isinstance(each, UploadFile)]
    # A browser sends a nameless file of no bytes where none was chosen.
    found = [each for each in sent if each.filename or each.size]
    if not found:
        raise InputError(
            "There is no file in the request.",
            where=FILES,
            remedy=f"Choose PDF files first. Programs send them under the name '{FILES}'.",
        )
    return found


SentFiles = Annotated[list[UploadFile], Depends(_files)]


@contextmanager
def written(sent: Sequence[UploadFile]) -> Iterator[list[Upload]]:
    """The files that were sent, in a folder that is gone when the block ends.

    Parameters
    ----------
    sent
        As they came. Of their names nothing is taken for a path.
    """
    with tempfile.TemporaryDirectory(prefix="activescreen-") as folder:
        uploads = []
        for at, each in enumerate(sent):
            path = Path(folder) / str(at)
            with path.open("wb") as file:
                shutil.copyfileobj(each.file, file)
            uploads.append(Upload(path, safe_name(each.filename or "")))
        yield uploads


def safe_name(given: str) -> str:
    """A file's name without folders, and with nothing that a disk cannot hold."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    shown = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip().lstrip(".")
    stem, dot, suffix = shown.rpartition(".")
    if not dot or len(suffix.encode()) > _LONGEST // 4:
        stem, suffix = shown, ""
    stem = stem.encode()[:_LONGEST].decode(errors="ignore")
    return f"{stem}.{suffix}" if suffix else stem or "upload"
