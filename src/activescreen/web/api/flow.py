"""The PRISMA flow diagram of a review: as a picture, and as numbers."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from activescreen.prisma import Included, as_text
from activescreen.reports.prisma import flow_png, flow_svg
from activescreen.review.flow.previous import MOST, Previous, previous_of, set_previous
from activescreen.review.flow.sums import flow_of_review
from activescreen.web.access import Looking, Managing, ServiceSettings
from activescreen.web.api.shapes import Given, Short, Shown

router = APIRouter(prefix="/reviews/{review_id}", tags=["flow"])

Notes = Annotated[bool, Query(description="Say below it what is unknown and does not add up")]
_SVG: Final = "image/svg+xml"
_PNG: Final = "image/png"
_JSON: Final = "application/json"


def _content(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {}}}}


class PreviousShape(Given):
    """What earlier versions of the review included.

    A number that is not known is null. ``names`` are those studies on which there may be new
    reports: these are not counted as new studies.
    """

    studies: Annotated[int, Field(ge=0, le=MOST)] | None = None
    reports: Annotated[int, Field(ge=0, le=MOST)] | None = None
    names: Annotated[list[Short], Field(default_factory=list, max_length=5_000)]


class VersionShape(BaseModel):
    """What earlier versions of the review included; null in a new review."""

    previous: PreviousShape | None


@router.get("/flow.svg", response_class=Response, responses=_content(_SVG))
def flow_as_svg(access: Looking, settings: ServiceSettings, notes: Notes = True) -> Response:
    """The diagram as SVG."""
    numbers = flow_of_review(settings.database, access.review.name, settings.boards)
    return _file(flow_svg(numbers, notes=notes).encode(), _SVG, "svg")


@router.get("/flow.png", response_class=Response, responses=_content(_PNG))
def flow_as_png(access: Looking, settings: ServiceSettings, notes: Notes = True) -> Response:
    """The diagram as PNG, three pixels a point."""
    numbers = flow_of_review(settings.database, access.review.name, settings.boards)
    return _file(flow_png(numbers, notes=notes), _PNG, "png")


@router.get("/flow.json", response_class=Response, responses=_content(_JSON))
def flow_as_json(access: Looking, settings: ServiceSettings) -> Response:
    """The numbers, with every check of them; docs/prisma.md describes the file."""
    numbers = flow_of_review(settings.database, access.review.name, settings.boards)
    return _file(as_text(numbers).encode(), _JSON, "json")


@router.get("/previous")
def show_previous(access: Looking, settings: ServiceSettings) -> VersionShape:
    """What earlier versions of the review included."""
    with settings.database.reading() as connection:
        return _version(previous_of(connection, access.review))


@router.put("/previous")
def keep_previous(given: VersionShape, access: Managing, settings: ServiceSettings) -> VersionShape:
    """Say what earlier versions of the review included, or that it is a new one."""
    said, previous = given.previous, None
    if said is not None:
        previous = Previous(Included(said.studies, said.reports), tuple(said.names))
    return _version(set_previous(settings.database, access, previous, settings.clock()))


def _version(previous: Previous | None) -> VersionShape:
    if previous is None:
        return VersionShape(previous=None)
    numbers = previous.included
    names: list[Shown] = list(previous.names)
    return VersionShape(
        previous=PreviousShape(studies=numbers.studies, reports=numbers.reports, names=names)
    )


def _file(content: bytes, media_type: str, suffix: str) -> Response:
    name = f'attachment; filename="flow.{suffix}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": name})
