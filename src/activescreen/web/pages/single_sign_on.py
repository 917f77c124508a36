"""The way to the provider of single sign-on, and back.

Signing in begins with a link. Connecting an account and accepting an invitation begin with a form,
so that no other site can begin them; and since browsers let a form lead to this service only, its
answer is a page that leads on.
"""

from __future__ import annotations

import hmac
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.errors import MissingError
from activescreen.review.people import single_sign_on as use_cases
from activescreen.web.access import (
    AnyPerson,
    BrowserPerson,
    Person,
    ServiceSettings,
    in_session,
    keep_session,
)
from activescreen.web.openid import Answer, Provider, state_of
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(include_in_schema=False)

CALLBACK: Final = "/sign-in/sso/callback"

_STATE_IN_NAME: Final = 8

Text = Annotated[str, Form(max_length=1000)]
Given = Annotated[str, Query(max_length=8192)]


@router.get("/sign-in/sso")
def begin_signing_in(person: AnyPerson, settings: ServiceSettings) -> Response:
    """Go to the provider to sign in."""
    if person is not None:
        return RedirectResponse("/", 303)
    provider, now = _provider(settings), settings.clock()
    secret = use_cases.begin(settings.database, now)
    address = provider.address(secret, _back(settings), now)
    return _held(RedirectResponse(address, 303), settings, secret)


@router.post("/join/sso")
def begin_joining(
    request: Request, person: AnyPerson, settings: ServiceSettings, token: Text
) -> Response:
    """Go to the provider to accept an invitation."""
    provider, now = _provider(settings), settings.clock()
    secret = use_cases.begin(settings.database, now, invitation=token)
    return _leave(request, settings, provider, person, secret)


@router.post("/account/sso")
def begin_connecting(
    request: Request, person: BrowserPerson, settings: ServiceSettings
) -> Response:
    """Go to the provider to connect one's account."""
    provider, now = _provider(settings), settings.clock()
    secret = use_cases.begin(settings.database, now, connecting=person.account)
    return _leave(request, settings, provider, person, secret)


@router.get(CALLBACK)
def come_back(
    request: Request,
    person: AnyPerson,
    settings: ServiceSettings,
    state: Given = "",
    code: Given = "",
    error: Given = "",
    iss: Given = "",
) -> Response:
    """Come back from the provider, in the browser that went there."""
    provider, now = _provider(settings), settings.clock()
    secret = request.cookies.get(_cookie(settings, state), "")
    if not secret or not hmac.compare_digest(state_of(secret).encode(), state.encode()):
        raise use_cases.not_begun()
    attempt = use_cases.use(settings.database, secret, now)
    identity = provider.identity(secret, Answer(state, code, error, iss), _back(settings), now)
    if attempt.account_id is not None:
        use_cases.connect(settings.database, attempt, identity, in_session(person), now)
        answer = RedirectResponse("/account?done=connected", 303)
    else:
        signed = use_cases.sign_in(settings.database, attempt, identity, now)
        answer = RedirectResponse("/", 303)
        keep_session(answer, settings, signed)
    answer.delete_cookie(
        _cookie(settings, state), path="/", secure=settings.secure, httponly=True, samesite="lax"
    )
    return answer


def _provider(settings: Settings) -> Provider:
    if settings.provider is None:
        raise MissingError(
            "Single sign-on is not set up here.", remedy="Sign in with your name and password."
        )
    return settings.provider


def _back(settings: Settings) -> str:
    return settings.url + CALLBACK


def _leave(
    request: Request, settings: Settings, provider: Provider, person: Person | None, secret: str
) -> Response:
    address = provider.address(secret, _back(settings), settings.clock())
    page = render(request, "leave.html.j2", person, address=address, name=provider.name)
    return _held(page, settings, secret)


def _held(answer: Response, settings: Settings, secret: str) -> Response:
    """Have the browser hold the secret; each tab has its own, so that two do not meet."""
    answer.set_cookie(
        _cookie(settings, state_of(secret)),
        secret,
        max_age=int(use_cases.ATTEMPT_LASTS.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def _cookie(settings: Settings, state: str) -> str:
    return f"{settings.cookie}-sso-{state[:_STATE_IN_NAME]}"
