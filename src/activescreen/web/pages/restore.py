"""Opening a backup in the browser, for who runs the installation."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from activescreen.errors import InputError
from activescreen.review.archive.restoring import free_name
from activescreen.review.people.membership import own_reviews
from activescreen.review.permissions import may_make_reviews
from activescreen.store.reviews import TakenError
from activescreen.web.access import Person, ServiceSettings, SignedInPerson
from activescreen.web.api.backups import RestoreForm, restored_from
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(include_in_schema=False)


@router.get("/restore")
def restore_page(request: Request, person: SignedInPerson, settings: ServiceSettings) -> Response:
    """Choose an archive."""
    may_make_reviews(person.account)
    return _page(request, person, settings)


@router.post("/restore")
async def restore_form(request: Request, form: RestoreForm, settings: ServiceSettings) -> Response:
    """Open it, and go to the list of reviews, which says what came."""
    try:
        done = await run_in_threadpool(restored_from, settings, form.form)
    except TakenError as error:
        name = await run_in_threadpool(free_name, settings.database, error)
        remedy = f"Choose the archive again, and restore it as “{name}” or under another name."
        return _page(request, form.person, settings, name, f"{error.what} {remedy}")
    except InputError as error:
        name = str(form.form.get("name", ""))
        return _page(request, form.person, settings, name, error.paragraph)
    here = await run_in_threadpool(own_reviews, settings.database, form.person.account)
    names = {each.name for each in done}
    came = [("restored", each.review.id) for each in here if each.review.name in names]
    return RedirectResponse(f"/?{urlencode(came)}", 303)


def _page(
    request: Request, person: Person, settings: Settings, name: str = "", error: str = ""
) -> Response:
    return render(
        request,
        "restore.html.j2",
        person,
        422 if error else 200,
        most=settings.max_upload >> 20,
        name=name,
        error=error,
    )
