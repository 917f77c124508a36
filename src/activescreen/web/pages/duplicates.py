"""Pairs that a person must decide on, side by side."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.errors import InputError, LedgerError, StoppingError
from activescreen.review.duplicates.copies import copies, take_out
from activescreen.review.duplicates.doubts import Answer, answer
from activescreen.review.duplicates.merging import split
from activescreen.review.duplicates.pairs_seen import Reading, see_pairs
from activescreen.review.permissions import Access, Permission
from activescreen.review.protocol.setting_up import StepName
from activescreen.web.access import Importing, Looking, Person, ServiceSettings, SignedInPerson
from activescreen.web.pages.comparing import compared
from activescreen.web.pages.rendering import render
from activescreen.web.pages.set_up import bar_for
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}", include_in_schema=False)

View = Literal["open", "decided", "copies"]
RecordId = Annotated[str, Form(max_length=200)]

_ON_A_PAGE: Final = 10
_READING: Final = {
    Reading.UNREAD: "not read yet",
    Reading.OPEN: "being screened",
    Reading.INCLUDED: "included",
    Reading.EXCLUDED: "excluded",
}
_REFUSALS: Final = (InputError, LedgerError, StoppingError)


@router.get("/duplicates")
def duplicates_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    view: View = "open",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Pairs to decide on, pairs that were decided, or copies that the program recognised."""
    return _page(request, access, person, settings, view, page)


@router.post("/duplicates")
def answer_page(
    request: Request,
    access: Importing,
    person: SignedInPerson,
    settings: ServiceSettings,
    one: RecordId,
    other: RecordId,
    said: Annotated[Answer, Form()],
    kept: Annotated[str, Form(max_length=200)] = "",
    view: Annotated[View, Form()] = "open",
    page: Annotated[int, Form(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Say of two records whether they are one publication, or take back what was said."""
    try:
        answer(settings.database, access, (one, other), said, settings.clock(), kept)
    except _REFUSALS as error:
        return _page(request, access, person, settings, view, page, error)
    settings.trainer.wake(access.review.id)
    return RedirectResponse(f"{_base(access)}/duplicates?view={view}&page={page}", 303)


@router.post("/duplicates/copies")
def take_out_page(
    request: Request,
    access: Importing,
    person: SignedInPerson,
    settings: ServiceSettings,
    record: RecordId,
    page: Annotated[int, Form(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Say of a copy that it is none."""
    try:
        take_out(settings.database, access, record, settings.clock())
    except _REFUSALS as error:
        return _page(request, access, person, settings, "copies", page, error)
    settings.trainer.wake(access.review.id)
    return RedirectResponse(f"{_base(access)}/duplicates?view=copies&page={page}", 303)


@router.post("/splits")
def split_page(access: Importing, settings: ServiceSettings, merged: RecordId) -> Response:
    """Take a merged record apart, from its page."""
    done = split(settings.database, access, merged, settings.clock())
    settings.trainer.wake(access.review.id)
    return RedirectResponse(f"{_base(access)}/records/{done.merged}", 303)


def _page(
    request: Request,
    access: Access,
    person: Person,
    settings: Settings,
    view: View,
    page: int,
    error: InputError | LedgerError | StoppingError | None = None,
) -> Response:
    first = (page - 1) * _ON_A_PAGE
    total, recognised = copies(
        settings.database, access, first, _ON_A_PAGE if view == "copies" else 0
    )
    seen = see_pairs(
        settings.database,
        access,
        decided=view == "decided",
        first=first,
        limit=0 if view == "copies" else _ON_A_PAGE,
    )
    totals = {"open": seen.open, "decided": seen.decided, "copies": total}
    shown: dict[str, Any] = {
        "pairs": [(each, compared(each.one.record, each.other.record)) for each in seen.shown],
        "copies": [(each, compared(each.copy, each.kept)) for each in recognised],
    }
    return render(
        request,
        "duplicates.html.j2",
        person,
        status=200 if error is None else 409,
        access=access,
        here="duplicates",
        view=view,
        page=page,
        totals=totals,
        pages=-(-totals[view] // _ON_A_PAGE),
        may_decide=access.may(Permission.IMPORT),
        reading=_READING,
        error=error,
        **shown,
        **bar_for(settings, access, StepName.DUPLICATES),
    )


def _base(access: Access) -> str:
    return f"/reviews/{access.review.id}"
