"""Records. What a person may not see of the votes on them is left out by the use cases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from activescreen.review.records.history import record_history
from activescreen.review.records.searching import search_records
from activescreen.review.records.tagging import set_tags
from activescreen.web.access import Looking, Screening, ServiceSettings
from activescreen.web.api.records_shapes import (
    NewTags,
    RecordPage,
    RecordQuery,
    RecordShape,
    TagsShape,
)

router = APIRouter(prefix="/reviews/{review_id}/records", tags=["records"])

RecordId = Annotated[str, Path(max_length=200)]


@router.get("")
def page_of_records(
    access: Looking, settings: ServiceSettings, asked: Annotated[RecordQuery, Query()]
) -> RecordPage:
    """The records that are screened: searched, filtered, sorted, a page at a time."""
    page = search_records(
        settings.database,
        settings.boards,
        access,
        asked.filters(),
        asked.sort,
        asked.cursor,
        asked.limit,
    )
    return RecordPage.of(page)


@router.get("/{record_id}")
def show_record(record_id: RecordId, access: Looking, settings: ServiceSettings) -> RecordShape:
    """One record, with the decisions on it that may be seen, and what else happened to it."""
    history = record_history(settings.database, settings.boards, access, record_id)
    return RecordShape.whole(history)


@router.put("/{record_id}/tags")
def tag_record(
    record_id: RecordId, given: NewTags, access: Screening, settings: ServiceSettings
) -> TagsShape:
    """Put tags on a record in place of one's own that were on it."""
    kept = set_tags(
        settings.database, settings.boards, access, record_id, given.tags, settings.clock()
    )
    return TagsShape(tags=list(kept))
