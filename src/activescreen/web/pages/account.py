"""One's own account: password, API tokens, sessions."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from activescreen.errors import (
    ActiveScreenError,
    InputError,
    MissingError,
    SignInError,
    WaitError,
)
from activescreen.review.people import signing_in
from activescreen.review.people import single_sign_on as sso
from activescreen.review.people.naming import choose_name, may_choose_name
from activescreen.web.access import (
    BrowserPerson,
    Id,
    Person,
    ServiceSettings,
    SignedInPerson,
    drop_session,
)
from activescreen.web.pages.rendering import render
from activescreen.web.settings import Settings

router = APIRouter(prefix="/account", include_in_schema=False)

Text = Annotated[str, Form(max_length=1000)]

_DONE: Final = {
    "name": "This is your name now.",
    "connected": "Your account is connected. From now on you can sign in there, too.",
    "disconnected": "Your account is disconnected. Every other session has ended.",
    "password": "The password is set. Every other session has ended.",
    "revocation": "The token is revoked; programs that have it are out.",
}
_STATUS: Final = {InputError: 422, MissingError: 404, SignInError: 401, WaitError: 429}


@router.get("")
def account_page(
    request: Request, person: SignedInPerson, settings: ServiceSettings, done: str = ""
) -> Response:
    """One's account."""
    return _page(request, settings, person, done=_DONE.get(done, ""))


@router.post("/name")
def name_page(
    request: Request, person: BrowserPerson, settings: ServiceSettings, name: Text = ""
) -> Response:
    """Choose one's name, while nothing goes by it."""
    try:
        choose_name(settings.database, person.account, name)
    except InputError as error:
        return _page(request, settings, person, error=error)
    return RedirectResponse("/account?done=name", 303)


@router.post("/password")
def password_page(
    request: Request,
    person: BrowserPerson,
    settings: ServiceSettings,
    current: Text = "",
    new: Text = "",
    again: Text = "",
) -> Response:
    """Set one's password."""
    try:
        _check_same(new, again)
        signing_in.change_password(
            settings.database,
            person.account,
            current,
            new,
            person.session or "",
            settings.clock(),
        )
    except (InputError, SignInError, WaitError) as error:
        return _page(request, settings, person, error=error)
    return RedirectResponse("/account?done=password", 303)


@router.post("/tokens")
def token_page(
    request: Request, person: BrowserPerson, settings: ServiceSettings, name: Text = ""
) -> Response:
    """Make an API token, and show it once."""
    try:
        _, secret = signing_in.make_token(settings.database, person.account, name, settings.clock())
    except InputError as error:
        return _page(request, settings, person, error=error)
    return _page(request, settings, person, secret=secret)


@router.post("/tokens/{token_id}/revocation")
def revocation_page(
    request: Request, token_id: Id, person: BrowserPerson, settings: ServiceSettings
) -> Response:
    """Make an API token useless."""
    try:
        signing_in.revoke_token(settings.database, person.account, token_id)
    except MissingError as error:
        return _page(request, settings, person, error=error)
    return RedirectResponse("/account?done=revocation", 303)


@router.post("/sso/disconnection")
def disconnection_page(
    request: Request, person: BrowserPerson, settings: ServiceSettings
) -> Response:
    """Disconnect one's account from the provider of single sign-on."""
    try:
        sso.disconnect(settings.database, person.account, settings.issuer, person.session or "")
    except (InputError, MissingError) as error:
        return _page(request, settings, person, error=error)
    return RedirectResponse("/account?done=disconnected", 303)


@router.post("/sign-out-everywhere")
def everywhere_page(person: BrowserPerson, settings: ServiceSettings) -> Response:
    """End all one's sessions, this one too."""
    signing_in.sign_out_everywhere(settings.database, person.account)
    answer = RedirectResponse("/sign-in", 303)
    drop_session(answer, settings)
    return answer


def _check_same(new: str, again: str) -> None:
    if new != again:
        raise InputError(
            "The two new passwords are not the same.",
            remedy="Type it again, both times. The password has not changed.",
        )


def _page(
    request: Request,
    settings: Settings,
    person: Person,
    *,
    done: str = "",
    error: ActiveScreenError | None = None,
    secret: str = "",
) -> Response:
    return render(
        request,
        "account.html.j2",
        person,
        200 if error is None else _STATUS[type(error)],
        nameable=may_choose_name(settings.database, person.account),
        tokens=signing_in.list_tokens(settings.database, person.account),
        shortest=signing_in.SHORTEST_PASSWORD,
        longest=signing_in.LONGEST_PASSWORD,
        url=settings.url,
        sso=settings.sso,
        connected=sso.is_connected(settings.database, person.account, settings.issuer),
        done=done,
        error=error,
        secret=secret,
    )
