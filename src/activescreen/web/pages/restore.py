"""Opening a backup in the browser, for who runs the installation."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from activescreen.review.permissions import may_make_reviews
from activescreen.web.access import ServiceSettings, SignedInPerson
from activescreen.web.api.backups import RestoreForm, restored_from
from activescreen.web.pages.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/restore")
def restore_page(request: Request, person: SignedInPerson, settings: ServiceSettings) -> Response:
    """Choose an archive."""
    may_make_reviews(person.account)
    return render(request, "restore.html.j2", person, most=settings.max_upload >> 20)


@router.post("/restore")
async def restore_form(form: RestoreForm, settings: ServiceSettings) -> Response:
    """Open it, and go to the list of reviews."""
    await run_in_threadpool(restored_from, settings, form)
    return RedirectResponse("/", 303)
