"""Records and the votes on them. What a person may not see is left out by the use cases."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from fastapi import APIRouter, Path, Query

from activescreen.errors import InputError
from activescreen.review.browsing import MOST, list_records, record_history
from activescreen.web.access import Looking, ServiceSettings
from activescreen.web.api.shapes import (
    RecordLine,
    RecordPage,
    RecordShape,
)

router = APIRouter(prefix="/reviews/{review_id}", tags=["records"])


@router.get("/records")
def page_of_records(
    access: Looking,
    settings: ServiceSettings,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> RecordPage:
    """The records that are screened, in the order of import."""
    after = None if cursor is None else _place(cursor)
    page = list_records(settings.database, access, after, limit)
    return RecordPage(
        items=[RecordLine.of(line) for line in page.lines],
        next=None if page.next is None else _cursor(page.next),
        total=page.total,
    )


@router.get("/records/{record_id}")
def show_record(
    record_id: Annotated[str, Path(max_length=200)], access: Looking, settings: ServiceSettings
) -> RecordShape:
    """One record, with the decisions on it that may be seen."""
    history = record_history(settings.database, access, record_id)
    return RecordShape.whole(history.line, history.events, history.hidden)


def _cursor(place: int) -> str:
    return urlsafe_b64encode(f"place:{place}".encode()).decode().rstrip("=")


def _place(cursor: str) -> int:
    try:
        text = urlsafe_b64decode(cursor.encode() + b"==").decode()
    except ValueError:
        text = ""
    number = text.removeprefix("place:")
    if not text.startswith("place:") or not number.isdecimal() or int(number) >= 2**31:
        raise InputError(
            "This cursor was not given by the service.",
            where="cursor",
            remedy="Use 'next' of the page before, or leave it out.",
        )
    return int(number)
