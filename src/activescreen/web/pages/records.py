"""The records of a review: searched, filtered, and what a file of them would hold.

The address of a list is its whole state: it can be kept as a bookmark and sent to others, and the
page works without script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import ConfigDict
from starlette.datastructures import URL

from activescreen.review.permissions import Access
from activescreen.review.records.exporting import sums_of
from activescreen.review.records.orders import Sort
from activescreen.review.records.searching import choices, search_records
from activescreen.review.records.states import State
from activescreen.web.access import Looking, ServiceSettings, SignedInPerson
from activescreen.web.api.exports import formats
from activescreen.web.api.records_shapes import NO_LANGUAGE, RecordQuery
from activescreen.web.pages.rendering import render

router = APIRouter(prefix="/reviews/{review_id}", include_in_schema=False)

_PAGE_ONLY: Final = ("cursor", "limit")


class _Asked(RecordQuery):
    """What an address asks for; a parameter that someone else added changes nothing."""

    model_config = ConfigDict(extra="ignore")


@router.get("/records")
def records_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    asked: Annotated[_Asked, Query()],
) -> Response:
    """A list of records."""
    database, boards = settings.database, settings.boards
    page = search_records(
        database, boards, access, asked.filters(), asked.sort, asked.cursor, asked.limit
    )
    given = asked.model_dump(mode="json", exclude_defaults=True)
    offered = choices(database, boards, access)
    return render(
        request,
        "records.html.j2",
        person,
        access=access,
        here="records",
        asked=asked,
        filtered=bool(set(given) - {"sort", "cursor", "limit", "state", "text"}),
        page=page,
        choices=offered,
        waves=[(wave.number, wave.name) for wave in offered.waves],
        files=[(file.number, file.name) for file in offered.files],
        export=_export(access, given),
        address=_addresses(request.url.path, given),
        states=list(State),
        sorts=list(Sort),
        no_language=NO_LANGUAGE,
    )


@router.get("/export")
def export_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    asked: Annotated[_Asked, Query()],
) -> Response:
    """What a file of these records would hold, and the formats that there are."""
    given = asked.model_dump(mode="json", exclude_defaults=True)
    return render(
        request,
        "export.html.j2",
        person,
        access=access,
        here="export",
        sums=sums_of(settings.database, settings.boards, access, asked.filters()),
        formats=formats(),
        given={name: value for name, value in given.items() if name not in _PAGE_ONLY},
    )


def _export(access: Access, given: Mapping[str, Any]) -> str:
    """The address at which the records of a list are exported, all pages of it."""
    told = {name: value for name, value in given.items() if name not in _PAGE_ONLY}
    return str(URL(f"/reviews/{access.review.id}/export").include_query_params(**told))


def _addresses(path: str, given: Mapping[str, Any]) -> Callable[..., str]:
    """Makes the address of a list that differs from this one; another list begins anew."""

    def address(**changed: object) -> str:
        kept = {**given, "cursor": None, **changed}
        told = {name: value for name, value in kept.items() if value not in (None, "")}
        return str(URL(path).include_query_params(**told))

    return address
