"""What a search says anew of records that the review had already."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from activescreen.review.imports.changes import Change, Changes, changes_of, write_changes
from activescreen.review.imports.versions import Field
from activescreen.review.permissions import Access
from activescreen.review.records.states import State
from activescreen.web.access import Id, Looking, ServiceSettings
from activescreen.web.api.shapes import Shown
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}/imports/{number}", tags=["imports"])

_CSV: Final = "text/csv; charset=utf-8"


class FieldCount(BaseModel):
    """Of how many records a field changed, and of how many it was empty and is filled in."""

    field: Field
    changed: int
    filled_in: int


class ChangeShape(BaseModel):
    """What a search says anew of a record; the record itself keeps its words."""

    record_id: str
    title: Shown
    state: State
    field: Field
    filled_in: bool
    before: Shown
    after: Shown
    file: Shown
    row: int

    @classmethod
    def of(cls, change: Change) -> ChangeShape:
        """A change."""
        said = change.said
        return cls(
            record_id=change.record_id,
            title=change.title,
            state=change.state,
            field=said.field,
            filled_in=said.filled,
            before=said.before,
            after=said.after,
            file=change.file,
            row=change.row,
        )


class ChangePage(BaseModel):
    """What a search says anew: marks first, and among them those of included records.

    ``known`` is how many records of the review it brought again, ``records`` of how many it says
    something anew, ``total`` the number of changes, and ``next`` where the next page begins.
    """

    wave: Shown
    known: int
    records: int
    fields: list[FieldCount]
    items: list[ChangeShape]
    next: int | None
    total: int


@router.get("/changes")
def list_changes(
    number: Id,
    access: Looking,
    settings: ServiceSettings,
    first: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ChangePage:
    """What a search says anew of records that the review had already."""
    found = _found(settings, access, number)
    total = len(found.changes)
    return ChangePage(
        wave=found.wave.name,
        known=found.known,
        records=found.records,
        fields=[
            FieldCount(field=field, changed=changed, filled_in=filled)
            for field, (changed, filled) in found.counted.items()
        ],
        items=[ChangeShape.of(each) for each in found.changes[first : first + limit]],
        next=first + limit if first + limit < total else None,
        total=total,
    )


@router.get("/changes.csv", response_class=Response, responses={200: {"content": {_CSV: {}}}})
def changes_csv(number: Id, access: Looking, settings: ServiceSettings) -> Response:
    """The same as CSV, a row a field."""
    found = _found(settings, access, number)
    with tempfile.TemporaryDirectory(prefix="activescreen-") as folder:
        path = Path(folder) / "changes.csv"
        write_changes(path, found)
        content = path.read_bytes()
    name = f'attachment; filename="changes-{number}.csv"'
    return Response(content, media_type=_CSV, headers={"Content-Disposition": name})


def _found(settings: Settings, access: Access, number: int) -> Changes:
    return changes_of(settings.database, settings.boards, access.review.name, number)
