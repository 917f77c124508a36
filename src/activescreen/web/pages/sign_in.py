"""The pages that let people in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from activescreen.errors import SignInError, WaitError
from activescreen.review.people import membership, signing_in
from activescreen.web.access import (
    AnyPerson,
    BrowserPerson,
    ServiceSettings,
    drop_session,
    in_session,
    keep_session,
)
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
async def sign_in_page(
    request: Request, person: AnyPerson, settings: ServiceSettings, token: str = ""
) -> Response:
    """Sign in by a link, or ask for name and password."""
    if token:
        signed = await run_in_threadpool(
            signing_in.sign_in_by_link, settings.database, token, settings.clock()
        )
        return _signed_in(settings, signed)
    if person is not None:
        return RedirectResponse("/", 303)
    return render(request, "sign_in.html.j2", error=None, name="", sso=settings.sso)


@router.post("/sign-in")
def sign_in(
    request: Request, settings: ServiceSettings, name: Text = "", password: Text = ""
) -> Response:
    """Sign in with a name and a password."""
    try:
        signed = signing_in.sign_in_by_password(settings.database, name, password, settings.clock())
    except (SignInError, WaitError) as error:
        return render(
            request, "sign_in.html.j2", status=401, error=error, name=name, sso=settings.sso
        )
    return _signed_in(settings, signed)


@router.post("/sign-out")
def sign_out(person: BrowserPerson, settings: ServiceSettings) -> Response:
    """End this session."""
    signing_in.sign_out(settings.database, person.session or "")
    answer = RedirectResponse("/sign-in", 303)
    drop_session(answer, settings)
    return answer


@router.get("/join")
def join_page(
    request: Request, person: AnyPerson, settings: ServiceSettings, token: str = ""
) -> Response:
    """What an invitation is to."""
    invited = membership.look_at_invitation(settings.database, token, settings.clock())
    return render(request, "join.html.j2", person, invited=invited, token=token, sso=settings.sso)


@router.post("/join")
def join(
    person: AnyPerson, settings: ServiceSettings, token: Text, password: Text = ""
) -> Response:
    """Accept an invitation."""
    signed = membership.accept(
        settings.database,
        token,
        settings.clock(),
        password=password,
        signed_in=in_session(person),
    )
    return _signed_in(settings, signed)


def _signed_in(settings: Settings, signed: signing_in.SignedIn) -> Response:
    answer = RedirectResponse("/", 303)
    keep_session(answer, settings, signed)
    return answer
