"""The PRISMA flow diagram of a review, what its numbers rest on, and a backup of all of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from markupsafe import Markup

from activescreen.errors import InputError, LedgerError
from activescreen.prisma import FlowNumbers, Included, problems, unknown
from activescreen.reports.prisma import flow_svg
from activescreen.review.flow.nameless import nameless_files
from activescreen.review.flow.previous import Previous, previous_of, set_previous
from activescreen.review.flow.sums import flow_of_review
from activescreen.review.flow.without_files import assessed_without_file
from activescreen.review.permissions import Access, Permission
from activescreen.web.access import Looking, Managing, ServiceSettings, SignedInPerson
from activescreen.web.api.backups import archive_of
from activescreen.web.pages.flow_rows import included_rows, rows
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}", include_in_schema=False)

Line = Annotated[str, Form(max_length=20)]
Text = Annotated[str, Form(max_length=500_000)]


@router.get("/flow")
def flow_page(
    request: Request, access: Looking, person: SignedInPerson, settings: ServiceSettings
) -> Response:
    """The diagram, its numbers, and what does not add up."""
    return render(request, "flow.html.j2", person, **_flow(settings, access))


@router.post("/previous")
def previous_page(
    access: Managing,
    settings: ServiceSettings,
    version: Annotated[str, Form(pattern="^(new|update)$")] = "new",
    studies: Line = "",
    reports: Line = "",
    names: Text = "",
) -> Response:
    """Say whether the review is new or an update, and what was included before."""
    previous = None
    if version == "update":
        numbers = Included(_number(studies, "studies"), _number(reports, "reports"))
        previous = Previous(numbers, tuple(names.splitlines()))
    set_previous(settings.database, access, previous, settings.clock())
    return RedirectResponse(f"/reviews/{access.review.id}/flow#versions", 303)


@router.post("/backup")
def backup_page(access: Managing, settings: ServiceSettings) -> StreamingResponse:
    """An archive of the review."""
    return archive_of(settings, access)


def _flow(settings: Settings, access: Access) -> dict[str, Any]:
    with settings.database.reading() as connection:
        previous = previous_of(connection, access.review)
    shown: dict[str, Any] = {
        "access": access,
        "here": "flow",
        "manages": access.may(Permission.MANAGE),
        "previous": previous,
        "without_file": assessed_without_file(settings.database, settings.boards, access),
        "nameless": nameless_files(settings.database, access.review.name),
        "contradiction": None,
    }
    try:
        numbers = flow_of_review(settings.database, access.review.name, settings.boards)
    except LedgerError as error:
        # The numbers of a contradiction would be wrong: it is told in the place of the diagram.
        return {**shown, "contradiction": error, "numbers": None}
    return {**shown, **_numbers(numbers)}


def _numbers(numbers: FlowNumbers) -> dict[str, Any]:
    return {
        "numbers": numbers,
        # Every text in the picture was escaped when it was drawn.
        "diagram": Markup(flow_svg(numbers, name="flow")),  # noqa: S704
        "rows": rows(numbers),
        "included": included_rows(numbers),
        "problems": problems(numbers),
        "unknown": unknown(numbers),
    }


def _number(text: str, name: str) -> int | None:
    """A number as people type it; None for a field that was left blank."""
    digits = "".join(text.split()).replace(",", "")
    if not digits:
        return None
    if not digits.isascii() or not digits.isdigit():
        raise InputError(
            f"“{text}” is no number of {name}.",
            where=name,
            remedy="Go back, and write digits; leave the field blank where it is not known.",
        )
    return int(digits)
