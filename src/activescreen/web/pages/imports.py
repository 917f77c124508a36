"""Searches: bringing files in, and what the import doctor says of them."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from activescreen.errors import ActiveScreenError, InputError, LedgerError, MissingError
from activescreen.review.imports.changes import changes_of
from activescreen.review.imports.file_sources import name_source
from activescreen.review.imports.seen import see_searches
from activescreen.review.permissions import Access, Permission
from activescreen.review.protocol.setting_up import StepName
from activescreen.store.searches import Origin
from activescreen.web.access import (
    Id,
    Importing,
    Looking,
    Person,
    SentForm,
    ServiceSettings,
    SignedInPerson,
    allowed_by_form,
)
from activescreen.web.api.imports import FIELDS, MOST_FILES, import_sent
from activescreen.web.pages.rendering import render
from activescreen.web.pages.set_up import bar_for
from activescreen.web.settings import Settings

router = APIRouter(prefix="/reviews/{review_id}/imports", include_in_schema=False)

ORIGINS: Final = {
    Origin.DATABASE: "Databases, such as PubMed or Embase",
    Origin.REGISTER: "Registers of trials, such as ClinicalTrials.gov",
    Origin.OTHER: "Other sources, such as reference lists or Google Scholar",
}
_PIECES: Final = 50
_Sent = Annotated[
    SentForm, Depends(allowed_by_form(Permission.IMPORT, MOST_FILES, len(FIELDS) + 2))
]


@router.get("")
def imports_page(
    request: Request,
    access: Looking,
    person: SignedInPerson,
    settings: ServiceSettings,
    done: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Bring files in, and see what earlier searches brought."""
    return _page(request, access, person, settings, done)


@router.post("")
async def import_page(request: Request, settings: ServiceSettings, sent: _Sent) -> Response:
    """Import the files of a search, from a form without a script."""
    try:
        made = await run_in_threadpool(import_sent, settings, sent.access, sent.form)
    except (InputError, LedgerError) as error:
        return await run_in_threadpool(_page, request, sent.access, sent.person, settings, 0, error)
    base = f"/reviews/{sent.access.review.id}/imports"
    return RedirectResponse(f"{base}?done={made.wave.number}#search-{made.wave.number}", 303)


@router.post("/files/{number}/source")
def source_page(
    request: Request,
    number: Id,
    access: Importing,
    person: SignedInPerson,
    settings: ServiceSettings,
    source: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Name the place where a file's records were found."""
    try:
        file = name_source(settings.database, access, number, source, settings.clock())
    except InputError as error:
        if isinstance(error, MissingError):
            raise
        return _page(request, access, person, settings, error=error)
    base = f"/reviews/{access.review.id}/imports"
    return RedirectResponse(f"{base}?done={file.wave}#search-{file.wave}", 303)


def _page(
    request: Request,
    access: Access,
    person: Person,
    settings: Settings,
    done: int = 0,
    error: ActiveScreenError | None = None,
) -> Response:
    searches = see_searches(settings.database, access)
    is_known = any(search.wave.number == done for search in searches)
    name = access.review.name
    anew = changes_of(settings.database, settings.boards, name, done) if is_known else None
    return render(
        request,
        "imports.html.j2",
        person,
        status=200 if error is None else 422,
        access=access,
        here="imports",
        may_import=access.may(Permission.IMPORT),
        searches=searches,
        anew=anew,
        origins=ORIGINS,
        done=done,
        error=error,
        pieces=_PIECES,
        limit=settings.max_upload,
        most_files=MOST_FILES,
        **bar_for(settings, access, StepName.IMPORT),
    )
