"""A backup of a review, taken while everyone goes on working; and a backup opened again."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from activescreen.errors import ActiveScreenError, InputError
from activescreen.originals import CHUNK
from activescreen.review.archive.backup import back_up
from activescreen.review.archive.restoring import Restored, restore
from activescreen.review.permissions import Access
from activescreen.web.access import Managing, PersonsForm, ServiceSettings, administrators_form
from activescreen.web.api.shapes import Shown
from activescreen.web.settings import Settings
from activescreen.web.uploads import safe_name

router = APIRouter(tags=["backup"])

RestoreForm = Annotated[PersonsForm, Depends(administrators_form)]

_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["archive"],
                    "properties": {
                        "archive": {"type": "string", "format": "binary"},
                        "name": {
                            "type": "string",
                            "description": "Another name, where the archive holds one review",
                        },
                    },
                }
            }
        },
    }
}
_ZIP: Final = "application/zip"
_CONTENT: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {_ZIP: {}}}}


class RestoredShape(BaseModel):
    """A review that was restored."""

    name: Shown
    records: int
    decisions: int

    @classmethod
    def of(cls, restored: Restored) -> Self:
        """A review that was restored."""
        counted = restored.counted
        return cls(name=restored.name, records=counted.records, decisions=counted.events)


@router.post("/reviews/{review_id}/backup", response_class=StreamingResponse, responses=_CONTENT)
def take_backup(access: Managing, settings: ServiceSettings) -> StreamingResponse:
    """An archive of the review with every event and every file, as they are at one moment.

    ``POST /restore`` and ``activescreen restore`` open it, in this installation or another one.
    """
    return archive_of(settings, access)


@router.post("/restore", status_code=201, openapi_extra=_BODY)
async def restore_backup(form: RestoreForm, settings: ServiceSettings) -> list[RestoredShape]:
    """Open a backup as new reviews of this installation: all that it holds, or nothing."""
    done = await run_in_threadpool(restored_from, settings, form.form)
    return [RestoredShape.of(review) for review in done]


def restored_from(settings: Settings, form: FormData) -> list[Restored]:
    """Open the archive that a form brought.

    Raises
    ------
    InputError
        If there is none, or as `activescreen.review.archive.restoring.restore`.
    TakenError
        If another review has the name.
    """
    archive, name = form.get("archive"), str(form.get("name", "")).strip()
    if not isinstance(archive, UploadFile) or not archive.filename:
        raise InputError(
            "There is no archive in the request.",
            where="archive",
            remedy="Choose a file that a backup gave. Programs send it under the name 'archive'.",
        )
    with tempfile.TemporaryDirectory(prefix="activescreen-") as folder:
        path = Path(folder) / "archive.zip"
        with path.open("wb") as file:
            shutil.copyfileobj(archive.file, file, CHUNK)
        try:
            return restore(settings.database, path, settings.originals, name or None)
        except InputError as error:
            if error.where != str(path):
                raise
            # Where the file lay for a moment is nothing that anybody could look for.
            where = safe_name(archive.filename)
            raise InputError(error.what, where=where, remedy=error.remedy) from error


def archive_of(settings: Settings, access: Access) -> StreamingResponse:
    """A backup of a review as an answer; its file is gone when it was sent, or not taken."""
    folder = tempfile.TemporaryDirectory(prefix="activescreen-")
    path = Path(folder.name) / "backup.zip"
    now = settings.clock()
    try:
        back_up(settings.database, path, settings.originals, now, access.review.name)
    except ActiveScreenError:
        folder.cleanup()
        raise
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", access.review.name).strip("-.") or "review"
    headers = {
        "Content-Disposition": f'attachment; filename="{plain[:80]}-{now:%Y-%m-%d}.zip"',
        "Content-Length": str(path.stat().st_size),
    }
    return StreamingResponse(_pieces(folder, path), media_type=_ZIP, headers=headers)


def _pieces(folder: tempfile.TemporaryDirectory[str], path: Path) -> Iterator[bytes]:
    with folder, path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece
