"""A backup of a review, taken while everyone goes on working."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from activescreen.errors import ActiveScreenError
from activescreen.originals import CHUNK
from activescreen.review.backup import back_up
from activescreen.review.permissions import Access
from activescreen.web.access import Managing, ServiceSettings
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}/backup", tags=["backup"])

_ZIP: Final = "application/zip"
_CONTENT: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {_ZIP: {}}}}


@router.post("", response_class=StreamingResponse, responses=_CONTENT)
def take_backup(access: Managing, settings: ServiceSettings) -> StreamingResponse:
    """An archive of the review with every event and every file, as they are at one moment.

    ``activescreen restore`` opens it in this installation or another one.
    """
    return archive_of(settings, access)


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
